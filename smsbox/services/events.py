"""What happened, in order, for programs that poll."""

from smsbox.store import events
from smsbox.store.db import Database
from smsbox.store.events import Event
from smsbox.store.paging import Page

__all__ = ["Event", "after", "of_the_box"]


def after(db: Database, *, after: str | None = None, limit: int = 100) -> Page[Event]:
    """Events after the cursor, oldest first; the page's `next` is always set."""
    return events.after(db.connection(), after, limit)


def of_the_box(db: Database, *, limit: int = 20) -> tuple[Event, ...]:
    """What happened to the modems and SIMs lately, the newest first."""
    return events.of_the_box(db.connection(), limit)
