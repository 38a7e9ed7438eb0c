"""The one doubt about the box's clock: what was written down comes before what the networks tell."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from smsbox.rules.clock import BUILT
from smsbox.services import clock, health, overview
from smsbox.services.clock import Doubt
from smsbox.store import events, facts
from smsbox.store import modems as modem_table
from smsbox.store.db import Database
from tests.fakes.shop import TUESDAY_MORNING, Shop

NOW = TUESDAY_MORNING


@pytest.fixture
def running(db: Database) -> Iterator[Shop]:
    """A box with one modem that works."""
    shop = Shop(db.folder)
    shop.start_daemon()
    shop.plug_in(0)
    yield shop
    shop.close()


def happen(shop: Shop, moment: datetime) -> None:
    """Something is written down at that time."""
    with shop.db.write() as tx:
        events.append(tx, "modem.state", "1", {}, now=moment)


def ahead(shop: Shop, seconds: int | None) -> None:
    """The network of the first modem is so many seconds ahead."""
    with shop.db.write() as tx:
        modem_table.keep_clock(tx, "860000000000000", seconds)


def doubt(shop: Shop) -> Doubt | None:
    return overview.today(shop.db, now=NOW).clock


@pytest.mark.parametrize(
    ("written_at", "doubted"),
    [
        (None, False),
        (NOW, False),
        (NOW + timedelta(seconds=5), False),
        (NOW + timedelta(seconds=11), True),
        (NOW + timedelta(days=3), True),
    ],
)
def test_a_clock_behind_what_was_written_down_is_doubted_but_not_for_seconds(
    written_at: datetime | None, doubted: bool
) -> None:
    assert (clock.behind(written_at, now=NOW) is clock.BEHIND) is doubted


def test_a_clock_before_this_softwares_making_is_doubted() -> None:
    assert clock.behind(None, now=BUILT - timedelta(seconds=1)) is clock.BEHIND
    assert clock.behind(None, now=BUILT) is None


def test_there_is_one_doubt_at_a_time_and_status_tells_the_same(running: Shop) -> None:
    assert doubt(running) is None
    ahead(running, 7200)
    contradicted = doubt(running)
    assert contradicted is not None
    assert contradicted.title == "The clock may be wrong"
    assert told(running) == [contradicted.remedy.at_keyboard]
    happen(running, NOW + timedelta(hours=2))
    assert doubt(running) is clock.BEHIND
    assert told(running) == [clock.BEHIND.remedy.at_keyboard]


def told(shop: Shop) -> list[str]:
    return [problem for problem in health.problems(shop.db, now=NOW) if "clock" in problem]


def test_rule_6_3_a_clock_that_nobody_confirmed_is_told_while_the_daemon_runs(running: Shop) -> None:
    with running.db.write() as tx:
        facts.put(tx, facts.CLOCK_UNCONFIRMED, "")
    assert doubt(running) is clock.UNCONFIRMED
    assert clock.UNCONFIRMED.remedy.at_keyboard in health.problems(running.db, now=NOW)
    running.stop_daemon()
    assert doubt(running) is None
