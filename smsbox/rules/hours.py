"""When a text may go: windows in local time, over midnight and daylight-saving changes (compliance.md, 6)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from smsbox.rules.policy import Window

SEARCH_DAYS = 15
"""Days looked ahead for the next opening: two weeks and one, since a spring gap can swallow one week's only window."""


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC instant of a local time; in a spring gap later by the gap's length, in autumn the first of two."""
    local = datetime.combine(day, at, tzinfo=zone).replace(fold=0)
    return local.astimezone(UTC)


def _opening(window: Window, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    last = day + timedelta(days=1) if window.end <= window.start else day
    return _instant(day, window.start, zone), _instant(last, window.end, zone)


def _openings(window: Window, zone: ZoneInfo, now: datetime) -> list[tuple[datetime, datetime]]:
    """From yesterday's on, which may last over midnight."""
    today = now.astimezone(zone).date()
    days = (today + timedelta(days=offset) for offset in range(-1, SEARCH_DAYS))
    return [_opening(window, day, zone) for day in days if day.weekday() in window.days]


def next_opening(window: Window, zone: ZoneInfo, now: datetime) -> datetime | None:
    """None if the window is open at `now` (aware), else the UTC instant at which it opens next.

    The window is half-open: open at its start, closed at its end. A window whose end is not after its
    start runs over midnight; 00:00 to 00:00 is the whole day.
    """
    openings = _openings(window, zone, now)
    if any(start <= now < end for start, end in openings):
        return None
    ahead = (start for start, end in openings if now < start < end)
    return min(ahead, default=now + timedelta(days=SEARCH_DAYS))


def closing(window: Window, zone: ZoneInfo, now: datetime) -> datetime:
    """The UTC instant until which the window is open without a break, up to SEARCH_DAYS ahead; `now` if it is not."""
    end = now
    for start, over in _openings(window, zone, now):
        if start <= end < over:
            end = over
    return end


def day_of(now: datetime, zone: ZoneInfo) -> date:
    """The shop's calendar day at `now`, for daily budgets."""
    return now.astimezone(zone).date()


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The UTC instant at which the shop's calendar day begins."""
    return _instant(day, time(0), zone)
