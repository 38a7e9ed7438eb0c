"""Keywords as rows: the word that a subscriber texts, the list it joins, and what it is answered."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from smsbox.store.times import from_db, to_db


@dataclass(frozen=True)
class Keyword:
    """`word` is compared, `written` is shown; without a `list` it only gets its answer."""

    id: int
    word: str
    written: str
    list: str | None
    list_id: int | None
    answer: str
    author: str
    created_at: datetime


_SELECT = "SELECT keywords.*, lists.name AS list FROM keywords LEFT JOIN lists ON lists.id = list_id"


def add(
    tx: sqlite3.Connection, word: str, written: str, list_id: int | None, answer: str, author: str, *, now: datetime
) -> int | None:
    """Adds a keyword and returns its id; None if there is one with this word."""
    cursor = tx.execute(
        "INSERT OR IGNORE INTO keywords (word, written, list_id, answer, author, created_at) VALUES (?, ?, ?, ?, ?, ?)",
        (word, written, list_id, answer, author, to_db(now)),
    )
    return cursor.lastrowid if cursor.rowcount else None


def change(tx: sqlite3.Connection, keyword_id: int, list_id: int | None, answer: str) -> None:
    """Gives the keyword another list and answer."""
    tx.execute("UPDATE keywords SET list_id = ?, answer = ? WHERE id = ?", (list_id, answer, keyword_id))


def delete(tx: sqlite3.Connection, keyword_id: int) -> None:
    """Removes the keyword; what was joined by it stays."""
    tx.execute("DELETE FROM keywords WHERE id = ?", (keyword_id,))


def get(connection: sqlite3.Connection, keyword_id: int) -> Keyword | None:
    """The keyword, or None."""
    row = connection.execute(f"{_SELECT} WHERE keywords.id = ?", (keyword_id,)).fetchone()
    return None if row is None else _keyword(row)


def by_word(connection: sqlite3.Connection, word: str) -> Keyword | None:
    """The keyword whose `word` this is, or None."""
    row = connection.execute(f"{_SELECT} WHERE word = ?", (word,)).fetchone()
    return None if row is None else _keyword(row)


def all_keywords(connection: sqlite3.Connection) -> tuple[Keyword, ...]:
    """Every keyword, by its word."""
    return tuple(map(_keyword, connection.execute(f"{_SELECT} ORDER BY word")))


def _keyword(row: sqlite3.Row) -> Keyword:
    return Keyword(
        id=row["id"],
        word=row["word"],
        written=row["written"],
        list=row["list"],
        list_id=row["list_id"],
        answer=row["answer"],
        author=row["author"],
        created_at=from_db(row["created_at"]),
    )
