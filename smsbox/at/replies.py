"""Answer lines read into values. Every reader raises BadReply for a line it cannot read, and nothing else.

The readers carry the names of the lines they read (3GPP TS 27.005, 27.007).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum, IntEnum, StrEnum
from itertools import pairwise

from smsbox.at.fields import BadReply, detail, number, split
from smsbox.at.notices import answers_registration

__all__ = ["BadReply"]

INDEX_LIMIT = 65535
"""The highest slot of a message store that is believed."""

_HEX_PDU = re.compile(r"(?:[0-9A-Fa-f]{2})+")


class Registration(Enum):
    """How a modem stands with the network (3GPP TS 27.007 §7.2); registered for texts only counts as registered."""

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
    # Emergency calls only: the network would not carry a text.
    8: Registration.DENIED,
    9: Registration.HOME,
    10: Registration.ROAMING,
}


class Technology(StrEnum):
    """The generation of the cell (3GPP TS 27.007 §7.3, `<AcT>`)."""

    GSM = "2G"
    UMTS = "3G"
    LTE = "4G"
    NR = "5G"


_TECHNOLOGIES = {
    **dict.fromkeys((0, 1, 3, 8), Technology.GSM),
    **dict.fromkeys((2, 4, 5, 6), Technology.UMTS),
    **dict.fromkeys((7, 9, 10), Technology.LTE),
    **dict.fromkeys((11, 12, 13), Technology.NR),
}


class SimState(Enum):
    """What the SIM asks for (3GPP TS 27.007 §8.3); OTHER for the locks of the phone and whatever else."""

    READY = "READY"
    PIN = "SIM PIN"
    PUK = "SIM PUK"
    PIN2 = "SIM PIN2"
    PUK2 = "SIM PUK2"
    NOT_INSERTED = "NOT INSERTED"
    NOT_READY = "NOT READY"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message in a store in PDU mode: its slot (0 is valid), `<stat>` (3GPP TS 27.005 §3.1), PDU in hex."""

    index: int
    stat: int
    pdu: str

    @property
    def received(self) -> bool:
        """Whether it came from the network: 0 is received and unread, 1 received and read."""
        return self.stat < 2


@dataclass(frozen=True, slots=True)
class StoreUse:
    """Slots of one message store; its name ("SM", "ME") where the modem tells it."""

    name: str | None
    used: int
    total: int


@dataclass(frozen=True, slots=True)
class Hint:
    """Where a new message or report has been stored."""

    store: str
    index: int


class UssdStatus(IntEnum):
    """What the network wants after its answer (3GPP TS 27.007 §7.15)."""

    DONE = 0
    ASKS = 1
    TERMINATED = 2
    OTHER_CLIENT = 3
    NOT_SUPPORTED = 4
    TIMED_OUT = 5


@dataclass(frozen=True, slots=True)
class Ussd:
    """An answer to a USSD code: `text` as the modem gave it, `dcs` its data coding (3GPP TS 23.038 §5)."""

    status: UssdStatus
    text: str | None
    dcs: int | None


def csq(line: str) -> int | None:
    """`+CSQ`: signal in dBm, None if the modem cannot tell (§8.5; from 100 on, TD-SCDMA and LTE of some vendors)."""
    rssi = number(split(detail(line, "+CSQ"))[0], line, 199)
    if rssi in (99, 199):
        return None
    if rssi <= 31:
        return -113 + 2 * rssi
    if 100 <= rssi <= 191:
        return rssi - 216
    raise BadReply(line)


def registration(line: str) -> Registration:
    """`+CREG`, `+CGREG`, `+CEREG`: the state, in the answer (`<n>,<stat>`) and in the notice (`<stat>`)."""
    found = _registration(line)
    return _STATS.get(number(found[0], line, 99), Registration.UNKNOWN)


def announced(line: str) -> bool:
    """`+CREG`, `+CGREG`, `+CEREG`: whether the answer (`<n>,<stat>`) says that changes are told unasked."""
    rest = detail(line, "+CREG", "+CGREG", "+CEREG", "+C5GREG")
    return answers_registration(rest) and number(split(rest)[0], line, 9) > 0


