"""The event log, as rows."""

from datetime import timedelta

from smsbox.store import events
from smsbox.store.db import Database
from tests.fakes.plans import plans
from tests.fakes.rows import NOW


def append(db: Database, kind: str, after: int = 0) -> None:
    with db.write() as tx:
        events.append(tx, kind, "1", {"n": 1}, now=NOW + timedelta(seconds=after))


def test_events_of_a_type_are_counted_from_a_moment_on(db: Database) -> None:
    append(db, "message.sent")
    append(db, "message.sent", 10)
    append(db, "message.failed", 10)
    counted = [
        events.count_since(db.connection(), "message.sent", NOW + timedelta(seconds=seconds))
        for seconds in (0, 1, 10, 11)
    ]
    assert counted == [2, 1, 1, 0]


def test_the_newest_time_is_that_of_the_last_event(db: Database) -> None:
    assert events.newest_time(db.connection()) is None
    append(db, "a", 10)
    assert events.newest_time(db.connection()) == NOW + timedelta(seconds=10)


def test_polling_and_counting_read_no_more_than_they_need(db: Database) -> None:
    found = plans(db, lambda tx: (events.after(tx, "5", 10), events.count_since(tx, "message.sent", NOW)))
    assert all(line.startswith("SEARCH") for line in found)
