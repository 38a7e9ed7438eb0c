"""What people say to the shop and may ask of it: `smsbox opt-in`, `erase` and `export-person`."""

from pathlib import Path

import click

from smsbox.cli.common import AUTHOR, by, data_option, now, open_database, print_json
from smsbox.services import consent, erasure, imports, person_export, wordings


@click.command("opt-in")
@click.argument("number")
@click.argument("list_name", metavar="LIST")
@click.option("--source", required=True, metavar="S", help="Where the person said yes: a paper form, the till.")
@click.option("--wording", required=True, metavar="W", help="What they agreed to, word for word; or “in use”.")
@click.option(
    "--proof",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file that proves it, such as a photo of the signed form; a copy is kept.",
)
@data_option
def opt_in(number: str, list_name: str, source: str, wording: str, proof: Path | None, data: Path) -> None:
    """Write down that the person with NUMBER said yes to LIST, with what proves it.

    \b
    Example:
      smsbox opt-in "+44 7700 900123" Offers --source "paper form" --wording "in use" --proof form.jpg
    """
    db = open_database(data)
    words = wordings.in_use(db, list_name).text if wording.casefold() == imports.IN_USE else wording
    row = consent.record(
        db,
        number,
        list_name=list_name,
        action=consent.OPT_IN,
        source=source,
        wording=words,
        proof=proof,
        actor=AUTHOR,
        now=now(),
    )
    click.echo(f"{row.number} is on {row.list}.")


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
