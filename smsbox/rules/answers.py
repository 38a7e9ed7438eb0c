"""Automatic answers: who gets one, and what it says (compliance.md 4.3, 5)."""

from dataclasses import dataclass
from datetime import timedelta

from smsbox.rules.lanes import Kind
from smsbox.rules.policy import Policy

ONCE_PER = timedelta(hours=24)
"""At most one automatic answer of each kind to a number in this time."""

FLOOD_WINDOW = timedelta(hours=1)
FLOOD_LIMIT = 10
"""A number that has sent more texts than this in FLOOD_WINDOW is a machine, and gets no answer."""

SHORTEST_NUMBER = 7
"""Digits: a shorter sender is a service, and gets no answer."""

CONFIRMATION_DEADLINE = timedelta(minutes=5)
"""An opt-out confirmation that is not on air by then is not sent (47 CFR 64.1200(a)(12))."""


@dataclass(frozen=True)
class Sender:
    """What is known of whoever texted in."""

    number: str
    is_own_sim: bool
    texts_in_window: int
    answered_lately: bool
    """An answer of this kind went to the number within ONCE_PER."""


def may_answer(sender: Sender) -> bool:
    """Whether an automatic answer may go to `sender`; the opt-out itself counts whatever this says."""
    digits = sender.number.removeprefix("+")
    return (
        digits.isdigit()
        and len(digits) >= SHORTEST_NUMBER
        and not sender.is_own_sim
        and sender.texts_in_window <= FLOOD_LIMIT
        and not sender.answered_lately
    )


def wording(kind: str, policy: Policy) -> str:
    """The text of a required answer: the shop's name first, no marketing."""
    shop = policy.shop_name or "This shop"
    contact = f" Contact: {policy.help_contact}." if policy.help_contact else ""
    if kind == Kind.OPT_OUT_CONFIRMATION:
        return f"{shop}: you are opted out and will get no more texts from us. Text START to get them again."
    if kind == Kind.OPT_IN_CONFIRMATION:
        return f"{shop}: you will get our texts again.{contact} Reply HELP for help, STOP to opt out."
    return f"{shop}: texts from the shop.{contact} Reply STOP to opt out."
