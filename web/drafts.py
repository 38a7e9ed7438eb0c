"""Texts between writing and sending, and the guard that lets a form act once."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MOST_DRAFTS = 200
"""Drafts kept in memory; the oldest goes first. A restart of the page forgets them, which the page says."""

MOST_KEYS = 2000
"""Form keys remembered; many times what a shop presses within the minutes in which a form is sent twice."""


@dataclass(frozen=True)
class Draft:
    """One text as typed. `number` is as the person wrote it, `lane` the lane's word, `owner` the id of who wrote it."""

    key: str
    owner: int
    number: str
    text: str
    lane: str
    urgent: bool


def new_key() -> str:
    """A key for one form on one screen; cannot be guessed."""
    return secrets.token_urlsafe(12)


class Drafts:
    """The latest drafts by key, safe for threads."""

    def __init__(self) -> None:
        self._drafts: OrderedDict[str, Draft] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, draft: Draft) -> None:
        """Remembers `draft` in place of an older one with its key."""
        with self._lock:
            self._drafts[draft.key] = draft
            self._drafts.move_to_end(draft.key)
            while len(self._drafts) > MOST_DRAFTS:
                self._drafts.popitem(last=False)

    def get(self, key: str, owner: int) -> Draft | None:
        """The draft, if it is still there and `owner` wrote it."""
        with self._lock:
            draft = self._drafts.get(key)
        return draft if draft is not None and draft.owner == owner else None

    def latest(self, owner: int, is_sent: Callable[[str], bool]) -> Draft | None:
        """What `owner` wrote last and has not sent; None if there is nothing."""
        with self._lock:
            drafts = reversed(self._drafts.values())
            own = [draft for draft in drafts if draft.owner == owner and draft.text.strip()]
        return next((draft for draft in own if not is_sent(draft.key)), None)


class Once:
    """Lets each key act once: a second press gets the first one's result."""

    def __init__(self) -> None:
        self._results: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()

    def run(self, key: str, act: Callable[[], int]) -> int:
        """The result of `act` for `key`, now or when it ran; if `act` raises, the key may be used again."""
        with self._lock:
            if key not in self._results:
                self._results[key] = act()
                while len(self._results) > MOST_KEYS:
                    self._results.popitem(last=False)
            return self._results[key]

    def result(self, key: str) -> int | None:
        """What `run` returned for `key`; None if it has not run."""
        with self._lock:
            return self._results.get(key)
