"""The measured speed, and how seldom it is told."""

from smsbox.modem.speed import KEPT, TELL_EVERY, Speed


class Clock:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_first_part_is_told_at_once() -> None:
    speed = Speed(Clock())
    assert speed.told is None
    assert speed.sent(4.0)
    assert speed.told == 4.0


def test_a_small_change_is_told_after_ten_minutes_and_none_never() -> None:
    clock = Clock()
    speed = Speed(clock)
    speed.sent(4.0)
    assert not any(speed.sent(4.6) for _ in range(5))
    clock.now = TELL_EVERY - 1
    assert not speed.sent(4.6)
    clock.now = TELL_EVERY
    assert speed.sent(4.6)
    assert speed.told == 4.6
    clock.now = 5 * TELL_EVERY
    assert not speed.sent(4.6)


def test_a_lasting_change_by_a_fifth_is_told_soon() -> None:
    speed = Speed(Clock())
    for _ in range(KEPT):
        speed.sent(4.0)
    told = [speed.sent(8.0) for _ in range(KEPT)]
    assert told.count(True) <= 2
    assert speed.told == 8.0


def test_one_part_that_hung_changes_nothing() -> None:
    speed = Speed(Clock())
    for _ in range(KEPT):
        speed.sent(4.0)
    assert not speed.sent(90.0)
    assert speed.told == 4.0


def test_the_jitter_of_a_virtual_modem_is_not_told() -> None:
    speed = Speed(Clock())
    assert [speed.sent(0.001 * step) for step in range(1, 100)].count(True) == 1
