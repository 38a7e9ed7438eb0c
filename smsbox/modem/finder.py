"""Finds modems among the USB devices by what the kernel tells of them.

Nothing is opened, so nothing foreign is typed at. A device is a modem if a family claims its USB id
(smsbox/modem/profiles). Boards on a UART hang behind a bridge that could carry anything: their ports are given by
hand. Paths are those of Linux's sysfs (Documentation/ABI/testing/sysfs-bus-usb, sysfs-class-tty).
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from smsbox.modem.profiles.loader import choose
from smsbox.modem.profiles.profile import Ports, Profile, Remedy, UsbId

Key = TypeVar("Key")

SYS = Path("/sys")
DEV = Path("/dev")

Names = frozenset[tuple[str, int]]
"""Names of serial ports; the number tells a port from an earlier one of the same name."""

LONGEST_ATTRIBUTE = 64
"""Characters read of a sysfs attribute; all that are read here have at most four."""


@dataclass(frozen=True, slots=True)
class Found:
    """A modem that is plugged in: `device` is its place on the USB ("1-1.2"), which outlives renumbering.

    `path` is the port to try first, `others` are those to try after it if it does not answer.
    """

    path: Path
    usb: UsbId
    profile_name: str
    device: str
    others: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Unusable:
    """A device of a known maker that shows no port for texts; `remedy` tells staff why, and what they can do."""

    usb: UsbId
    device: str
    profile_name: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What is plugged in now, each by its place on the USB.

    `network_only`: sticks that show a network card and will never send a text as they are. `unswitched`: sticks that
    still show themselves as a CD drive.
    """

    modems: tuple[Found, ...]
    network_only: tuple[Unusable, ...]
    unswitched: tuple[Unusable, ...]


@dataclass(frozen=True, slots=True)
class _Tty:
    """A serial port of a device, and the interface it belongs to."""

    path: Path
    interface: int
    protocol: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Device:
    usb: UsbId
    name: str
    ttys: tuple[_Tty, ...]


def find(sys_root: Path = SYS, dev_root: Path = DEV) -> Finding:
    """Looks over the USB. What vanishes meanwhile, or cannot be read, is left out."""
    modems = []
    network_only = []
    unswitched = []
    for device in _devices(sys_root, dev_root):
        profile = _family(device.usb)
        if profile is None:
            continue
        if device.ttys:
            first, *others = _order(profile.ports, device)
            modems.append(Found(first, device.usb, profile.name, device.name, tuple(others)))
        else:
            network_only += _unusable(device, profile, profile.network_only)
            unswitched += _unusable(device, profile, profile.unswitched)
    return Finding(tuple(modems), tuple(network_only), tuple(unswitched))


class Lookout:
    """Looks for modems, and tells cheaply when a look is worth it.

    That a device came or went shows in the names of the serial ports there are. What the kernel broadcasts of it would
    tell a little sooner, but any program may forge that, and a container does not hear it.
    """

    def __init__(self, sys_root: Path = SYS, dev_root: Path = DEV) -> None:
        self._sys = sys_root
        self._dev = dev_root
        self._looked_at: Names = frozenset()
        self._glanced: Names = frozenset()

    def find(self) -> Finding:
        """What is plugged in now."""
        self._looked_at = self._glanced = _port_names(self._sys)
        return find(self._sys, self._dev)

    def stirred(self) -> bool:
        """Whether serial ports have come or gone since the last `find`, and none since the last glance.

        A modem's ports come one after another, and udev gives each its group: it is looked at when it has settled.
        """
        before, self._glanced = self._glanced, _port_names(self._sys)
        return self._glanced == before != self._looked_at


def _port_names(sys_root: Path) -> Names:
    try:
        with os.scandir(sys_root / "class" / "tty") as entries:
            return frozenset((entry.name, entry.inode()) for entry in entries)
    except OSError:
        return frozenset()


def _family(usb: UsbId) -> Profile | None:
    """The family that claims the id, a product before its vendor."""
    profile = choose(usb=usb, identification="")
    return profile if any(match.covers(usb) for match in profile.match.usb) else None


def _unusable(device: _Device, profile: Profile, remedies: Iterable[Remedy]) -> list[Unusable]:
    return [
        Unusable(device.usb, device.name, profile.name, remedy.remedy)
        for remedy in remedies
        if device.usb in remedy.usb
    ]


def _order(rules: Ports, device: _Device) -> list[Path]:
    """The device's ports that may take AT commands, best first; never empty if the device has any."""
    known = next((product.interfaces for product in rules.products if product.usb == device.usb), ())
    return (
        _ranked(device.ttys, rules.protocols, lambda tty: tty.protocol)
        or _ranked(device.ttys, known, lambda tty: tty.interface)
        or _ranked(device.ttys, rules.interfaces, lambda tty: tty.interface)
        or [tty.path for tty in device.ttys]
    )


def _ranked(ttys: Iterable[_Tty], wanted: tuple[Key, ...], key: Callable[[_Tty], Key]) -> list[Path]:
    return [tty.path for choice in wanted for tty in ttys if key(tty) == choice]


def _devices(sys_root: Path, dev_root: Path) -> list[_Device]:
    """Every USB device, hubs and foreign ones too, with its serial ports by interface."""
    ttys = _ttys(sys_root, dev_root)
    found = []
    for entry in _entries(sys_root / "bus" / "usb" / "devices"):
        vendor, product = _hex(entry / "idVendor"), _hex(entry / "idProduct")
        if vendor is not None and product is not None:
            own = sorted(ttys.get(entry.resolve(), []), key=lambda tty: (tty.interface, tty.path))
            found.append(_Device((vendor, product), entry.name, tuple(own)))
    return found


def _ttys(sys_root: Path, dev_root: Path) -> dict[Path, list[_Tty]]:
    """The serial ports of USB devices, by the device's directory."""
    found: dict[Path, list[_Tty]] = {}
    for entry in _entries(sys_root / "class" / "tty"):
        here = entry.resolve()
        interface = next((parent for parent in here.parents if (parent / "bInterfaceNumber").is_file()), None)
        if interface is None:
            continue
        number = _hex(interface / "bInterfaceNumber")
        protocol = _protocol(interface)
        if number is not None and protocol is not None:
            found.setdefault(interface.parent, []).append(_Tty(dev_root / entry.name, number, protocol))
    return found


def _protocol(interface: Path) -> tuple[int, int, int] | None:
    parts = [_hex(interface / f"bInterface{part}") for part in ("Class", "SubClass", "Protocol")]
    match parts:
        case [int(first), int(second), int(third)]:
            return first, second, third
    return None


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _hex(attribute: Path) -> int | None:
    """An attribute such as idVendor; None if it is not there (any more) or no number."""
    try:
        with attribute.open(encoding="ascii") as file:
            return int(file.read(LONGEST_ATTRIBUTE), 16)
    except (OSError, ValueError):
        return None
