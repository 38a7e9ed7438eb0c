"""How fast a SIM sends offers: spread over minutes and hour, as no machine would (reliability.md S90)."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

JITTER = 0.3
"""Share by which a gap between two offers is made shorter or longer."""

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Speed:
    """Parts of offers that a SIM may send in a minute, on average, and in an hour, at most; 0 is without limit."""

    per_minute: int = 10
    per_hour: int = 200

    def gap(self, *, slow: bool) -> timedelta:
        """The average time between two parts; a `slow` one would not break the hour's limit either."""
        even = MINUTE / self.per_minute if self.per_minute else timedelta(0)
        return max(even, HOUR / self.per_hour) if slow and self.per_hour else even


class Pace:
    """One SIM's offers, as far as they are remembered: what went out before `now` is not known.

    So the first waits for a gap, and in the first hour they go no faster than the hour's limit would let them.
    """

    def __init__(self, now: datetime) -> None:
        self._begin(now)

    def _begin(self, now: datetime) -> None:
        self._began = self._last = now
        self._spread = 1.0
        self._sent: deque[datetime] = deque()

    def allows(self, speed: Speed, now: datetime) -> bool:
        """Whether a part of an offer may go at `now`. A clock that goes back makes a new beginning."""
        if now < self._last:
            self._begin(now)
        while self._sent and self._sent[0] <= now - HOUR:
            self._sent.popleft()
        if speed.per_hour and len(self._sent) >= speed.per_hour:
            return False
        return now - self._last >= speed.gap(slow=now - self._began < HOUR) * self._spread

    def took(self, speed: Speed, now: datetime, chance: float) -> None:
        """A part goes at `now`; `chance` is a random number in [0, 1)."""
        self._last = now
        self._spread = 1 + JITTER * (2 * chance - 1)
        if speed.per_hour:
            self._sent.append(now)
