"""The settings table: keys and their values as text."""

import sqlite3

Rows = tuple[tuple[str, str], ...]


def rows(connection: sqlite3.Connection) -> Rows:
    """Every (key, value) that was set, by key."""
    return tuple((key, value) for key, value in connection.execute("SELECT key, value FROM settings ORDER BY key"))


def drop(connection: sqlite3.Connection, key: str) -> None:
    """Forgets a key, if it is there."""
    connection.execute("DELETE FROM settings WHERE key = ?", (key,))


def put(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Sets a key, new or not."""
    connection.execute(
        "INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )
