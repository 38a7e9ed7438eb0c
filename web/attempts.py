"""How often somebody may guess a password: after five wrong ones a name waits a minute."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_WRONG = 5
"""Wrong passwords for one name before it has to wait."""

WAIT = timedelta(minutes=1)
"""How long a name waits, and how long a wrong password is remembered."""

MOST_NAMES = 1000
"""Names remembered; the oldest go first, so that made-up names cannot fill the memory."""


@dataclass(frozen=True)
class _Record:
    wrong: int
    latest: datetime


class Attempts:
    """Wrong passwords by name, whether or not somebody has that name; safe for threads."""

    def __init__(self) -> None:
        self._records: OrderedDict[str, _Record] = OrderedDict()
        self._lock = threading.Lock()

    def must_wait(self, name: str, now: datetime) -> bool:
        """Whether `name` has had its guesses for this minute."""
        with self._lock:
            record = self._current(name, now)
        return record is not None and record.wrong >= MOST_WRONG

    def wrong(self, name: str, now: datetime) -> None:
        """Counts a wrong password."""
        with self._lock:
            record = self._current(name, now)
            self._records[name.casefold()] = _Record(record.wrong + 1 if record else 1, now)
            self._records.move_to_end(name.casefold())
            while len(self._records) > MOST_NAMES:
                self._records.popitem(last=False)

    def right(self, name: str) -> None:
        """Forgets the wrong ones."""
        with self._lock:
            self._records.pop(name.casefold(), None)

    def _current(self, name: str, now: datetime) -> _Record | None:
        record = self._records.get(name.casefold())
        return record if record is not None and now - record.latest < WAIT else None
