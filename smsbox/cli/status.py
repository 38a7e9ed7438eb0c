"""`smsbox status`: what works and what does not, with the remedy."""

from pathlib import Path

import click

from smsbox.cli.common import data_option, json_option, now, open_database, print_json, table
from smsbox.services import health, overview
from smsbox.services.modems import ModemView
from smsbox.services.overview import Today


@click.command()
@data_option
@json_option
def status(data: Path, as_json: bool) -> None:
    """Say what works and what does not, and what to do about it. The exit code is 0 if all is well, else 1.

    \b
    Examples:
      smsbox status
      smsbox status --json
    """
    db = open_database(data)
    moment = now()
    today = overview.today(db, now=moment)
    problems = health.problems(db, now=moment)
    notices = health.notices(db, now=moment)
    if as_json:
        print_json(document(today, problems, notices))
    else:
        table(rows(today))
        for line in (*(problems or ("Everything works.",)), *notices):
            click.echo(line)
    if problems:
        click.get_current_context().exit(1)


def document(today: Today, problems: tuple[str, ...], notices: tuple[str, ...]) -> dict[str, object]:
    """What `--json` prints."""
    return {
        "status": "problems" if problems else "ok",
        "problems": problems,
        "notices": notices,
        "messages": {
            "waiting": today.waiting,
            "sending": today.sending,
            "held": today.held,
            "sent_today": today.sent_today,
            "failed_today": today.failed_today,
            "unknown_today": today.unknown_today,
            "rate_per_minute": today.rate_per_minute,
            "unread": today.unread,
        },
        "modems": today.modems,
    }


def rows(today: Today) -> list[tuple[str, ...]]:
    """What is shown of the day and the modems."""
    return [
        ("Now", f"{today.waiting} waiting, {today.sending} going out, {today.held} held"),
        ("Today", f"{today.sent_today} sent, {today.failed_today} failed, {today.unknown_today} unknown"),
        ("Inbox", f"{today.unread} unread"),
        *((f"Modem {number}", _modem(view)) for number, view in enumerate(today.modems, start=1)),
    ]


def _modem(view: ModemView) -> str:
    left = "" if view.left_today is None else f", {view.left_today} left"
    place = ", ".join(filter(None, (view.model, view.operator, view.technology, view.port)))
    return f"{view.words}, {view.bars} of 4 bars ({place}); {view.queue} waiting, {view.used_today} parts today{left}"
