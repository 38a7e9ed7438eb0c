"""What staff read: states and reasons in shop words."""

from dataclasses import dataclass
from datetime import datetime

from smsbox.rules.lifecycle import State


@dataclass(frozen=True)
class Words:
    """A short label, a colour's name (good, warn, bad, wait) and, where it helps, a sentence."""

    label: str
    tone: str
    sentence: str = ""


_STATES: dict[State, Words] = {
    State.QUEUED: Words("Waiting", "wait"),
    State.HELD: Words("Held back", "warn"),
    State.SENDING: Words("Going out", "wait"),
    State.SENT: Words("Sent", "good"),
    State.DELIVERED: Words("Delivered", "good"),
    State.FAILED: Words("Not sent", "bad", "The network did not take it."),
    State.UNKNOWN: Words("Not sure it went", "warn", "The box lost touch while sending, and will not send it twice."),
    State.EXPIRED: Words("Too late, not sent", "warn", "It could not go out in time."),
    State.CANCELLED: Words("Stopped", "wait", "It was stopped before it went out."),
    State.BLOCKED: Words("Not allowed", "bad"),
}

_REASONS = {
    "quiet_hours": "It waits until texts may go out again.",
    "paused": "Sending offers is paused.",
    "clock": "The box is not sure what time it is.",
    "review": "This person may have meant STOP. Somebody has to decide first.",
    "opted_out": "This person said STOP.",
    "no_consent": "This person has not said yes to offers.",
    "frequency_cap": "This person has had as many offers as they agreed to.",
    "budget": "The SIM card has sent as much as it may today.",
}
"""The reasons that staff can do something with; others stand in the record for support."""

MOVING = frozenset({State.QUEUED, State.SENDING})
"""States that may change within seconds."""


def of_state(state: State, reason: str | None) -> Words:
    """A message's state in words, with the reason where staff can use it."""
    words = _STATES[state]
    return Words(words.label, words.tone, _REASONS.get(reason or "", words.sentence))


_SIGNAL = ("No signal", "Weak signal", "Fair signal", "Good signal", "Strong signal")


def of_signal(bars: int) -> str:
    """0 to 4 bars in words."""
    return _SIGNAL[max(0, min(bars, len(_SIGNAL) - 1))]


_TONES = {"ready": "good", "searching": "warn", "waiting": "wait", "connecting": "wait", "stopped": "wait"}


def modem_tone(state: str) -> str:
    """The colour's name for a modem's state."""
    return _TONES.get(state, "bad")


def greeting(local: datetime) -> str:
    """Good morning, afternoon or evening."""
    if local.hour < 12:
        return "Good morning"
    return "Good afternoon" if local.hour < 18 else "Good evening"
