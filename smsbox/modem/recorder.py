"""Records what passes between smsbox and a modem, as an exchange of `firmware_notes` that the tests can replay.

The recording is masked while it is made (`disguise`): no identity, number, PIN or text is ever written.
"""

import logging
import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from smsbox import __version__
from smsbox.at.engine import Engine
from smsbox.at.events import Command, Event, Late, Notice, Reply, Stray
from smsbox.modem.disguise import Disguise

log = logging.getLogger(__name__)

MOST_BYTES = 2_000_000
"""Of one file; then it makes way for a new one, and the one before that is thrown away. Days of a modem at work."""

MOST_OF_ONE_EXCHANGE = 200_000
"""Bytes beyond MOST_BYTES that one exchange may take; what comes on top is left out."""

GIVEN_UP = "ESC"
"""Written for the escape character, with which smsbox gives a command up."""

FENCE = "```"


class Tape:
    """The file of one modem, its owner's alone. A fault of the disk ends the recording, and nothing else."""

    def __init__(self, path: Path, name: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Begins or continues `path`; `name` is the modem's port or place. Raises OSError if it cannot be written."""
        self.path = path
        self._name = name
        self._clock = clock
        self._disguise = Disguise()
        self._in_block = False
        self._open()

    def engine(self) -> Engine:
        """A protocol engine whose exchange is recorded, for one opening of the port."""
        self.begin()
        return RecordingEngine(self, self._disguise)

    def begin(self) -> None:
        """A new block: what follows has nothing to do with what was before."""
        self._end_block()
        moment = self._clock().strftime("%Y-%m-%d %H:%M UTC")
        heading = f"Recorded by smsbox {__version__} at {self._name}, {moment}, with numbers and texts masked:"
        self._write(f"{heading}\n\n{FENCE}exchange\n")
        self._in_block = True

    def exchange(self) -> None:
        """A new exchange begins: a file that is full makes way."""
        if self._size < MOST_BYTES or self._file is None:
            return
        self._end_block()
        self._shut()
        try:
            self.path.replace(self.older)
            self._open()
        except OSError as fault:
            self._failed(fault)
        else:
            self.begin()

    @property
    def older(self) -> Path:
        """Where the file goes when it is full."""
        return self.path.with_suffix(".old" + self.path.suffix)

    def line(self, sign: str, text: str) -> None:
        """One line of the exchange; `sign` is one of ">", "<", "*"."""
        if self._size < MOST_BYTES + MOST_OF_ONE_EXCHANGE:
            self._write(f"{sign} {text}\n")

    def close(self) -> None:
        """Ends the file."""
        self._end_block()
        self._shut()

    def _open(self) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
        self._file: int | None = os.open(self.path, flags, 0o600)
        os.fchmod(self._file, 0o600)
        self._size = os.fstat(self._file).st_size
        if self._size:
            self._write("\n")

    def _end_block(self) -> None:
        if self._in_block:
            self._in_block = False
            self._write(f"{FENCE}\n\n")

    def _write(self, text: str) -> None:
        if self._file is None:
            return
        try:
            self._size += os.write(self._file, text.encode("ascii", "replace"))
        except OSError as fault:
            self._failed(fault)

    def _failed(self, fault: OSError) -> None:
        log.warning("The modem at %s is not recorded any more: %s", self._name, fault.strerror)
        self._shut()

    def _shut(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            os.close(file)


class RecordingEngine(Engine):
    """An engine that writes down each line as what it took it for, in the order of arrival.

    Echoes and rubbish are left out. It looks at the engine's own state between two lines, which no event tells.
    """

    def __init__(self, tape: Tape, disguise: Disguise) -> None:
        super().__init__()
        self._tape = tape
        self._disguise = disguise

    def start(self, command: Command) -> bytes:
        """Records the command."""
        data = super().start(command)
        self._tape.exchange()
        self._tape.line(">", self._disguise.command(command.text))
        return data

    def body(self, pdu_hex: str) -> bytes:
        """Records the PDU."""
        data = super().body(pdu_hex)
        self._tape.line(">", self._disguise.pdu(pdu_hex))
        return data

    def escape(self) -> bytes:
        """Records that what was open is given up."""
        self._tape.line(">", GIVEN_UP)
        return super().escape()

    def _prompt(self) -> None:
        super()._prompt()
        self._tape.line("<", ">")

    def _take(self, line: str) -> None:
        lines, events, ussd, header = len(self._lines), len(self._events), self._ussd, self._header
        said, command = len(ussd), self._command
        super()._take(line)
        new = self._events[events:]
        if new and isinstance(new[-1], Reply):
            self._tape.line("<", self._disguise.answer(new[-1].result.text, new[-1].command.text))
        elif len(self._lines) > lines and command is not None:
            self._tape.line("<", self._disguise.answer(self._lines[-1], command.text))
        elif self._ussd and (self._ussd is not ussd or len(self._ussd) > said):
            self._tape.line("*", self._disguise.ussd(self._ussd[-1]))
        elif self._header is not None and self._header is not header:
            self._tape.line("*", self._disguise.unasked(self._header[1]))
        elif new:
            self._record(new[-1])

    def _record(self, event: Event) -> None:
        if isinstance(event, Notice):
            if event.pdu is not None:
                self._tape.line("*", self._disguise.pdu(event.pdu))
            elif event.name == "+CUSD":
                self._tape.line("*", self._disguise.ussd(event.line.rpartition("\n")[2]))
            else:
                self._tape.line("*", self._disguise.unasked(event.line))
        elif isinstance(event, Late | Stray):
            self._tape.line("*", self._disguise.unasked(event.line))


class Recorder:
    """A folder of recordings, one file for each modem."""

    def __init__(self, folder: Path) -> None:
        """Makes `folder`, for its owner alone; raises OSError if it cannot be made."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder

    def tape(self, name: str) -> Tape:
        """The file of the modem at `name`, a port or a place on the USB; raises OSError if it cannot be written."""
        return Tape(self._folder / f"{re.sub(r'[^A-Za-z0-9.-]+', '_', name).strip('._') or 'modem'}.md", name)
