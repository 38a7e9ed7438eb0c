"""Finding modems among the serial ports: by USB vendor, and by the interface that takes AT commands.

Ids and interfaces are those of ModemManager's port type hints and the makers' manuals.
"""

from collections.abc import Sequence
from pathlib import Path

from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

VENDORS = frozenset({0x12D1, 0x19D2, 0x1E0E, 0x2C7C, 0x1BC7, 0x1199, 0x114F, 0x0681, 0x1E2D})
"""Huawei, ZTE, SIMCom, Quectel, Telit, Sierra, Wavecom, Cinterion: makers whose USB serial ports are modems'."""

AT_INTERFACES = {
    (0x19D2, 0x0031): 3,
    (0x19D2, 0x0117): 2,
    (0x19D2, 0x0124): 4,
    (0x19D2, 0x0082): 3,
    (0x19D2, 0x0016): 2,
    (0x19D2, 0x0017): 2,
    (0x19D2, 0x0063): 3,
    (0x19D2, 0x0104): 3,
    (0x1E0E, 0x9001): 2,
    (0x1E0E, 0x9011): 4,
    (0x2C7C, 0x0121): 2,
    (0x2C7C, 0x0125): 2,
    (0x2C7C, 0x0191): 2,
    (0x2C7C, 0x0195): 2,
    (0x2C7C, 0x0296): 2,
    (0x2C7C, 0x0306): 2,
    (0x1BC7, 0x1011): 1,
    (0x1BC7, 0x1101): 1,
    (0x1BC7, 0x1201): 4,
    (0x1BC7, 0x1204): 5,
    (0x1BC7, 0x1040): 4,
}
"""(vendor, product) → number of the USB interface whose port takes AT commands; others use the lowest."""


def find() -> list[Path]:
    """One port per modem that is plugged in now, by the links that survive renumbering where there are any."""
    return choose(list_ports.comports())


def choose(ports: Sequence[ListPortInfo]) -> list[Path]:
    """The AT port of each modem among `ports`."""
    modems: dict[str, list[ListPortInfo]] = {}
    for port in ports:
        if port.vid in VENDORS:
            device = (port.location or port.device).partition(":")[0]
            modems.setdefault(device, []).append(port)
    return sorted(Path(_at_port(found).device) for found in modems.values())


def _at_port(ports: list[ListPortInfo]) -> ListPortInfo:
    ports = sorted(ports, key=lambda port: (_interface(port), port.device))
    wanted = AT_INTERFACES.get((ports[0].vid, ports[0].pid))
    return next((port for port in ports if _interface(port) == wanted), ports[0])


def _interface(port: ListPortInfo) -> int:
    """The interface number at the end of a location such as 1-1.2:1.3."""
    number = (port.location or "").rpartition(".")[2]
    return int(number) if ":" in (port.location or "") and number.isdigit() else 0
