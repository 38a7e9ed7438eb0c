"""Reads the files of the modem families, and chooses the one that a modem belongs to."""

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from smsbox.at.replies import Technology
from smsbox.modem.profiles.profile import (
    Clock,
    Limits,
    Match,
    Messages,
    Notices,
    Ports,
    ProductPorts,
    Profile,
    Query,
    Quirk,
    Recovery,
    Remedy,
    Sim,
    UsbId,
    UsbMatch,
    Ussd,
    UssdCoding,
)
from smsbox.modem.profiles.reader import ProfileFault, Table

__all__ = ["GENERIC", "ProfileFault", "choose", "load", "load_all", "load_folder"]

GENERIC = "generic"
"""The family of every modem that no other one knows."""

LONGEST_COMMAND = 80
"""Characters: some modems cut longer command lines."""

LONGEST_PAUSE = 60.0
"""Seconds between two parts; more is a slip of the keyboard."""

LONGEST_SETTLE = 300.0
"""Seconds for a restart; no modem takes longer."""

MOST_PARTS_PER_MINUTE = 600.0
"""No modem is faster."""

HIGHEST_INTERFACE = 31
"""More interfaces than any modem shows."""

FORBIDDEN = ("AT+CMGS", "AT+CMSS", "AT+CMGD", "AT+CPIN=", "AT+CLCK", "AT+CPWD", "ATD", "ATA")
"""What a file must never make a modem do: send, delete, try a PIN, lock, call."""

_HEX_ID = re.compile(r"[0-9a-f]{4}")
_PROTOCOL = re.compile(r"([0-9a-f]{2})/([0-9a-f]{2})/([0-9a-f]{2})")
_COMMAND = re.compile(r"AT[ -~]*")
_CNMI = re.compile(r"[0-3],[0-3],[0-3],[0-2],[01]")
_STORE = re.compile(r"[A-Z]{2}")
_NOTICE = re.compile(r"[+^*#%$&!]?[A-Z][A-Z0-9_: -]{1,39}")
_NAME = re.compile(r"[a-z][a-z0-9_]{1,31}")


@cache
def load_all() -> tuple[Profile, ...]:
    """Every family, in the order of their names; raises ProfileFault for a file with a mistake."""
    return load_folder(files(__package__))


def load_folder(folder: Traversable) -> tuple[Profile, ...]:
    """The families whose files are in `folder`; raises ProfileFault, also if the generic one is missing."""
    entries = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name
    )
    profiles = load({entry.name: _read(entry) for entry in entries})
    if all(profile.name != GENERIC for profile in profiles):
        raise ProfileFault(f"The family {GENERIC} is missing: its file is {GENERIC}.toml.")
    return profiles


def _read(entry: Traversable) -> str:
    try:
        return entry.read_bytes().decode("utf-8-sig")
    except OSError as fault:
        raise ProfileFault(f"{entry.name} cannot be read: {fault.strerror}.") from None
    except UnicodeDecodeError as fault:
        line = fault.object[: fault.start].count(b"\n") + 1
        raise ProfileFault(f"{entry.name}, line {line}: is not written in UTF-8. Save the file as UTF-8.") from None


def load(texts: dict[str, str]) -> tuple[Profile, ...]:
    """The families in `texts`, by file name; raises ProfileFault, also for what two families claim."""
    owners: dict[object, str] = {}
    profiles = []
    for file, text in texts.items():
        table = Table.parse(text, file)
        profile = _profile(table, file)
        _claim(profile, table, owners)
        profiles.append(profile)
    return tuple(profiles)


def choose(*, usb: UsbId | None, identification: str) -> Profile:
    """The family of a modem: by its USB id, then by what it says of itself; else the generic one."""
    profiles = load_all()
    for exact in (True, False):
        for profile in profiles:
            if usb and any((match.product is not None) is exact and match.covers(usb) for match in profile.match.usb):
                return profile
    found = next((profile for profile in profiles if profile.match.recognises(identification)), None)
    return found or next(profile for profile in profiles if profile.name == GENERIC)


