"""`smsbox set` and `smsbox get`."""

from pathlib import Path

import click

from smsbox.cli.common import by, data_option, json_option, open_database, print_json, table
from smsbox.services import setting_keys, settings


class _ListsKeys(click.Command):
    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Every setting with what it does, what it accepts and its default."""
        with formatter.section("Settings"):
            formatter.write_dl([(key, _explained(setting)) for key, setting in setting_keys.KEYS.items()])


def _explained(setting: setting_keys.Setting) -> str:
    default = f" Default: {setting.default}." if setting.default else ""
    return f"{setting.help} Accepts {setting.accepts}.{default}"


@click.command("set", cls=_ListsKeys)
@click.argument("key")
@click.argument("value")
@data_option
def set_setting(key: str, value: str, data: Path) -> None:
    """Change the setting KEY to VALUE; a running daemon takes it over within a second.

    \b
    Examples:
      smsbox set shop.name "Rosa's Deli"
      smsbox set shop.timezone Europe/London
      smsbox set quiet.promotional_days mon-fri
      smsbox set sending.paused true
    """
    kept = settings.set_value(open_database(data), key, value, by=by())
    click.echo(f"{key} = {kept}")


@click.command("get", cls=_ListsKeys)
@click.argument("key", required=False)
@data_option
@json_option
def get_setting(key: str | None, data: Path, as_json: bool) -> None:
    """Show the setting KEY, or all of them.

    \b
    Examples:
      smsbox get
      smsbox get shop.name
      smsbox get --json
    """
    db = open_database(data)
    if key is not None:
        value = settings.get(db, key)
        print_json({key: value}) if as_json else click.echo(value)
        return
    values = settings.all_values(db)
    print_json(values) if as_json else table(list(values.items()))
