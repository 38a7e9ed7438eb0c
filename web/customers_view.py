"""What the customers' pages show beside the customers: the words of a yes, and what somebody once said."""

from dataclasses import dataclass

from smsbox.services.automatic import AUTHOR
from smsbox.services.consent import LedgerEvent, LedgerRow
from smsbox.services.contacts import Contact
from smsbox.services.suppressions import Stopped
from smsbox.store.ledger import ListState
from web.box import policy
from web.filters import one_line
from web.languages import apart, gettext, later, ngettext

UNITED_STATES = "US"

SHOWN = 50
"""Newest entries of what somebody said: more are the work of a machine, and are in the ledger all the same."""

STATES = {
    ListState.SUBSCRIBED: (later("Said yes"), "good"),
    ListState.PENDING: (later("Has to confirm"), "wait"),
    ListState.OPTED_OUT: (later("Left"), "bad"),
    ListState.NONE: (later("Has not said yes"), ""),
}
"""Where somebody stands on a list: the label and a colour's name."""

_EVENTS = {
    LedgerEvent.OPT_IN: (later("Said yes"), "good"),
    LedgerEvent.DOI_SENT: (later("Was asked to confirm"), "wait"),
    LedgerEvent.DOI_CONFIRMED: (later("Confirmed"), "good"),
    LedgerEvent.OPT_OUT: (later("Said STOP"), "bad"),
    LedgerEvent.RESUME: (later("Came back"), "good"),
    LedgerEvent.IMPORT: (later("Brought in"), ""),
    LedgerEvent.ERASE: (later("Erased"), ""),
}
_LEFT = (later("Left the list"), "warn")

_CHANNELS = {
    "keyword": later("By a text"),
    "missed_call": later("By a missed call"),
    "tablet": later("On the shop’s screen"),
    "paper": later("On paper"),
    "web": later("On the web"),
    "staff": later("Told the shop"),
    "import": later("From a file"),
    "erased": later("Erased because they asked for it"),
}


@dataclass(frozen=True)
class Said:
    """One entry of the consent history in words; `row` has the rest."""

    row: LedgerRow
    label: str
    tone: str
    how: str


def said(rows: tuple[LedgerRow, ...]) -> list[Said]:
    """The newest entries, the newest first."""
    return [_entry(row) for row in rows[: -SHOWN - 1 : -1]]


def all_said(rows: tuple[LedgerRow, ...]) -> list[Said]:
    """Every entry, oldest first: what is printed."""
    return [_entry(row) for row in rows]


def _entry(row: LedgerRow) -> Said:
    label, tone = _LEFT if row.event is LedgerEvent.OPT_OUT and row.list else _EVENTS[row.event]
    return Said(row, str(label), tone, channel(row.channel))


def on_lists(contact: Contact) -> str:
    """The lists that somebody has said yes to, for one line."""
    return one_line(", ".join(name for name, state in contact.lists.items() if state is ListState.SUBSCRIBED))


def channel(name: str) -> str:
    """How somebody told it."""
    return str(_CHANNELS.get(name, name))


def told(one: Stopped) -> str:
    """How a STOP was told, by whom it was read out of an unclear text, and who wrote it down."""
    if one.matched == "review" and one.actor == AUTHOR:
        return gettext("By an unclear text that nobody decided about in time")
    if one.matched == "review":
        return gettext("By an unclear text, and %(name)s took it for a STOP", name=apart(one_line(one.actor or "")))
    said = [channel(one.channel), *(apart(one_line(each)) for each in (one.source, one.actor) if each)]
    return " · ".join(said)


def wording() -> str:
    """What somebody reads before they say yes: who texts what, how often, how to end it (compliance.md 2.5)."""
    of = policy()
    offer = ngettext(
        "%(shop)s may text me the offers and news that are ticked, at most %(num)s text a month.",
        "%(shop)s may text me the offers and news that are ticked, at most %(num)s texts a month.",
        of.cap_per_month,
        shop=of.shop_name or gettext("This shop"),
    )
    end = gettext("I can text STOP at any time to end it, or HELP for help.")
    if of.region != UNITED_STATES:
        return f"{offer} {end}"
    costs = gettext("Message and data rates may apply. My yes is not a condition of buying anything.")
    return f"{offer} {end} {costs}"
