"""The AT line protocol without any I/O: bytes in, events out, at most one command open at a time.

What makes it hard: modems speak when they like. A notice may stand before, inside and after an answer,
be two lines long, come in pieces or several at once; an answer may come after its command was given up;
the echo may be on; any byte may be wrong. The rules here, in the order in which a line is tried:
a PDU that a header has announced, the echo, a final result, an answer line of the open command, a
notice, a bare answer line; and what is left over is late or stray, but never part of an answer.
"""

import re
from collections.abc import Iterator

from smsbox.at import notices
from smsbox.at.events import Command, Event, Final, FinalKind, Late, Notice, Prompt, Reply, Stray
from smsbox.at.finals import final_of

__all__ = ["Command", "Engine", "ProtocolMisuse"]

LONGEST_LINE = 4096
"""Bytes: a PDU has at most 2 × 176 hexadecimal digits; what is longer is rubbish."""

MOST_LINES = 1024
"""Lines of one answer: a full store of 255 messages has 510; what comes after is rubbish."""

CTRL_Z = b"\x1a"
ESC = b"\x1b"

_LINE_END = re.compile(rb"[\r\n]+")
KNOCK = "AT"
"""Asks nothing: an error about messages that comes while it is open answers an earlier command."""

_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){8,}")
_UNSEEN = bytes(range(32)) + b"\x7f"
_REGISTRATION = re.compile(r"\+C(?:G|E)?REG:\s*[0-5]\s*,\s*\d{1,2}\s*(?:,|$)")
_REGISTRATION_NAMES = frozenset({"+CREG", "+CGREG", "+CEREG"})
_HEADERS = ("+CMGL:", "+CMGR:")


class ProtocolMisuse(Exception):
    """The caller broke the order of things: a fault of the program, not of the modem."""


class Engine:
    """The protocol on one line. `rubbish_bytes` and `stray_lines` count what could not be used."""

    def __init__(self) -> None:
        self._buffer = b""
        self._skipping = False
        self._command: Command | None = None
        self._prompting = False
        self._after_prompt = False
        self._body = ""
        self._lines: list[str] = []
        self._in_doubt = False
        self._announced: str | None = None
        self._header = False
        self.rubbish_bytes = 0
        self.stray_lines = 0

    @property
    def busy(self) -> bool:
        """Whether a command is open."""
        return self._command is not None

    def start(self, command: Command) -> bytes:
        """Opens a command; returns the bytes to write. Raises ProtocolMisuse while another is open or in doubt."""
        if self._command is not None or self._in_doubt:
            raise ProtocolMisuse(f"{command.text} while the line is not free")
        self._command = command
        self._prompting = command.prompts
        self._body = ""
        self._lines = []
        self._header = False
        return command.text.encode("ascii", "replace") + b"\r"

    def body(self, pdu_hex: str) -> bytes:
        """The bytes that follow the prompt: the PDU and Ctrl-Z."""
        if self._command is None or not self._command.prompts or self._prompting:
            raise ProtocolMisuse("a PDU without a prompt")
        self._body = pdu_hex.upper()
        return pdu_hex.encode("ascii") + CTRL_Z

    def escape(self) -> bytes:
        """The byte that leaves a prompt."""
        return ESC

    def abandon(self) -> None:
        """The open command is given up: until `settled`, answers are `Late`."""
        self._command = None
        self._prompting = False
        self._in_doubt = True

    def settled(self) -> None:
        """The line has been drained: nothing late is expected any more."""
        self._in_doubt = False
        self._body = ""

    def receive(self, data: bytes) -> list[Event]:
        """The events in `data`, together with what had arrived before it."""
        events: list[Event] = []
        self._buffer += data
        while True:
            if self._prompting and self._take_prompt():
                events.append(Prompt())
            found = _LINE_END.search(self._buffer)
            if found is None:
                break
            raw, self._buffer = self._buffer[: found.start()], self._buffer[found.end() :]
            if self._skipping:
                self.rubbish_bytes += len(raw)
                self._skipping = False
            elif line := self._clean(raw):
                events.extend(self._take_line(line))
        if len(self._buffer) > LONGEST_LINE or (self._skipping and self._buffer):
            self.rubbish_bytes += len(self._buffer)
            self._buffer = b""
            self._skipping = True
        return events

    def _take_prompt(self) -> bool:
        """Whether the buffer begins with a prompt, which has no line end; it is taken away."""
        rest = self._buffer.lstrip(b"\r\n\x00")
        if not rest.startswith(b">"):
            return False
        self._buffer = rest[1:]
        self._prompting = False
        return True

    def _clean(self, raw: bytes) -> str:
        line = raw.translate(None, _UNSEEN).decode("ascii", "replace")
        self.rubbish_bytes += len(raw) - len(line)
        return line.strip()

    def _take_line(self, line: str) -> Iterator[Event]:
        if self._announced is not None:
            header, name = self._announced, self._announced.partition(":")[0]
            if _HEX.fullmatch(line):
                self._announced = None
                yield Notice(name, header, line)
                return
            if notices.name_of(line) is None:
                self._announced = None
                yield Notice(name, header)
        if self._is_echo(line):
            return
        final = final_of(line)
        if final is not None:
            yield from self._end(final, line)
        elif self._is_answer(line):
            self._keep(line)
        elif (name_or_none := notices.name_of(line)) is not None:
            if name_or_none in notices.TWO_LINES:
                self._announced = line
            else:
                yield Notice(name_or_none, line)
        elif self._command is not None and self._command.bare:
            self._keep(line)
        elif self._in_doubt:
            yield Late(line)
        else:
            self.stray_lines += 1
            yield Stray(line)

    def _is_echo(self, line: str) -> bool:
        """The command or the PDU as we sent it, or the end of it where its beginning was lost."""
        if self._body and _HEX.fullmatch(line) and self._body.endswith(line.upper()):
            return True
        command = self._command
        if command is None:
            return self._in_doubt and line.upper().startswith("AT") and not line.upper().startswith("AT&T")
        return line == command.text or (len(line) > 2 and line.startswith("AT") and command.text.startswith(line))

    def _end(self, final: Final, line: str) -> Iterator[Event]:
        command = self._command
        if command is None:
            if self._in_doubt:
                yield Late(line)
            elif (name := notices.name_of(line)) is not None:
                yield Notice(name, line)
            else:
                self.stray_lines += 1
                yield Stray(line)
        elif self._prompting and final.kind is FinalKind.OK:
            self.stray_lines += 1  # an OK instead of a prompt answers something else
            yield Stray(line)
        else:
            self._command = None
            self._prompting = False
            yield Reply(command, final, tuple(self._lines))

    def _is_answer(self, line: str) -> bool:
        command = self._command
        if command is None or self._prompting:
            return False
        if self._header and _HEX.fullmatch(line):
            return True
        if not line.startswith(command.prefixes):
            return False
        if line.partition(":")[0] in _REGISTRATION_NAMES:
            return not self._lines and _REGISTRATION.match(line) is not None
        return True

    def _keep(self, line: str) -> None:
        if len(self._lines) >= MOST_LINES:
            self.rubbish_bytes += len(line)
            return
        self._header = line.startswith(_HEADERS)
        self._lines.append(line)
