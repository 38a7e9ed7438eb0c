"""The event log: what happened, in order, for integrations that poll and for the page."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from smsbox.store.paging import Page, check_limit, number_cursor, page_of
from smsbox.store.times import from_db, to_db


@dataclass(frozen=True)
class Event:
    """One thing that happened. `subject` is the message id, number or modem it is about; `data` is JSON-ready."""

    id: int
    at: datetime
    type: str
    subject: str
    data: dict[str, object]


_JSON = json.JSONEncoder(separators=(",", ":"))


def append(tx: sqlite3.Connection, kind: str, subject: str, data: Mapping[str, object], *, now: datetime) -> None:
    """Adds one event in the caller's transaction."""
    tx.execute(
        "INSERT INTO events (at, type, subject, data) VALUES (?, ?, ?, ?)",
        (to_db(now), kind, subject, _JSON.encode(data)),
    )


def after(connection: sqlite3.Connection, cursor: str | None, limit: int) -> Page[Event]:
    """Events after `cursor`, oldest first. `next` is always set, so that a poller can go on from there."""
    rows = connection.execute(
        "SELECT id, at, type, subject, data FROM events WHERE id > ? ORDER BY id LIMIT ?",
        (number_cursor(cursor, 0), check_limit(limit) + 1),
    ).fetchall()
    page = page_of(rows, limit, _event, lambda row: row["id"])
    return Page(page.items, str(page.items[-1].id) if page.items else cursor or "0")


def _event(row: sqlite3.Row) -> Event:
    return Event(row["id"], from_db(row["at"]), row["type"], row["subject"], json.loads(row["data"]))


def of_the_box(connection: sqlite3.Connection, limit: int) -> tuple[Event, ...]:
    """The last `limit` events of modems, SIMs and settings, the newest first; those of texts are left out."""
    rows = connection.execute(
        "SELECT id, at, type, subject, data FROM events INDEXED BY events_of_the_box"
        " WHERE substr(type, 1, 8) NOT IN ('message.', 'inbound.') AND id > 0 ORDER BY id DESC LIMIT ?",
        (check_limit(limit),),
    )
    return tuple(_event(row) for row in rows)


def newest_time(connection: sqlite3.Connection) -> datetime | None:
    """The time of the newest event, or None."""
    row = connection.execute("SELECT at FROM events WHERE id = (SELECT max(id) FROM events)").fetchone()
    return None if row is None else from_db(row["at"])
