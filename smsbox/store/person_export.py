"""Every text from and to one number."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from smsbox.rules.lanes import Lane
from smsbox.store.times import from_db


@dataclass(frozen=True)
class Text:
    """A text: `direction` is `from` or `to` the person; `permission` is the ledger row that permitted an offer."""

    direction: str
    at: datetime
    text: str
    state: str
    lane: str | None
    permission: int | None


def texts(connection: sqlite3.Connection, number: str) -> tuple[Text, ...]:
    """The texts, oldest first."""
    came = (
        Text("from", from_db(row["received_at"]), row["text"], "received", None, None)
        for row in connection.execute("SELECT received_at, text FROM inbox WHERE number = ?", (number,))
    )
    went = (
        Text(
            "to",
            from_db(row["sent_at"] or row["created_at"]),
            row["text"],
            row["state"],
            Lane(row["lane"]).name.lower(),
            row["permission_id"],
        )
        for row in connection.execute("SELECT * FROM messages WHERE number = ?", (number,))
    )
    return tuple(sorted((*came, *went), key=lambda text: text.at))
