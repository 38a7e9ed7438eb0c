"""The command as a whole: its table of commands, errors in one line, exit codes."""

import inspect
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from smsbox import __version__
from smsbox.cli import COMMANDS, main
from smsbox.cli.lazy import Entry, LazyGroup
from smsbox.errors import Conflict
from smsbox.store.db import Database
from tests.fakes.command import Smsbox

SMSBOX = (sys.executable, "-c", "from smsbox.cli import main; main()")
"""What the installed command does."""


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    """Every command that is no group, with the words that call it."""
    if not isinstance(command, click.Group):
        return [(path, command)]
    context = click.Context(command)
    found = [(name, command.get_command(context, name)) for name in command.list_commands(context)]
    return [leaf for name, child in found if child for leaf in leaves(child, (*path, name))]


def test_every_command_of_the_table_can_be_loaded() -> None:
    assert {path[0] for path, _ in leaves(main)} == set(COMMANDS)


def test_every_command_says_what_it_does() -> None:
    assert [path for path, command in leaves(main) if not (command.help or "").split("\n\n")[0].endswith(".")] == []


@pytest.mark.parametrize("name", ["set", "get", "user", "token", "send", "status"])
def test_everyday_commands_teach_with_an_example_and_take_the_data_folder(name: str) -> None:
    top = main.get_command(click.Context(main), name)
    assert top is not None
    for path, command in leaves(top, (name,)):
        assert f"\n  smsbox {' '.join(path)}" in inspect.cleandoc(command.help or "")
        assert "--data" in [option for parameter in command.params for option in parameter.opts]


def test_the_help_lists_every_command(smsbox: Smsbox) -> None:
    result = smsbox("--help")
    assert result.exit_code == 0
    assert all(name in result.output and entry.summary in result.output for name, entry in COMMANDS.items())


def test_the_version_is_shown(smsbox: Smsbox) -> None:
    assert smsbox("--version").output == f"smsbox, version {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("staus",), "smsbox: There is no command 'staus'. Did you mean status"),
        (("qqqqq",), "smsbox: There is no command 'qqqqq'. See: smsbox --help"),
        (("set",), "smsbox: Missing argument 'KEY'. See: smsbox set --help"),
        (("get", "--jsn"), "See: smsbox get --help"),
        (("user", "add", "Tom"), "smsbox: Missing option '--role'. Choose from: till, staff, manager, owner"),
        (("token", "add", "x", "--role", "boss"), "'boss' is not one of 'till', 'staff', 'manager', 'owner'"),
        (("send", "+447700900123", "x", "--lane", "fast"), "'fast' is not one of 'reply'"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(smsbox: Smsbox, arguments: tuple[str, ...], line: str) -> None:
    result = smsbox(*arguments)
    assert result.exit_code == 2
    assert line in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_no_command_at_all_shows_the_help_and_is_wrong_usage(smsbox: Smsbox) -> None:
    result = smsbox()
    assert result.exit_code == 2
    assert "Usage: smsbox" in result.stderr


def test_an_error_of_the_product_is_one_line_and_exit_1() -> None:
    result = CliRunner().invoke(failing, ["conflict"])
    assert (result.exit_code, result.stderr, result.stdout) == (1, "smsbox: It is running already.\n", "")


def test_ctrl_c_ends_cleanly() -> None:
    result = CliRunner().invoke(failing, ["interrupted"])
    assert (result.exit_code, result.stderr.strip()) == (1, "smsbox: Stopped.")


def test_a_data_folder_that_cannot_be_made_is_one_line(smsbox: Smsbox, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = smsbox("get", "--data", str(tmp_path / "file" / "data"))
    assert result.exit_code == 1
    assert "Choose another with --data" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_database_that_is_none_is_one_line(smsbox: Smsbox, tmp_path: Path) -> None:
    (tmp_path / "smsbox.db").write_text("this is no database" * 500)
    result = smsbox("get")
    assert result.exit_code == 1
    assert "is damaged, or is no database of smsbox" in result.stderr
    assert result.stderr.count("\n") == 1


def test_the_data_folder_given_wins_over_the_environments(smsbox: Smsbox, tmp_path: Path) -> None:
    smsbox("set", "shop.name", "Rosa", "--data", str(tmp_path / "other"))
    assert smsbox("get", "shop.name").output == "\n"
    assert smsbox("get", "shop.name", "--data", str(tmp_path / "other")).output == "Rosa\n"


def test_as_a_process_it_keeps_to_its_exit_codes_and_streams(tmp_path: Path) -> None:
    environment = {**os.environ, "SMSBOX_DATA": str(tmp_path), "LC_ALL": "C.UTF-8"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [*SMSBOX, *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30)

    assert run("set", "shop.name", "Rosa").returncode == 0
    got = run("get", "shop.name")
    assert (got.returncode, got.stdout, got.stderr) == (0, "Rosa\n", "")
    refused = run("set", "cap.per_day", "9")
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
    assert run("set", "cap.per_day").returncode == 2


def test_a_reader_that_goes_away_leaves_no_traceback(tmp_path: Path) -> None:
    environment = {**os.environ, "SMSBOX_DATA": str(tmp_path)}
    Database(tmp_path).close()
    reading, writing = os.pipe()
    os.close(reading)
    command = [*SMSBOX, "get"]
    done = subprocess.run(command, env=environment, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=30)
    os.close(writing)
    assert done.stderr == ""


def test_help_does_not_load_what_it_does_not_need() -> None:
    tell = "import atexit, sys; atexit.register(lambda: print(sorted(sys.modules)))"
    command = [sys.executable, "-c", f"{tell}; {SMSBOX[-1]}", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0
    assert "'smsbox.cli.lazy'" in done.stdout
    assert not [name for name in ("flask", "serial", "phonenumbers", "smsbox.services") if f"'{name}'" in done.stdout]


@click.command("conflict")
def conflict() -> None:
    """Fails as a service does."""
    raise Conflict("It is running\nalready.")


@click.command("interrupted")
def interrupted() -> None:
    """Is stopped by the user."""
    raise KeyboardInterrupt


failing = LazyGroup(
    {
        "conflict": Entry(f"{__name__}:conflict", "Fails."),
        "interrupted": Entry(f"{__name__}:interrupted", "Is stopped."),
    },
    name="smsbox",
)
