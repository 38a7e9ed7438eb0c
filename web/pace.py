"""How often something may happen at once, counted in memory: a restart forgets, which a minute makes good."""

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Limit:
    """So many times within that time."""

    times: int
    within: timedelta


SIGN_UPS = (Limit(6, timedelta(minutes=1)), Limit(60, timedelta(hours=1)))
"""On all the shop's tablets together: more than people type, too few to bother a town (compliance.md 2.4)."""


class Pace:
    """Lets through what keeps to all of its limits, safe for threads."""

    def __init__(self, limits: tuple[Limit, ...] = SIGN_UPS) -> None:
        self._limits = limits
        self._let: deque[datetime] = deque(maxlen=max(limit.times for limit in limits))
        self._lock = threading.Lock()

    def lets(self, now: datetime) -> bool:
        """Whether it may happen once more at this moment; if so, it is counted."""
        with self._lock:
            kept = [at for at in self._let if at <= now]  # later ones: the clock was put back
            fine = all(sum(at > now - limit.within for at in kept) < limit.times for limit in self._limits)
            if fine:
                self._let.append(now)
        return fine
