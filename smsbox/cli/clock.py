"""`smsbox clock`: what time the box has, whether it is in doubt, and somebody's word that it is right."""

from pathlib import Path

import click

from smsbox.cli.common import by, data_option, json_option, now, open_database, print_json
from smsbox.services import clock as box_clock
from smsbox.services import settings


@click.command()
@click.option("--right", is_flag=True, help="You have compared it with another clock, and it is right.")
@data_option
@json_option
def clock(right: bool, data: Path, as_json: bool) -> None:
    """Show the box's time, and whether it is in doubt; offers wait while it is.

    Where no network tells the time, your word that it is right counts until the box starts anew or its clock is set.

    \b
    Examples:
      smsbox clock
      smsbox clock --right
    """
    db, moment = open_database(data), now()
    if right:
        box_clock.confirm(db, moment, by=by())
    doubt = box_clock.current(db, now=moment)
    if as_json:
        print_json({"time": moment, "doubt": None if doubt is None else doubt.title})
        return
    zone = settings.policy(db.connection()).zone
    click.echo(f"{moment.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})")
    if doubt is not None:
        click.echo(f"{doubt.title}. {doubt.remedy.at_keyboard}")
