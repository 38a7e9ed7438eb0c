"""Guesses at a sign-in: how many wrong ones, and when the latest was."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from smsbox.store.times import from_db, to_db


@dataclass(frozen=True)
class Tries:
    """Wrong guesses in a row."""

    wrong: int
    latest: datetime


def get(connection: sqlite3.Connection, who: str) -> Tries | None:
    """The guesses at or from `who`, or None."""
    row = connection.execute("SELECT wrong, latest FROM sign_in_tries WHERE who = ?", (who,)).fetchone()
    return None if row is None else Tries(row["wrong"], from_db(row["latest"]))


def put(tx: sqlite3.Connection, who: str, tries: Tries) -> None:
    """Keeps the guesses at or from `who`."""
    tx.execute(
        "INSERT INTO sign_in_tries (who, wrong, latest) VALUES (?, ?, ?)"
        " ON CONFLICT (who) DO UPDATE SET wrong = excluded.wrong, latest = excluded.latest",
        (who, tries.wrong, to_db(tries.latest)),
    )


def forget(tx: sqlite3.Connection, who: str) -> None:
    """Forgets the guesses at or from `who`."""
    tx.execute("DELETE FROM sign_in_tries WHERE who = ?", (who,))


def drop(tx: sqlite3.Connection, before: datetime, after: datetime, keep: int) -> None:
    """Forgets what is older than `before` or (the clock was put back) newer than `after`, and all but `keep`."""
    tx.execute("DELETE FROM sign_in_tries WHERE latest <= ? OR latest > ?", (to_db(before), to_db(after)))
    tx.execute(
        "DELETE FROM sign_in_tries WHERE who IN"
        " (SELECT who FROM sign_in_tries ORDER BY latest DESC, who LIMIT -1 OFFSET ?)",
        (keep,),
    )
