"""A SIM's limits by day and by billing month (reliability.md S101)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsbox.rules.budget import Budget, Known, Used, month_start, next_month, parts_refused, recipient_refused

DAY = date(2027, 11, 23)
days = st.dates(date(2020, 1, 1), date(2090, 12, 31))
reset_days = st.integers(1, 28)


@given(days, reset_days)
def test_a_billing_month_begins_on_its_day_and_holds_the_day(day: date, reset_day: int) -> None:
    start, end = month_start(day, reset_day), next_month(day, reset_day)
    assert start <= day < end
    assert start.day == end.day == reset_day
    assert 28 <= (end - start).days <= 31
    assert month_start(end, reset_day) == end
    assert month_start(end - timedelta(days=1), reset_day) == start


@pytest.mark.parametrize(
    ("used", "parts", "until"),
    [
        (Used(), 10, None),
        (Used(parts_today=9, parts_month=9), 1, None),
        (Used(parts_today=9, parts_month=9), 2, date(2027, 11, 24)),
        (Used(parts_today=10, parts_month=10), 1, date(2027, 11, 24)),
        (Used(parts_today=0, parts_month=30), 1, date(2027, 12, 15)),
        (Used(parts_today=10, parts_month=30), 1, date(2027, 12, 15)),
        (Used(), 11, None),
        (Used(parts_today=1), 11, date(2027, 11, 24)),
    ],
)
def test_parts_are_refused_until_the_limit_that_they_break_begins_anew(
    used: Used, parts: int, until: date | None
) -> None:
    assert parts_refused(Budget(daily_parts=10, monthly_parts=30, reset_day=15), used, parts, DAY) == until


@pytest.mark.parametrize(
    ("used", "known", "until"),
    [
        (Used(recipients_today=4, recipients_month=4), Known(), None),
        (Used(recipients_today=5, recipients_month=5), Known(), date(2027, 11, 24)),
        (Used(recipients_today=5, recipients_month=5), Known(this_month=True), date(2027, 11, 24)),
        (Used(recipients_today=5, recipients_month=5), Known(today=True, this_month=True), None),
        (Used(recipients_month=20), Known(), date(2027, 12, 1)),
        (Used(recipients_month=20), Known(this_month=True), None),
        (Used(recipients_today=5, recipients_month=20), Known(today=True, this_month=True), None),
    ],
)
def test_only_a_new_recipient_is_refused(used: Used, known: Known, until: date | None) -> None:
    assert recipient_refused(Budget(daily_recipients=5, monthly_recipients=20), used, known, DAY) == until


def test_without_limits_nothing_is_refused() -> None:
    much = Used(10**9, 10**9, 10**9, 10**9)
    assert not Budget().limited
    assert parts_refused(Budget(), much, 10, DAY) is None
    assert recipient_refused(Budget(), much, Known(), DAY) is None
