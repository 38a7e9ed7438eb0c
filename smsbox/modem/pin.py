"""The SIM's PIN: tried once, only when the SIM asks for it, and never when it is dangerous (S83; modems.md, rule 7)."""

import logging

from smsbox.at.engine import Command
from smsbox.modem.link import Link
from smsbox.modem.profiles.profile import Sim
from smsbox.modem.status import Sink

log = logging.getLogger(__name__)

PIN_TIMEOUT = 20.0
"""Seconds for AT+CPIN=: the SIM starts up before some modems answer."""

FEWEST_TRIES = 2
"""With fewer tries left the PIN is left to a person: one more mistake would lock the SIM."""


def tries_left(link: Link, sim: Sim) -> int | None:
    """How many tries the SIM has left, None if no question of the family's is answered."""
    for query in sim.pin_counter:
        reply = link.ask(Command(query.command, prefixes=query.prefixes, bare=True))
        value = query.value(reply.lines) if reply.result.ok else None
        if value is not None and value.isdigit():
            return int(value)
    return None


def try_pin(link: Link, sim: Sim, iccid: str, sink: Sink) -> bool:
    """Enters the shop's PIN if that is safe and this SIM has not refused it yet; whether the SIM took it."""
    pin = sink.pin()
    if pin is None:
        return False
    left = tries_left(link, sim)
    if left is None or left < FEWEST_TRIES:
        log.warning(
            "The SIM asks for its PIN, and it is not tried: %s tries are left", "unknown" if left is None else left
        )
        return False
    if not sink.claim_pin_attempt(iccid, pin):
        return False
    if not link.ask(Command(f'AT+CPIN="{pin}"'), PIN_TIMEOUT).result.ok:
        return False
    sink.pin_was_right(iccid, pin)
    return True
