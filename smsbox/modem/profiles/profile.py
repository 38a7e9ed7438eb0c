"""What smsbox knows of one modem family, as values. The defaults are those of the family `generic`.

A family is one TOML file beside this module. Its members are those of the classes below, by the same names: `name` and
`start` at the top, the tables `[match]`, `[ports]`, `[sim]`, `[messages]`, `[ussd]`, `[notices]`, `[recovery]` and
`[limits]`, and any number of `[[network_only]]`, `[[unswitched]]` and `[[quirks]]`. Where a fact comes from stands in
the family's note in `firmware_notes/`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

UsbId = tuple[int, int]
"""Vendor and product of a USB device (USB 2.0 §9.6.1), written "12d1:1436" in the files."""


@dataclass(frozen=True, slots=True)
class UsbMatch:
    """A USB device by its vendor, and by its product if that is given; written "12d1" or "05c6:9090"."""

    vendor: int
    product: int | None = None

    def covers(self, usb: UsbId) -> bool:
        """Whether a device with that id is meant."""
        return self.vendor == usb[0] and self.product in (None, usb[1])


@dataclass(frozen=True, slots=True)
class Match:
    """How a family is recognised.

    `usb`: ids of devices that are the family's; a product counts before its vendor.
    `identification`: regular expressions, searched without regard to case in what ATI, AT+CGMI and AT+CGMM say
    (ITU-T V.250 §6.1.3, 3GPP TS 27.007 §5.1, §5.2); for modems on a UART and for ids that several makers use.
    """

    usb: tuple[UsbMatch, ...] = ()
    identification: tuple[str, ...] = ()

    def recognises(self, identification: str) -> bool:
        """Whether a modem that says so is one of the family."""
        return any(re.search(pattern, identification, re.IGNORECASE) for pattern in self.identification)


@dataclass(frozen=True, slots=True)
class ProductPorts:
    """The interfaces of one product that take AT commands, best first (USB 2.0 §9.6.5, bInterfaceNumber)."""

    usb: UsbId
    interfaces: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ports:
    """Which of a device's serial ports takes AT commands; the first rule that fits any port decides.

    `protocols`: class, subclass and protocol of the interface (USB 2.0 §9.6.5), written "ff/01/02". `products`:
    interface numbers of products that are known. `interfaces`: interface numbers of the family's other products.
    Each is in order of preference. Where none fits, the lowest interface is first.
    """

    protocols: tuple[tuple[int, int, int], ...] = ()
    products: tuple[ProductPorts, ...] = ()
    interfaces: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Remedy:
    """Devices of the family that show no AT port, and what staff can do about it, in a sentence or two."""

    usb: tuple[UsbId, ...]
    remedy: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question to the modem: its command and the prefixes of its answer lines ("+CCID:"; bare lines count too).

    `pattern` has one group, which is the value within an answer line; without one the whole line is the value.
    """

    command: str
    prefixes: tuple[str, ...] = ()
    pattern: str | None = None

    def value(self, lines: Iterable[str]) -> str | None:
        """The value in the first answer line that has one."""
        for line in lines:
            if self.pattern is None:
                return line
            found = re.search(self.pattern, line, re.ASCII)
            if found:
                return found[1]
        return None


@dataclass(frozen=True, slots=True)
class Sim:
    """How the SIM is asked.

    `iccid`: questions for its ICCID, tried in order; the last reads the file itself (EF_ICCID, 3GPP TS 31.102 §13.2,
    by AT+CRSM, 27.007 §8.18). `pin_counter`: questions for the tries left for the PIN (27.007 §8.65 AT+CPINR; by an
    empty VERIFY, ETSI TS 102 221 §11.1.9, with AT+CSIM, 27.007 §8.17), tried in order; none costs a try.
    `hot_plug`: whether a SIM put in while the modem runs is noticed; else it is looked for by AT+CFUN=0 and AT+CFUN=1
    every few minutes while there is none.
    `woken_by_radio`: whether a SIM that is not found after a start may be found after AT+CFUN=0 and AT+CFUN=1.
    """

    iccid: tuple[Query, ...] = (
        Query("AT+CCID", ("+CCID:", "+ICCID:")),
        Query("AT+ICCID", ("+ICCID:",)),
        Query("AT^ICCID?", ("^ICCID:",)),
        Query("AT+CRSM=176,12258,0,0,10", ("+CRSM:",), '"([0-9A-Fa-f]{20})"'),
    )
    pin_counter: tuple[Query, ...] = (
        Query('AT+CPINR="SIM PIN"', ("+CPINR:",), r"SIM PIN,\s*(\d+)"),
        Query('AT+CSIM=10,"0020000100"', ("+CSIM:",), r"63C(\d)"),
    )
    hot_plug: bool = True
    woken_by_radio: bool = False


