"""What the settings take: each function gives the form in which a value is kept, and raises ValueError or KeyError."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import available_timezones

import regex

from smsbox.rules.policy import UNTIL_RESUMED

LONGEST_PATTERN = 200
"""Characters of a regular expression."""

DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EVERY_DAY = "every day"

CONTINENTS = frozenset(
    ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
)
"""How the names of places' time zones begin."""

RESUMED = "resumed"
"""The end of a pause that only a person ends."""


def line(shortest: int, longest: int) -> Callable[[str], str]:
    """Text on one line of `shortest` to `longest` characters."""

    def clean(text: str) -> str:
        line = text.strip()
        if not shortest <= len(line) <= longest or not line.isprintable():
            raise ValueError(text)
        return line

    return clean


def whole(lowest: int, highest: int) -> Callable[[str], str]:
    """A whole number in the range."""

    def clean(text: str) -> str:
        if not re.fullmatch(r"[0-9]{1,9}", text.strip()) or not lowest <= int(text) <= highest:
            raise ValueError(text)
        return str(int(text))

    return clean


def region(text: str) -> str:
    """A country's code in ISO 3166-1 that has telephone numbers."""
    import phonenumbers

    region = text.strip().upper()
    if region not in phonenumbers.SUPPORTED_REGIONS:
        raise ValueError(text)
    return region


def choice(*words: str) -> Callable[[str], str]:
    """One of `words`."""

    def clean(text: str) -> str:
        return words[words.index(text.strip().lower())]

    return clean


def zones() -> list[str]:
    """The names of places' time zones, and UTC, by name; older names and those that are no places' are left out."""
    return sorted(name for name in available_timezones() if name == "UTC" or name.split("/")[0] in CONTINENTS)


def zone(text: str) -> str:
    """A time zone's name in the IANA database."""
    known = {name.lower(): name for name in available_timezones()}
    name = known.get(text.strip().lower())
    if name is None:
        raise ValueError(text)
    return name


def as_time(text: str) -> time:
    """`9:30` or `09:30` as a time."""
    if not re.fullmatch(r"[0-9]{1,2}:[0-9]{2}", text.strip()):
        raise ValueError(text)
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def time_of_day(text: str) -> str:
    """A time as `09:30`."""
    return f"{as_time(text):%H:%M}"


def _day(name: str) -> int:
    """The number of a weekday, of which the first three letters are enough."""
    name = name.strip()
    if len(name) < 3:
        raise ValueError(name)
    return [day.startswith(name) for day in DAY_NAMES].index(True)


def as_days(text: str) -> frozenset[int]:
    """Days as numbers, 0 is Monday; a range may run over the weekend (`fri-mon`)."""
    words = text.strip().lower()
    if words == EVERY_DAY:
        return frozenset(range(7))
    days: set[int] = set()
    for item in words.split(","):
        first, dash, last = item.partition("-")
        start, end = _day(first), _day(last if dash else first)
        days.update((start + offset) % 7 for offset in range((end - start) % 7 + 1))
    return frozenset(days)


def days(text: str) -> str:
    """Days as `mon-sat`, `tue,thu` or `every day`."""
    return days_told(as_days(text))


def days_told(numbers: frozenset[int]) -> str:
    """Numbers of days (0 is Monday) in the form of `days`."""
    days = sorted(numbers)
    if len(days) == 7:
        return EVERY_DAY
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{DAY_NAMES[days[0]][:3]}-{DAY_NAMES[days[-1]][:3]}"
    return ",".join(DAY_NAMES[day][:3] for day in days)


def day(text: str) -> str:
    """A day of the calendar as `2027-11-23`, or nothing."""
    return date.fromisoformat(text.strip()).isoformat() if text.strip() else ""


def truth(text: str) -> str:
    """`true` or `false`, which may be said as yes, no, on, off."""
    return {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}[
        text.strip().lower()
    ]


def as_pause_end(text: str) -> datetime | None:
    """The moment at which a pause ends, UNTIL_RESUMED for RESUMED; None for no pause."""
    words = text.strip()
    if not words:
        return None
    if words.lower() == RESUMED:
        return UNTIL_RESUMED
    moment = datetime.fromisoformat(words)
    if moment.tzinfo is None:
        raise ValueError(text)
    try:
        return moment.astimezone(UTC)
    except OverflowError as fault:
        raise ValueError(text) from fault


def pause_end(text: str) -> str:
    """Nothing, RESUMED, or a moment as `2027-11-23T10:40:00+00:00`."""
    end = as_pause_end(text)
    if end is None:
        return ""
    return RESUMED if end >= UNTIL_RESUMED else end.isoformat(timespec="seconds")


def matching(pattern: str) -> Callable[[str], str]:
    """What is wholly as the regular expression says."""

    def clean(text: str) -> str:
        if not re.fullmatch(pattern, text.strip(), re.ASCII):
            raise ValueError(text)
        return text.strip()

    return clean


def pattern(text: str) -> str:
    """A regular expression with one group."""
    try:
        usable = len(text) <= LONGEST_PATTERN and regex.compile(text).groups == 1
    except (regex.error, OverflowError, RecursionError) as fault:
        raise ValueError(text) from fault
    if not usable:
        raise ValueError(text)
    return text
