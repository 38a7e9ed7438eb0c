"""Once a day, records that are older than they must be kept are emptied, a few at a time (housekeeping)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from smsbox.daemon.clock import ClockTrust
from smsbox.services import records
from smsbox.services.records import Progress
from smsbox.store.db import Database

EVERY = timedelta(days=1)
"""Time from the end of one look at all records to the next."""


class Tidying:
    """`step` is a chore; while the clock is not believed it does nothing, since what it does cannot be taken back."""

    def __init__(self, db: Database, trust: ClockTrust, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._trust = trust
        self._clock = clock
        self._progress = Progress()
        self._done_at: datetime | None = None

    def step(self) -> bool:
        """Whether it looked at any records."""
        now = self._clock()
        if self._done_at is not None and self._done_at <= now < self._done_at + EVERY:
            return False
        if not self._trust.trusted(now):
            return False
        progress = records.tidy(self._db, self._progress, now=now)
        self._done_at = now if progress is None else None
        self._progress = progress or Progress()
        return True
