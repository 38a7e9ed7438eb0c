"""Contacts: adding, changing, finding, removing. Consent is the ledger's business, not a contact's."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from smsbox.errors import BadInput, NotFound
from smsbox.sentences import sentence
from smsbox.services import numbers, settings
from smsbox.services import search as find_words
from smsbox.store import contacts as table
from smsbox.store.contacts import MOST_FOUND, Contact, Stopped, Totals
from smsbox.store.db import Database
from smsbox.store.paging import Page

__all__ = [
    "MOST_FOUND",
    "Contact",
    "Stopped",
    "Totals",
    "delete",
    "find",
    "get",
    "newest",
    "put",
    "search",
    "stopped",
    "totals",
]

LONGEST_NAME = 100
LONGEST_VALUE = 500
MOST_FIELDS = 64
"""Characters of a name and of a field's value; fields and tags a contact may have."""


def _parse(db: Database, number: str) -> str:
    return numbers.parse(number, settings.policy(db.connection()).region)


def put(
    db: Database,
    number: str,
    *,
    name: str = "",
    fields: Mapping[str, str] | None = None,
    tags: Sequence[str] = (),
    now: datetime,
) -> Contact:
    """Adds the contact or replaces its name, fields and tags; raises BadInput and changes nothing if one cannot be."""
    number = _parse(db, number)
    fields = dict(fields or {})
    if len(name) > LONGEST_NAME:
        raise BadInput(sentence("The name is too long: {most} characters at most.", most=LONGEST_NAME), "name")
    if len(fields) > MOST_FIELDS or len(tags) > MOST_FIELDS:
        raise BadInput(sentence("A contact has at most {most} fields and {most} tags.", most=MOST_FIELDS), "fields")
    if any(len(text) > LONGEST_VALUE for text in (*fields, *fields.values(), *tags)):
        raise BadInput(sentence("A field or tag is too long: {most} characters at most.", most=LONGEST_VALUE), "fields")
    with db.write() as tx:
        table.put(tx, number, name.strip(), fields, tuple(dict.fromkeys(tags)), now=now)
    return get(db, number)


def get(db: Database, number: str) -> Contact:
    """The contact; raises NotFound."""
    contact = table.get(db.connection(), _parse(db, number))
    if contact is None:
        raise NotFound(sentence("There is no contact with this number."))
    return contact


def find(db: Database, *, after: str | None = None, limit: int = 50) -> Page[Contact]:
    """Contacts in the order of their numbers."""
    return table.find(db.connection(), after, limit)


def newest(db: Database, *, after: str | None = None, limit: int = 50) -> Page[Contact]:
    """Contacts, the one that was added last first."""
    return table.newest(db.connection(), after, limit)


def search(
    db: Database, words: str = "", *, list_name: str | None = None, after: str | None = None, limit: int = 50
) -> Page[Contact]:
    """Contacts by name: all, those that fit `words`, those on a list; those without a name come last.

    `words` are pieces of names (beginnings, if shorter than three letters), or of a number as it is typed at home or
    abroad; accents and letter case do not matter. At most MOST_FOUND are found. Raises NotFound for an unknown list.
    """
    connection = db.connection()
    terms = find_words.terms(words, settings.policy(connection).region) if words.strip() else ()
    member_of = None if list_name is None else table.list_id(connection, list_name)
    if list_name is not None and member_of is None:
        raise NotFound(sentence("There is no list {name!r}.", name=list_name[:40]))
    if words.strip() and not terms:
        return Page((), None)
    return table.search(connection, terms, member_of, after, limit)


def totals(db: Database) -> Totals:
    """How many contacts there are, and how many numbers said STOP."""
    return table.count(db.connection())


def stopped(db: Database, *, after: str | None = None, limit: int = 50) -> Page[Stopped]:
    """The numbers that get nothing more, in their order."""
    return table.stopped(db.connection(), after, limit)


def delete(db: Database, number: str) -> None:
    """Removes the contact; an opt-out stays. Raises NotFound."""
    number = _parse(db, number)
    with db.write() as tx:
        if not table.delete(tx, number):
            raise NotFound(sentence("There is no contact with this number."))
