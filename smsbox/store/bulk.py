"""Many rows of one table, several to a statement."""

import sqlite3
from collections.abc import Sequence
from functools import cache
from itertools import chain

ROWS = 50
"""Rows to a statement: with so many, what SQLite does once for each statement no longer counts."""


def insert(tx: sqlite3.Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Adds the rows, with their values in the order of `columns`."""
    whole = len(rows) - len(rows) % ROWS
    for at in range(0, whole, ROWS):
        tx.execute(_insert(table, tuple(columns), ROWS), tuple(chain.from_iterable(rows[at : at + ROWS])))
    tx.executemany(_insert(table, tuple(columns), 1), rows[whole:])


@cache
def _insert(table: str, columns: tuple[str, ...], rows: int) -> str:
    row = f"({', '.join('?' * len(columns))})"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * rows)}"
