"""A command line over a fresh data folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from smsbox.cli import main
from smsbox.store.db import Database
from tests.fakes.command import Smsbox


@pytest.fixture
def smsbox(tmp_path: Path) -> Smsbox:
    """Runs `smsbox ARGUMENTS` over the test's folder."""

    def run(*arguments: str, input: str | None = None) -> Result:  # noqa: A002
        return CliRunner(env={"SMSBOX_DATA": str(tmp_path)}).invoke(main, arguments, input=input)

    return run


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """The same folder's database."""
    database = Database(tmp_path)
    yield database
    database.close()
