"""Sign-up wordings: what people agree to who join a list. An incomplete one cannot be saved (compliance.md 2.5)."""

from collections.abc import Iterable

from smsbox.errors import BadInput, NotFound
from smsbox.rules import wordings as rules
from smsbox.rules.policy import Policy
from smsbox.sentences import sentence
from smsbox.services import activity, lists, settings
from smsbox.services.activity import By, Verb
from smsbox.store import wordings as table
from smsbox.store.db import Database
from smsbox.store.wordings import Wording

__all__ = [
    "LONGEST_TEXT",
    "MOST_PER_MONTH",
    "Wording",
    "history",
    "in_use",
    "missing",
    "of_list",
    "of_lists",
    "proposal",
    "proposal_kinds",
    "put",
    "shown",
]

LONGEST_TEXT = 1000
LONGEST_KINDS = 100
"""Characters of a wording, and of what kind of texts it promises."""

MOST_PER_MONTH = 31
"""Texts a month that a wording may promise."""


def proposal_kinds(policy: Policy) -> str:
    """What kind of texts a proposal speaks of, in the shop's language."""
    return rules.speech(policy.language).some_kinds


def proposal(policy: Policy, *, kinds: str, per_month: int) -> str:
    """A complete wording in the shop's language."""
    return rules.proposal(policy.language, policy.region, shop=policy.shop_name, kinds=kinds, per_month=per_month)


def missing(policy: Policy, text: str, *, per_month: int) -> tuple[str, ...]:
    """What `text` lacks to be a sign-up wording of this shop; empty if it may be saved."""
    return rules.missing(text, policy.language, policy.region, shop=policy.shop_name, per_month=per_month)


def put(db: Database, list_name: str, text: str, *, kinds: str, per_month: int, by: By) -> Wording:
    """Puts a wording into use for a list; those who agreed to an earlier one keep theirs. One in use stays as it is.

    Raises NotFound for an unknown list, and BadInput with what the wording lacks.
    """
    text, kinds = " ".join(text.split()), " ".join(kinds.split())
    if not 1 <= per_month <= MOST_PER_MONTH:
        raise BadInput(sentence("Say how many texts a month: 1 to {most}.", most=MOST_PER_MONTH), "per_month")
    if not kinds or len(kinds) > LONGEST_KINDS:
        raise BadInput(sentence("Say what kind of texts, in up to {most} characters.", most=LONGEST_KINDS), "kinds")
    if len(text) > LONGEST_TEXT:
        raise BadInput(sentence("The wording is too long: {most} characters at most.", most=LONGEST_TEXT), "text")
    found = lists.get(db, list_name)
    with db.write() as tx:
        lacks = missing(settings.policy(tx), text, per_month=per_month)
        if lacks:
            raise BadInput(sentence("The wording is not complete. {lacks}", lacks=lacks[0]), "text")
        before = table.in_use(tx, found.id)
        if before is None or (before.text, before.kinds, before.per_month) != (text, kinds, per_month):
            table.add(tx, found.id, text, kinds, per_month, by.name, now=by.at)
            activity.record(tx, by, Verb.WORDING_CHANGED, found.name)
    return in_use(db, found.name)


def in_use(db: Database, list_name: str) -> Wording:
    """The list's wording; raises NotFound if there is no such list, or no wording yet."""
    found = table.in_use(db.connection(), lists.get(db, list_name).id)
    if found is None:
        raise NotFound(sentence("The list {name!r} has no sign-up wording yet.", name=list_name[:40]))
    return found


def of_list(db: Database, list_id: int) -> Wording | None:
    """The wording of the list with this id; None if it has none yet."""
    return table.in_use(db.connection(), list_id)


def of_lists(db: Database) -> tuple[Wording, ...]:
    """The wording of every list that has one."""
    return table.of_lists(db.connection())


def shown(db: Database, ids: Iterable[int]) -> tuple[Wording, ...]:
    """The wordings with these ids, also those that are no longer in use; what is none is left out."""
    connection = db.connection()
    return tuple(filter(None, (table.get(connection, wording_id) for wording_id in ids)))


def history(db: Database, list_name: str) -> tuple[Wording, ...]:
    """Every wording that the list had, newest first; raises NotFound."""
    return table.history(db.connection(), lists.get(db, list_name).id)
