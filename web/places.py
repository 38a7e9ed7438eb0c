"""Countries and their time zones, as somebody picks them: names by CLDR, zones by the IANA database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import phonenumbers
from babel import Locale
from babel.dates import format_time, get_timezone_location

TABLE = ("tzdata", "zoneinfo", "zone.tab")
"""Which country uses which zones, the one where most people live first: package, folder, file."""

LOOKS = 24
LOOK_EVERY = timedelta(days=16)
"""How often, and how far apart, two zones' clocks are compared: a year, with every change to summer time in it."""


@dataclass(frozen=True)
class Zone:
    """A time zone by its IANA name, with the city that it is called after and the time there."""

    name: str
    city: str
    clock: str


def countries(locale: Locale) -> list[tuple[str, str]]:
    """Every country that has telephone numbers: its two letters and its name in `locale`, by name."""
    named = [(code, locale.territories.get(code, code)) for code in phonenumbers.SUPPORTED_REGIONS]
    return sorted(named, key=lambda country: country[1].casefold())


def zones(country: str, now: datetime, locale: Locale) -> list[Zone]:
    """The country's zones whose clocks differ during the year from `now` on, the most used one first."""
    found: dict[tuple[timedelta | None, ...], str] = {}
    for name in _table().get(country, ()):
        found.setdefault(_clocks(ZoneInfo(name), now), name)
    return [_zone(name, now, locale) for name in found.values()]


def _clocks(zone: ZoneInfo, now: datetime) -> tuple[timedelta | None, ...]:
    return tuple((now + look * LOOK_EVERY).astimezone(zone).utcoffset() for look in range(LOOKS))


def _zone(name: str, now: datetime, locale: Locale) -> Zone:
    city = get_timezone_location(name, locale=locale, return_city=True)
    return Zone(name, city, format_time(now.astimezone(ZoneInfo(name)).time(), "short", locale=locale))


@lru_cache(1)
def _table() -> dict[str, tuple[str, ...]]:
    """Country → its zones."""
    package, *path = TABLE
    lines = files(package).joinpath(*path).read_text("utf-8").splitlines()
    table: dict[str, tuple[str, ...]] = {}
    for country, _, name, *_ in (line.split("\t") for line in lines if line and not line.startswith("#")):
        table[country] = (*table.get(country, ()), name)
    return table
