"""`smsbox import`: customers from a table, with their proof of consent."""

import signal
import sys
from datetime import datetime
from pathlib import Path

import click

from smsbox.cli.common import by, data_option, json_option, now, open_database, print_json, table
from smsbox.services import imports
from smsbox.services.imports import IN_USE, SHOP, SOMEONE_ELSE, Outcome, Plan


@click.command("import")
@click.argument("list_name", metavar="LIST")
@click.argument("file", metavar="FILE.csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", required=True, metavar="S", help="Where the people said yes: a form, the till, a web page.")
@click.option("--wording", required=True, metavar="W", help=f"What they agreed to, word for word; or “{IN_USE}”.")
@click.option(
    "--date", "day", metavar="D", type=click.DateTime(["%Y-%m-%d"]), help="When, for rows without a date; else today."
)
@click.option(
    "--collected-by",
    type=click.Choice([SHOP, SOMEONE_ELSE]),
    default=SHOP,
    show_default=True,
    help="Who asked them. What someone else collected is refused.",
)
@click.option(
    "--proof",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file that proves it, such as the scanned forms; a copy is kept.",
)
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@data_option
@json_option
def import_contacts(
    list_name: str,
    file: Path,
    source: str,
    wording: str,
    day: datetime | None,
    collected_by: str,
    proof: Path | None,
    dry_run: bool,
    data: Path,
    as_json: bool,
) -> None:
    """Import customers with their proof of consent: the whole file, or nothing of it.

    The first line names the columns: number (or phone, Handy, téléphone, móvil, ...), name, and any others, which are
    kept. Columns about consent, date and source say how each person agreed; what is no clear yes there means that they
    did not, and so does a column like “unsubscribed” that says anything but no. Whoever opted out stays out. Ctrl-C
    changes nothing, until the rows are being taken over: those are finished.

    \b
    Examples:
      smsbox import Offers customers.csv --source "form at the till" --date 2027-03-01 --wording "in use"
      smsbox import Offers customers.csv --source "web page" --wording "in use" --dry-run
    """
    db = open_database(data)
    plan = Plan(list_name, file, source, wording, day.date() if day else None, collected_by, proof)
    progress = _silent if as_json or not sys.stderr.isatty() else _show_progress
    if dry_run:
        outcome = imports.preview(db, plan, now=now(), progress=progress)
    else:
        before = signal.getsignal(signal.SIGINT)
        try:
            outcome = imports.run(db, plan, by=by(), progress=progress, accepted=_ignore_interrupts)
        finally:
            signal.signal(signal.SIGINT, before)
    if progress is _show_progress:
        click.echo(err=True)
    if as_json:
        print_json({"dry_run": dry_run, **_document(outcome)})
    else:
        _show(outcome)


def _document(outcome: Outcome) -> dict[str, object]:
    return {
        "new": outcome.new,
        "updated": outcome.updated,
        "already_there": outcome.already_there,
        "stays_opted_out": outcome.stays_opted_out,
        "left_out": outcome.left_out,
        "refused": outcome.refused,
    }


def _show(outcome: Outcome) -> None:
    counts = [(name.replace("_", " "), str(count)) for name, count in _document(outcome).items() if name != "refused"]
    table(counts)
    for row in outcome.refused:
        click.echo(f"line {row.line}: {row.reason}")


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _silent(_step: str, _rows: int) -> None:
    pass


def _show_progress(step: str, rows: int) -> None:
    click.echo(f"\r{step}: {rows:,} rows", nl=False, err=True)
