"""The event log, as rows."""

from datetime import timedelta

from smsbox.store import events
from smsbox.store.db import Database
from tests.fakes.plans import plans
from tests.fakes.rows import NOW


def append(db: Database, kind: str, after: int = 0) -> None:
    with db.write() as tx:
        events.append(tx, kind, "1", {"n": 1}, now=NOW + timedelta(seconds=after))


def test_the_boxs_own_events_come_newest_first_and_without_the_texts(db: Database) -> None:
    for kind in ("modem.state", "message.sent", "inbound.received", "sim.paused", "message.failed", "modem.recovery"):
        append(db, kind)
    found = events.of_the_box(db.connection(), 2)
    assert [event.type for event in found] == ["modem.recovery", "sim.paused"]
    assert found[0].data == {"n": 1}


def test_the_newest_time_is_that_of_the_last_event(db: Database) -> None:
    assert events.newest_time(db.connection()) is None
    append(db, "a", 10)
    assert events.newest_time(db.connection()) == NOW + timedelta(seconds=10)


def test_polling_and_looking_back_read_no_more_than_they_need(db: Database) -> None:
    found = plans(db, lambda tx: (events.after(tx, "5", 10), events.of_the_box(tx, 10)))
    assert all(line.startswith("SEARCH") for line in found)
