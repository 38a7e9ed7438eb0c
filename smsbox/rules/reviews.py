"""How long staff have to say whether an unclear text meant STOP: one business day (compliance.md 3.3)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial

from smsbox.rules import public_holidays
from smsbox.rules.policy import MONDAY_TO_SATURDAY, Policy

SEARCH_DAYS = 21
"""Days looked ahead for a working day: no country has so many holidays in a row."""


def review_due(now: datetime, policy: Policy, is_holiday: Callable[[date], bool] | None = None) -> datetime:
    """The UTC instant at which the shop's next working day ends: unanswered by then, an unclear text counts as STOP.

    Working days are those from Monday to Saturday on which the shop sends offers, and that are no public holiday; they
    end when offers do. A text of the morning, too, is looked at until the end of the next working day. Unless
    `is_holiday` tells otherwise, the holidays are those of the shop's region.
    """
    closed = is_holiday or partial(public_holidays.is_one, countries=(policy.region,))
    window = policy.promotional
    working = window.days & MONDAY_TO_SATURDAY or MONDAY_TO_SATURDAY
    today = now.astimezone(policy.zone).date()
    ahead = (today + timedelta(days=offset) for offset in range(1, SEARCH_DAYS))
    day = next((each for each in ahead if each.weekday() in working and not closed(each)), today + timedelta(days=1))
    last = day if window.end > window.start else day + timedelta(days=1)
    return datetime.combine(last, window.end, tzinfo=policy.zone).astimezone(UTC)
