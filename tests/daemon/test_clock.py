"""Whether to believe the clock (reliability.md S41)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smsbox.daemon.clock import ASK_AFTER, ClockTrust, utc_now
from smsbox.rules.clock import BIG_JUMP, BUILT, Vouch
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


class Box:
    """A clock trust whose monotonic clock a test moves; the system's clock runs `wrong` beside the network's."""

    def __init__(self, folder: Path) -> None:
        self.seconds = 0.0
        self.marker = folder / "synchronized"
        self.wrong = timedelta(0)
        self.trust = self.started()

    def started(self, boot: str = "this one") -> ClockTrust:
        """The daemon begins, after this start of the machine."""
        return ClockTrust(cautious=True, boot=boot, monotonic=lambda: self.seconds, marker=self.marker)

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds) + self.wrong

    def trusted(self) -> bool:
        return self.trust.trusted(self.now())

    def confirm(self) -> Vouch:
        """A person says that the clock is right."""
        vouch = Vouch("this one", self.now().timestamp() - self.seconds)
        self.trust.vouched(vouch)
        return vouch

    def tell(self, modem: str = "one", off: timedelta = timedelta(0), stopped: bool = False) -> timedelta | None:
        """The modem's clock is read, five seconds after whatever was before; it is `off`, or stands still."""
        self.seconds += 5
        right = NOW if stopped else NOW + timedelta(seconds=self.seconds)
        return self.trust.told(modem, right + off, now=NOW + timedelta(seconds=self.seconds) + self.wrong)


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def test_rule_6_3_a_clock_that_nobody_confirms_is_not_believed_however_long_one_waits(box: Box) -> None:
    assert not box.trusted()
    box.seconds = timedelta(days=30).total_seconds()
    assert not box.trusted()


def test_rule_6_3_a_person_s_word_is_believed(box: Box) -> None:
    box.confirm()
    assert box.trusted()
    box.seconds = timedelta(days=30).total_seconds()
    assert box.trusted()


def test_rule_6_3_a_big_jump_ends_a_person_s_word_and_a_small_one_does_not(box: Box) -> None:
    box.confirm()
    box.wrong = timedelta(seconds=BIG_JUMP)
    box.trust.jumped()
    assert box.trusted()
    box.wrong += SECOND
    box.trust.jumped()
    assert not box.trusted()
    box.confirm()
    assert box.trusted()


def test_rule_6_3_a_person_s_word_outlives_the_daemon_but_not_the_machine_s_start(box: Box) -> None:
    vouch = box.confirm()
    for boot, believed in (("this one", True), ("the next one", False)):
        box.trust = box.started(boot)
        box.trust.vouched(vouch)
        assert box.trusted() is believed


def test_rule_6_3_a_network_that_contradicts_counts_more_than_a_person_s_word(box: Box) -> None:
    box.confirm()
    for _ in range(2):
        box.tell(off=timedelta(hours=1))
    assert not box.trusted()


def test_rule_6_3_a_time_of_the_past_is_not_believed_on_a_person_s_word_either(box: Box) -> None:
    box.confirm()
    assert box.trusted()
    box.wrong = timedelta(hours=-1)
    box.confirm()
    assert not box.trusted()


def test_rule_6_3_somebody_is_asked_when_nothing_has_confirmed_the_clock_for_a_minute(box: Box) -> None:
    box.seconds = ASK_AFTER - 1
    assert not box.trust.needs_somebody(box.now())
    box.seconds = ASK_AFTER
    assert box.trust.needs_somebody(box.now())
    box.confirm()
    assert not box.trust.needs_somebody(box.now())


def test_rule_6_3_nobody_is_asked_while_a_network_tells_the_time_right_or_wrong(box: Box) -> None:
    for off in (timedelta(hours=1), timedelta(0)):
        for _ in range(2):
            box.tell(off=off)
        box.seconds += ASK_AFTER
        assert not box.trust.needs_somebody(box.now())


def test_two_readings_of_a_networks_time_that_agree_confirm_the_clock(box: Box) -> None:
    assert box.tell() is None
    assert not box.trusted()
    assert box.tell() == timedelta(0)
    assert box.trusted()


def test_a_synchronised_clock_is_confirmed(box: Box) -> None:
    box.marker.touch()
    assert box.trusted()


def test_a_clock_that_stands_still_confirms_nothing(box: Box) -> None:
    assert [box.tell(stopped=True) for _ in range(3)] == [None, None, None]
    assert not box.trusted()


@pytest.mark.parametrize("years", [-47, -23, 43, 53])
def test_a_modem_that_nobody_told_the_time_says_nothing_about_the_clock(box: Box, years: int) -> None:
    box.confirm()
    assert [box.tell(off=timedelta(days=365 * years)) for _ in range(3)] == [None, None, None]
    assert box.trusted()


def test_readings_at_the_same_moment_are_not_compared(box: Box) -> None:
    box.tell()
    assert box.trust.told("one", NOW + timedelta(seconds=6), now=NOW + timedelta(seconds=5)) is None
    assert box.tell() == timedelta(0)


def test_a_clock_that_a_network_contradicts_is_never_believed_however_long_one_waits(box: Box) -> None:
    box.wrong = timedelta(hours=-11)
    box.tell()
    assert box.tell() == timedelta(hours=11)
    assert not box.trusted()
    box.seconds += timedelta(days=30).total_seconds()
    assert not box.trusted()
    box.marker.touch()
    assert not box.trusted()


def test_a_clock_that_is_put_right_is_believed_again_when_the_network_agrees(box: Box) -> None:
    box.wrong = timedelta(hours=-11)
    box.tell()
    box.tell()
    box.wrong = timedelta(0)
    box.trust.jumped()
    assert not box.trusted()
    assert box.tell() == timedelta(0)
    assert box.trusted()


def test_a_jump_must_be_confirmed_anew(box: Box) -> None:
    box.tell()
    box.tell()
    assert box.trusted()
    box.trust.jumped()
    assert not box.trusted()
    box.confirm()
    assert box.trusted()


def test_of_two_networks_one_that_agrees_is_enough(box: Box) -> None:
    for _ in range(2):
        box.tell("one", off=timedelta(hours=1))
    assert not box.trusted()
    for _ in range(2):
        box.tell("two")
    assert box.trusted()
    box.tell("one", off=timedelta(hours=1))
    assert box.trusted()


def test_a_time_of_the_past_is_not_believed_even_if_a_network_says_the_same(box: Box) -> None:
    box.tell()
    box.tell()
    assert box.trusted()
    box.wrong = timedelta(hours=-1)
    for _ in range(2):
        box.tell(off=timedelta(hours=-1))
    assert not box.trusted()


def test_a_shop_that_does_not_want_the_networks_time_is_rid_of_the_doubt(box: Box) -> None:
    box.confirm()
    for _ in range(2):
        box.tell(off=timedelta(hours=1))
    assert not box.trusted()
    box.trust.unasked()
    assert box.trusted()
