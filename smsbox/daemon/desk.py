"""The daemon's desk: which sessions there are, and which can take work now."""

import threading
from dataclasses import dataclass
from typing import Protocol

from smsbox.modem.status import ModemState, ModemStatus, Submission


class Worker(Protocol):
    """A modem's session, as the dispatcher uses it."""

    @property
    def available(self) -> bool:
        """Whether it can take a submission now."""

    def submit(self, submission: Submission) -> None:
        """Hands it one part to send."""


@dataclass(frozen=True)
class Place:
    """A session that is ready, and the SIM it sends with."""

    worker: Worker
    sim_id: int


class Desk:
    """The sessions' SIMs and states; written by the sessions' threads, read by the dispatcher."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._places: dict[str, Place] = {}

    def update(self, worker: Worker, status: ModemStatus, sim_id: int | None) -> None:
        """What a session's last status means for work: it is at its place only while it is ready."""
        with self._lock:
            if status.state is ModemState.READY and sim_id is not None:
                self._places[status.port] = Place(worker, sim_id)
            else:
                self._places.pop(status.port, None)

    def free(self) -> dict[int, Place]:
        """SIM id → the session that can take a part for it now."""
        with self._lock:
            places = list(self._places.values())
        return {place.sim_id: place for place in places if place.worker.available}

    def ready_sims(self) -> frozenset[int]:
        """SIMs that a ready session sends with, busy or not."""
        with self._lock:
            return frozenset(place.sim_id for place in self._places.values())
