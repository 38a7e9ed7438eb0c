"""Until when staff may decide about an unclear text (compliance.md 3.3)."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsbox.rules.policy import Policy, Window
from smsbox.rules.reviews import review_due

LONDON = Policy(zone=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("came", "due"),
    [
        (datetime(2027, 11, 23, 9, tzinfo=UTC), datetime(2027, 11, 24, 20, tzinfo=UTC)),
        (datetime(2027, 11, 23, 23, 30, tzinfo=UTC), datetime(2027, 11, 24, 20, tzinfo=UTC)),
        (datetime(2027, 11, 26, 12, tzinfo=UTC), datetime(2027, 11, 27, 20, tzinfo=UTC)),
        (datetime(2027, 11, 27, 12, tzinfo=UTC), datetime(2027, 11, 29, 20, tzinfo=UTC)),
        (datetime(2027, 11, 28, 12, tzinfo=UTC), datetime(2027, 11, 29, 20, tzinfo=UTC)),
        (datetime(2027, 7, 6, 12, tzinfo=UTC), datetime(2027, 7, 7, 19, tzinfo=UTC)),
    ],
)
def test_rule_3_3_it_is_the_end_of_the_next_working_day(came: datetime, due: datetime) -> None:
    assert review_due(came, LONDON) == due


def test_rule_3_3_a_public_holiday_is_no_working_day() -> None:
    friday = datetime(2027, 12, 24, 12, tzinfo=UTC)
    holidays = {date(2027, 12, 25), date(2027, 12, 27), date(2027, 12, 28)}
    assert review_due(friday, LONDON, holidays.__contains__) == datetime(2027, 12, 29, 20, tzinfo=UTC)


def test_rule_3_3_days_without_offers_are_no_working_days() -> None:
    policy = Policy(promotional=Window(time(10), time(18), frozenset({1, 6})))
    assert review_due(datetime(2027, 11, 23, 12, tzinfo=UTC), policy) == datetime(2027, 11, 30, 18, tzinfo=UTC)


def test_rule_3_3_a_shop_that_sends_offers_on_sundays_only_works_like_any_other() -> None:
    policy = Policy(promotional=Window(time(10), time(18), frozenset({6})))
    assert review_due(datetime(2027, 11, 23, 12, tzinfo=UTC), policy) == datetime(2027, 11, 24, 18, tzinfo=UTC)


def test_rule_3_3_an_evening_that_ends_after_midnight_belongs_to_its_day() -> None:
    policy = Policy(promotional=Window(time(9), time(0)))
    assert review_due(datetime(2027, 11, 23, 12, tzinfo=UTC), policy) == datetime(2027, 11, 25, tzinfo=UTC)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC)), st.frozensets(st.dates()))
def test_rule_3_3_staff_always_have_some_hours_and_never_for_ever(came: datetime, holidays: frozenset[date]) -> None:
    due = review_due(came, LONDON, holidays.__contains__)
    assert due > came
    assert (due - came).days < 22
