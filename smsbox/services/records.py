"""How long it is kept who said yes and what was sent, and what becomes of it then (compliance.md 11)."""

from dataclasses import dataclass
from datetime import datetime

from smsbox.services import evidence, settings
from smsbox.store import old_records
from smsbox.store.db import Database

KEY = "records.years"

SLICE = 500
"""Rows that are looked at in one go: emptying them holds the write lock for under 0.2 s."""


@dataclass(frozen=True)
class Progress:
    """How far a look has come: ids of ledger rows and of messages."""

    ledger: int = 0
    messages: int = 0


def kept_since(db: Database, *, now: datetime) -> datetime:
    """What was recorded before is older than it must be kept."""
    years = int(settings.stored(db.connection())[KEY])
    day = min(now.day, 28) if now.month == 2 else now.day  # 29 February is in few years
    return now.replace(year=now.year - years, day=day)


def tidy(db: Database, progress: Progress, *, now: datetime) -> Progress | None:
    """Empties the next old records; None when there are no more. Nobody is texted again by it: suppressions stay.

    The caller knows that the clock is right.
    """
    before = kept_since(db, now=now)
    rows = old_records.ledger_rows(db.connection(), progress.ledger, before, SLICE)
    messages = old_records.messages(db.connection(), progress.messages, before, SLICE)
    with db.write() as tx:
        old_records.empty_ledger_rows(tx, rows.ids)
        old_records.empty_messages(tx, messages.ids)
        dropped = old_records.drop_events(tx, before, SLICE)
    if rows.end and messages.end and dropped < SLICE:
        evidence.sweep(db, now=now)
        return None
    return Progress(rows.last, messages.last)
