"""`smsbox review`: texts that may have meant STOP, and deciding about them (compliance.md 3.3)."""

from pathlib import Path

import click

from smsbox.cli.common import AUTHOR, by, data_option, json_option, now, open_database, print_json, table
from smsbox.services import numbers, reviews, settings
from smsbox.store.db import Database

MOST_SHOWN = 500
"""Open questions that are listed, the ones that are due first."""


@click.group()
def review() -> None:
    """Decide whether unclear texts meant STOP. Undecided after a working day, they count as one."""


@review.command("list")
@data_option
@json_option
def review_list(data: Path, as_json: bool) -> None:
    """Show the texts that wait for a decision, with the time until which it has to be made.

    \b
    Example:
      smsbox review list --json
    """
    db = open_database(data)
    found = reviews.waiting(db, limit=MOST_SHOWN).items
    if as_json:
        print_json({"items": found})
    else:
        zone = settings.policy(db.connection()).zone
        table(
            [(one.number, one.name or "-", f"{one.due_at.astimezone(zone):%a %d %b %H:%M}", one.text) for one in found]
        )


@review.command("opt-out")
@click.argument("number")
@data_option
def review_opt_out(number: str, data: Path) -> None:
    """Say that the text from NUMBER meant STOP.

    \b
    Example:
      smsbox review opt-out +447700900123
    """
    click.echo(f"{_decide(open_database(data), number, opt_out=True)} gets no more offers.")


@review.command("keep")
@click.argument("number")
@data_option
def review_keep(number: str, data: Path) -> None:
    """Say that the text from NUMBER meant something else: offers to it go on.

    \b
    Example:
      smsbox review keep +447700900123
    """
    click.echo(f"{_decide(open_database(data), number, opt_out=False)} stays on its lists.")


def _decide(db: Database, written: str, *, opt_out: bool) -> str:
    number = numbers.parse(written, settings.policy(db.connection()).region)
    reviews.decide(db, number, opt_out=opt_out, actor=AUTHOR, now=now(), by=by())
    return number
