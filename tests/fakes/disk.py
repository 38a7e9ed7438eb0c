"""A disk that is full whenever a test says so."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from smsbox.store.db import Database


class FullDisk:
    """Lets every transaction fail at its end while `full`, as SQLite does when the disk has no room."""

    def __init__(self, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full = True
        self._write = db.write
        monkeypatch.setattr(db, "write", self.write)

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        with self._write() as tx:
            yield tx
            if self.full:
                fault = sqlite3.OperationalError("database or disk is full")
                fault.sqlite_errorcode = sqlite3.SQLITE_FULL
                raise fault
