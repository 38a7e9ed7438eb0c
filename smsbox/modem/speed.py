"""How fast a modem sends: seconds per part, smoothed, and when a change is worth telling."""

import statistics
import time
from collections import deque
from collections.abc import Callable

KEPT = 20
"""Parts whose median is the speed: one that hung for a minute does not move it."""

MOVED = 0.2
"""Share by which the speed must have moved to be told at once."""

LEAST_MOVE = 0.5
"""Seconds by which it must have moved besides: less makes no difference to anybody who waits."""

TELL_EVERY = 600.0
"""Seconds after which it is told though it has moved by less: each telling is written to the disk."""


class Speed:
    """Of one modem; `told` is what was told last, None until a part has been sent."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._parts: deque[float] = deque(maxlen=KEPT)
        self.told: float | None = None
        self._told_at = 0.0

    def sent(self, seconds: float) -> bool:
        """A part took so long, from handing over to its final answer; whether the speed is to be told anew."""
        self._parts.append(seconds)
        now, speed = self._clock(), round(statistics.median(self._parts), 2)
        if self.told is not None:
            move = abs(speed - self.told)
            old = now >= self._told_at + TELL_EVERY and move > 0
            if not old and (move < LEAST_MOVE or move <= MOVED * self.told):
                return False
        self.told, self._told_at = speed, now
        return True
