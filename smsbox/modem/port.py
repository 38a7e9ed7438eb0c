"""A serial port, opened for this process alone: bytes out, bytes in, and one error when it is gone."""

import errno
import fcntl
import os
import select
import termios
import threading
from pathlib import Path

import serial

from smsbox.errors import PortLost

SPEED = 115200
"""Baud; USB modems ignore it, boards on a UART are set to it."""

WRITE_TIMEOUT = 5.0
"""Seconds: a modem that takes no bytes for this long is hung."""

CHUNK = 65536
"""Bytes read at once at most."""

PSEUDO_TERMINALS = "/dev/pts/"


def _why(path: Path, fault: Exception) -> str:
    """Why a port cannot be opened, and what to do."""
    number = getattr(fault, "errno", None)
    if number in (errno.EAGAIN, errno.EBUSY):
        return f"The port {path} cannot be opened: another program uses it. If smsbox is running, stop it first."
    if number in (errno.EACCES, errno.EPERM):
        return f"The port {path} cannot be opened: you may not. Join its group: sudo usermod -aG dialout $USER"
    if number == errno.ENOENT:
        return f"The port {path} cannot be opened: it is not there. Plug the modem in."
    return f"The port {path} cannot be opened: it is no serial port, or its device does not work."


class Waker:
    """Ends a `Port.read` that waits, from any thread."""

    def __init__(self) -> None:
        self.fd = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._open = True
        self._lock = threading.Lock()

    def wake(self) -> None:
        """The read that waits now, or the next one, returns at once; after `close` there is none."""
        with self._lock:
            if self._open:
                os.eventfd_write(self.fd, 1)

    def drain(self) -> None:
        """Forgets wakes that have had their effect."""
        try:
            os.eventfd_read(self.fd)
        except BlockingIOError:
            return

    def close(self) -> None:
        """Gives the descriptor back."""
        with self._lock:
            self._open = False
            os.close(self.fd)


class Port:
    """An open port. Raises PortLost from every method once the device is gone."""

    def __init__(self, path: Path, waker: Waker) -> None:
        """Opens `path`, a character device or a link to one; raises PortLost if it is not there, busy, or no device."""
        try:
            self._serial = serial.Serial(str(path), SPEED, timeout=0, write_timeout=WRITE_TIMEOUT, exclusive=True)
            if not os.path.realpath(path).startswith(PSEUDO_TERMINALS):
                fcntl.ioctl(self._serial.fileno(), termios.TIOCEXCL)
        except (OSError, ValueError) as fault:
            raise PortLost(_why(path, fault)) from fault
        self._waker = waker
        self._poll = select.poll()
        self._fd: int = self._serial.fileno()
        self._poll.register(self._fd, select.POLLIN)
        self._poll.register(waker.fd, select.POLLIN)

    def read(self, timeout: float) -> bytes:
        """What has arrived, waiting up to `timeout` seconds; nothing when time is up or somebody wakes the waker."""
        ready = dict(self._poll.poll(max(timeout, 0.0) * 1000))
        if self._waker.fd in ready:
            self._waker.drain()
        if self._fd not in ready:
            return b""
        try:
            data = os.read(self._fd, CHUNK)
        except BlockingIOError:
            return b""
        except OSError as fault:
            raise PortLost(f"The port is gone: {fault.strerror}") from fault
        if not data:
            raise PortLost("The port is gone: it has been closed from the other side.")
        return data

    def write(self, data: bytes) -> None:
        """Hands `data` to the device, all of it."""
        try:
            # pyserial asks after each write whether the port takes more: it is asked only where that is in question.
            taken = self._take(data)
            if taken < len(data):
                self._serial.write(data[taken:])
        except (OSError, serial.SerialException) as fault:
            raise PortLost(f"The port does not take bytes: {fault}") from fault

    def _take(self, data: bytes) -> int:
        """How many octets the device takes at once."""
        try:
            return os.write(self._fd, data)
        except BlockingIOError:
            return 0

    def close(self) -> None:
        """Closes the port, whatever state it is in."""
        try:
            self._serial.close()
        except OSError:
            return
