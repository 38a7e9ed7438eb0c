"""What the line engine tells: answers, prompts, notices, and what it could not place."""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Command:
    """One command line, and how its answer looks.

    Lines that begin with one of `prefixes` belong to the answer; with `bare` unprefixed ones do, too. With
    `prompts` the modem asks for a PDU before it answers.
    """

    text: str
    prefixes: tuple[str, ...] = ()
    bare: bool = False
    prompts: bool = False


class FinalKind(Enum):
    """Final result codes (ITU-T V.250 §5.7, 3GPP TS 27.007 §9.2, 27.005 §3.2.5)."""

    OK = "OK"
    ERROR = "ERROR"
    CME = "+CME ERROR"
    CMS = "+CMS ERROR"
    NO_CARRIER = "NO CARRIER"
    BUSY = "BUSY"
    NO_ANSWER = "NO ANSWER"
    NO_DIALTONE = "NO DIALTONE"
    NOT_SUPPORTED = "COMMAND NOT SUPPORT"


@dataclass(frozen=True, slots=True)
class Final:
    """How a command ended. `code` is the number of a CME or CMS error, None where the modem's words are unknown."""

    kind: FinalKind
    code: int | None
    text: str

    @property
    def ok(self) -> bool:
        """Whether the modem did what it was asked."""
        return self.kind is FinalKind.OK


@dataclass(frozen=True, slots=True)
class Reply:
    """The open command's answer."""

    command: Command
    result: Final
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prompt:
    """The modem waits for the PDU."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the modem says by itself. `name` is up to the colon; `pdu` is the second line of +CMT and +CDS."""

    name: str
    line: str
    pdu: str | None = None


@dataclass(frozen=True, slots=True)
class Late:
    """A line that answers a command which was given up."""

    line: str


@dataclass(frozen=True, slots=True)
class Stray:
    """A line that nobody asked for and that is no known notice."""

    line: str


Event = Reply | Prompt | Notice | Late | Stray
