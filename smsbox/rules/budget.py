"""What a SIM's contract lets it send: parts and recipients, by day and by billing month (reliability.md S101)."""

from dataclasses import dataclass
from datetime import date, timedelta

LAST_RESET_DAY = 28
"""The last day of the month that every month has."""


@dataclass(frozen=True)
class Budget:
    """A SIM's limits; 0 is without limit. A billing month begins on day `reset_day` (1 to LAST_RESET_DAY)."""

    daily_parts: int = 0
    monthly_parts: int = 0
    daily_recipients: int = 0
    monthly_recipients: int = 0
    reset_day: int = 1

    @property
    def limited(self) -> bool:
        """Whether there is any limit."""
        return any((self.daily_parts, self.monthly_parts, self.daily_recipients, self.monthly_recipients))


@dataclass(frozen=True)
class Used:
    """What a SIM has used on a day and in its billing month. Recipients are different numbers."""

    parts_today: int = 0
    parts_month: int = 0
    recipients_today: int = 0
    recipients_month: int = 0


@dataclass(frozen=True)
class Known:
    """Whether a number has had a text over the SIM on the day, and in the billing month."""

    today: bool = False
    this_month: bool = False


def month_start(day: date, reset_day: int) -> date:
    """The first day of the billing month that `day` is in."""
    this = day.replace(day=reset_day)
    return this if this <= day else (day.replace(day=1) - timedelta(days=1)).replace(day=reset_day)


def next_month(day: date, reset_day: int) -> date:
    """The first day of the billing month after the one that `day` is in."""
    first = month_start(day, reset_day).replace(day=1)
    return (first + timedelta(days=31)).replace(day=reset_day)


def parts_refused(budget: Budget, used: Used, parts: int, day: date) -> date | None:
    """None if `parts` more may go on `day`, else the day on which they are looked at again.

    A text of more parts than a limit has at all may begin when nothing of it is used.
    """
    return _until(
        budget,
        day,
        today=_too_many(used.parts_today, parts, budget.daily_parts),
        this_month=_too_many(used.parts_month, parts, budget.monthly_parts),
    )


def recipient_refused(budget: Budget, used: Used, known: Known, day: date) -> date | None:
    """None if the number may be texted on `day`, else the day on which it is looked at again."""
    return _until(
        budget,
        day,
        today=not known.today and _too_many(used.recipients_today, 1, budget.daily_recipients),
        this_month=not known.this_month and _too_many(used.recipients_month, 1, budget.monthly_recipients),
    )


def _too_many(used: int, more: int, limit: int) -> bool:
    return bool(limit) and used + min(more, limit) > limit


def _until(budget: Budget, day: date, *, today: bool, this_month: bool) -> date | None:
    if this_month:
        return next_month(day, budget.reset_day)
    return day + timedelta(days=1) if today else None
