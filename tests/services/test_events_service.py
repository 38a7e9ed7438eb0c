"""What happened, in order, for programs that poll."""

import pytest

from smsbox.errors import BadInput
from smsbox.services import events
from smsbox.store import events as table
from smsbox.store.db import Database
from tests.fakes.clock import TUESDAY_NOON

NOW = TUESDAY_NOON


def append(db: Database, count: int) -> None:
    with db.write() as tx:
        for number in range(count):
            table.append(tx, "message.sent", str(number), {"id": number, "words": "Hö✓"}, now=NOW)


def test_events_come_oldest_first_with_what_they_hold(db: Database) -> None:
    append(db, 2)
    first, second = events.after(db).items
    assert (first.type, first.subject, first.at, first.data) == (
        "message.sent",
        "0",
        NOW,
        {"id": 0, "words": "Hö✓"},
    )
    assert second.id > first.id


def test_a_poller_sees_every_event_once(db: Database) -> None:
    cursor = events.after(db).next
    seen: list[str] = []
    for _ in range(4):
        append(db, 3)
        while True:
            page = events.after(db, after=cursor, limit=2)
            cursor = page.next
            if not page.items:
                break
            seen += [event.subject for event in page.items]
    assert seen == ["0", "1", "2"] * 4


def test_a_cursor_or_limit_that_cannot_be_is_refused(db: Database) -> None:
    with pytest.raises(BadInput):
        events.after(db, after="now")
    with pytest.raises(BadInput):
        events.after(db, limit=0)
