"""What time it is, and whether to believe it (reliability.md S40-S43, the part that needs no network time)."""

import sqlite3
from datetime import UTC, datetime

from smsbox.store import events

BUILT = datetime(2026, 11, 1, tzinfo=UTC)
"""A clock that shows an earlier time than this software's making is wrong."""


def utc_now() -> datetime:
    """The system's time, aware."""
    return datetime.now(UTC)


class ClockTrust:
    """A ratchet: a time before the newest one that was ever written down is not believed."""

    def __init__(self) -> None:
        self._newest = BUILT

    def read(self, connection: sqlite3.Connection) -> None:
        """Takes the newest time in the event log as the past."""
        newest = events.newest_time(connection)
        if newest is not None:
            self._newest = max(self._newest, newest)

    def trusted(self, now: datetime) -> bool:
        """Whether `now` can be the time; if so it becomes the past."""
        if now < self._newest:
            return False
        self._newest = now
        return True
