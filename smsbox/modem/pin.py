"""The SIM's PIN: tried once, only when the SIM asks for it, and never when it is dangerous (S83; modems.md, rule 7)."""

from dataclasses import dataclass

from smsbox.at.engine import Command
from smsbox.modem.link import Link
from smsbox.modem.profiles.profile import Sim
from smsbox.modem.status import ModemState, Sink

PIN_TIMEOUT = 20.0
"""Seconds for AT+CPIN=: the SIM starts up before some modems answer."""

FEWEST_TRIES = 2
"""With fewer tries left the PIN is left to a person: one more mistake would lock the SIM."""


@dataclass(frozen=True)
class Locked:
    """A SIM that asks for its PIN: what staff can do, by its state, and the tries left, None if they are not told."""

    state: ModemState
    tries: int | None = None


def tries_left(link: Link, sim: Sim) -> int | None:
    """How many tries the SIM has left, None if no question of the family's is answered."""
    for query in sim.pin_counter:
        reply = link.ask(Command(query.command, prefixes=query.prefixes, bare=True))
        value = query.value(reply.lines) if reply.result.ok else None
        if value is not None and value.isdigit():
            return int(value)
    return None


def unlock(link: Link, sim: Sim, iccid: str, sink: Sink) -> Locked | None:
    """Enters the shop's PIN if that is safe and this SIM has not refused it yet; None if the SIM took it."""
    pin = sink.pin()
    if pin is None:
        return Locked(ModemState.PIN_NEEDED)
    tries = tries_left(link, sim)
    if tries is None:
        return Locked(ModemState.PIN_NEEDED)
    if tries >= FEWEST_TRIES and sink.claim_pin_attempt(iccid, pin):
        if link.ask(Command(f'AT+CPIN="{pin}"'), PIN_TIMEOUT).result.ok:
            sink.pin_was_right(iccid, pin)
            return None
        tries = tries_left(link, sim)
    if tries is not None and tries < FEWEST_TRIES:
        return Locked(ModemState.PIN_LAST_TRY, tries)
    return Locked(ModemState.PIN_REFUSED, tries)
