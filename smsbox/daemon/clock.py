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
from smsbox.rules.clock import BUILT, Reading, Vouch
from smsbox.store import events

SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
"""Made when the system's clock has been set over the internet since the start of the machine (systemd-timesyncd(8))."""

ASK_AFTER = 60.0
"""Seconds that a clock may be unconfirmed before staff are asked: a modem tells the time within seconds of being ready.

After an outage a clock without a battery is behind by the outage's length, and looks plausible: no wait makes it right.
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
    Then one that a network contradicts is not, until one agrees or the clock is set. Where it is `cautious`, one that
    nobody has confirmed is not either: neither a network, nor a time server, nor a person since the machine's start.
    """

    def __init__(
        self,
        *,
        cautious: bool = False,
        boot: str = "",
        monotonic: Callable[[], float] = time.monotonic,
        marker: Path = SYNCHRONISED,
    ) -> None:
        """`boot` names the machine's start, which a person's word does not outlive."""
        self._newest = BUILT
        self._cautious = cautious
        self._boot = boot
        self._vouch: Vouch | None = None
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
            if now < self._newest or not self._believed(now):
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

    def vouched(self, vouch: Vouch | None) -> None:
        """A person has confirmed the clock, or nobody has."""
        with self._lock:
            self._vouch = vouch

    def needs_somebody(self, now: datetime) -> bool:
        """Whether a person should be asked: nobody and nothing has confirmed the clock for ASK_AFTER seconds."""
        with self._lock:
            waited = self._monotonic() - self._since >= ASK_AFTER
            return waited and self._standing is Standing.UNCONFIRMED and not self._believed(now)

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

    def _believed(self, now: datetime) -> bool:
        if self._standing is Standing.UNCONFIRMED and self._cautious and self._marker.exists():
            self._standing = Standing.CONFIRMED
        if self._standing is Standing.UNCONFIRMED:
            return not self._cautious or self._is_vouched_for(now)
        return self._standing is Standing.CONFIRMED

    def _is_vouched_for(self, now: datetime) -> bool:
        here = Vouch(self._boot, now.timestamp() - self._monotonic())
        return self._vouch is not None and self._vouch.covers(here)
