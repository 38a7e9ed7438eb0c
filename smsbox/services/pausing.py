"""Pausing all sending, for a while or until somebody resumes it (compliance.md 10.3)."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from smsbox.rules import hours
from smsbox.rules.policy import UNTIL_RESUMED
from smsbox.services import cleaning, settings
from smsbox.services.activity import By, Verb
from smsbox.store.db import Database

KEY = "sending.paused_until"

NINE = time(9)
"""When the shop opens, for a pause until tomorrow."""


class Length(StrEnum):
    """How long a pause may be made."""

    TEN_MINUTES = "10min"
    HOUR = "hour"
    TOMORROW = "tomorrow"
    RESUMED = "resumed"


def _tomorrow(now: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(hours.day_of(now, zone) + timedelta(days=1), NINE, zone).astimezone(UTC)


_ENDS: dict[Length, Callable[[datetime, ZoneInfo], datetime]] = {
    Length.TEN_MINUTES: lambda now, _zone: now + timedelta(minutes=10),
    Length.HOUR: lambda now, _zone: now + timedelta(hours=1),
    Length.TOMORROW: _tomorrow,
    Length.RESUMED: lambda _now, _zone: UNTIL_RESUMED,
}


def pause(db: Database, length: Length, *, by: By | None = None, now: datetime) -> datetime:
    """From the next text on nothing goes out but required answers; returns until when."""
    zone = settings.policy(db.connection()).zone
    end = _ENDS[length](now, zone)
    if end == UNTIL_RESUMED:
        settings.set_value(db, KEY, cleaning.RESUMED, by=by, verb=Verb.SENDING_PAUSED)
    else:
        local = f"{end.astimezone(zone):%Y-%m-%d %H:%M}"
        settings.set_value(db, KEY, end.isoformat(), by=by, verb=Verb.SENDING_PAUSED_UNTIL, detail=local)
    return end


def resume(db: Database, *, by: By | None = None) -> None:
    """All sending goes on."""
    settings.set_value(db, KEY, "", by=by, verb=Verb.SENDING_RESUMED)
