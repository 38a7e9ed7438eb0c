"""Answer lines, read into values; each reader raises BadReply for a line that is not what it reads, and nothing else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class BadReply(ValueError):
    """The modem's answer cannot be read."""


class Registration(Enum):
    """`<stat>` of +CREG, +CGREG, +CEREG (27.007 §7.2): SMS-only registrations count as registered."""

    NONE = "none"
    HOME = "home"
    SEARCHING = "searching"
    DENIED = "denied"
    UNKNOWN = "unknown"
    ROAMING = "roaming"


_STATS = {
    0: Registration.NONE,
    1: Registration.HOME,
    2: Registration.SEARCHING,
    3: Registration.DENIED,
    4: Registration.UNKNOWN,
    5: Registration.ROAMING,
    6: Registration.HOME,
    7: Registration.ROAMING,
    9: Registration.HOME,
    10: Registration.ROAMING,
}


class SimState(Enum):
    """What +CPIN? says (27.007 §8.3)."""

    READY = "READY"
    PIN = "SIM PIN"
    PUK = "SIM PUK"
    PIN2 = "SIM PIN2"
    PUK2 = "SIM PUK2"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """One entry of +CMGL in PDU mode (27.005 §4.1); `stat` 0 and 1 are received messages, 2 and 3 the box's own."""

    index: int
    stat: int
    pdu: str

    @property
    def received(self) -> bool:
        """Whether it came from the network."""
        return self.stat < 2


@dataclass(frozen=True, slots=True)
class StoreUse:
    """Slots of one message store."""

    used: int
    total: int


_FIELD = re.compile(r'\s*(?:"([^"]*)"|([^,]*))\s*(?:,|$)')
_OPERATOR_FORMATS_WITH_NAME = (0, 1, 2)


def fields(line: str) -> list[str]:
    """The comma-separated values behind the colon; quotes are taken off, commas inside them kept."""
    values = line.partition(":")[2].strip()
    found = []
    position = 0
    while position <= len(values):
        match = _FIELD.match(values, position)
        if match is None:
            raise BadReply(line[:80])
        found.append((match[1] if match[1] is not None else match[2]).strip())
        if match.end() == position or (match.end() == len(values) and not match[0].endswith(",")):
            break
        position = match.end()
    return found


def _number(text: str, line: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadReply(line[:80])
    return int(text)


def _field(line: str, position: int) -> str:
    found = fields(line)
    if position >= len(found):
        raise BadReply(line[:80])
    return found[position]


def csq(line: str) -> int | None:
    """Signal in dBm; None if the modem cannot tell (27.007 §8.5)."""
    rssi = _number(_field(line, 0), line)
    return -113 + 2 * rssi if rssi <= 31 else None


def registration(line: str) -> Registration:
    """The state in the answer to +CREG? and its sisters: the second value, or the only one."""
    found = fields(line)
    stat = _number(found[1] if len(found) > 1 else found[0], line)
    return _STATS.get(stat, Registration.UNKNOWN)


def cops(line: str) -> str | None:
    """The operator's name or number; None while there is none (27.007 §7.3)."""
    found = fields(line)
    return found[2][:40] or None if len(found) > 2 else None


def cpin(line: str) -> SimState:
    """What the SIM wants."""
    word = line.partition(":")[2].strip().strip('"').upper()
    if not word:
        raise BadReply(line[:80])
    return next((state for state in SimState if state.value == word), SimState.OTHER)


def cmgs(line: str) -> int:
    """The reference that the network accepted a message under; a service centre time behind it is left aside."""
    if not line.startswith("+CMGS:"):
        raise BadReply(line[:80])
    reference = _number(_field(line, 0), line)
    if reference > 255:
        raise BadReply(line[:80])
    return reference


def cmgl(lines: Sequence[str]) -> list[StoredMessage]:
    """The messages of an answer to +CMGL; an entry that is cut short or cannot be read is left out."""
    found = []
    for header, pdu in zip(lines, lines[1:], strict=False):
        if header.startswith("+CMGL:") and not pdu.startswith("+CMGL:"):
            try:
                found.append(StoredMessage(_number(_field(header, 0), header), _number(_field(header, 1), header), pdu))
            except BadReply:
                continue
    return found


def cpms(line: str) -> list[StoreUse]:
    """Use of the stores in an answer to +CPMS? or +CPMS= (27.005 §3.2.2)."""
    found = [value for value in fields(line) if value.isdigit()]
    if len(found) < 2:
        raise BadReply(line[:80])
    numbers = [_number(value, line) for value in found]
    return [StoreUse(used, total) for used, total in zip(numbers[::2], numbers[1::2], strict=False)]


def cnum(line: str) -> str | None:
    """The SIM's own number, with a plus if it is international; None if the SIM does not know it (27.007 §7.1)."""
    number, kind = _field(line, 1), _field(line, 2)
    if not number.lstrip("+").isdigit():
        return None
    return number if number.startswith("+") or kind != "145" else f"+{number}"


def csca(line: str) -> str | None:
    """The message centre's number, or None (27.005 §3.3.1)."""
    return _field(line, 0) or None


def imei(line: str) -> str:
    """The 15 digits of an IMEI, wherever they stand in the line."""
    found = re.search(r"(?<!\d)\d{15}(?!\d)", line)
    if found is None:
        raise BadReply(line[:80])
    return found[0]


def iccid(line: str) -> str:
    """The 18 to 20 digits of an ICCID, without its filler (ITU-T E.118)."""
    found = re.search(r"(?<![0-9A-Fa-f])(89\d{16,18})[Ff]?(?![0-9A-Fa-f])", line)
    if found is None:
        raise BadReply(line[:80])
    return found[1]
