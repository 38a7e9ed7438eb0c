"""The recovery ladder: what is tried, in order, with a modem that fails again and again (modems.md, rule 9; S87)."""

from collections import deque
from enum import Enum

from smsbox.at.engine import Command
from smsbox.errors import PortLost
from smsbox.modem.link import Link, Silence
from smsbox.modem.profiles.profile import Recovery


class Rung(Enum):
    """The steps, gentlest first, in words for staff."""

    REOPEN = "its port was opened again"
    RADIO = "its radio was switched off and on"
    RESET = "it was restarted"
    POWER = "its USB port was restarted"
    REST = "it is left alone for a while"


LADDER = (Rung.REOPEN, Rung.REOPEN, Rung.RADIO, Rung.RESET, Rung.POWER)
"""By failures in a row, from the first; after the last the modem rests, longer each time."""

RESTS = (60.0, 120.0, 300.0, 600.0)
"""Seconds that a modem is left alone after the ladder's end."""

PAUSE = 2.0
"""Seconds before a port is opened again, doubled with each failure up to REST's (S91)."""

MOST_DOUBLINGS = 16
"""More would be weeks, and in the end no number of seconds."""

RESETS_PER_HOUR = 6
HOUR = 3600.0

STEP_TIMEOUT = 8.0
"""Seconds for a command of a rung; a modem that is hung does not answer it, but may still obey."""


class Ladder:
    """Where on the ladder one modem stands."""

    def __init__(self) -> None:
        self.failures = 0
        self._resets: deque[float] = deque()

    def worked(self) -> None:
        """The modem has been fine for a while: the next trouble begins at the bottom."""
        self.failures = 0

    def failed(self, now: float) -> Rung:
        """The modem has failed at the monotonic time `now`: what to try next."""
        self.failures += 1
        rung = LADDER[self.failures - 1] if self.failures <= len(LADDER) else Rung.REST
        if rung is Rung.REST and self.failures % len(LADDER) == 0:
            rung = Rung.RESET  # a modem that rested is restarted once more, now and then
        if rung in (Rung.RESET, Rung.POWER):
            return rung if self._may_reset(now) else Rung.REST
        return rung

    def pause(self, rung: Rung) -> float:
        """Seconds to wait before the next try."""
        if rung is Rung.REST:
            return RESTS[min(self.failures - len(LADDER), len(RESTS)) - 1] if self.failures > len(LADDER) else RESTS[0]
        doublings = min(self.failures - 1, MOST_DOUBLINGS)
        return min(PAUSE * float(2**doublings), RESTS[0])

    def _may_reset(self, now: float) -> bool:
        while self._resets and self._resets[0] <= now - HOUR:
            self._resets.popleft()
        if len(self._resets) >= RESETS_PER_HOUR:
            return False
        self._resets.append(now)
        return True


def climb(link: Link, rung: Rung, family: Recovery) -> float:
    """Does what the rung says by commands on an open port; seconds to wait until the modem can be back.

    Raises PortLost when the modem went away by it, as a restarted one does.
    """
    if rung is Rung.RADIO:
        for command in family.radio:
            _obey(link, command)
        return 0.0
    if rung is Rung.RESET:
        for command in family.reset:
            if _obey(link, command):
                break
        return family.settle
    return 0.0


def _obey(link: Link, command: str) -> bool:
    """Whether the modem said OK to the command; its silence is no reason to stop."""
    try:
        return link.ask(Command(command, bare=True), STEP_TIMEOUT).result.ok
    except Silence:
        link.give_up()
        return False


__all__ = ["LADDER", "Ladder", "PortLost", "Rung", "climb"]
