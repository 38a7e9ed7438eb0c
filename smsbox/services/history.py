"""What happened, counted by the shop's days and by hours."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from smsbox.rules import hours as shop_hours
from smsbox.services import settings
from smsbox.services.modems import sim_id
from smsbox.store import modems, rollups
from smsbox.store.db import Database
from smsbox.store.rollups import Span, Traffic

__all__ = ["Day", "Hour", "SimDay", "Traffic", "day_span", "days", "hours", "of_sims", "roll_up"]

HOURS = 24
"""Hours of the strip on the Box page."""

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)

TICK = timedelta(milliseconds=1)
"""The least time between two events: a span that ends after it holds what happened just now."""


@dataclass(frozen=True)
class Day:
    """One day of the shop's calendar; a day on which the clocks change has 23 or 25 hours."""

    day: date
    traffic: Traffic


@dataclass(frozen=True)
class Hour:
    """One hour that begins at `begins` (UTC)."""

    begins: datetime
    traffic: Traffic


@dataclass(frozen=True)
class SimDay:
    """What went over one SIM: today by the shop's calendar, in the last minute, and in each of the last HOURS hours.

    The oldest hour comes first.
    """

    today: Traffic
    minute: Traffic
    hours: tuple[Traffic, ...]


def days(db: Database, count: int, *, now: datetime, zone: ZoneInfo | None = None) -> tuple[Day, ...]:
    """The last `count` days of the shop (in `zone`, where the caller knows it), the oldest first; the last is today."""
    connection = db.connection()
    zone = zone or settings.policy(connection).zone
    today = shop_hours.day_of(now, zone)
    wanted = [today - timedelta(days=ago) for ago in range(count - 1, -1, -1)]
    counted = rollups.count(connection, [day_span(day, zone) for day in wanted])
    return tuple(Day(day, traffic) for day, traffic in zip(wanted, counted, strict=True))


def day_span(day: date, zone: ZoneInfo) -> Span:
    """From the local midnight at which `day` begins to the next."""
    return shop_hours.start_of(day, zone), shop_hours.start_of(day + timedelta(days=1), zone)


def hours(db: Database, iccid: str | None = None, *, now: datetime) -> tuple[Hour, ...]:
    """The last HOURS hours, the oldest first, the last being the one that runs; over one SIM (NotFound) or all."""
    connection = db.connection()
    sim = None if iccid is None else sim_id(connection, iccid)
    begins = _last_hours(now)
    counted = rollups.count(connection, [(begin, begin + HOUR) for begin in begins], sim=sim)
    return tuple(Hour(begin, traffic) for begin, traffic in zip(begins, counted, strict=True))


def of_sims(db: Database, zone: ZoneInfo, *, now: datetime) -> dict[str, SimDay]:
    """ICCID → what went over the SIM, for every SIM over which anything went lately."""
    connection = db.connection()
    minute = (now - MINUTE, now + TICK)
    lately = ((begin, begin + HOUR) for begin in _last_hours(now))
    spans = [day_span(shop_hours.day_of(now, zone), zone), minute, *lately]
    iccids = modems.iccids(connection)
    counted = rollups.count_by_sim(connection, spans)
    return {iccids[sim]: SimDay(each[0], each[1], each[2:]) for sim, each in counted.items() if sim in iccids}


def _last_hours(now: datetime) -> list[datetime]:
    last = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return [last - ago * HOUR for ago in range(HOURS - 1, -1, -1)]


def roll_up(db: Database, *, now: datetime) -> None:
    """Brings the counts up to what is not fresh any more: the daemon's chore."""
    more = True
    while more:
        with db.write() as tx:
            more = rollups.roll(tx, now=now)