def _claim(profile: Profile, table: Table, owners: dict[object, str]) -> None:
    match = table.table("match")
    claims: list[tuple[str, object]] = [("usb", usb) for usb in profile.match.usb]
    claims += [("identification", pattern) for pattern in profile.match.identification]
    for key, claim in claims:
        owner = owners.setdefault(claim, profile.name)
        if owner != profile.name:
            match.refuse(key, f"claims {_shown(claim)}, which is the family {owner}'s")


def _shown(claim: object) -> str:
    if isinstance(claim, UsbMatch):
        return f"{claim.vendor:04x}" + ("" if claim.product is None else f":{claim.product:04x}")
    return repr(claim)


def _profile(top: Table, file: str) -> Profile:
    name = top.text("name", "")
    if not _NAME.fullmatch(name) or file != f"{name}.toml":
        top.refuse("name", "must be given and be the file's own name")
    profile = Profile(
        name,
        match=_match(top.table("match")),
        ports=_ports(top.table("ports")),
        network_only=tuple(map(_remedy, top.tables("network_only"))),
        unswitched=tuple(map(_remedy, top.tables("unswitched"))),
        start=_commands(top, "start", ()),
        sim=_sim(top.table("sim")),
        messages=_messages(top.table("messages")),
        ussd=_ussd(top.table("ussd")),
        clock=_clock(top.table("clock")),
        technology=_technology(top),
        notices=_notices(top.table("notices")),
        recovery=_recovery(top.table("recovery")),
        limits=_limits(top.table("limits")),
        quirks=tuple(map(_quirk, top.tables("quirks"))),
    )
    top.done()
    return profile


def _match(table: Table) -> Match:
    match = Match(
        table.items("usb", (), _usb_match, "a USB id such as 12d1 or 12d1:1436"),
        table.items("identification", (), _pattern, "a regular expression"),
    )
    table.done()
    return match


def _ports(table: Table) -> Ports:
    products = table.table("products")
    ports = Ports(
        table.items("protocols", (), _protocol, "class/subclass/protocol in hex, such as ff/01/02"),
        tuple(_product(products, key) for key in products.given),
        table.numbers("interfaces", HIGHEST_INTERFACE),
    )
    table.done()
    return ports


def _product(table: Table, key: str) -> ProductPorts:
    interfaces = table.numbers(key, HIGHEST_INTERFACE)
    try:
        return ProductPorts(_usb_id(key), interfaces)
    except ValueError:
        table.refuse(key, "is not a USB id such as 12d1:1436")


def _remedy(table: Table) -> Remedy:
    remedy = Remedy(
        table.items("usb", (), _usb_id, "a USB id such as 12d1:14db"),
        table.text("remedy", ""),
    )
    for key, value in (("usb", remedy.usb), ("remedy", remedy.remedy)):
        if not value:
            table.refuse(key, "must be given")
    table.done()
    return remedy


def _sim(table: Table) -> Sim:
    default = Sim()
    sim = Sim(
        tuple(map(_query, table.tables("iccid"))) or default.iccid,
        tuple(map(_query, table.tables("pin_counter"))) or default.pin_counter,
        table.flag("hot_plug", default.hot_plug),
        table.flag("woken_by_radio", default.woken_by_radio),
    )
    table.done()
    return sim


def _query(table: Table) -> Query:
    command = table.text("command", "")
    if not _is_command(command):
        table.refuse("command", f"has {command!r}, which is not a command that may be sent")
    prefixes = table.items("prefixes", (), str, "a text")
    pattern = table.text("pattern", "") or None
    if pattern is not None and _groups(pattern) != 1:
        table.refuse("pattern", "must be a regular expression with one group")
    table.done()
    return Query(command, prefixes, pattern)