@dataclass(frozen=True, slots=True)
class Messages:
    """How texts are received and sent.

    `cnmi`: values of AT+CNMI, best first, until the modem takes one (3GPP TS 27.005 §3.4.1): hints for texts and
    reports sent directly, reports in the store, hints alone.
    `stores`: the stores to sweep, in order (27.005 §3.1 `<mem1>`); one that the modem does not have is left out.
    `report_store`: the store that keeps status reports where it is not one of those ("SR"); None if there is none.
    `acknowledge`: AT+CSMS=1 is set, and each +CMT and +CDS is acknowledged with AT+CNMA (27.005 §3.2.1, §3.4.4);
    else AT+CSMS=0 is, and AT+CNMA is never sent.
    `long_link`: whether AT+CMMS=2, given before each long text, keeps the link to the network open between its parts
    (27.005 §3.5.6).
    `pause`: seconds to wait after the result of a part, before the next.
    """

    cnmi: tuple[str, ...] = ("2,1,0,1,0", "2,1,0,2,0", "2,1,0,0,0")
    stores: tuple[str, ...] = ("SM", "ME")
    report_store: str | None = None
    acknowledge: bool = False
    long_link: bool = False
    pause: float = 0.0


class UssdCoding(StrEnum):
    """How the modem wants a USSD code, and gives the text of an answer in the default alphabet (3GPP TS 23.038 §5).

    `text`: characters. `packed_gsm7_hex`: septets packed into octets (23.038 §6.1.2.3), in hex. `ucs2_hex`: UTF-16BE
    in hex. An answer whose data coding scheme says UCS-2 (72) is UTF-16BE in hex in every family.
    """

    TEXT = "text"
    PACKED_GSM7_HEX = "packed_gsm7_hex"
    UCS2_HEX = "ucs2_hex"


@dataclass(frozen=True, slots=True)
class Ussd:
    """How AT+CUSD takes a code: its `coding`, and the data coding scheme (`<dcs>`, 3GPP TS 27.007 §7.15)."""

    coding: UssdCoding = UssdCoding.TEXT
    dcs: int = 15


@dataclass(frozen=True, slots=True)
class Notices:
    """Unsolicited lines of the family, by name ("^RSSI", "SMS DONE"), beyond those of the standards.

    `noise`: they mean nothing to smsbox. `restarted`: the modem has begun anew, and its settings are lost.
    `ready`: texts can be read and sent from now on. `full`: a store is full, and texts wait in the network. These two
    may go beyond the name, where it alone says less ("+QIND: SMS DONE").
    """

    noise: tuple[str, ...] = ()
    restarted: tuple[str, ...] = ("RDY",)
    ready: tuple[str, ...] = ("SMS READY", "SMS DONE")
    full: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """How the modem is made to take the network's time, and asked for it.

    `start`: commands sent when a SIM is met; each may fail (27.007 §8.40 AT+CTZU). News of another zone (§8.41 AT+CTZR)
    are not asked for: the same moment is the same in every zone. `time`: questions for local time with its zone, tried
    in order until one is answered (27.007 §8.15 AT+CCLK); the value is as §8.15 has it.
    """

    start: tuple[str, ...] = ("AT+CTZU=1",)
    time: tuple[Query, ...] = (Query("AT+CCLK?", ("+CCLK:",), r"\+CCLK:\s*(.*)"),)


@dataclass(frozen=True, slots=True)
class Recovery:
    """Commands of the recovery ladder, from the gentlest on (modems.md, rule 9); each may fail.

    `radio`: radio off and on again (AT+CFUN, 3GPP TS 27.007 §8.2), both in this order. `reset`: restarts of the modem,
    tried one by one. `settle`: seconds until a restarted modem's port is back and answers.
    """

    radio: tuple[str, ...] = ("AT+CFUN=0", "AT+CFUN=1")
    reset: tuple[str, ...] = ("AT+CFUN=1,1",)
    settle: float = 30.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What the family can do at best, by figures that others have published; a measured speed counts before it.

    `parts_per_minute`: parts of texts per minute and SIM; None if nothing is published. `source`: who says so.
    """

    parts_per_minute: float | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Quirk:
    """One peculiarity in a sentence, and the document or thread that tells of it."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Profile:
    """One family; for its tables see their classes.

    `network_only`: devices that will never send a text; `unswitched`: those that still show themselves as a CD drive.
    `start`: commands sent after each connecting, in order; each may fail. `technology`: the generation of network, as
    in "2G", where the family knows one only and does not tell it.
    """

    name: str
    match: Match = field(default_factory=Match)
    ports: Ports = field(default_factory=Ports)
    network_only: tuple[Remedy, ...] = ()
    unswitched: tuple[Remedy, ...] = ()
    start: tuple[str, ...] = ()
    sim: Sim = field(default_factory=Sim)
    messages: Messages = field(default_factory=Messages)
    ussd: Ussd = field(default_factory=Ussd)
    clock: Clock = field(default_factory=Clock)
    technology: str | None = None
    notices: Notices = field(default_factory=Notices)
    recovery: Recovery = field(default_factory=Recovery)
    limits: Limits = field(default_factory=Limits)
    quirks: tuple[Quirk, ...] = ()