def technology(line: str) -> Technology | None:
    """The cell's generation in `+CREG`, `+CGREG`, `+CEREG` or `+COPS`; None where it is not told."""
    found = split(detail(line, "+COPS")) if line.startswith("+COPS") else _registration(line)
    if len(found) <= 3 or not found[3]:
        return None
    return _TECHNOLOGIES.get(number(found[3], line, 99))


def mode(line: str) -> Technology | None:
    """`^MODE`: what a Huawei stick says when its cell's generation changes: 3 is GSM, 5 is WCDMA, 15 is TD-SCDMA."""
    system = number(split(detail(line, "^MODE"))[0], line, 99)
    return {3: Technology.GSM, 5: Technology.UMTS, 15: Technology.UMTS}.get(system)


def _registration(line: str) -> list[str]:
    """The fields from `<stat>` on."""
    rest = detail(line, "+CREG", "+CGREG", "+CEREG", "+C5GREG")
    return split(rest)[1 if answers_registration(rest) else 0 :] or [""]


def cops(line: str) -> str | None:
    """`+COPS`: the operator's name or number, at most 40 characters; None while there is none (§7.3)."""
    found = split(detail(line, "+COPS"))
    number(found[0], line, 4)
    return found[2][:40] or None if len(found) > 2 else None


def cpin(line: str) -> SimState:
    """`+CPIN`: what the SIM asks for."""
    asked = detail(line, "+CPIN").strip('"').upper()
    if not asked:
        raise BadReply(line)
    return next((state for state in SimState if state.value == asked), SimState.OTHER)


def cmgs(line: str) -> int:
    """`+CMGS`: the reference (TP-MR) under which the network accepted a text; a time behind it is left aside."""
    return number(split(detail(line, "+CMGS", "+CMSS"))[0], line, 255)


def cmgl(lines: Sequence[str]) -> list[StoredMessage]:
    """The messages of an answer to AT+CMGL; an entry that cannot be read is left out, so that it hides no other."""
    found = []
    for header, pdu in pairwise(lines):
        try:
            found.append(_listed(header, pdu))
        except BadReply:
            continue
    return found


def _listed(header: str, pdu: str) -> StoredMessage:
    given = split(detail(header, "+CMGL"))
    if len(given) < 2 or not _HEX_PDU.fullmatch(pdu):
        raise BadReply(header)
    return StoredMessage(number(given[0], header, INDEX_LIMIT), number(given[1], header, 3), pdu)


def cmgr(lines: Sequence[str], index: int) -> StoredMessage:
    """The answer to AT+CMGR for the slot `index`."""
    for header, pdu in pairwise(lines):
        if header.startswith("+CMGR") and _HEX_PDU.fullmatch(pdu):
            return StoredMessage(index, number(split(detail(header, "+CMGR"))[0], header, 3), pdu)
    raise BadReply(lines[0] if lines else "+CMGR")


def cpms(line: str) -> list[StoreUse]:
    """`+CPMS`: use of the stores for reading, writing and receiving, with names (AT+CPMS?) or without (3.2.2)."""
    given = split(detail(line, "+CPMS"))
    named = bool(given[0]) and not given[0].isdigit()
    width = 3 if named else 2
    if len(given) < width:
        raise BadReply(line)
    groups = [given[at : at + width] for at in range(0, len(given) - width + 1, width)]
    return [
        StoreUse(
            group[0] if named else None, number(group[-2], line, INDEX_LIMIT), number(group[-1], line, INDEX_LIMIT)
        )
        for group in groups
    ]


def cpms_choice(line: str) -> tuple[str, ...]:
    """`+CPMS` after AT+CPMS=?: the names of the stores that can be read ("SM", "ME", ...)."""
    names = re.match(r"\(([^)]*)\)", detail(line, "+CPMS"))
    if names is None:
        raise BadReply(line)
    return tuple(name for name in split(names[1]) if name)


