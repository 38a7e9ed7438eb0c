"""Proofs of life: texts from one SIM to another, and whether they arrived."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from smsbox.store.times import from_db, to_db


@dataclass(frozen=True)
class Check:
    """One text from a SIM to its sister; `arrived` is None while it is waited for. ICCIDs tell which SIMs."""

    id: int
    sim_id: int
    iccid: str
    sister_id: int
    sister: str
    asked_at: datetime
    after_inbox_id: int
    arrived: bool | None


_CHECK = (
    "SELECT alive_checks.*, own.iccid AS iccid, other.iccid AS sister FROM alive_checks"
    " JOIN sims AS own ON own.id = sim_id JOIN sims AS other ON other.id = sister_id WHERE {condition}"
)


def begin(tx: sqlite3.Connection, sim: int, sister: int, *, now: datetime) -> int:
    """A text is about to go from `sim` to `sister`; returns the check's id."""
    cursor = tx.execute(
        "INSERT INTO alive_checks (sim_id, sister_id, asked_at, after_inbox_id)"
        " SELECT ?, ?, ?, coalesce(max(id), 0) FROM inbox",
        (sim, sister, to_db(now)),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def waiting(connection: sqlite3.Connection) -> tuple[Check, ...]:
    """Those whose text is waited for."""
    return _checks(connection, "arrived IS NULL")


def last(connection: sqlite3.Connection) -> tuple[Check, ...]:
    """The newest check of each SIM."""
    return _checks(connection, "alive_checks.id IN (SELECT max(id) FROM alive_checks GROUP BY sim_id)")


def sender_of(connection: sqlite3.Connection, check: Check, text: str) -> str | None:
    """The number from which the check's text has arrived at the sister; None if it has not."""
    row = connection.execute(
        "SELECT number FROM inbox WHERE id > ? AND sim_id = ? AND text = ? LIMIT 1",
        (check.after_inbox_id, check.sister_id, text),
    ).fetchone()
    return None if row is None else str(row["number"])


def settle(tx: sqlite3.Connection, check_id: int, *, arrived: bool) -> None:
    """The check is over."""
    tx.execute("UPDATE alive_checks SET arrived = ? WHERE id = ?", (arrived, check_id))


def _checks(connection: sqlite3.Connection, condition: str) -> tuple[Check, ...]:
    return tuple(
        Check(
            id=row["id"],
            sim_id=row["sim_id"],
            iccid=row["iccid"],
            sister_id=row["sister_id"],
            sister=row["sister"],
            asked_at=from_db(row["asked_at"]),
            after_inbox_id=row["after_inbox_id"],
            arrived=None if row["arrived"] is None else bool(row["arrived"]),
        )
        for row in connection.execute(_CHECK.format(condition=condition)).fetchall()
    )
