"""What a session asks a modem: identity, SIM, network, its store; and how it is set up (3GPP TS 27.005, 27.007)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from smsbox.at import replies
from smsbox.at.engine import Command
from smsbox.at.events import FinalKind
from smsbox.at.replies import BadReply, Registration, SimState, Technology
from smsbox.modem.link import Link
from smsbox.modem.profiles.profile import Clock, Sim
from smsbox.modem.status import ModemState

Value = TypeVar("Value")

LONGEST_IDENTIFICATION = 500
"""Characters of what a modem tells of itself."""

SIM_QUERY = Command("AT+CPIN?", prefixes=("+CPIN:",))
SIM_FAILURE = 13
NO_SIM = frozenset({10, SIM_FAILURE, 15})
"""+CME ERROR: SIM not inserted, SIM failure, SIM wrong (27.007 §9.2)."""

REGISTRATIONS = ("+CREG", "+CEREG", "+CGREG")


@dataclass(frozen=True)
class Identity:
    """Who a modem is. `imei` is None if it hides it; `says` is all that it tells of itself, for finding its family."""

    imei: str | None
    model: str | None
    says: str


@dataclass(frozen=True)
class SimIdentity:
    """Who a SIM is: its ICCID, or what stands in for it where the modem hides it."""

    iccid: str | None
    imsi: str | None
    number: str | None


@dataclass(frozen=True)
class Network:
    """How the modem stands with the network; signal in dBm. `announced`: a change will be told unasked."""

    state: ModemState
    registration: Registration
    announced: bool
    operator: str | None
    signal: int | None
    technology: Technology | None


@dataclass(frozen=True)
class _Domain:
    """What one domain of the network says."""

    registration: Registration = Registration.UNKNOWN
    announced: bool = False
    technology: Technology | None = None


def _lines(link: Link, command: Command) -> tuple[str, ...]:
    """The lines of a good answer; none where the modem refuses the command."""
    reply = link.ask(command)
    return reply.lines if reply.result.ok else ()


def _first(link: Link, text: str, prefix: str) -> str | None:
    lines = _lines(link, Command(text, prefixes=(prefix,)))
    return lines[0] if lines else None


def prepare(link: Link) -> None:
    """No echo, numeric errors: the rest is easier to read then."""
    link.ask(Command("ATE0"))
    link.ask(Command("AT+CMEE=1"))


def identify(link: Link) -> Identity:
    """IMEI and model."""
    imei = next((found for line in _lines(link, Command("AT+CGSN", bare=True)) if (found := _imei(line))), None)
    maker = " ".join(_lines(link, Command("AT+CGMI", bare=True)))
    model = " ".join(_lines(link, Command("AT+CGMM", bare=True)))
    says = " ".join((*_lines(link, Command("ATI", bare=True)), maker, model))
    return Identity(imei, f"{maker} {model}".strip()[:80] or None, says[:LONGEST_IDENTIFICATION])


def revision(link: Link) -> str | None:
    """The firmware's version (27.007 §5.3)."""
    return " ".join(_lines(link, Command("AT+CGMR", bare=True)))[:80] or None


def stores(link: Link) -> str | None:
    """The message stores that can be read, as in "SM ME" (27.005 §3.2.2)."""
    line = _first(link, "AT+CPMS=?", "+CPMS:")
    try:
        return None if line is None else " ".join(replies.cpms_choice(line))
    except BadReply:
        return None


def _imei(line: str) -> str | None:
    try:
        return replies.imei(line)
    except BadReply:
        return None


def sim_state(link: Link) -> ModemState | None:
    """None if the SIM is ready, else what it wants."""
    reply = link.ask(SIM_QUERY)
    if reply.result.ok and reply.lines:
        try:
            state = replies.cpin(reply.lines[0])
        except BadReply:
            return None
        return {SimState.READY: None, SimState.PIN: ModemState.PIN_NEEDED}.get(state, ModemState.PUK_NEEDED)
    if reply.result.kind is not FinalKind.CME:
        return None
    return ModemState.NO_SIM if reply.result.code in NO_SIM else ModemState.CONNECTING


