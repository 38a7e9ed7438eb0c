"""What tells one kind of modem from another."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from types import MappingProxyType


class UssdCoding(Enum):
    """How the text of `+CUSD` is written, both ways (3GPP TS 27.007 §7.15)."""

    AS_CHARSET = auto()
    """In the character set of `AT+CSCS`."""
    UCS2_ANSWERS = auto()
    """Codes are given as `AT+CSCS` says; answers come as UTF-16 in hexadecimal with data coding 72."""
    PACKED = auto()
    """Packed GSM-7 in hexadecimal, both ways."""


@dataclass(frozen=True, slots=True)
class Answers:
    """How a model words things. `information` is ATI; `{manufacturer}` and the like are filled in.

    `iccid` maps the commands that tell the SIM's number to what they say; `{}` is the number as stored, with the
    filler F of an odd number of digits (3GPP TS 31.102 §4.2.2) where `filler` says so. `unknown` is the final result
    of a command the model has not, "" for the usual error; `errors` is the `AT+CMEE` it starts with.
    """

    information: tuple[str, ...] = (
        "Manufacturer: {manufacturer}",
        "Model: {model}",
        "Revision: {revision}",
        "IMEI: {imei}",
    )
    iccid: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    filler: bool = False
    unknown: str = ""
    errors: int = 0
    no_sim: int = 10
    times: bool = False
    """Whether `+CMGS` has the time at the service centre after the reference."""


@dataclass(frozen=True, slots=True)
class Storing:
    """Where messages are kept.

    `stores` are the names `AT+CPMS` takes with their slots, 0 for those of the SIM; only the first of the three
    memories takes `SR`, the status reports. `reports` is the store named by `+CDSI`, `first` the first index. `full`
    is what it says when a text finds no room, "" for nothing.
    """

    stores: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({"SM": 0}))
    preferred: str = "SM"
    reports: str = "SM"
    first: int = 1
    full: str = ""


@dataclass(frozen=True, slots=True)
class Unasked:
    """What a model says that nobody asked for.

    `boot` comes at once after a start, `ready` when the SIM can be used, `sim_seconds` later; `chatter` is said now
    and then, about every `every` seconds, also inside answers. `sim_gone` and `sim_back` go with a SIM taken out and
    put in.
    """

    boot: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()
    sim_seconds: float = 0.0
    chatter: tuple[str, ...] = ()
    every: float = 6.0
    sim_gone: str = ""
    sim_back: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """One kind of modem.

    `usb` says that its port goes away while it restarts. `technology` is the access technology it tells (3GPP TS
    27.007 §7.3), None if it tells none. `report_routes` are the values of `ds` that `AT+CNMI` takes (3GPP TS 27.005
    §3.4.1), `claimed_routes` those its test command names. `acknowledged` means that after `AT+CSMS=1` each directly
    routed message waits for its `AT+CNMA`. `busy_sim` means that commands for the SIM fail while a text is on its way,
    `starts_badly` that the SIM is not found after a start until the radio was switched off and on. `has` are the
    vendor's commands it knows, `lacks` the standard ones it does not. `local_time` is the value of `AT+CTZU` that sets
    the clock to local time; with another one it is set to that of Greenwich, and tells the zone beside it.
    """

    name: str
    manufacturer: str
    model: str
    revision: str
    answers: Answers = Answers()
    storing: Storing = Storing()
    unasked: Unasked = Unasked()
    ussd: UssdCoding = UssdCoding.AS_CHARSET
    technology: int | None = 7
    report_routes: frozenset[int] = frozenset({0, 1, 2})
    claimed_routes: frozenset[int] = frozenset({0, 1, 2})
    usb: bool = False
    acknowledged: bool = False
    local_time: int = 1
    busy_sim: bool = False
    starts_badly: bool = False
    has: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()
