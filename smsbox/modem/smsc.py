"""The number of the message centre (SMSC): what the SIM says, and the shop's put there (3GPP TS 27.005 §3.3.1)."""

import logging
import time
from collections.abc import Callable

from smsbox.at.engine import Command
from smsbox.modem import commands
from smsbox.modem.link import Link
from smsbox.modem.status import Sink

log = logging.getLogger(__name__)

WRITE_AGAIN = 600.0
"""Seconds before a number that the SIM did not keep is written once more: its memory bears only so many writes."""


class Smsc:
    """The message centre of the SIM in a modem."""

    def __init__(self, link: Link, sink: Sink, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` tells seconds that only grow."""
        self._link = link
        self._sink = sink
        self._clock = clock
        self._written: tuple[str, str] | None = None
        self._written_at = 0.0

    def known(self, iccid: str) -> bool:
        """False only if the SIM says that it knows none, after the shop's number, if it gave one, was put there."""
        told = commands.smsc(self._link)
        wanted = self._sink.smsc(iccid)
        if wanted is None or told in (None, wanted) or not self._may_write(iccid, wanted):
            return told != ""
        self._link.ask(Command(f'AT+CSCA="{wanted}",145'))
        told = commands.smsc(self._link)
        if told == wanted:
            log.info("The SIM has got the number of its message centre")
        else:
            log.warning("The SIM did not keep the number of its message centre")
        return told != ""

    def _may_write(self, iccid: str, wanted: str) -> bool:
        now = self._clock()
        if self._written == (iccid, wanted) and now < self._written_at + WRITE_AGAIN:
            return False
        self._written, self._written_at = (iccid, wanted), now
        return True
