"""The record of who did what and when, with what takes it back."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from smsbox.store.paging import Page, check_limit, number_cursor, page_of
from smsbox.store.times import from_db, to_db

NEWEST = 2**62
"""An id above every row's: where the first page begins."""

Undo = Mapping[str, object]
"""What takes an act back: JSON-ready, made and read by the one service whose act it is."""


class Actor(StrEnum):
    """What kind of somebody acted."""

    PERSON = "person"
    TOKEN = "token"  # noqa: S105 - a kind, no secret
    COMMAND = "command"
    BOX = "box"


class Verb(StrEnum):
    """What was done; the `subject` of an entry says to what, its `detail` what else is told."""

    SETTING_CHANGED = "setting.changed"
    PERSON_ADDED = "person.added"
    PERSON_REMOVED = "person.removed"
    ROLE_CHANGED = "person.role_changed"
    PASSWORD_CHANGED = "person.password_changed"  # noqa: S105 - a verb, no secret
    RECOVERY_CODE_MADE = "person.recovery_code_made"
    TOKEN_ADDED = "token.added"  # noqa: S105 - a verb, no secret
    TOKEN_REVOKED = "token.revoked"  # noqa: S105 - a verb, no secret
    LIST_CREATED = "list.created"
    LIST_RENAMED = "list.renamed"
    LIST_DELETED = "list.deleted"
    CONTACT_ADDED = "contact.added"
    CONTACT_CHANGED = "contact.changed"
    CONTACT_DELETED = "contact.deleted"
    CONVERSATION_DONE = "conversation.done"
    CONVERSATION_TAKEN_UP = "conversation.taken_up"
    MESSAGE_CANCELLED = "message.cancelled"
    BUDGET_CHANGED = "sim.budget_changed"
    SIM_RESUMED = "sim.resumed"
    SMSC_CHANGED = "sim.smsc_changed"
    OWN_NUMBER_CHANGED = "sim.own_number_changed"
    SENDING_PAUSED = "sending.paused"
    SENDING_PAUSED_UNTIL = "sending.paused_until"
    SENDING_RESUMED = "sending.resumed"
    CAMPAIGN_STARTED = "campaign.started"
    CAMPAIGN_TAKEN_BACK = "campaign.taken_back"
    CAMPAIGN_MOVED = "campaign.moved"
    CAMPAIGN_PAUSED = "campaign.paused"
    CAMPAIGN_RESUMED = "campaign.resumed"
    CAMPAIGN_CANCELLED = "campaign.cancelled"
    CAMPAIGN_REMOVED = "campaign.removed"
    WORDING_CHANGED = "wording.changed"
    KEYWORD_ADDED = "keyword.added"
    KEYWORD_CHANGED = "keyword.changed"
    KEYWORD_DELETED = "keyword.deleted"
    IMPORTED = "contacts.imported"
    PERSON_ERASED = "contact.erased"
    REVIEW_KEPT = "review.kept"
    REVIEW_OPTED_OUT = "review.opted_out"
    CLOCK_CONFIRMED = "clock.confirmed"
    LEDGER_ACCEPTED = "ledger.accepted"


@dataclass(frozen=True)
class By:
    """Who does something, and when; `name` is a person's, a token's, or empty."""

    kind: Actor
    name: str
    at: datetime


@dataclass(frozen=True)
class Entry:
    """One act. `undo` is None where nothing takes it back (any more); one that took another back names it: `undoes`."""

    id: int
    by: By
    verb: Verb
    subject: str
    detail: str
    undo: Undo | None
    undone_at: datetime | None
    undoes: int | None


def add(
    tx: sqlite3.Connection,
    by: By,
    verb: Verb,
    subject: str,
    detail: str,
    undo: Undo | None,
    undoes: int | None = None,
) -> int:
    """Adds an entry in the caller's transaction; its id."""
    cursor = tx.execute(
        "INSERT INTO activity (at, kind, actor, verb, subject, detail, undo, undoes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (to_db(by.at), by.kind, by.name, verb, subject, detail, None if undo is None else json.dumps(undo), undoes),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def get(connection: sqlite3.Connection, entry_id: int) -> Entry | None:
    """The entry, or None."""
    row = connection.execute("SELECT * FROM activity WHERE id = ?", (entry_id,)).fetchone()
    return None if row is None else _entry(row)


def find(
    connection: sqlite3.Connection, kind: Actor | None, name: str | None, after: str | None, limit: int
) -> Page[Entry]:
    """Entries, newest first; of one kind of actor only, or of one actor."""
    values: list[object] = [number_cursor(after, NEWEST)]
    where = "id < ?"
    if kind is not None:
        where += " AND kind = ?"
        values.append(kind)
    if name is not None:
        where += " AND actor = ?"
        values.append(name)
    rows = connection.execute(
        f"SELECT * FROM activity WHERE {where} ORDER BY id DESC LIMIT ?", (*values, check_limit(limit) + 1)
    ).fetchall()
    return page_of(rows, limit, _entry, lambda row: row["id"])


def mark_undone(tx: sqlite3.Connection, entry_id: int, at: datetime) -> None:
    """The act has been taken back; what did it is not needed any more."""
    tx.execute("UPDATE activity SET undone_at = ?, undo = NULL WHERE id = ?", (to_db(at), entry_id))


def forget_undo(tx: sqlite3.Connection, before: datetime) -> None:
    """Drops what takes back acts older than `before`: what was deleted is gone from now on."""
    tx.execute("UPDATE activity SET undo = NULL WHERE undo IS NOT NULL AND at < ?", (to_db(before),))


def has_undo(connection: sqlite3.Connection, before: datetime) -> bool:
    """Whether there is anything for `forget_undo`: looking costs no write."""
    row = connection.execute("SELECT 1 FROM activity WHERE undo IS NOT NULL AND at < ? LIMIT 1", (to_db(before),))
    return row.fetchone() is not None


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        id=row["id"],
        by=By(Actor(row["kind"]), row["actor"], from_db(row["at"])),
        verb=Verb(row["verb"]),
        subject=row["subject"],
        detail=row["detail"],
        undo=None if row["undo"] is None else json.loads(row["undo"]),
        undone_at=from_db(row["undone_at"]),
        undoes=row["undoes"],
    )
