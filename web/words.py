"""What staff read: states and reasons in shop words."""

from dataclasses import dataclass
from datetime import datetime

from smsbox.rules.lifecycle import State
from smsbox.rules.reasons import REASONS
from smsbox.sentences import sentence
from web.languages import gettext, translated


@dataclass(frozen=True)
class Words:
    """A short label, a colour's name (good, warn, bad, wait) and, where it helps, a sentence."""

    label: str
    tone: str
    sentence: str = ""


_STATES: dict[State, Words] = {
    State.QUEUED: Words(sentence("Waiting"), "wait"),
    State.HELD: Words(sentence("Held back"), "warn"),
    State.SENDING: Words(sentence("Going out"), "wait"),
    State.SENT: Words(sentence("Sent"), "good"),
    State.DELIVERED: Words(sentence("Delivered"), "good"),
    State.FAILED: Words(sentence("Not sent"), "bad", sentence("The network did not take it.")),
    State.UNKNOWN: Words(
        sentence("Not sure it went"),
        "warn",
        sentence("The box lost touch while sending, and will not send it twice."),
    ),
    State.EXPIRED: Words(sentence("Too late, not sent"), "warn", sentence("It could not go out in time.")),
    State.CANCELLED: Words(sentence("Stopped"), "wait", sentence("It was stopped before it went out.")),
    State.BLOCKED: Words(sentence("Not allowed"), "bad"),
}

MOVING = frozenset({State.QUEUED, State.SENDING})
"""States that may change within seconds."""


def of_state(state: State, reason: str | None) -> Words:
    """A message's state in words, with the reason where staff can use it."""
    words = _STATES[state]
    why = REASONS.get(reason or "")
    return Words(translated(words.label), words.tone, translated(why.words if why else words.sentence))


_SIGNAL = (
    sentence("No signal"),
    sentence("Weak signal"),
    sentence("Fair signal"),
    sentence("Good signal"),
    sentence("Strong signal"),
)


def of_signal(bars: int) -> str:
    """0 to 4 bars in words."""
    return translated(_SIGNAL[max(0, min(bars, len(_SIGNAL) - 1))])


_TONES = {"ready": "good", "searching": "warn", "waiting": "wait", "connecting": "wait", "stopped": "wait"}


def modem_tone(state: str) -> str:
    """The colour's name for a modem's state."""
    return _TONES.get(state, "bad")


def greeting(local: datetime) -> str:
    """Good morning, afternoon or evening."""
    if local.hour < 12:
        return gettext("Good morning")
    return gettext("Good afternoon") if local.hour < 18 else gettext("Good evening")
