"""`smsbox send`: queue one text, and follow it if asked."""

import re
import time
from datetime import timedelta
from pathlib import Path

import click

from smsbox.cli.common import AUTHOR, data_option, json_option, now, open_database, print_json
from smsbox.rules.lanes import LANE_WORDS, Lane
from smsbox.rules.lifecycle import FINAL, State
from smsbox.services import messages, presence
from smsbox.store.db import Database

FOLLOW_INTERVAL = 0.2
"""Seconds between two looks at whether the database has changed."""

WENT_OUT = frozenset({State.SENT, State.DELIVERED})

UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class Length(click.ParamType[timedelta]):
    """A length of time as staff write it: 30m, 2h, 1d."""

    name = "time"

    def convert(self, value: str | timedelta, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """Reads it; another form is wrong usage."""
        if isinstance(value, timedelta):
            return value
        given = re.fullmatch(r"([1-9][0-9]{0,3})([mhd])", value)
        if given is None:
            self.fail("A time is a number and m, h or d, like 30m, 2h or 1d.", param, ctx)
        return timedelta(**{UNITS[given[2]]: int(given[1])})


@click.command()
@click.argument("to")
@click.argument("text")
@click.option(
    "--lane",
    type=click.Choice(LANE_WORDS),
    default=Lane.TRANSACTIONAL.word,
    show_default=True,
    help="What the text is; decides which rules hold.",
)
@click.option("--urgent", is_flag=True, help="Let a transactional text go out at any hour.")
@click.option("--flash", is_flag=True, help="Show it at once on the phone, which does not keep it; not for offers.")
@click.option(
    "--expires-in",
    type=Length(),
    metavar="TIME",
    help="Drop it if it has not arrived by then, like 30m, 2h or 1d; the network tries for 5 minutes at least."
    " Default: as message.validity_hours says.",
)
@click.option("--wait", is_flag=True, help="Follow the text to its end; each state is a line on stderr.")
@data_option
@json_option
def send(
    to: str,
    text: str,
    lane: str,
    urgent: bool,
    flash: bool,
    expires_in: timedelta | None,
    wait: bool,
    data: Path,
    as_json: bool,
) -> None:
    """Queue TEXT for the number TO and print the message's id. The running daemon sends it.

    With --wait the exit code is 0 once the text is delivered, 1 if it failed, expired, was cancelled or blocked.
    Where no delivery report comes, the wait ends when the text expires. Ctrl-C stops waiting, not the text.

    \b
    Examples:
      smsbox send +447700900123 "Your order is ready."
      smsbox send 07700900123 "Your table is ready." --urgent --wait
      smsbox send 07700900123 "Your code is 4711." --urgent --flash --expires-in 10m
      smsbox send 07700900123 "2 for 1 on Tuesday" --lane promotional
    """
    db = open_database(data)
    moment = now()
    expires_at = None if expires_in is None else moment + expires_in
    new = messages.NewMessage(to=to, text=text, lane=lane, urgent=urgent, flash=flash, expires_at=expires_at)
    message = messages.queue(db, new, author=AUTHOR, now=moment)
    if not as_json:
        click.echo(message.id)
    if message.state is State.BLOCKED:
        click.echo(f"It is not sent: {message.reason}.", err=True)
    if wait:
        message = _follow(db, message)
    if as_json:
        document = {"id": message.id, "to": message.number, "state": message.state, "reason": message.reason}
        print_json(document)
    if wait and message.state not in WENT_OUT:
        click.get_current_context().exit(1)


def _follow(db: Database, message: messages.Message) -> messages.Message:
    """Tells each state until the last; Ctrl-C ends it early with the state that was told last."""
    _tell(message)
    if message.state not in FINAL and not presence.daemon_running(db.folder):
        click.echo("The daemon is not running; the text waits. Start it with: smsbox run", err=True)
    seen = db.version()
    try:
        while message.state not in FINAL and now() < message.expires_at:
            time.sleep(FOLLOW_INTERVAL)
            if (version := db.version()) != seen:
                seen = version
                message = _news(db, message)
    except KeyboardInterrupt:
        click.echo(f"Stopped waiting; message {message.id} goes on.", err=True)
        click.get_current_context().exit(1)
    return _news(db, message)


def _news(db: Database, before: messages.Message) -> messages.Message:
    message = messages.get(db, before.id)
    if (message.state, message.reason) != (before.state, before.reason):
        _tell(message)
    return message


def _tell(message: messages.Message) -> None:
    click.echo(f"{message.state}: {message.reason}" if message.reason else message.state.value, err=True)
