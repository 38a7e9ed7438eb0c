"""The protocol of one modem's line: bytes in, events out, at most one command open at a time. No I/O, no time.

A modem speaks when it likes: a notice may stand before, inside and after an answer, be two lines long, come in
pieces or several at once; an answer may come after its command was given up; our own words may be echoed; any byte
may be wrong. A line is tried in this order: prompt, echo, PDU of a notice, final result, answer to an earlier
command, answer to the open one, notice. What is left is stray, and never part of an answer.
"""

import re
from enum import Enum, auto

from smsbox.at.events import Command, Event, Final, FinalKind, Late, Notice, Prompt, Reply, Stray
from smsbox.at.finals import read_call_final, read_final
from smsbox.at.lines import END_OF_BODY, ESCAPE, LineBuffer
from smsbox.at.notices import ANSWERS, PDU_HEADERS, TWO_LINE, is_answer, notice_name

__all__ = ["Command", "Engine", "ProtocolMisuse"]

ANSWER_LIMIT = 2048
"""Lines kept of one answer; the largest message stores hold some 500 messages of two lines."""

STRAY_LIMIT = 64
"""Stray lines told per `receive`; what comes on top is counted as dropped."""

STRAY_LENGTH = 200
"""Characters told of a stray line."""

SHORTEST_PDU = 16
"""Hex digits: no PDU of a notice is shorter (3GPP TS 23.040 §9.2.2)."""

USSD_LINES = 16
"""Lines of one USSD text at most; the longest has 182 characters (3GPP TS 23.038 §5)."""

KNOCK = "AT"
"""Asks nothing: an error about messages that comes while it is open answers an earlier command."""

_HEX = re.compile(r"[0-9A-Fa-f]+")
_COMMAND = re.compile(r"[ -~]+")
_HEADER_LENGTH = re.compile(r"[:,]\s*(\d{1,3})\s*$", re.ASCII)


class ProtocolMisuse(RuntimeError):
    """The caller asked for what cannot be sent now, or for what is no command or body; nothing was changed."""


class _Phase(Enum):
    IDLE = auto()
    ANSWER = auto()  # a command without a body is open
    PROMPT = auto()  # a command is open and its prompt has not come
    BODY_DUE = auto()  # prompted, body not given
    BODY = auto()  # body given, result due
    GIVEN_UP = auto()  # between abandon() and settled()


_BEFORE_BODY = frozenset({_Phase.PROMPT, _Phase.BODY_DUE})


