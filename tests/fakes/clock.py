"""A clock that stands still until a test moves it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

TUESDAY_NOON = datetime(2027, 11, 23, 12, 0, tzinfo=UTC)
"""Inside every lane's window in the default policy."""


@dataclass
class Clock:
    """Called, it tells `now` (aware, UTC)."""

    now: datetime = TUESDAY_NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **length: float) -> datetime:
        """Moves on by `length`, as timedelta takes it, and tells the new time."""
        self.now += timedelta(**length)
        return self.now

    def set(self, *fields: int) -> datetime:
        """Sets the time from the fields of a UTC datetime, and tells it."""
        self.now = datetime(*fields, tzinfo=UTC)  # type: ignore[misc, arg-type]
        return self.now
