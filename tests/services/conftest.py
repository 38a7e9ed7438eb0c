"""A fresh database for each test of the services."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from smsbox.store.db import Database


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path)
    yield database
    database.close()
