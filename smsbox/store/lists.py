"""Lists as rows: their names, and deleting them. Their counts and members are in `store/contacts.py`."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from smsbox.store.times import to_db


@dataclass(frozen=True)
class Name:
    """A list that is in use."""

    id: int
    name: str


def names(connection: sqlite3.Connection) -> tuple[Name, ...]:
    """Every list that is in use."""
    rows = connection.execute("SELECT id, name FROM lists WHERE deleted_at IS NULL ORDER BY id")
    return tuple(Name(row["id"], row["name"]) for row in rows)


def rename(tx: sqlite3.Connection, list_id: int, name: str) -> bool:
    """Gives the list another name; False if that is another list's."""
    return tx.execute("UPDATE OR IGNORE lists SET name = ? WHERE id = ?", (name, list_id)).rowcount == 1


def delete(tx: sqlite3.Connection, list_id: int, *, now: datetime) -> None:
    """Takes the list out of use, and its name off it; the row stays, since the consent ledger speaks of it."""
    tx.execute(
        "UPDATE lists SET name = name || ' (deleted ' || id || ')', deleted_at = ? WHERE id = ?", (to_db(now), list_id)
    )


def name_before(name: str, list_id: int) -> str:
    """The name that a deleted list had while it was in use."""
    return name.removesuffix(f" (deleted {list_id})")


def restore(tx: sqlite3.Connection, list_id: int, name: str) -> bool:
    """Puts a deleted list back into use under its name, with all who were on it; False if another list has it now."""
    return (
        tx.execute("UPDATE OR IGNORE lists SET name = ?, deleted_at = NULL WHERE id = ?", (name, list_id)).rowcount == 1
    )


def is_empty(connection: sqlite3.Connection, list_id: int) -> bool:
    """Whether nobody stands anywhere on the list."""
    row = connection.execute("SELECT 1 FROM subscriptions WHERE list_id = ? LIMIT 1", (list_id,)).fetchone()
    return row is None


def long_deleted(connection: sqlite3.Connection, before: datetime) -> int | None:
    """A list that was deleted before `before` and still has people on it; None if there is none."""
    row = connection.execute(
        "SELECT id FROM lists WHERE deleted_at < ?"
        " AND EXISTS (SELECT 1 FROM subscriptions INDEXED BY subscriptions_by_list WHERE list_id = lists.id) LIMIT 1",
        (to_db(before),),
    ).fetchone()
    return None if row is None else int(row["id"])


def drop_members(tx: sqlite3.Connection, list_id: int, most: int) -> None:
    """Forgets where up to `most` people stood on the list; the ledger keeps what they said."""
    tx.execute(
        "DELETE FROM subscriptions WHERE list_id = ? AND number IN"
        " (SELECT number FROM subscriptions INDEXED BY subscriptions_by_list WHERE list_id = ? LIMIT ?)",
        (list_id, list_id, most),
    )