def sim_failed(link: Link) -> bool:
    """Whether a SIM is there that came up badly."""
    result = link.ask(SIM_QUERY).result
    return result.kind is FinalKind.CME and result.code == SIM_FAILURE


def iccid(link: Link, sim: Sim) -> str | None:
    """The SIM's ICCID by the family's questions; None if none is answered."""
    for query in sim.iccid:
        value = query.value(_lines(link, Command(query.command, prefixes=query.prefixes, bare=True)))
        try:
            if value is not None:
                return replies.iccid(value)
        except BadReply:
            continue
    return None


def sim_identity(link: Link, sim: Sim) -> SimIdentity:
    """ICCID, IMSI and the SIM's own number, as far as the modem tells them."""
    return SimIdentity(iccid(link, sim), imsi(link), _own_number(link))


def imsi(link: Link) -> str | None:
    """The SIM's subscriber (27.007 §5.6), None if the modem does not tell it."""
    return next((line.strip() for line in _lines(link, Command("AT+CIMI", bare=True)) if line.strip().isdigit()), None)


def _own_number(link: Link) -> str | None:
    for line in _lines(link, Command("AT+CNUM", prefixes=("+CNUM:",))):
        try:
            number = replies.cnum(line)
        except BadReply:
            continue
        if number:
            return number
    return None


def smsc(link: Link) -> str | None:
    """The number of the message centre; "" if the SIM says that it knows none, None if it says nothing."""
    line = _first(link, "AT+CSCA?", "+CSCA:")
    try:
        return None if line is None else replies.csca(line) or ""
    except BadReply:
        return None


def network(link: Link, *, roaming_allowed: bool) -> Network:
    """Registration, operator, signal and technology; what the modem does not tell counts as good."""
    domain = _domain(link)
    state = {
        Registration.SEARCHING: ModemState.SEARCHING,
        Registration.NONE: ModemState.SEARCHING,
        Registration.DENIED: ModemState.DENIED,
        Registration.ROAMING: ModemState.READY if roaming_allowed else ModemState.ROAMING,
    }.get(domain.registration, ModemState.READY)
    operator = _first(link, "AT+COPS?", "+COPS:")
    return Network(
        state,
        domain.registration,
        domain.announced,
        _read(replies.cops, operator),
        _signal(link),
        _read(replies.technology, operator) or domain.technology,
    )


def registration(link: Link) -> Registration:
    """How the modem is registered now."""
    return _domain(link).registration


def announce_registration(link: Link) -> None:
    """Changes are told unasked from now on, where the modem can (27.007 §7.2, §10.1.20, §10.1.22)."""
    for name in REGISTRATIONS:
        link.ask(Command(f"AT{name}=1"))


def _domain(link: Link) -> _Domain:
    """The best of what the circuit, packet and LTE domains say: texts go over any of them."""
    found = []
    for name in REGISTRATIONS:
        line = _first(link, f"AT{name}?", f"{name}:")
        registration = _read(replies.registration, line)
        if registration is not None:
            announced = _read(replies.announced, line) or False
            found.append(_Domain(registration, announced, _read(replies.technology, line)))
        if registration in (Registration.HOME, Registration.ROAMING):
            return found[-1]
    return found[0] if found else _Domain()


def _read(reader: Callable[[str], Value | None], line: str | None) -> Value | None:
    """What `reader` makes of an answer line; None if there is none, or none that it can read."""
    try:
        return None if line is None else reader(line)
    except BadReply:
        return None


def name_operators(link: Link) -> None:
    """Operators are told by their long names from now on (27.007 §7.3): another program may have asked for numbers."""
    link.ask(Command("AT+COPS=3,0"))


def take_network_time(link: Link, clock: Clock) -> None:
    """The modem's clock follows the network from now on, where it can."""
    for command in clock.start:
        link.ask(Command(command))


def network_time(link: Link, clock: Clock) -> datetime | None:
    """The time that the modem shows, aware: the network's, if it ever took that; None if it cannot be read."""
    for query in clock.time:
        value = query.value(_lines(link, Command(query.command, prefixes=query.prefixes)))
        told = _read(replies.network_time, value)
        if told is not None:
            return told
    return None


def _signal(link: Link) -> int | None:
    return _read(replies.csq, _first(link, "AT+CSQ", "+CSQ:"))
