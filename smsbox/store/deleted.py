"""What becomes of somebody's lists when they are deleted, and when that is taken back."""

import sqlite3
from collections.abc import Iterable, Sequence

from smsbox.store.ledger import suppression


def set_aside(tx: sqlite3.Connection, number: str) -> list[list[object]]:
    """Whoever is deleted is on no list any more, and asked about none; returns what `put_back` takes to undo it."""
    rows = tx.execute(
        "SELECT list_id, state, ledger_id FROM subscriptions WHERE number = ? AND state IN ('subscribed', 'pending')",
        (number,),
    ).fetchall()
    tx.execute(
        "UPDATE subscriptions SET state = 'none' WHERE number = ? AND state IN ('subscribed', 'pending')", (number,)
    )
    return [list(row) for row in rows]


def put_back(tx: sqlite3.Connection, number: str, rows: Iterable[Sequence[object]]) -> None:
    """What `set_aside` took away is there again, unless the person has said STOP, or anything about the list, since."""
    if suppression(tx, number) is None:
        tx.executemany(
            "UPDATE subscriptions SET state = ? WHERE number = ? AND list_id = ? AND state = 'none' AND ledger_id = ?",
            [(state, number, list_id, ledger_id) for list_id, state, ledger_id in rows],
        )