def hint(line: str) -> Hint:
    """`+CMTI` and `+CDSI`: where a new message or report is."""
    given = split(detail(line, "+CMTI", "+CDSI"))
    if len(given) < 2 or not given[0]:
        raise BadReply(line)
    return Hint(given[0][:8], number(given[1], line, INDEX_LIMIT))


def cnum(line: str) -> str | None:
    """`+CNUM`: the SIM's own number, with its plus if it is international; None if the SIM does not know it (§7.1)."""
    given = split(detail(line, "+CNUM"))
    if len(given) < 2:
        raise BadReply(line)
    own = given[1]
    digits = own.removeprefix("+")
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 20):
        raise BadReply(line)
    return f"+{digits}" if own != digits or given[2:3] == ["145"] else digits


def csca(line: str) -> str | None:
    """`+CSCA`: the number of the message centre, with its plus if it is international; None if the SIM knows none.

    3GPP TS 27.005 §3.3.1.
    """
    given = split(detail(line, "+CSCA"))
    if not re.fullmatch(r"\+?[0-9*#A-Fa-f]{0,80}", given[0]):
        raise BadReply(line)
    digits = given[0].removeprefix("+")
    if not digits:
        return None
    return f"+{digits}" if given[0] != digits or given[1:2] == ["145"] else digits


def cusd(line: str) -> Ussd:
    """`+CUSD`: an answer to a USSD code; quotes and commas inside its text survive."""
    rest = detail(line, "+CUSD")
    status, _, rest = rest.partition(",")
    code = number(status.strip(), line, max(UssdStatus))
    first, last = rest.find('"'), rest.rfind('"')
    if first < 0:
        return Ussd(UssdStatus(code), None, None)
    text = rest[first + 1 : last] if last > first else rest[first + 1 :]
    coding = rest[last + 1 :].strip(" ,") if last > first else ""
    return Ussd(UssdStatus(code), text, number(coding, line, 255) if coding else None)


def cclk(line: str) -> datetime:
    """`+CCLK`: the modem's time, as `network_time` reads it."""
    return network_time(detail(line, "+CCLK"))


def network_time(value: str) -> datetime:
    """Local time with its zone, in quarters of an hour (§8.15); without a zone it cannot be read."""
    line = value.strip('" ')
    given = re.fullmatch(r"(\d\d)/(\d\d)/(\d\d),(\d\d):(\d\d):(\d\d)([+-]\d{1,2})", line, re.ASCII)
    if given is None:
        raise BadReply(line)
    year, month, day, hour, minute, second, quarters = (int(part) for part in given.groups())
    try:
        zone = timezone(timedelta(minutes=15 * quarters))
        return datetime(2000 + year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        raise BadReply(line) from None


def iccid(line: str) -> str:
    """`+CCID`, `+ICCID`, `^ICCID` or a bare line: the 18 to 20 digits of the SIM, without its filler (ITU-T E.118).

    Some modems give the digits as they are stored, each pair swapped (3GPP TS 31.102 §4.2.2).
    """
    given = line.rpartition(":")[2].strip().strip('"').upper()
    if given.startswith("98"):
        given = "".join(given[at + 1 : at + 2] + given[at] for at in range(0, len(given), 2))
    if not re.fullmatch(r"89[0-9]{16,18}F{0,2}", given) or len(given) > 20:
        raise BadReply(line)
    return given.rstrip("F")


def imei(line: str) -> str:
    """`+CGSN` or a bare line: the 15 digits of the modem, of 16 with a software version too (3GPP TS 23.003 §6)."""
    given = re.search(r"(?<![0-9A-Fa-f])[0-9]{15,16}(?![0-9A-Fa-f])", line)
    if given is None:
        raise BadReply(line)
    return given[0]


def imsi(line: str) -> str:
    """`+CIMI` or a bare line: the 14 or 15 digits of the subscription (3GPP TS 23.003 §2.2)."""
    given = line.removeprefix("+CIMI:").strip().strip('"')
    if not re.fullmatch(r"[0-9]{14,15}", given):
        raise BadReply(line)
    return given
