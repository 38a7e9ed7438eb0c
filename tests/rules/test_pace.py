"""The pace of offers: minutes, hours, jitter, and a slow beginning (reliability.md S90)."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsbox.rules.pace import HOUR, Pace, Speed
from tests.fakes.clock import TUESDAY_NOON

NOW = TUESDAY_NOON
SPEED = Speed(10, 200)
SECOND = timedelta(seconds=1)


def sent_in(pace: Pace, speed: Speed, start: datetime, length: timedelta, chance: float = 0.5) -> list[datetime]:
    """The times at which parts go, looking every second."""
    sent = []
    for second in range(int(length / SECOND)):
        now = start + second * SECOND
        if pace.allows(speed, now):
            pace.took(speed, now, chance)
            sent.append(now)
    return sent


def an_hour_later(speed: Speed = SPEED) -> tuple[Pace, datetime]:
    pace = Pace(NOW)
    later = NOW + HOUR
    pace.allows(speed, later)
    return pace, later


@pytest.mark.parametrize(("chance", "least", "most"), [(0.0, 12, 14), (0.5, 10, 10), (0.999, 7, 8)])
def test_ten_a_minute_more_or_less(chance: float, least: int, most: int) -> None:
    pace, start = an_hour_later()
    assert least <= len(sent_in(pace, SPEED, start, timedelta(minutes=1), chance)) <= most


def test_no_hour_holds_more_than_its_limit() -> None:
    pace, start = an_hour_later()
    sent = sent_in(pace, SPEED, start, timedelta(hours=3))
    assert all(sum(first <= other < first + HOUR for other in sent) <= 200 for first in sent)
    assert len(sent) == 600


def test_after_a_restart_the_first_waits_and_the_hour_is_even() -> None:
    pace = Pace(NOW)
    assert not pace.allows(SPEED, NOW)
    sent = sent_in(pace, SPEED, NOW, HOUR)
    assert sent[0] == NOW + timedelta(seconds=18)
    assert 190 <= len(sent) <= 200


def test_a_clock_that_goes_back_is_a_new_beginning() -> None:
    pace, start = an_hour_later()
    assert pace.allows(SPEED, start)
    pace.took(SPEED, start, 0.5)
    earlier = NOW - timedelta(days=400)
    assert not pace.allows(SPEED, earlier)
    assert pace.allows(SPEED, earlier + timedelta(seconds=18))


def test_without_limits_offers_go_as_fast_as_they_can() -> None:
    free = Speed(0, 0)
    pace = Pace(NOW)
    for _ in range(1000):
        assert pace.allows(free, NOW)
        pace.took(free, NOW, 0.5)


def test_a_new_speed_holds_at_once() -> None:
    pace, start = an_hour_later()
    pace.took(SPEED, start, 0.5)
    assert not pace.allows(SPEED, start + SECOND)
    assert pace.allows(Speed(60, 0), start + SECOND)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=5))
def test_two_offers_are_never_closer_than_the_shortest_gap(chances: list[float]) -> None:
    pace, now = an_hour_later()
    for chance in chances:
        assert pace.allows(SPEED, now)
        pace.took(SPEED, now, chance)
        assert not pace.allows(SPEED, now + timedelta(seconds=4.1))
        now += timedelta(seconds=7.9)
