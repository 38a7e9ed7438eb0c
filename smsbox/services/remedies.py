"""What helps against what does not work: told on the page, with the way to it there, and at the box's keyboard."""

from dataclasses import dataclass
from enum import StrEnum

from smsbox.sentences import Sentence, sentence


class Way(StrEnum):
    """Where on the page a remedy is carried out."""

    PIN = "pin"
    ROAMING = "roaming"
    NETWORK_TIME = "network_time"
    MESSAGE_CENTRE = "message_centre"
    RESUME_SIM = "resume_sim"
    CLOCK = "clock"
    LEDGER = "ledger"


@dataclass(frozen=True)
class Remedy:
    """`words` for the page, where `way` leads to it; `typed` is what the keyboard's user reads if that is else."""

    words: Sentence
    way: Way | None = None
    typed: str = ""

    @property
    def at_keyboard(self) -> str:
        """What to do for who types commands."""
        return self.typed or self.words


REMEDIES = {
    "waiting": Remedy(sentence("Plug it in: the texts of its SIM card wait for it.")),
    "no_sim": Remedy(sentence("Put a SIM card in.")),
    "pin_needed": Remedy(
        sentence("Enter its PIN, or switch the PIN off in a phone."),
        Way.PIN,
        "Switch the SIM card's PIN off in a phone, then put it back; or give it with: smsbox set modem.pin PIN.",
    ),
    "pin_refused": Remedy(sentence("Correct it in Settings."), Way.PIN),
    "pin_last_try": Remedy(sentence("The box never uses it. Enter the PIN in a phone, and switch it off there.")),
    "puk_needed": Remedy(sentence("Unlock the SIM card in a phone with the PUK from its contract.")),
    "searching": Remedy(sentence("Move it or its antenna if this lasts longer than a few minutes.")),
    "denied": Remedy(sentence("Ask the operator whether the SIM card is active.")),
    "roaming": Remedy(
        sentence("It sends again in its own network, or once foreign networks are allowed. That may cost more."),
        Way.ROAMING,
        "Allow it with: smsbox set modem.roaming true.",
    ),
    "no_smsc": Remedy(
        sentence("Ask the operator for the message centre's number, then enter it on the Box page."),
        Way.MESSAGE_CENTRE,
        "Ask the operator for its number, then put it there with: smsbox modem smsc ICCID NUMBER.",
    ),
    "paused": Remedy(
        sentence("Ask the operator, then let it send again."),
        Way.RESUME_SIM,
        "Ask the operator, then resume it with: smsbox modem resume ICCID.",
    ),
    "lost": Remedy(sentence("Unplug it for ten seconds if it does not come back by itself.")),
}
"""By a modem's state."""
