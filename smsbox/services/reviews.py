"""Unclear texts that wait for somebody to say whether STOP was meant, and deciding about them (compliance.md 3.3)."""

from smsbox.services.inbox import Reviews, decide_review, reviews
from smsbox.store import reviews as table
from smsbox.store.db import Database
from smsbox.store.paging import Page
from smsbox.store.reviews import Review

__all__ = ["Review", "Reviews", "count", "decide", "waiting"]

decide = decide_review
count = reviews


def waiting(db: Database, *, after: str | None = None, limit: int = 50) -> Page[Review]:
    """The open questions, the one that is due first on top."""
    return table.waiting(db.connection(), after, limit)
