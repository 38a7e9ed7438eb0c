"""What is asked of a modem and how its answer ends."""

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
