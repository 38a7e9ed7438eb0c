"""A line of the Activity page: who did what, when, and whether it can be taken back."""

from dataclasses import dataclass, replace

from smsbox.services import activity, setting_keys, undo
from smsbox.services.activity import Actor, By, Entry, Verb
from web import auth, filters
from web.box import now
from web.languages import later, translated

FIRST_STRONG, END = "\u2068", "\u2069"
"""Round a name or number from outside, whose direction stays its own (UAX #9, FSI and PDI)."""

KINDS = {
    Actor.TOKEN: later("Programs"),
    Actor.COMMAND: later("The box's keyboard"),
    Actor.BOX: later("The box itself"),
}
"""Who acts, where it is not a person."""

ABOUT_NUMBERS = frozenset(
    {
        Verb.CONTACT_ADDED,
        Verb.CONTACT_CHANGED,
        Verb.CONTACT_DELETED,
        Verb.CONVERSATION_DONE,
        Verb.CONVERSATION_TAKEN_UP,
        Verb.REVIEW_KEPT,
        Verb.REVIEW_OPTED_OUT,
    }
)
"""Verbs whose subject is a telephone number."""


@dataclass(frozen=True)
class Line:
    """`why_not` says why it cannot be taken back; empty where it can, by whoever is allowed to: `may_undo`."""

    entry: Entry
    who: str
    what: str
    why_not: str
    may_undo: bool


def line(entry: Entry) -> Line:
    """The entry as this request's person sees it."""
    reason = undo.obstacle(entry, now())
    return Line(
        entry=entry,
        who=who(entry.by),
        what=translated(activity.words(_readable(entry))),
        why_not=translated(reason) if reason is not None else "",
        may_undo=reason is None and auth.may(undo.least(entry)),
    )


def who(by: By) -> str:
    """A person's name, or what else acted."""
    if by.kind is Actor.PERSON:
        return by.name
    return f"{KINDS[by.kind]}: {by.name}" if by.name else str(KINDS[by.kind])


def _readable(entry: Entry) -> Entry:
    subject = entry.subject
    if entry.verb in ABOUT_NUMBERS:
        subject = filters.phone(subject)
    elif entry.verb is Verb.SETTING_CHANGED and subject in setting_keys.KEYS:
        return replace(entry, subject=translated(setting_keys.KEYS[subject].help), detail=_isolated(entry.detail))
    return replace(entry, subject=_isolated(subject), detail=_isolated(entry.detail))


def _isolated(text: str) -> str:
    return f"{FIRST_STRONG}{filters.one_line(text)}{END}" if text else ""
