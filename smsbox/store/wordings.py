"""Sign-up wordings as rows: one in use for each list, the others kept, since the ledger speaks of them."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from smsbox.store.times import from_db, to_db


@dataclass(frozen=True)
class Wording:
    """What people agree to who join `list`: the text word for word, what kind of texts, and how many in a month."""

    id: int
    list: str
    list_id: int
    text: str
    kinds: str
    per_month: int
    author: str
    created_at: datetime
    retired_at: datetime | None


_SELECT = "SELECT wordings.*, lists.name AS list FROM wordings JOIN lists ON lists.id = list_id"


def add(
    tx: sqlite3.Connection, list_id: int, text: str, kinds: str, per_month: int, author: str, *, now: datetime
) -> int:
    """Puts a wording into use for the list, instead of the one before; returns its id."""
    tx.execute("UPDATE wordings SET retired_at = ? WHERE list_id = ? AND retired_at IS NULL", (to_db(now), list_id))
    cursor = tx.execute(
        "INSERT INTO wordings (list_id, text, kinds, per_month, author, created_at) VALUES (?, ?, ?, ?, ?, ?)",
        (list_id, text, kinds, per_month, author, to_db(now)),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def in_use(connection: sqlite3.Connection, list_id: int) -> Wording | None:
    """The list's wording, None if it has none yet."""
    row = connection.execute(f"{_SELECT} WHERE list_id = ? AND retired_at IS NULL", (list_id,)).fetchone()
    return None if row is None else _wording(row)


def get(connection: sqlite3.Connection, wording_id: int) -> Wording | None:
    """The wording with this id, in use or not; None if there is none."""
    row = connection.execute(f"{_SELECT} WHERE wordings.id = ?", (wording_id,)).fetchone()
    return None if row is None else _wording(row)


def of_lists(connection: sqlite3.Connection) -> tuple[Wording, ...]:
    """The wording in use of every list that has one and is not deleted, by the lists' names."""
    rows = connection.execute(f"{_SELECT} WHERE retired_at IS NULL AND deleted_at IS NULL ORDER BY lists.name")
    return tuple(map(_wording, rows))


def history(connection: sqlite3.Connection, list_id: int) -> tuple[Wording, ...]:
    """Every wording that the list had, newest first."""
    return tuple(
        map(_wording, connection.execute(f"{_SELECT} WHERE list_id = ? ORDER BY wordings.id DESC", (list_id,)))
    )


def promised(connection: sqlite3.Connection, list_id: int, text: str) -> int | None:
    """How many texts a month the list's wording of that text promised; None if the list never had such a wording."""
    row = connection.execute(
        "SELECT per_month FROM wordings WHERE list_id = ? AND text = ? ORDER BY id DESC LIMIT 1",
        (list_id, " ".join(text.split())),
    ).fetchone()
    return None if row is None else int(row["per_month"])


def _wording(row: sqlite3.Row) -> Wording:
    return Wording(
        id=row["id"],
        list=row["list"],
        list_id=row["list_id"],
        text=row["text"],
        kinds=row["kinds"],
        per_month=row["per_month"],
        author=row["author"],
        created_at=from_db(row["created_at"]),
        retired_at=from_db(row["retired_at"]),
    )
