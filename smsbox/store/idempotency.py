"""The first answers to requests that may be repeated, by token and the caller's key."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from smsbox.store.times import to_db


@dataclass(frozen=True)
class FirstAnswer:
    """What was answered, and the SHA-256 of what had been asked."""

    request_digest: bytes
    status: int
    body: str


def get(connection: sqlite3.Connection, token_id: int, key: str, since: datetime) -> FirstAnswer | None:
    """The answer first given to the key, unless that was before `since`."""
    row = connection.execute(
        "SELECT request_digest, status, body FROM idempotency WHERE token_id = ? AND key = ? AND created_at > ?",
        (token_id, key, to_db(since)),
    ).fetchone()
    return None if row is None else FirstAnswer(row["request_digest"], row["status"], row["body"])


def add(tx: sqlite3.Connection, token_id: int, key: str, answer: FirstAnswer, *, now: datetime) -> None:
    """Keeps the first answer to the key; there must be none."""
    tx.execute(
        "INSERT INTO idempotency (token_id, key, request_digest, status, body, created_at) VALUES (?,?,?,?,?,?)",
        (token_id, key, answer.request_digest, answer.status, answer.body, to_db(now)),
    )


def forget(tx: sqlite3.Connection, until: datetime) -> None:
    """Drops the answers given up to `until`."""
    tx.execute("DELETE FROM idempotency WHERE created_at <= ?", (to_db(until),))