class Engine:
    """One line's protocol; not thread-safe.

    Late answers are recognised beyond `settled()` where the line tells: `+CMGS`, `+CMGL` and other answers nobody asked
    for are Late together with the final result behind them, so that it does not end another command.
    """

    def __init__(self) -> None:
        self._buffer = LineBuffer()
        self._phase = _Phase.IDLE
        self._command: Command | None = None
        self._lines: list[str] = []
        self._echoes: list[str] = []
        self._header: tuple[str, str] | None = None
        self._ussd: list[str] = []
        self._pdu_due = False
        self._foreign = False
        self._strays = 0
        self._dropped = 0
        self._events: list[Event] = []

    @property
    def busy(self) -> bool:
        """Whether `start` would be refused."""
        return self._phase is not _Phase.IDLE

    @property
    def rubbish_bytes(self) -> int:
        """Octets thrown away so far because they belong to no line."""
        return self._buffer.rubbish_bytes

    @property
    def dropped_lines(self) -> int:
        """Lines thrown away so far: too long, or more than an answer or one `receive` may bring."""
        return self._buffer.dropped_lines + self._dropped

    def start(self, command: Command) -> bytes:
        """The bytes that open `command`. Raises ProtocolMisuse if one is open or given up but not settled."""
        if self._phase is not _Phase.IDLE:
            raise ProtocolMisuse("A command is open.")
        if not _COMMAND.fullmatch(command.text):
            raise ProtocolMisuse("A command is one line of printable ASCII.")
        self._phase = _Phase.PROMPT if command.prompts else _Phase.ANSWER
        self._command = command
        self._lines = []
        self._echoes = [command.text]
        return command.text.encode("ascii") + b"\r"

    def body(self, pdu_hex: str) -> bytes:
        """The bytes that give the open command its body, after its Prompt. Raises ProtocolMisuse at any other time."""
        if self._phase is not _Phase.BODY_DUE:
            raise ProtocolMisuse("No command waits for a body.")
        if not _HEX.fullmatch(pdu_hex):
            raise ProtocolMisuse("A body is a PDU in hex.")
        self._phase = _Phase.BODY
        self._echoes.append(pdu_hex)
        return pdu_hex.encode("ascii") + END_OF_BODY

    def escape(self) -> bytes:
        """The byte that takes a modem out of its prompt; allowed at any time."""
        return ESCAPE

    def abandon(self) -> None:
        """The open command is given up: answers are Late until `settled`, those read already at the next `receive`."""
        self._events += [Late(line) for line in self._lines]
        self._lines = []
        self._phase = _Phase.GIVEN_UP

    def settled(self) -> None:
        """The line has fallen silent: a new command may start; an unfinished line is forgotten."""
        self._buffer.forget_tail()
        self._release_notice()
        self._close()
        self._foreign = self._pdu_due = False

    def receive(self, data: bytes) -> list[Event]:
        """What `data` tells, in the order of arrival. Raises nothing, whatever the bytes."""
        self._strays = 0
        for line in self._buffer.feed(data):
            self._take(line)
        if self._phase is _Phase.PROMPT and self._buffer.tail == ">":
            self._buffer.forget_tail()
            self._prompt()
        events, self._events = self._events, []
        return events

    def _take(self, line: str) -> None:
        if line[0] == ">":
            line = self._past_prompt(line)
        if line and self._echoes:
            line = self._past_echo(line)
        if not line or self._took_pdu_of_notice(line):
            return
        final = read_final(line)
        if final is None and self._command is not None:
            final = read_call_final(line, self._command.text)
        if final is not None:
            self._final(final)
            return
        name = line.partition(":")[0]
        if self._is_foreign(name):
            self._foreign = True
            self._late(line, name)
        elif self._ussd and not self._is_known(line):
            self._continue_ussd(line)
        elif self._belongs(line, name):
            self._answer(line, name)
        elif (known := notice_name(line)) is not None:
            self._notice(known, line)
        else:
            self._stray(line)

    def _past_prompt(self, line: str) -> str:
        """The line without a prompt it begins with; a text that merely begins with the same sign is left whole."""
        if self._command is None or not self._command.prompts:
            return line
        rest = line[1:].lstrip()
        if self._phase is _Phase.PROMPT:
            if not rest or self._is_known(rest):
                self._prompt()
                return rest
            return line
        if self._phase is _Phase.GIVEN_UP and not rest:
            self._late(line, "")
        return rest

    def _past_echo(self, line: str) -> str:
        """The line without our own words that a modem with echo on says back, also if their end was lost."""
        for echo in self._echoes:
            if line.startswith(echo):
                rest = line[len(echo) :].lstrip()
                if not rest or self._is_known(rest):
                    return rest
            elif len(line) > 1 and echo.startswith(line):
                return ""
        return line

    def _is_known(self, line: str) -> bool:
        asked = self._command is not None and line.startswith(self._command.prefixes)
        return asked or notice_name(line) is not None or read_final(line) is not None

    def _took_pdu_of_notice(self, line: str) -> bool:
        """Whether the line is the PDU that the last notice waits for.

        Where the answer waits for such a line too, it must have the length that the notice tells
        (3GPP TS 27.005 §3.4.1: octets of the TPDU, the SMSC's address not counted).
        """
        if self._header is None or not _HEX.fullmatch(line):
            return False
        name, header = self._header
        wanted = self._pdu_due or (self._command is not None and self._command.bare)
        if len(line) < SHORTEST_PDU or (wanted and not _fits(header, line)):
            return False
        self._header = None
        self._events.append(Notice(name, header, line))
        return True

    def _is_foreign(self, name: str) -> bool:
        """Whether a line of that name answers an earlier command."""
        if name not in ANSWERS:
            return False
        if self._command is None or name not in self._command.text.upper():
            return True
        return name == "+CMGS" and self._phase in _BEFORE_BODY

    def _belongs(self, line: str, name: str) -> bool:
        """Whether the line belongs to the answer of the open or given-up command, or to a foreign one."""
        if self._pdu_due and _HEX.fullmatch(line):
            return True
        if self._command is None:
            return False
        if line.startswith(self._command.prefixes):
            return is_answer(name, line, self._command.text, self._lines)
        return self._command.bare and notice_name(line) is None

    def _answer(self, line: str, name: str) -> None:
        if self._phase is _Phase.GIVEN_UP or (self._foreign and self._pdu_due):
            self._late(line, name)
            return
        self._release_notice()
        self._foreign = False
        self._pdu_due = name in PDU_HEADERS
        if len(self._lines) < ANSWER_LIMIT:
            self._lines.append(line)
        else:
            self._dropped += 1

    def _late(self, line: str, name: str) -> None:
        self._release_notice()
        self._pdu_due = name in PDU_HEADERS
        self._events.append(Late(line))

    def _final(self, final: Final) -> None:
        self._release_notice()
        self._pdu_due = False
        if self._foreign or self._phase is _Phase.GIVEN_UP:
            self._foreign = False
            self._events.append(Late(final.text))
        elif self._command is None:
            self._stray(final.text)
        elif final.kind is FinalKind.CMS and self._command.text == KNOCK:
            self._events.append(Late(final.text))
        else:
            self._end(self._command, final)

    def _end(self, command: Command, final: Final) -> None:
        if self._phase is _Phase.BODY_DUE:
            # A prompt that is over already is no invitation.
            self._events = [event for event in self._events if not isinstance(event, Prompt)]
        self._events.append(Reply(command, final, tuple(self._lines)))
        self._close()

    def _close(self) -> None:
        self._phase = _Phase.IDLE
        self._command = None
        self._lines = []
        self._echoes = []

    def _prompt(self) -> None:
        self._phase = _Phase.BODY_DUE
        self._events.append(Prompt())

    def _notice(self, name: str, line: str) -> None:
        if name in TWO_LINE:
            self._release_notice()
            self._header = name, line
        elif name == "+CUSD" and line.count('"') == 1:
            self._release_notice()
            self._ussd = [line]
        else:
            # A notice of one line may come between the two of another.
            self._events.append(Notice(name, line))

    def _continue_ussd(self, line: str) -> None:
        """A further line of a USSD text, up to the one with its closing quote."""
        self._ussd.append(line)
        if '"' in line or len(self._ussd) >= USSD_LINES:
            self._release_notice()

    def _release_notice(self) -> None:
        """What the last notice waits for will not come any more."""
        if self._header is not None:
            self._events.append(Notice(*self._header))
            self._header = None
        if self._ussd:
            self._events.append(Notice("+CUSD", "\n".join(self._ussd)))
            self._ussd = []

    def _stray(self, line: str) -> None:
        self._release_notice()
        self._strays += 1
        if self._strays <= STRAY_LIMIT:
            self._events.append(Stray(line[:STRAY_LENGTH]))
        else:
            self._dropped += 1


def _fits(header: str, pdu: str) -> bool:
    """Whether a PDU in hex has the length told at the end of the notice's first line."""
    match = _HEADER_LENGTH.search(header)
    return match is not None and len(pdu) == 2 * (1 + int(pdu[:2], 16) + int(match[1]))
