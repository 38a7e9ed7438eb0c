"""The queue of unclear texts: whose question is open, and until when (compliance.md 3.3)."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from smsbox.store.paging import Page, check_limit, number_cursor, page_of
from smsbox.store.times import from_db


@dataclass(frozen=True)
class Review:
    """A text of `number` that may have meant STOP; nobody has decided yet, and `due_at` it counts as one."""

    number: str
    name: str
    text: str
    received_at: datetime
    due_at: datetime


def waiting(connection: sqlite3.Connection, after: str | None, limit: int) -> Page[Review]:
    """The open questions, the one that is due first on top."""
    due_at, _, number = (after or "").partition("_")
    rows = connection.execute(
        "SELECT found.number AS number, coalesce(contacts.name, '') AS name, inbox.text AS text, received_at,"
        " review_due_at FROM conversations AS found INDEXED BY conversations_in_review"
        " JOIN inbox ON inbox.id = review_inbox_id LEFT JOIN contacts ON contacts.number = found.number"
        " WHERE review_due_at IS NOT NULL AND (review_due_at, found.number) > (?, ?)"
        " ORDER BY review_due_at, found.number LIMIT ?",
        (number_cursor(due_at if after else None, 0), number, check_limit(limit) + 1),
    ).fetchall()
    return page_of(rows, limit, _review, lambda row: f"{row['review_due_at']}_{row['number']}")


def _review(row: sqlite3.Row) -> Review:
    return Review(row["number"], row["name"], row["text"], from_db(row["received_at"]), from_db(row["review_due_at"]))
