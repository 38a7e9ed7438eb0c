"""A computer's USB in a tree of files like the kernel's, where devices are plugged in and pulled out."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from smsbox.modem.finder import Finding, find

VENDOR_ONLY = "ff/ff/ff"


@dataclass(frozen=True)
class Port:
    """An interface with a serial port."""

    tty: str
    interface: int
    protocol: str = VENDOR_ONLY


class Usb:
    """A computer's USB, as sysfs shows it: devices, interfaces and serial ports are directories, the rest are links."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.bus = root / "devices/platform/soc/usb1"
        self._gone = root / "gone"
        for folder in ("bus/usb/devices", "class/tty", "gone"):
            (root / folder).mkdir(parents=True)
        console = root / "devices/virtual/tty/ttyS0"
        console.mkdir(parents=True)
        (root / "class/tty/ttyS0").symlink_to(console)

    def plug(self, place: str, usb: str, ports: tuple[Port, ...] = (), hub: Path | None = None) -> Path:
        """Plugs a device in; ports called ttyACM hang on the interface itself, others on a device of their own."""
        device = (hub or self.bus) / place
        device.mkdir(parents=True)
        vendor, _, product = usb.partition(":")
        (device / "idVendor").write_text(f"{vendor}\n")
        (device / "idProduct").write_text(f"{product}\n")
        (self.root / "bus/usb/devices" / place).symlink_to(device)
        for port in ports:
            self.add_port(device, place, port)
        return device

    def add_port(self, device: Path, place: str, port: Port) -> None:
        interface = device / f"{place}:1.{port.interface}"
        serial = interface if port.tty.startswith("ttyACM") else interface / port.tty
        tty = serial / "tty" / port.tty
        tty.mkdir(parents=True)
        parts = ["Class", "SubClass", "Protocol"]
        for name, value in zip(parts, port.protocol.split("/"), strict=True):
            (interface / f"bInterface{name}").write_text(f"{value}\n")
        (interface / "bInterfaceNumber").write_text(f"{port.interface:02x}\n")
        (self.root / "class/tty" / port.tty).symlink_to(tty)
        (self.root / "bus/usb/devices" / interface.name).symlink_to(interface)

    def unplug(self, place: str) -> None:
        """Pulls the device at `place` out, with all its ports.

        Its links are kept aside: the kernel gives each entry of sysfs a number of its own (kernfs allots them in turn),
        but a file system on a disk gives the number of a file that is gone to the next.
        """
        for link in [*(self.root / "class/tty").iterdir(), *(self.root / "bus/usb/devices").iterdir()]:
            if place in {link.name, link.name.partition(":")[0]} or place in link.resolve().parts:
                link.rename(self._gone / str(len(list(self._gone.iterdir()))))
        shutil.rmtree(next(self.bus.rglob(place)))

    def find(self) -> Finding:
        return find(self.root, Path("/dev"))
