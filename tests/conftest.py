"""Fixtures for every room: a fresh database, and a clock to move."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from smsbox.services import passwords
from smsbox.store.db import FILE_NAME, Database
from tests.fakes.clock import Clock

settings.register_profile(
    "repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("repeatable")
"""Every run looks at the same examples, and takes its time; with `ARGS=--hypothesis-profile=default` it seeks new."""


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Passwords are hashed as always, but a hash takes milliseconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "METHOD", "scrypt:1024:8:1")
        yield


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database file: copying it takes a tenth of the time of the migrations."""
    folder = tmp_path_factory.mktemp("template")
    Database(folder).close()
    return folder / FILE_NAME


@pytest.fixture
def db(tmp_path: Path, template: Path) -> Iterator[Database]:
    shutil.copyfile(template, tmp_path / FILE_NAME)
    database = Database(tmp_path)
    yield database
    database.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()
