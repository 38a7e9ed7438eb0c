"""What time it is, and whether to believe it (reliability.md S40-S43).

The system's clock is never set from here: that takes a right which the daemon does not have and should not have, other
programs depend on that clock too, and what comes over the air may be a lie. What two clocks say is only compared.
"""

import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from pathlib import Path

from smsbox.rules import clock
from smsbox.rules.clock import BUILT, Reading
from smsbox.store import events

SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
"""Made when the system's clock has been set over the internet since the start of the machine (systemd-timesyncd(8))."""

PATIENCE = 300.0
"""Seconds that offers wait, after the start or a jump of the clock, for somebody to confirm it.

After an outage a clock without a battery is behind by the outage's length, and looks plausible. A modem tells the
network's time within seconds of being ready; a box that nobody tells the time would never send an offer without an end
to the wait.
"""


def utc_now() -> datetime:
    """The system's time, aware."""
    return datetime.now(UTC)


class Standing(Enum):
    """What others say about the system's clock."""

    UNCONFIRMED = auto()
    CONFIRMED = auto()
    DOUBTED = auto()


class ClockTrust:
    """Whether to believe the system's clock. Used by every session's thread and the dispatcher's.

    A ratchet comes first: a time before the newest one that was ever written down is not believed, whoever confirms it.
    Then one that a network contradicts is not, until one agrees or the clock is set. One that nobody has confirmed is
    believed after `patience` seconds.
    """

    def __init__(
        self,
        patience: float = 0.0,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        marker: Path = SYNCHRONISED,
    ) -> None:
        self._newest = BUILT
        self._patience = patience
        self._monotonic = monotonic
        self._marker = marker
        self._lock = threading.Lock()
        self._standing = Standing.UNCONFIRMED
        self._since = monotonic()
        self._readings: dict[str, Reading] = {}
        self._agreements: dict[str, bool] = {}

    def read(self, connection: sqlite3.Connection) -> None:
        """Takes the newest time in the event log as the past."""
        newest = events.newest_time(connection)
        if newest is not None:
            self._newest = max(self._newest, newest)

    def trusted(self, now: datetime) -> bool:
        """Whether `now` can be the time; if so it becomes the past."""
        with self._lock:
            if now < self._newest or not self._believed():
                return False
            self._newest = now
            return True

    def told(self, modem: str, told: datetime, *, now: datetime) -> timedelta | None:
        """A modem's clock shows `told` while the system's shows `now`.

        Returns how far the network is ahead, once two readings have shown a clock that runs and may be right.
        """
        reading = Reading(told, self._monotonic())
        with self._lock:
            before = self._readings.get(modem)
            running = clock.runs(before, reading) if before else False
            if running is None:
                return None
            self._readings[modem] = reading
            if not (running and clock.plausible(told, BUILT)):
                return None
            difference = told - now
            self._agreements[modem] = clock.agrees(difference)
            self._standing = Standing.CONFIRMED if any(self._agreements.values()) else Standing.DOUBTED
            return difference

    def jumped(self) -> None:
        """The system's clock was set: what was said about it before counts no more."""
        with self._lock:
            self._agreements.clear()
            self._standing = Standing.UNCONFIRMED
            self._since = self._monotonic()

    def unasked(self) -> None:
        """The shop does not want the networks' time: a doubt that came of it is none."""
        with self._lock:
            self._agreements.clear()
            if self._standing is Standing.DOUBTED:
                self._standing = Standing.UNCONFIRMED

    def _believed(self) -> bool:
        if self._standing is Standing.UNCONFIRMED and self._patience and self._marker.exists():
            self._standing = Standing.CONFIRMED
        waited = self._monotonic() - self._since >= self._patience
        return self._standing is Standing.CONFIRMED or (self._standing is Standing.UNCONFIRMED and waited)
