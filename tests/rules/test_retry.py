"""Back-off after a temporary refusal (reliability.md S13)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsbox.rules.retry import wait_after

MINUTES = {1: 1, 2: 5, 3: 25}


@pytest.mark.parametrize("rejects", MINUTES)
def test_the_waits_are_one_five_and_twenty_five_minutes(rejects: int) -> None:
    assert wait_after(rejects, 0.5) == timedelta(minutes=MINUTES[rejects])


@given(st.sampled_from(sorted(MINUTES)), st.floats(0, 1, exclude_max=True))
def test_the_wait_is_within_thirty_per_cent(rejects: int, chance: float) -> None:
    wait = wait_after(rejects, chance)
    assert wait is not None
    base = timedelta(minutes=MINUTES[rejects])
    slack = timedelta(microseconds=1)
    assert base * 0.7 - slack <= wait <= base * 1.3 + slack


def test_chance_spreads_the_waits_over_the_whole_range() -> None:
    assert wait_after(1, 0.0) == timedelta(seconds=42)
    assert wait_after(1, 0.999999) == pytest.approx(timedelta(seconds=78), abs=timedelta(seconds=0.1))


@given(st.integers(4, 1000), st.floats(0, 1, exclude_max=True))
def test_after_three_waits_it_has_failed(rejects: int, chance: float) -> None:
    assert wait_after(rejects, chance) is None
