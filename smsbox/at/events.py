"""What is asked of a modem, and what the engine tells about the bytes it was given."""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Command:
    """One command line, without its CR, and what its answer looks like.

    Lines starting with one of `prefixes` ("+CSQ:") belong to the answer, and the PDU line after a "+CMGL:" or
    "+CMGR:" among them. `bare`: lines without a known name belong to it too (AT+CGMM, AT+CGSN, ATI).
    `prompts`: the modem asks for a body with "> " (3GPP TS 27.005 §3.5.1, AT+CMGS in PDU mode §4.3).
    """

    text: str
    prefixes: tuple[str, ...] = ()
    bare: bool = False
    prompts: bool = False


class FinalKind(Enum):
    """The kinds of final result lines (ITU-T V.250 §5.7, 3GPP TS 27.007 §9.2, 27.005 §3.2.5)."""

    OK = "OK"
    ERROR = "ERROR"
    CME = "+CME ERROR"
    CMS = "+CMS ERROR"
    NO_CARRIER = "NO CARRIER"
    BUSY = "BUSY"
    NO_ANSWER = "NO ANSWER"
    NO_DIALTONE = "NO DIALTONE"
    COMMAND_NOT_SUPPORT = "COMMAND NOT SUPPORT"


@dataclass(frozen=True, slots=True)
class Final:
    """A final result: its kind, the code of a `+CME ERROR` or `+CMS ERROR` where it is known, and the line itself."""

    kind: FinalKind
    code: int | None
    text: str

    @property
    def ok(self) -> bool:
        """Whether the command succeeded."""
        return self.kind is FinalKind.OK


@dataclass(frozen=True, slots=True)
class Reply:
    """The open command has been answered: its final result, and the lines that came before it."""

    command: Command
    result: Final
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prompt:
    """The modem waits for the body of the open command."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the modem said by itself: `name` is "+CMTI", "RING", "^BOOT", ...; `line` is the whole line.

    `pdu` is the second line, in hex, of a `+CMT`, `+CDS` or `+CBM`; None if it did not arrive.
    """

    name: str
    line: str
    pdu: str | None = None


@dataclass(frozen=True, slots=True)
class Late:
    """A line of an answer to a command that was given up before (">" for its prompt)."""

    line: str


@dataclass(frozen=True, slots=True)
class Stray:
    """The beginning of a line that nobody asked for and that is no known notice."""

    line: str


Event = Reply | Prompt | Notice | Late | Stray
