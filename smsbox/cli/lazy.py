"""A click group that imports a subcommand only when it is called, and ends every error in one line."""

import difflib
import importlib
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import click

from smsbox.errors import SmsboxError

FAILED = 1
WRONG_USAGE = 2


class Entry(NamedTuple):
    """Where a subcommand lives (`module:attribute`), and what it does in one sentence."""

    target: str
    summary: str


class LazyGroup(click.Group):
    """Subcommands by `entries`; so that `smsbox get` does not pay for importing a modem driver."""

    def __init__(self, entries: Mapping[str, Entry], **options: Any) -> None:
        super().__init__(**options)
        self.entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names, in the order of the table."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The subcommand, imported now."""
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        module, _, attribute = entry.target.partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a hint for a misspelt name."""
        if args and args[0] not in self.entries and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], self.entries, n=2)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            ctx.fail(f"There is no command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The table's summaries, without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in self.entries.items()])

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> Any:  # type: ignore[override]
        """Runs a command line and exits: 0 done, 1 failed, 2 wrong usage, the last two with one line on stderr."""
        extra.pop("standalone_mode", None)
        try:
            result = super().main(args, prog_name or "smsbox", standalone_mode=False, **extra)
        except click.exceptions.NoArgsIsHelpError as fault:
            fault.show()
            sys.exit(WRONG_USAGE)
        except click.UsageError as fault:
            _exit(WRONG_USAGE, _usage_line(fault))
        except click.ClickException as fault:
            _exit(FAILED, fault.format_message())
        except (click.Abort, KeyboardInterrupt):
            _exit(FAILED, "Stopped.")
        except SmsboxError as fault:
            _exit(FAILED, str(fault))
        except sqlite3.Error as fault:
            _exit(
                FAILED,
                f"The database failed: {fault}. Check that the disk is writable and not full, then try again.",
            )
        except OSError as fault:
            _exit(FAILED, f"{fault.strerror or fault}. Check the disk and where the output goes, then try again.")
        sys.exit(result if isinstance(result, int) else 0)


def _usage_line(fault: click.UsageError) -> str:
    path = fault.ctx.command_path if fault.ctx else "smsbox"
    what = fault.format_message()
    return f"{what if what.endswith(('.', '?')) else what + '.'} See: {path} --help"


def _exit(code: int, line: str) -> None:
    click.echo(f"smsbox: {' '.join(line.split())}", err=True)
    sys.exit(code)
