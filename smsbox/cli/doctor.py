"""`smsbox doctor`: everything that `status` says, and whether the box itself is well."""

import getpass
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from smsbox.cli import status
from smsbox.cli.common import by, data_option, json_option, now, print_json, table
from smsbox.modem import finder
from smsbox.modem.finder import Finding
from smsbox.services import doctor as examination
from smsbox.services import health, overview, proof
from smsbox.services.doctor import Check
from smsbox.services.overview import Today


@click.command()
@click.option("--let-offers-go-on", is_flag=True, help="An owner has looked into a ledger that was found broken.")
@data_option
@json_option
def doctor(let_offers_go_on: bool, data: Path, as_json: bool) -> None:
    """Examine the box: the database, the ledger, the clock, the disk, the ports and the modems.

    Each problem is told with its remedy. The exit code is 0 if all is well, else 1. While the ledger is broken, offers
    wait until an owner has looked into it.

    \b
    Examples:
      smsbox doctor
      smsbox doctor --json
    """
    today = None
    problems: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    checks = [examination.disk(data), examination.schema(data)]
    db = None
    if checks[-1].problem is None:
        db, opened = examination.open_database(data)
        checks.append(opened)
    if db is not None:
        click.get_current_context().call_on_close(db.close)
        moment = now()
        if let_offers_go_on:
            proof.accept(db, by=by())
        looked = _show_rows if sys.stderr.isatty() and not as_json else None
        checks += examination.contents(db, looked, now=moment)
        if examination.is_whole(checks):
            today = overview.today(db, now=moment)
            problems = health.problems(db, now=moment)
            notices = health.notices(db, now=moment)
            checks += [examination.system_time(db, now=moment), examination.network_time(today.modems)]
    ports = [Path(modem.port) for modem in today.modems if modem.port] if today else []
    checks += usb(finder.find(), ports)
    problems = tuple(dict.fromkeys((*problems, *(check.problem for check in checks if check.problem is not None))))
    if as_json:
        print_json(_document(today, problems, notices, checks))
    else:
        _show(today, (*(problems or ("Everything works.",)), *notices), checks)
    if problems:
        click.get_current_context().exit(1)


def usb(finding: Finding, ports: Iterable[Path] = ()) -> list[Check]:
    """What is plugged in that cannot send, and the modems' ports that may not be opened; `ports` are known ones."""
    unusable = (*finding.network_only, *finding.unswitched)
    known = dict.fromkeys((*ports, *(modem.path for modem in finding.modems)))
    return [
        Check("USB", f"{len(finding.modems)} modems found"),
        *(Check("USB", f"a stick that cannot send at {stick.device}", stick.remedy) for stick in unusable),
        *(_port(path) for path in known if path.exists()),
    ]


def _show_rows(rows: int) -> None:
    click.echo(f"\rLedger: {rows:,} rows looked at\r", nl=False, err=True)


def _port(path: Path) -> Check:
    if os.access(path, os.R_OK | os.W_OK):
        return Check("Port", f"{path} can be opened")
    user = getpass.getuser()
    return Check(
        "Port",
        f"{path} is closed to {user}",
        f"{user} may not open {path}. Allow it with: sudo usermod -aG dialout {user}, then sign out and in again.",
    )


def _document(today: Today | None, problems: tuple[str, ...], notices: tuple[str, ...], checks: list[Check]) -> object:
    whole = status.document(today, problems, notices) if today else {"status": "problems", "problems": problems}
    return {
        **whole,
        "checks": [{"name": check.name, "found": check.found, "ok": not check.problem} for check in checks],
    }


def _show(today: Today | None, lines: tuple[str, ...], checks: list[Check]) -> None:
    table([*(status.rows(today) if today else ()), *((check.name, check.found) for check in checks)])
    for line in lines:
        click.echo(line)
