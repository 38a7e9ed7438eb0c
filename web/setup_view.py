"""What moves in the set-up while one looks: the modems that are found, and the test text."""

from dataclasses import dataclass

from smsbox.errors import NotFound
from smsbox.sentences import sentence
from smsbox.services import messages, setup
from smsbox.services.messages import Message
from smsbox.services.modems import READY, ModemView
from smsbox.services.remedies import REMEDIES
from web.box import database
from web.languages import translated
from web.shell import glance

PIN_WANTED = frozenset({"pin_needed", "pin_refused"})
"""The SIM card waits for its PIN, and may be given it."""

WAITING = "waiting"
"""Nothing is plugged in at a port that the box was told of."""

TYPE_IT = sentence("Type the PIN of the SIM card below. It stands on the card's letter.")
TRYING = sentence("The box tries the PIN. If this stays, unlock the SIM card in a phone.")
REFUSED = sentence("The SIM card did not take this PIN. Look it up: after three wrong ones it locks itself.")


@dataclass(frozen=True)
class Found:
    """A modem that is plugged in, and what helps it on; empty where nothing has to be done."""

    modem: ModemView
    help: str


@dataclass(frozen=True)
class Modems:
    """What the box sees: `running` is whether it looks at all."""

    found: tuple[Found, ...]
    running: bool

    @property
    def wants_pin(self) -> bool:
        """Whether a SIM card asks for a PIN."""
        return any(found.modem.state in PIN_WANTED for found in self.found)

    @property
    def is_ready(self) -> bool:
        """Whether one of them can send."""
        return any(found.modem.state == READY for found in self.found)


def modems() -> Modems:
    """The modems as they are at this request."""
    state = glance()
    there = [modem for modem in state.modems if modem.port is not None and modem.state != WAITING]
    return Modems(tuple(Found(modem, _help(modem)) for modem in there), state.daemon_running)


def _help(modem: ModemView) -> str:
    if modem.state in PIN_WANTED:
        return translated(_pin_help())
    return translated(REMEDIES[modem.state].words) if modem.state in REMEDIES else ""


def _pin_help() -> str:
    if setup.is_pin_spent(database()):
        return REFUSED
    return TRYING if setup.has_pin(database()) else TYPE_IT


def test_text() -> Message | None:
    """The last text that was sent to try the box out."""
    message_id = setup.test_message(database())
    if message_id is None:
        return None
    try:
        return messages.get(database(), message_id)
    except NotFound:
        return None
