"""What a command comes to: lines, final results, and the error codes with their words."""

from dataclasses import dataclass, field
from enum import IntEnum

# 3GPP TS 27.007 §9.2.
CME_WORDS = {
    3: "operation not allowed",
    4: "operation not supported",
    10: "SIM not inserted",
    11: "SIM PIN required",
    12: "SIM PUK required",
    13: "SIM failure",
    14: "SIM busy",
    15: "SIM wrong",
    16: "incorrect password",
    30: "no network service",
    50: "incorrect parameters",
    100: "unknown",
}
# 3GPP TS 27.005 §3.2.5.
CMS_WORDS = {
    302: "operation not allowed",
    303: "operation not supported",
    304: "invalid PDU mode parameter",
    305: "invalid text mode parameter",
    310: "SIM not inserted",
    311: "SIM PIN required",
    313: "SIM failure",
    314: "SIM busy",
    316: "SIM PUK required",
    321: "invalid memory index",
    322: "memory full",
    330: "SMSC address unknown",
    331: "no network service",
    332: "network timeout",
    340: "no +CNMA acknowledgement expected",
    500: "unknown error",
}


class ErrorForm(IntEnum):
    """How errors are told, set by `AT+CMEE`."""

    PLAIN = 0
    NUMERIC = 1
    VERBOSE = 2


class CommandError(Exception):
    """A command failed: `kind` is `CME` or `CMS`."""

    def __init__(self, kind: str, code: int) -> None:
        super().__init__(f"+{kind} ERROR: {code}")
        self.kind = kind
        self.code = code

    def final(self, form: int) -> str:
        """The final result line; `+CMS ERROR` is never reduced to `ERROR`, as on most real modems."""
        if self.kind == "CME" and form == ErrorForm.PLAIN:
            return "ERROR"
        words = (CME_WORDS if self.kind == "CME" else CMS_WORDS).get(self.code)
        return f"+{self.kind} ERROR: {words if form == ErrorForm.VERBOSE and words else self.code}"


class NotKnown(CommandError):
    """A command that the model has not; answered with its own `words`, or the usual error if it has none."""

    def __init__(self, words: str) -> None:
        super().__init__("CME", 100)
        self._words = words

    def final(self, form: int) -> str:
        """The model's words for it."""
        return self._words or super().final(form)


def cme(code: int) -> CommandError:
    """A `+CME ERROR` (3GPP TS 27.007 §9.2)."""
    return CommandError("CME", code)


def cms(code: int) -> CommandError:
    """A `+CMS ERROR` (3GPP TS 27.005 §3.2.5)."""
    return CommandError("CMS", code)


@dataclass(slots=True)
class Answer:
    """What the modem says to one command line.

    `expects` is the TPDU's length in octets when the answer is the prompt of `AT+CMGS`; `afterwards` holds
    unsolicited lines and the seconds after the answer at which they come; `restart` asks for a restart then.
    """

    lines: list[str] = field(default_factory=list)
    final: str = "OK"
    expects: int | None = None
    afterwards: list[tuple[float, str]] = field(default_factory=list)
    restart: bool = False


def render(lines: list[str], final: str = "") -> bytes:
    """Information lines and a final result in verbose form (ITU-T V.250 §5.7.1)."""
    text = "\r\n" + "\r\n".join(lines) + "\r\n" if lines else ""
    return (text + f"\r\n{final}\r\n" if final else text).encode("utf-8", "replace")
