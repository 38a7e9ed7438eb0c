"""What is wrong with a database file, without changing it."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from smsbox.store import ledger, migrations

MOST_FAULTS = 5
"""Faults of the file that are told; the first one says enough."""

WHOLE = "ok"


def pending_migrations(path: Path) -> int:
    """How many migrations the file at `path` lacks; 0 for a file that is not there, or is no database."""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error:
        return 0
    try:
        number: int = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.Error:
        return 0
    finally:
        connection.close()
    return max(len(migrations.scripts()) - number, 0)


def file_faults(connection: sqlite3.Connection) -> tuple[str, ...]:
    """What SQLite finds wrong with the file (PRAGMA quick_check); empty if it is whole."""
    return tuple(fault for fault in _quick_check(connection) if fault != WHOLE)


def _quick_check(connection: sqlite3.Connection) -> Iterator[str]:
    try:
        for row in connection.execute(f"PRAGMA quick_check({MOST_FAULTS})"):
            yield str(row[0])
    except sqlite3.DatabaseError as fault:
        yield str(fault)


def broken_ledger_rows(connection: sqlite3.Connection, looked: Callable[[int], None] | None = None) -> tuple[int, ...]:
    """The rows of the consent ledger that were changed, or follow one that is gone; none if it is whole.

    `looked` is told now and then how many rows have been looked at.
    """
    return tuple(ledger.broken_rows(connection, looked))
