"""The recovery ladder: what is tried, in order, with a modem that fails again and again (modems.md, rule 9; S87)."""

import logging
import shutil
import subprocess
import time
from collections import deque
from enum import Enum
from pathlib import Path

from smsbox.at.engine import Command
from smsbox.errors import PortLost
from smsbox.modem.link import Link, Silence
from smsbox.modem.profiles.profile import Recovery

log = logging.getLogger(__name__)


class Rung(Enum):
    """The steps, gentlest first, in words for staff."""

    REOPEN = "its port was opened again"
    RADIO = "its radio was switched off and on"
    RESET = "it was restarted"
    POWER = "its USB port was switched off and on"
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

POWER_TIMEOUT = 20.0
"""Seconds for switching a USB port."""

USB_DEVICES = Path("/sys/bus/usb/devices")


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


def climb(link: Link, rung: Rung, family: Recovery, device: str | None) -> float:
    """Does what the rung says, on an open port; seconds to wait until the modem can be back.

    `device` is the modem's place on the USB ("1-1.2"). Raises PortLost when the modem went away by it, as a
    restarted one does.
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
    if rung is Rung.POWER and device is not None and _switch_power(device):
        return family.settle
    return 0.0


def _obey(link: Link, command: str) -> bool:
    """Whether the modem said OK to the command; its silence is no reason to stop."""
    try:
        return link.ask(Command(command, bare=True), STEP_TIMEOUT).result.ok
    except Silence:
        link.give_up()
        return False


def _switch_power(device: str) -> bool:
    """Takes the USB device away and gives it back: by the hub's power where it can, else by authorisation."""
    hub, _, port = device.rpartition(".")
    tool = shutil.which("uhubctl")
    if tool and hub:
        try:
            done = subprocess.run(
                [tool, "-a", "cycle", "-l", hub, "-p", port], capture_output=True, timeout=POWER_TIMEOUT, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            log.warning("uhubctl did not end; the USB port stays as it is")
        else:
            if done.returncode == 0:
                return True
    try:
        authorized = USB_DEVICES / device / "authorized"
        authorized.write_text("0")
        time.sleep(PAUSE)
        authorized.write_text("1")
    except OSError as fault:
        log.info("The USB port cannot be switched: %s", fault.strerror)
        return False
    return True


__all__ = ["LADDER", "Ladder", "PortLost", "Rung", "climb"]
