"""Records that are older than they must be kept: who they are about is emptied out of them, as in an erasure."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from smsbox.store import chain
from smsbox.store.times import to_db


@dataclass(frozen=True)
class Looked:
    """Rows that were looked at: up to the id `last`, and which `ids` of them can be emptied. None are left if `end`."""

    last: int
    ids: tuple[int, ...]
    end: bool


_NEEDED = (
    "number GLOB '#*'"
    " OR EXISTS (SELECT 1 FROM subscriptions WHERE subscriptions.number = consent_ledger.number"
    " AND state IN ('subscribed', 'pending'))"
    " OR event = 'opt_out' AND EXISTS (SELECT 1 FROM suppressions WHERE suppressions.number = consent_ledger.number)"
)
"""What is emptied already; all that lets somebody be texted still; and why somebody may not be."""


def ledger_rows(connection: sqlite3.Connection, after: int, before: datetime, limit: int) -> Looked:
    """Rows of the ledger with an id above `after` that were recorded `before`."""
    return _looked(
        connection,
        f"SELECT id, recorded_at AS at, {_NEEDED} AS needed FROM consent_ledger WHERE id > ? ORDER BY id LIMIT ?",
        after,
        before,
        limit,
    )


def messages(connection: sqlite3.Connection, after: int, before: datetime, limit: int) -> Looked:
    """Messages with an id above `after` that were written `before`; those under way are needed."""
    return _looked(
        connection,
        "SELECT id, created_at AS at, number GLOB '#*' OR state IN ('queued', 'held', 'sending') AS needed"
        " FROM messages WHERE id > ? ORDER BY id LIMIT ?",
        after,
        before,
        limit,
    )


def _looked(connection: sqlite3.Connection, query: str, after: int, before: datetime, limit: int) -> Looked:
    rows = connection.execute(query, (after, limit)).fetchall()
    old = [row for row in rows if row["at"] < to_db(before)]
    ids = tuple(row["id"] for row in old if not row["needed"])
    return Looked(old[-1]["id"] if old else after, ids, end=len(old) < limit)


def empty_ledger_rows(tx: sqlite3.Connection, ids: Sequence[int]) -> None:
    """What is personal in the rows gives way to digests; the chain holds."""
    key, names = chain.key(tx), ", ".join(chain.PERSONAL)
    changed = ", ".join(f"{name} = ?" for name in chain.PERSONAL)
    for row_id in ids:
        row = tx.execute(f"SELECT {names} FROM consent_ledger WHERE id = ?", (row_id,)).fetchone()
        values = (None if value is None else chain.redacted(key, value) for value in row)
        tx.execute(f"UPDATE consent_ledger SET {changed} WHERE id = ?", (*values, row_id))


def empty_messages(tx: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Neither number nor words are left of the messages; they are counted on."""
    key = chain.key(tx)
    for message_id in ids:
        row = tx.execute("SELECT number FROM messages WHERE id = ?", (message_id,)).fetchone()
        digest = chain.redacted(key, row["number"])
        tx.execute("UPDATE messages SET number = ?, text = '', reference = NULL WHERE id = ?", (digest, message_id))
        tx.execute("UPDATE parts SET number = ? WHERE message_id = ?", (digest, message_id))


def drop_events(tx: sqlite3.Connection, before: datetime, limit: int) -> int:
    """Forgets the oldest events from `before`, at most `limit` of them; returns how many.

    Those stay that are not counted yet, and the newest: it tells the clock what is past.
    """
    cursor = tx.execute(
        "DELETE FROM events WHERE id IN (SELECT id FROM events ORDER BY id LIMIT ?2) AND at < ?1"
        " AND id <= (SELECT event_id FROM traffic_mark WHERE id = 1) AND id < (SELECT max(id) FROM events)",
        (to_db(before), limit),
    )
    return cursor.rowcount
