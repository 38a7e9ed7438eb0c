"""`smsbox setup-link`: the way into the set-up of a new box, for whoever can use its keyboard."""

from pathlib import Path

import click

from smsbox.cli.common import data_option, open_database
from smsbox.errors import SmsboxError
from smsbox.services import setup
from smsbox.store.db import Database

PAGE = "http://127.0.0.1:8080"
"""Where the page is if nothing else was said when it was started."""


def link(db: Database, page: str) -> str | None:
    """A fresh link into the set-up; None if the box is set up, or has an owner who can sign in."""
    secret = setup.make_link(db)
    return None if secret is None else f"{page.rstrip('/')}/setup/open/{secret}"


@click.command("setup-link")
@click.option("--page", metavar="URL", default=PAGE, show_default=True, help="Where the page is.")
@data_option
def setup_link(page: str, data: Path) -> None:
    """Print a link that opens the set-up of a new box, once. The link before it opens nothing any more.

    \b
    Examples:
      smsbox setup-link
      smsbox setup-link --page http://192.168.1.20
    """
    made = link(open_database(data), page)
    if made is None:
        raise SmsboxError("The box has an owner already. They sign in, or get a link with: smsbox user link NAME.")
    click.echo(made)