def _messages(table: Table) -> Messages:
    default = Messages()
    messages = Messages(
        table.items("cnmi", default.cnmi, _matching(_CNMI), "five values of AT+CNMI such as 2,1,0,1,0"),
        table.items("stores", default.stores, _matching(_STORE), "the name of a store such as SM"),
        table.text("report_store", "") or None,
        table.flag("acknowledge", default.acknowledge),
        table.flag("long_link", default.long_link),
        table.number("pause", default.pause, LONGEST_PAUSE),
    )
    for key, value in (("cnmi", messages.cnmi), ("stores", messages.stores)):
        if not value:
            table.refuse(key, "must have an entry")
    if messages.report_store is not None and not _STORE.fullmatch(messages.report_store):
        table.refuse("report_store", "must be the name of a store such as SR")
    table.done()
    return messages


def _ussd(table: Table) -> Ussd:
    default = Ussd()
    coding = table.text("coding", default.coding.value)
    if coding not in list(UssdCoding):
        table.refuse("coding", f"must be one of: {', '.join(UssdCoding)}")
    ussd = Ussd(UssdCoding(coding), table.whole("dcs", default.dcs, 255))
    table.done()
    return ussd


def _clock(table: Table) -> Clock:
    default = Clock()
    clock = Clock(_commands(table, "start", default.start), tuple(map(_query, table.tables("time"))) or default.time)
    table.done()
    return clock


def _technology(top: Table) -> str | None:
    technology = top.text("technology", "") or None
    if technology is not None and technology not in list(Technology):
        top.refuse("technology", f"must be one of: {', '.join(Technology)}")
    return technology


def _notices(table: Table) -> Notices:
    default = Notices()
    name, kind = _matching(_NOTICE), "the name of a notice such as ^RSSI"
    notices = Notices(
        table.items("noise", default.noise, name, kind),
        table.items("restarted", default.restarted, name, kind),
        table.items("ready", default.ready, name, kind),
        table.items("full", default.full, name, kind),
    )
    table.done()
    return notices


def _recovery(table: Table) -> Recovery:
    default = Recovery()
    recovery = Recovery(
        _commands(table, "radio", default.radio),
        _commands(table, "reset", default.reset),
        table.number("settle", default.settle, LONGEST_SETTLE),
    )
    table.done()
    return recovery


def _limits(table: Table) -> Limits:
    parts = table.number("parts_per_minute", 0.0, MOST_PARTS_PER_MINUTE) or None
    source = table.text("source", "") or None
    if (parts is None) != (source is None):
        table.refuse("parts_per_minute" if source is None else "source", "must stand together: a figure and its source")
    table.done()
    return Limits(parts, source)


def _quirk(table: Table) -> Quirk:
    quirk = Quirk(table.text("text", ""), table.text("source", ""))
    for key, value in (("text", quirk.text), ("source", quirk.source)):
        if not value:
            table.refuse(key, "must be given")
    table.done()
    return quirk


def _commands(table: Table, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
    def read(text: str) -> str:
        if not _is_command(text):
            raise ValueError
        return text

    return table.items(key, default, read, "a command that may be sent")


def _is_command(text: str) -> bool:
    allowed = not text.upper().startswith(FORBIDDEN) and ";" not in text
    return bool(_COMMAND.fullmatch(text)) and len(text) <= LONGEST_COMMAND and allowed


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError
        return text

    return read


def _pattern(text: str) -> str:
    if not text or _groups(text) is None:
        raise ValueError
    return text


def _groups(pattern: str) -> int | None:
    try:
        return re.compile(pattern).groups
    except re.error:
        return None


def _usb_match(text: str) -> UsbMatch:
    return UsbMatch(int(text, 16)) if _HEX_ID.fullmatch(text) else UsbMatch(*_usb_id(text))


def _usb_id(text: str) -> UsbId:
    vendor, _, product = text.partition(":")
    if not (_HEX_ID.fullmatch(vendor) and _HEX_ID.fullmatch(product)):
        raise ValueError
    return int(vendor, 16), int(product, 16)


def _protocol(text: str) -> tuple[int, int, int]:
    found = _PROTOCOL.fullmatch(text)
    if found is None:
        raise ValueError
    return int(found[1], 16), int(found[2], 16), int(found[3], 16)
