"""What a person may ask of the shop: `smsbox erase` and `smsbox export-person`."""

from pathlib import Path

import click

from smsbox.cli.common import by, data_option, now, open_database, print_json
from smsbox.services import erasure, person_export


@click.command()
@click.argument("number")
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_option
def erase(number: str, yes: bool, data: Path) -> None:
    """Erase a person: contact, texts and all that names them. Nothing takes it back.

    A digest of the number is kept, so that nobody texts or imports it again; only the person can come back, by
    texting START.

    \b
    Example:
      smsbox erase "+44 7700 900123"
    """
    if not yes:
        typed = click.prompt("Nothing takes this back. Type the number again")
        if typed.split() != number.split():
            raise click.Abort
    erasure.erase(open_database(data), number, by=by())
    click.echo("Erased.")


@click.command("export-person")
@click.argument("number")
@data_option
def export_person(number: str, data: Path) -> None:
    """Print all that the box keeps about a person, as one JSON document.

    \b
    Example:
      smsbox export-person "+44 7700 900123" > anna.json
    """
    print_json(person_export.person(open_database(data), number, now=now()))
