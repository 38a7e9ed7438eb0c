"""What the commands share: the data folder, JSON output, one way to open the database."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from smsbox.services.activity import Actor, By
from smsbox.services.json_text import text_of
from smsbox.store.db import Database

AUTHOR = "command line"
"""Who wrote what is written at the box's keyboard."""

DEFAULT_DATA = Path("~/.local/share/smsbox")

AUTHOR = "command line"
"""Who wrote or decided what was asked for at the box's own keyboard."""

Command = TypeVar("Command", bound=Callable[..., Any])


def _folder(_ctx: click.Context, _parameter: click.Parameter, value: Path | None) -> Path:
    return (value or DEFAULT_DATA).expanduser().absolute()


def data_option(command: Command) -> Command:
    """Adds `--data DIR`; the command gets `data`, an absolute Path."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        envvar="SMSBOX_DATA",
        callback=_folder,
        help=f"The data folder; else $SMSBOX_DATA, else {DEFAULT_DATA}.",
    )(command)


def json_option(command: Command) -> Command:
    """Adds `--json` to a reading command; it gets `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")(command)


def open_database(data: Path) -> Database:
    """The database in that folder, closed when the command ends; StoreFault if it cannot be used."""
    db = Database(data)
    click.get_current_context().call_on_close(db.close)
    return db


def now() -> datetime:
    """The present, as the services want it."""
    return datetime.now(UTC)


def by() -> By:
    """Who acts, for the record of what was done: whoever holds the box's keyboard, now."""
    return By(Actor.COMMAND, "", now())


def print_json(document: object) -> None:
    """Prints a document that may hold frozen dataclasses, enums and times."""
    click.echo(text_of(document))


def table(rows: Sequence[tuple[str, ...]]) -> None:
    """Prints rows in columns as wide as their widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
