"""Whether to believe the clock (reliability.md S41)."""

from datetime import UTC, timedelta

from smsbox.daemon.clock import BUILT, ClockTrust, utc_now
from smsbox.store import events
from smsbox.store.db import Database
from tests.fakes.clock import TUESDAY_NOON

NOW = TUESDAY_NOON
SECOND = timedelta(seconds=1)


def test_the_systems_time_is_aware() -> None:
    assert utc_now().tzinfo is UTC


def test_a_time_before_this_software_was_made_is_not_believed() -> None:
    trust = ClockTrust()
    assert not trust.trusted(BUILT - SECOND)
    assert trust.trusted(BUILT)


def test_a_time_before_the_newest_believed_one_is_not_believed() -> None:
    trust = ClockTrust()
    assert trust.trusted(NOW)
    assert not trust.trusted(NOW - SECOND)
    assert trust.trusted(NOW)
    assert trust.trusted(NOW + SECOND)
    assert not trust.trusted(NOW)


def test_a_time_that_is_not_believed_does_not_become_the_past() -> None:
    trust = ClockTrust()
    trust.trusted(NOW)
    trust.trusted(NOW - timedelta(days=400))
    assert not trust.trusted(NOW - SECOND)


def test_a_box_that_wakes_up_in_its_own_past_is_not_believed(db: Database) -> None:
    with db.write() as tx:
        events.append(tx, "message.sent", "1", {}, now=NOW)
    trust = ClockTrust()
    trust.read(db.connection())
    assert not trust.trusted(NOW - timedelta(hours=3))
    assert trust.trusted(NOW)


def test_a_box_without_a_past_believes_any_time_since_it_was_made(db: Database) -> None:
    trust = ClockTrust()
    trust.read(db.connection())
    assert trust.trusted(BUILT)
