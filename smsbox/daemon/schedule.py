"""The housekeeping tick: one re-armed one-shot job, so that no clock jump piles jobs up (reliability.md S43, S44)."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=1)
"""Time between ticks."""

JUMP = 5.0
"""Seconds by which the wall clock and the monotonic one may drift apart between two looks before it is a jump."""

JOB = "tick"


class Schedule:
    """Runs `chores` one after another at every tick; a chore that fails is logged and tried at the next."""

    def __init__(self, chores: Sequence[Callable[[], object]]) -> None:
        self._chores = chores
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._offset = self._wall_minus_monotonic()
        self._stopping = threading.Event()
        self._ticking = threading.Lock()

    def start(self) -> None:
        """The first tick comes at once."""
        self._scheduler.start()
        self._arm(timedelta(0))

    def stop(self) -> None:
        """Ends; a chore that runs is waited for."""
        self._stopping.set()
        # With nothing due the scheduler is not in the middle of its round, where `shutdown` would break it; and
        # waiting inside `shutdown` would hold a lock that the running tick needs to arm the next one.
        self._scheduler.remove_all_jobs()
        self._scheduler.shutdown(wait=False)
        with self._ticking:
            pass

    def check_clock(self) -> bool:
        """Whether the wall clock has jumped since the last look; if so the tick is armed anew and cannot stall."""
        offset = self._wall_minus_monotonic()
        jump, self._offset = offset - self._offset, offset
        if abs(jump) <= JUMP:
            return False
        log.warning("The clock jumped by %.0f seconds", jump)
        self._arm(timedelta(0))
        return True

    def _tick(self) -> None:
        with self._ticking:
            for chore in self._chores:
                if self._stopping.is_set():
                    return
                try:
                    chore()
                except Exception:
                    log.exception("A chore failed; it is tried again in a minute")
        self._arm(EVERY)

    def _arm(self, wait: timedelta) -> None:
        self._scheduler.add_job(
            self._tick,
            DateTrigger(datetime.now(UTC) + wait),
            id=JOB,
            replace_existing=True,
            misfire_grace_time=None,
            max_instances=2,  # one that is just ending must not make the scheduler drop the next
        )

    @staticmethod
    def _wall_minus_monotonic() -> float:
        return time.time() - time.monotonic()
