"""Contacts: adding, changing, finding, removing. Consent is the ledger's business, not a contact's."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from smsbox.errors import BadInput, NotFound
from smsbox.sentences import sentence
from smsbox.services import numbers, settings
from smsbox.store import contacts as table
from smsbox.store.contacts import Contact
from smsbox.store.db import Database
from smsbox.store.paging import Page

__all__ = ["Contact", "delete", "find", "get", "put"]

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


def delete(db: Database, number: str) -> None:
    """Removes the contact; an opt-out stays. Raises NotFound."""
    number = _parse(db, number)
    with db.write() as tx:
        if not table.delete(tx, number):
            raise NotFound(sentence("There is no contact with this number."))
