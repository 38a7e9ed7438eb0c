"""A modem's USB port, restarted from outside: the last step before a person (modems.md, rule 9).

Both ways go through nodes below /dev/bus/usb, which udev/70-smsbox.rules opens for modems: the service needs no right
to write to /sys, and systemd/smsboxd.service keeps it from that.
"""

import fcntl
import logging
import os
import shutil
import subprocess
from pathlib import Path

log = logging.getLogger(__name__)

HUB_TIMEOUT = 20.0
"""Seconds for switching the power of a hub's port off and on."""

RESET = ord("U") << 8 | 20
"""USBDEVFS_RESET of linux/usbdevice_fs.h: the kernel resets the device, and its drivers meet it anew."""

DEVICES = Path("/sys/bus/usb/devices")
NODES = Path("/dev/bus/usb")


def restart(device: str) -> bool:
    """Has the modem at this place on the USB ("1-1.2") begin anew, by its hub's power where that can be switched."""
    return _switched(device) or _reset(device)


def _switched(device: str) -> bool:
    """Whether `uhubctl` took the power away and gave it back; the computer's own sockets are left alone."""
    hub, _, port = device.rpartition(".")
    tool = shutil.which("uhubctl")
    if tool is None or not hub:
        return False
    command = [tool, "-a", "cycle", "-l", hub, "-p", port]
    try:
        return subprocess.run(command, capture_output=True, timeout=HUB_TIMEOUT, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        log.warning("uhubctl did not end; the USB port stays as it is")
        return False


def _reset(device: str) -> bool:
    place = DEVICES / device
    try:
        bus, number = (int((place / name).read_text(encoding="ascii")) for name in ("busnum", "devnum"))
        node = os.open(NODES / f"{bus:03}" / f"{number:03}", os.O_WRONLY | os.O_CLOEXEC)
        try:
            fcntl.ioctl(node, RESET, 0)
        finally:
            os.close(node)
    except (OSError, ValueError) as fault:
        log.info("The USB device at %s cannot be reset: %s", device, fault)
        return False
    return True
