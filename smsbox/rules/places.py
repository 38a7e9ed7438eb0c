"""Places: where a number's owner may be, and the hours in which the law there lets offers go (compliance.md, 6.2).

A TOML file for each country whose law says when, in `regions`; others.toml is for every other country. `windows` are
local times on `days` (0 is Monday), `source` is who says so, and `holidays = false` closes public holidays. A state
with hours of its own lists its area codes.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from smsbox.rules.hours import Hours, Timetable
from smsbox.rules.policy import EVERY_DAY, Policy, Window

CACHED_PLACES = 1024
"""Places whose timetables are kept."""

OTHERS = "others"


@dataclass(frozen=True)
class Place:
    """Where a number's owner may be: the country (ISO 3166-1), the state where its law matters, all possible zones.

    What is not known is empty, and the shop's own stands in for it.
    """

    country: str = ""
    state: str = ""
    zones: tuple[ZoneInfo, ...] = ()


NOWHERE = Place()
"""Of a number of which nothing is known."""


@dataclass(frozen=True)
class Law:
    """When offers may be sent in a region: in `windows`, local time, and on public holidays if `holidays`."""

    source: str
    windows: tuple[Window, ...]
    holidays: bool = True

    def allows(self, window: Window) -> bool:
        """Whether the window lies within the law's on each of its days, and ends on the day on which it starts."""
        return window.start < window.end and all(
            any(day in legal.days and legal.start <= window.start and window.end <= legal.end for legal in self.windows)
            for day in window.days
        )


@dataclass(frozen=True)
class _Region:
    law: Law
    states: Mapping[str, Law]
    by_code: Mapping[str, str]


def law(country: str, state: str = "") -> Law:
    """The law for offers to people in a country's state."""
    region = _regions().get(country) or _regions()[OTHERS]
    return region.states.get(state, region.law)


def state_of(country: str, area_code: str) -> str:
    """The state with hours of its own to which an area code belongs; "" if it belongs to none."""
    region = _regions().get(country)
    return region.by_code.get(area_code, "") if region else ""


def area_codes(country: str, state: str) -> frozenset[str]:
    """The area codes of a state with hours of its own."""
    return frozenset(code for code, name in _regions()[country].by_code.items() if name == state)


def next_opening(policy: Policy, place: Place, now: datetime) -> datetime | None:
    """None if an offer may reach the place at `now` (aware), else the UTC instant from which it may."""
    return _timetable(policy, place).opens(now)


def closing(policy: Policy, place: Place, now: datetime) -> datetime:
    """The UTC instant until which offers may reach the place without a break; `now` if they may not."""
    return _timetable(policy, place).closes(now)


def _timetable(policy: Policy, place: Place) -> Timetable:
    return _made(policy.promotional, policy.holidays_quiet, policy.region, policy.zone, place)


@lru_cache(CACHED_PLACES)
def _made(window: Window, holidays_quiet: bool, region: str, zone: ZoneInfo, place: Place) -> Timetable:
    country = place.country or region
    legal = law(country, place.state)
    quiet = tuple(sorted({country, region} - {""})) if holidays_quiet else ()
    hours = (Hours((window,), quiet), Hours(legal.windows, () if legal.holidays else (country,)))
    return Timetable(hours, place.zones or (zone,))


@cache
def _regions() -> Mapping[str, _Region]:
    folder = files("smsbox.rules") / "regions"
    found = {}
    for entry in folder.iterdir():
        name = entry.name.removesuffix(".toml")
        key = name if name == OTHERS else name.upper()
        found[key] = _region(tomllib.loads(entry.read_text(encoding="utf-8")))
    return MappingProxyType(found)


def _region(values: Mapping[str, Any]) -> _Region:
    states = values.get("states", {})
    return _Region(
        law=_law(values),
        states={name: _law(state) for name, state in states.items()},
        by_code={code: name for name, state in states.items() for code in state["codes"]},
    )


def _law(values: Mapping[str, Any]) -> Law:
    windows = tuple(
        Window(each["start"], each["end"], frozenset(each.get("days", EVERY_DAY))) for each in values["windows"]
    )
    return Law(values["source"], windows, values.get("holidays", True))
