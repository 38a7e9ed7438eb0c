"""What a command's handler works with."""

from collections.abc import Callable
from dataclasses import dataclass, field

from smsbox.modem.virtual.answers import Answer, cme
from smsbox.modem.virtual.ledger import Ledger
from smsbox.modem.virtual.radio import Radio
from smsbox.modem.virtual.requests import Form, Request
from smsbox.modem.virtual.state import Device


@dataclass(slots=True)
class Context:
    """The modem's state, the network, the log, the answer being made, and what gets into it unasked."""

    device: Device
    radio: Radio
    ledger: Ledger
    answer: Answer = field(default_factory=Answer)
    interject: Callable[[], list[str]] = list

    def quoted(self, text: str) -> str:
        """A string as `AT+CSCS` wants it: in quotes, as UTF-16 in hexadecimal for UCS2."""
        if self.device.session.charset == "UCS2":
            text = text.encode("utf-16-be").hex().upper()
        return f'"{text}"'

    def unquoted(self, text: str) -> str:
        """The reverse of `quoted`; raises ValueError if it is not valid."""
        text = text.strip('"')
        return bytes.fromhex(text).decode("utf-16-be") if self.device.session.charset == "UCS2" else text


# Returns the information lines; raises CommandError or ValueError.
Handler = Callable[[Context, Request], list[str]]


def accepted(_context: Context, _request: Request) -> list[str]:
    """A command that is taken and changes nothing."""
    return []


def fixed(*lines: str) -> Handler:
    """A command that always says the same."""
    return lambda _context, _request: list(lines)


def one_of(value: int, allowed: range | frozenset[int]) -> int:
    """`value` if it is allowed; raises CommandError otherwise."""
    if value not in allowed:
        raise cme(50)
    return value


def refuse_unless(request: Request, *forms: Form) -> None:
    """Raises CommandError unless the request has one of the forms."""
    if request.form not in forms:
        raise cme(100)
