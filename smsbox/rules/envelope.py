"""What US networks take for one person's texts: beyond it they filter (compliance.md 9.3).

The figures are CTIA's, Messaging Principles and Best Practices (2019), exhibit I, "typical consumer operation".
"""

from dataclasses import dataclass
from enum import StrEnum

PER_MINUTE, MOST_PER_MINUTE = 15, 60
"""Texts in a minute: up to the first a person sends, beyond the second nobody does."""

PER_DAY = 1000
"""Texts in a day: only in unusual cases do people send more than a few hundred."""

NEAR = 0.8
"""Share of PER_DAY from which on somebody should know."""

BALANCE = 2
"""Texts sent for each that is received: people send about as many as they get, some more for the latitude."""

FEW = 20
"""Texts sent in a day up to which their balance says nothing."""


class Level(StrEnum):
    """How far from what a person does."""

    FINE = "good"
    MUCH = "warn"
    TOO_MUCH = "bad"


@dataclass(frozen=True)
class Gauge:
    """A number of texts beside the `most` that go unnoticed."""

    texts: int
    most: int
    level: Level


@dataclass(frozen=True)
class Envelope:
    """One SIM: its texts in the last minute and today, and how those of today are in balance with `received` ones."""

    minute: Gauge
    day: Gauge
    received: int
    balance: Level


def consumer(*, minute: int, sent: int, received: int) -> Envelope:
    """Of so many texts sent in the last minute, and sent and received today."""
    return Envelope(
        minute=Gauge(minute, MOST_PER_MINUTE, _level(minute, PER_MINUTE, MOST_PER_MINUTE)),
        day=Gauge(sent, PER_DAY, _level(sent, round(NEAR * PER_DAY), PER_DAY)),
        received=received,
        balance=Level.MUCH if sent > FEW and sent > BALANCE * received else Level.FINE,
    )


def _level(texts: int, fine: int, most: int) -> Level:
    if texts <= fine:
        return Level.FINE
    return Level.MUCH if texts <= most else Level.TOO_MUCH
