"""Between staff and the daemon's clock: a person is asked to confirm it, and believed (compliance.md 6.3)."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smsbox.daemon.clock import ASK_AFTER, ClockTrust
from smsbox.daemon.vouching import Vouching
from smsbox.errors import Conflict
from smsbox.services import activity, clock
from smsbox.services.activity import By
from smsbox.store import events, modems
from smsbox.store.activity import Actor
from smsbox.store.db import Database
from tests.fakes.shop import Shop


class Box:
    """A running daemon's clock that a minute has passed over, in this machine's time."""

    def __init__(self, db: Database, marker: Path) -> None:
        self.db = db
        self.waited = 0.0
        self.trust = ClockTrust(
            cautious=True, boot=clock.boot(), monotonic=lambda: time.monotonic() + self.waited, marker=marker
        )
        self.vouching = Vouching(db, self.trust, self.now)

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.waited)

    def asks(self) -> bool:
        self.vouching.look()
        return clock.current(self.db, now=self.now()) is clock.UNCONFIRMED


def rosa(at: datetime) -> By:
    return By(Actor.PERSON, "Rosa", at)


@pytest.fixture
def box(db: Database, tmp_path: Path) -> Box:
    return Box(db, tmp_path / "synchronized")


@pytest.fixture
def running(db: Database, tmp_path: Path) -> Callable[[], None]:
    shop = Shop(db.folder)
    shop.start_daemon()
    return shop.close


def test_rule_6_3_offers_wait_until_a_person_has_confirmed_the_clock(box: Box, running: Callable[[], None]) -> None:
    assert not box.asks()
    box.waited = ASK_AFTER
    assert box.asks()
    assert not box.trust.trusted(box.now())
    clock.confirm(box.db, datetime.now(UTC), by=rosa(datetime.now(UTC)))
    assert not box.asks()
    assert box.trust.trusted(box.now())
    running()


def test_rule_6_3_who_confirmed_the_clock_is_written_down(box: Box) -> None:
    now = datetime(2027, 11, 23, 12, tzinfo=UTC)
    clock.confirm(box.db, now + timedelta(minutes=1), by=rosa(now))
    (entry,) = activity.find(box.db).items
    assert (entry.by.name, activity.words(entry)) == (
        "Rosa",
        "Confirmed that the box's time was right: 2027-11-23 12:00",
    )


def test_rule_6_3_another_time_than_the_boxs_confirms_nothing(box: Box) -> None:
    now = datetime(2027, 11, 23, 12, tzinfo=UTC)
    with pytest.raises(Conflict, match="shows another time"):
        clock.confirm(box.db, now + timedelta(minutes=6), by=rosa(now))
    assert clock.vouch(box.db.connection()) is None


def test_rule_6_3_nobody_confirms_a_clock_that_is_behind_or_that_a_network_contradicts(
    box: Box, running: Callable[[], None]
) -> None:
    shop = Shop(box.db.folder)
    now = shop.clock()
    shop.plug_in(0)
    with box.db.write() as tx:
        modems.keep_clock(tx, "860000000000000", 7200)
    with pytest.raises(Conflict, match="differ by 2 hours"):
        clock.confirm(box.db, now, by=rosa(now))
    with box.db.write() as tx:
        modems.keep_clock(tx, "860000000000000", 0)
        events.append(tx, "modem.state", "1", {}, now=now + timedelta(days=1))
    with pytest.raises(Conflict, match="Offers wait"):
        clock.confirm(box.db, now, by=rosa(now))
    assert clock.vouch(box.db.connection()) is None
    shop.close()
    running()


def test_looking_writes_only_when_something_has_changed(box: Box) -> None:
    box.waited = ASK_AFTER
    box.vouching.look()
    other = Database(box.db.folder)
    before = other.version()
    box.vouching.look()
    assert other.version() == before
    other.close()
