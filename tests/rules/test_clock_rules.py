"""What makes a network's time believable."""

from datetime import UTC, datetime, timedelta

import pytest

from smsbox.rules import clock
from smsbox.rules.clock import Reading

NOON = datetime(2027, 11, 23, 12, 0, tzinfo=UTC)
BUILT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("shown", "passed", "verdict"),
    [
        (10, 10.0, True),
        (11, 10.0, True),
        (12, 10.0, False),
        (0, 10.0, False),
        (-3600, 10.0, False),
        (60, 60.9, True),
        (3600, 3630.0, True),
        (3600, 3700.0, False),
        (3, 2.9, None),
        (3, 3.0, True),
    ],
)
def test_a_clock_runs_if_it_goes_as_fast_as_the_boxs(shown: float, passed: float, verdict: bool | None) -> None:
    before, after = Reading(NOON, 100.0), Reading(NOON + timedelta(seconds=shown), 100.0 + passed)
    assert clock.runs(before, after) is verdict


@pytest.mark.parametrize("told", ["1980-01-06", "2002-01-01", "2004-01-01", "2070-01-01", "2080-01-06", "2090-01-06"])
def test_the_clocks_of_modems_that_nobody_told_the_time_are_not_plausible(told: str) -> None:
    assert not clock.plausible(datetime.fromisoformat(told).replace(tzinfo=UTC), BUILT)


def test_a_time_after_the_softwares_making_is_plausible_for_twenty_years() -> None:
    assert clock.plausible(BUILT, BUILT)
    assert clock.plausible(NOON, BUILT)
    assert not clock.plausible(BUILT - timedelta(seconds=1), BUILT)
    assert not clock.plausible(BUILT + clock.FARTHEST, BUILT)


def test_they_agree_up_to_five_minutes_either_way() -> None:
    assert clock.agrees(timedelta(minutes=5))
    assert clock.agrees(timedelta(minutes=-5))
    assert not clock.agrees(timedelta(minutes=5, seconds=1))
    assert not clock.agrees(timedelta(minutes=-5, seconds=-1))
