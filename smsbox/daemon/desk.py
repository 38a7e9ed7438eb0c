"""The daemon's desk: which sessions there are, and which can take work now."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from smsbox.modem.status import ModemState, ModemStatus, Submission


class Worker(Protocol):
    """A modem's session, as the dispatcher uses it."""

    @property
    def available(self) -> bool:
        """Whether it can take a submission now."""

    def submit(self, submission: Submission) -> None:
        """Hands it one part to send."""

    def ask_network(self, code: str) -> None:
        """Asks the network by a USSD code when there is nothing to send."""


@dataclass(frozen=True)
class Place:
    """A session that is ready, the SIM it sends with, and since when: seconds of the desk's clock."""

    worker: Worker
    sim_id: int
    since: float


class Desk:
    """The sessions' SIMs and states; written by the sessions' threads, read by the dispatcher."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` tells seconds; that of the wall would make a SIM away for years when it is set."""
        self._lock = threading.Lock()
        self._places: dict[Worker, Place] = {}
        self._clock = clock
        self._began = clock()
        self._left: dict[int, float] = {}

    def update(self, worker: Worker, status: ModemStatus, sim_id: int | None) -> None:
        """What a session's last status means for work: it is at its place only while it is ready."""
        with self._lock:
            before = self._places.pop(worker, None)
            now = self._clock()
            if before is not None:
                self._left[before.sim_id] = now
            if status.state is ModemState.READY and sim_id is not None:
                since = before.since if before is not None and before.sim_id == sim_id else now
                self._places[worker] = Place(worker, sim_id, since)

    def free(self) -> dict[int, Place]:
        """SIM id → the session that can take a part for it now."""
        with self._lock:
            places = list(self._places.values())
        return {place.sim_id: place for place in places if place.worker.available}

    def ready(self) -> tuple[Place, ...]:
        """Every place whose session is ready, busy or not."""
        with self._lock:
            return tuple(self._places.values())

    def ready_sims(self) -> frozenset[int]:
        """SIMs that a ready session sends with, busy or not."""
        with self._lock:
            return frozenset(place.sim_id for place in self._places.values())

    def here(self) -> dict[int, timedelta]:
        """SIM id → how long a ready session has had it, busy or not."""
        with self._lock:
            places = sorted(self._places.values(), key=lambda place: place.since, reverse=True)
        now = self._clock()
        return {place.sim_id: timedelta(seconds=now - place.since) for place in places}

    def away_for(self, sim_id: int) -> timedelta:
        """How long no ready session has had the SIM: since it left, or since the daemon's start."""
        with self._lock:
            if any(place.sim_id == sim_id for place in self._places.values()):
                return timedelta(0)
            return timedelta(seconds=self._clock() - self._left.get(sim_id, self._began))
