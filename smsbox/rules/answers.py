"""Automatic answers: who gets one, and what it says in the shop's language (compliance.md 2.6, 4.3, 5)."""

from dataclasses import dataclass
from datetime import timedelta

from smsbox.rules import wordings
from smsbox.rules.policy import Policy
from smsbox.rules.scope import Scope
from smsbox.rules.wordings import Speech

ONCE_PER = timedelta(hours=24)
"""At most one automatic answer of each kind to a number in this time."""

FLOOD_WINDOW = timedelta(hours=1)
FLOOD_LIMIT = 10
"""A number that has sent more texts than this in FLOOD_WINDOW is a machine, and gets no answer."""

SHORTEST_NUMBER = 7
"""Digits: a shorter sender is a service, and gets no answer."""

CONFIRMATION_ALARM = timedelta(minutes=4)
"""An opt-out confirmation that still waits then is something to look at (compliance.md 4.3)."""

CONFIRMATION_DEADLINE = timedelta(minutes=5)
"""An opt-out confirmation that is not on air by then is not sent (47 CFR 64.1200(a)(12))."""

ASKED_FOR = timedelta(hours=48)
"""A double opt-in is open for this long: YES counts only then, and nobody is asked again before (compliance.md 2.4)."""


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


def opted_out(policy: Policy, scope: Scope = Scope.EVERYTHING) -> str:
    """What confirms a STOP."""
    said = wordings.speech(policy.language)
    return _said(said, said.opted_out_of_offers if scope is Scope.OFFERS else said.opted_out, policy)


def left_list(policy: Policy, name: str) -> str:
    """What confirms that somebody has left one list."""
    said = wordings.speech(policy.language)
    return _said(said, said.left_list, policy, list=name)


def started(policy: Policy) -> str:
    """What confirms a START."""
    said = wordings.speech(policy.language)
    return _said(said, said.started, policy)


def help_answer(policy: Policy) -> str:
    """What HELP is answered."""
    said = wordings.speech(policy.language)
    return _said(said, said.help, policy)


def welcome(policy: Policy, name: str, per_month: int) -> str:
    """The first text after an opt-in: the list, how often, help, STOP, and in the US the fees (2.6)."""
    said = wordings.speech(policy.language)
    text = _said(said, said.welcome, policy, list=name, per_month=per_month)
    return f"{text} {said.fees}" if policy.region == wordings.UNITED_STATES else text


def question(policy: Policy, kinds: str, per_month: int) -> str:
    """What a double opt-in asks (2.4)."""
    said = wordings.speech(policy.language)
    return _said(said, said.ask, policy, kinds=kinds, per_month=per_month)


def _said(said: Speech, text: str, policy: Policy, **values: object) -> str:
    """The shop's name first, and its contact where the sentence has a place for it."""
    contact = said.contact.format(contact=policy.help_contact) if policy.help_contact else ""
    return text.format(shop=policy.shop_name or said.this_shop, help=contact, **values)
