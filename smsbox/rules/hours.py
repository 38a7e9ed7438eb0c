"""When a text may go: windows in local time, over midnight and daylight-saving changes (compliance.md, 6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from smsbox.rules import public_holidays
from smsbox.rules.policy import Window

SEARCH_DAYS = 15
"""Days looked ahead for the next opening: two weeks and one, since a spring gap can swallow one week's only window."""

CACHED_TIMETABLES = 1024
"""Timetables with the times for a day: some for each zone that a shop's customers live in."""

Spans = tuple[tuple[datetime, datetime], ...]
"""UTC instants [from, until), in order, that do not touch."""


@dataclass(frozen=True)
class Hours:
    """Open in any of `windows`, except on public holidays in any of `closed_in` (ISO 3166-1)."""

    windows: tuple[Window, ...]
    closed_in: tuple[str, ...] = ()


@dataclass(frozen=True)
class Timetable:
    """Open when all of `hours` are, in each of `zones`: a person may be in any."""

    hours: tuple[Hours, ...]
    zones: tuple[ZoneInfo, ...]

    def opens(self, now: datetime) -> datetime | None:
        """None if it is open at `now` (aware), else the UTC instant at which it opens next.

        What does not open for SEARCH_DAYS is looked at again after them.
        """
        for start, end in self._spans(now):
            if now < end:
                return None if start <= now else start
        return now + timedelta(days=SEARCH_DAYS)

    def closes(self, now: datetime) -> datetime:
        """The UTC instant until which it is open without a break; `now` if it is not."""
        return next((end for start, end in self._spans(now) if start <= now < end), now)

    def _spans(self, now: datetime) -> Spans:
        return _spans(self, now.astimezone(UTC).date())


@lru_cache(CACHED_TIMETABLES)
def _spans(timetable: Timetable, today: date) -> Spans:
    """From two days before the UTC day `today` on: it is yesterday in some zones, and a window lasts over midnight."""
    days = [today + timedelta(days=offset) for offset in range(-2, SEARCH_DAYS + 2)]
    shared: Spans | None = None
    for zone in timetable.zones:
        for each in timetable.hours:
            spans = _merged(
                _opening(window, day, zone) for window in each.windows for day in days if day.weekday() in window.days
            )
            shared = spans if shared is None else _common(shared, spans)
            if each.closed_in:
                working = (day for day in days if not public_holidays.is_one(day, each.closed_in))
                shared = _common(shared, _merged(_opening(_WHOLE_DAY, day, zone) for day in working))
    return shared or ()


_WHOLE_DAY = Window(time(0), time(0))


def _merged(spans: Iterable[tuple[datetime, datetime]]) -> Spans:
    merged: list[tuple[datetime, datetime]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _common(first: Spans, second: Spans) -> Spans:
    overlaps = ((max(a[0], b[0]), min(a[1], b[1])) for a in first for b in second if a[0] < b[1] and b[0] < a[1])
    return tuple(sorted(overlaps))


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC instant of a local time; in a spring gap later by the gap's length, in autumn the first of two."""
    local = datetime.combine(day, at, tzinfo=zone).replace(fold=0)
    return local.astimezone(UTC)


def _opening(window: Window, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    last = day + timedelta(days=1) if window.end <= window.start else day
    return _instant(day, window.start, zone), _instant(last, window.end, zone)


def next_opening(window: Window, zone: ZoneInfo, now: datetime) -> datetime | None:
    """None if the window is open at `now` (aware), else the UTC instant at which it opens next.

    The window is half-open: open at its start, closed at its end. A window whose end is not after its
    start runs over midnight; 00:00 to 00:00 is the whole day.
    """
    return _alone(window, zone).opens(now)


def closing(window: Window, zone: ZoneInfo, now: datetime) -> datetime:
    """The UTC instant until which the window is open without a break, up to SEARCH_DAYS ahead; `now` if it is not."""
    return _alone(window, zone).closes(now)


def _alone(window: Window, zone: ZoneInfo) -> Timetable:
    return Timetable((Hours((window,)),), (zone,))


def day_of(now: datetime, zone: ZoneInfo) -> date:
    """The shop's calendar day at `now`, for daily budgets."""
    return now.astimezone(zone).date()


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The UTC instant at which the shop's calendar day begins."""
    return _instant(day, time(0), zone)
