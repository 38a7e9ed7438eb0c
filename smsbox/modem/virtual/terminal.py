"""The pseudo-terminal that stands for the serial port, behind a symbolic link."""

import contextlib
import os
import tty
from collections.abc import Callable
from pathlib import Path

from smsbox.errors import BadInput, Conflict, SmsboxError
from smsbox.modem.virtual.loop import Loop

# Octets read at once; a submit is some 400.
READ_SIZE = 65536
# Octets kept for a program that does not read; like a serial port, what comes on top is lost.
OUTPUT_LIMIT = 65536
PSEUDO_TERMINALS = Path("/dev/pts")


class Terminal:
    """Opens and closes the pseudo-terminal behind `link`, which may be changed while there is no port.

    `receive` is called with what the program wrote, in the loop's thread.
    """

    def __init__(self, loop: Loop, link: Path, receive: Callable[[bytes], None]) -> None:
        self._loop = loop
        self.link = link
        self._receive = receive
        self._master: int | None = None
        self._slave: int | None = None
        self._name = ""
        self._unsent = bytearray()

    @property
    def plugged(self) -> bool:
        """Whether there is a port behind the link."""
        return self._master is not None

    def plug(self) -> None:
        """Make a new port and point the link at it.

        Raises BadInput if a real file or folder is in the way, Conflict if the link leads to what somebody else uses.
        """
        if self.link.exists() and not self.link.is_symlink():
            raise BadInput(f"{self.link} exists and is not a link; choose another --link.", "link")
        if self._leads_to_something():
            raise Conflict(
                f"{self.link} leads to {self.link.readlink()}, which is in use:"
                " stop the modem that runs there, or choose another --link."
            )
        # The slave side stays open here, or the master would fail whenever a program closes its end.
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self._name = os.ttyname(self._slave)
        self._loop.watch(self._master, self._readable)
        self._point_link()

    def unplug(self) -> None:
        """Take the port and the link away; a program that has it open sees an error."""
        if self._master is None or self._slave is None:
            return
        with contextlib.suppress(OSError):
            if self.link.readlink() == Path(self._name):
                self.link.unlink()
        self._loop.forget(self._master)
        os.close(self._master)
        os.close(self._slave)
        self._master = self._slave = None
        self._unsent.clear()

    def write(self, data: bytes) -> None:
        """Send octets to the program; never waits."""
        if self._master is None:
            return
        if self._unsent:
            self._keep(data)
            return
        sent = self._send(self._master, data)
        if sent < len(data):
            self._keep(data[sent:])
            self._loop.watch_writable(self._master, self._readable, self._writable)

    def _leads_to_something(self) -> bool:
        """Whether the device behind the link is there, and is what the link was made for.

        The number of a dead modem's pseudo-terminal may be another program's by now: that is younger than the link.
        """
        try:
            made, device = self.link.lstat(), self.link.stat()
        except OSError:
            return False
        return not self.link.resolve().is_relative_to(PSEUDO_TERMINALS) or device.st_ctime_ns <= made.st_mtime_ns

    def _point_link(self) -> None:
        temporary = self.link.with_name(f".{self.link.name}.{os.getpid()}")
        try:
            temporary.unlink(missing_ok=True)
            temporary.symlink_to(self._name)
            temporary.replace(self.link)
        except OSError as error:
            self.unplug()
            raise SmsboxError(f"The link {self.link} cannot be made: {error.strerror}.") from error

    def _readable(self) -> None:
        if self._master is None:
            return
        with contextlib.suppress(BlockingIOError):
            self._receive(os.read(self._master, READ_SIZE))

    def _writable(self) -> None:
        if self._master is None:
            return
        del self._unsent[: self._send(self._master, self._unsent)]
        if not self._unsent:
            self._loop.watch_writable(self._master, self._readable, None)

    def _keep(self, data: bytes) -> None:
        self._unsent += data[: OUTPUT_LIMIT - len(self._unsent)]

    @staticmethod
    def _send(fd: int, data: bytes | bytearray) -> int:
        try:
            return os.write(fd, data)
        except BlockingIOError:
            return 0
