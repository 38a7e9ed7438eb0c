"""Whether the time that a mobile network tells can be believed, and whether the box's own clock agrees with it.

The networks' time (NITZ, 3GPP TS 22.042) is voluntary and comes over the air, so it never sets a clock: it only
confirms the box's clock, or casts doubt on it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

BUILT = datetime(2026, 11, 1, tzinfo=UTC)
"""A clock that shows an earlier time than this software's making is wrong."""

AGREES = timedelta(minutes=5)
"""Difference between network and box up to which they agree: networks promise minutes, not seconds."""

LEAST_GAP = 3.0
"""Seconds between two readings that are compared: a modem tells whole seconds."""

INEXACT = 1.5
"""Seconds by which a clock that runs may seem to be off between two readings."""

DRIFT = 0.01
"""Share of the time between two readings by which it may be off besides; a quartz is off by far less."""

FARTHEST = timedelta(days=20 * 365)
"""How long after this software was made a time is believed at all."""

BIG_JUMP = 120.0
"""Seconds by which a clock may be set before what a person said about it counts no more (reliability.md S43)."""


@dataclass(frozen=True)
class Reading:
    """A modem's clock shows `told` (aware), at `at` seconds of the box's monotonic clock."""

    told: datetime
    at: float


@dataclass(frozen=True)
class Vouch:
    """A person has said that the clock is right: it was `ahead` seconds of the monotonic clock of that `boot`."""

    boot: str
    ahead: float

    def covers(self, now: "Vouch") -> bool:
        """Whether the machine runs on, and its clock was not set by much since."""
        return self.boot == now.boot and abs(self.ahead - now.ahead) <= BIG_JUMP


def plausible(told: datetime, built: datetime) -> bool:
    """Whether `told` may be the time: modems that were told none show 1980, 2004 or 2070."""
    return built <= told < built + FARTHEST


def runs(before: Reading, after: Reading) -> bool | None:
    """Whether the clock of these two readings runs as fast as the box's; None if they are too near to each other."""
    passed = after.at - before.at
    if passed < LEAST_GAP:
        return None
    shown = (after.told - before.told).total_seconds()
    return abs(shown - passed) <= INEXACT + DRIFT * passed


def agrees(difference: timedelta) -> bool:
    """Whether the box's clock is right, if the network's is."""
    return abs(difference) <= AGREES
