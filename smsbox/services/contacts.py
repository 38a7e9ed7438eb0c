"""Contacts: adding, changing, finding, removing. Consent is the ledger's business, not a contact's."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.sentences import sentence
from smsbox.services import activity, numbers, settings
from smsbox.services import search as find_words
from smsbox.services.activity import By, Undo, Verb
from smsbox.store import contacts as table
from smsbox.store import deleted
from smsbox.store.contacts import MOST_FOUND, Contact, Totals
from smsbox.store.db import Database
from smsbox.store.paging import Page

__all__ = [
    "LONGEST_NAME",
    "LONGEST_VALUE",
    "MOST_FOUND",
    "NOTES",
    "Contact",
    "Totals",
    "by_id",
    "delete",
    "find",
    "get",
    "newest",
    "put",
    "put_in",
    "search",
    "take_back_adding",
    "take_back_change",
    "take_back_deleting",
    "totals",
]

LONGEST_NAME = 100
LONGEST_VALUE = 500
MOST_FIELDS = 64
"""Characters of a name and of a field's value; fields and tags a contact may have."""


NOTES = "notes"
"""The field that holds what staff note about a customer."""


def _parse(db: Database, number: str) -> str:
    return numbers.parse(number, settings.policy(db.connection()).region)


def put(
    db: Database,
    number: str,
    *,
    name: str = "",
    fields: Mapping[str, str] | None = None,
    tags: Sequence[str] = (),
    by: By | None = None,
    now: datetime,
) -> Contact:
    """Adds the contact or replaces its name, fields and tags; raises BadInput and changes nothing if one cannot be."""
    number = _parse(db, number)
    with db.write() as tx:
        return put_in(tx, number, name=name, fields=fields, tags=tags, by=by, now=now)


def put_in(
    tx: sqlite3.Connection,
    number: str,
    *,
    name: str,
    fields: Mapping[str, str] | None = None,
    tags: Sequence[str] = (),
    by: By | None,
    now: datetime,
) -> Contact:
    """`put` of an E.164 number in the caller's transaction."""
    fields = dict(fields or {})
    if len(name) > LONGEST_NAME:
        raise BadInput(sentence("The name is too long: {most} characters at most.", most=LONGEST_NAME), "name")
    if len(fields) > MOST_FIELDS or len(tags) > MOST_FIELDS:
        raise BadInput(sentence("A contact has at most {most} fields and {most} tags.", most=MOST_FIELDS), "fields")
    if any(len(text) > LONGEST_VALUE for text in (*fields, *fields.values(), *tags)):
        raise BadInput(sentence("A field or tag is too long: {most} characters at most.", most=LONGEST_VALUE), "fields")
    before = table.get(tx, number)
    table.put(tx, number, name.strip(), fields, tuple(dict.fromkeys(tags)), now=now)
    after = table.get(tx, number)
    assert after is not None
    _record_put(tx, by, before, after)
    return after


def _record_put(tx: sqlite3.Connection, by: By | None, before: Contact | None, after: Contact) -> None:
    if before is None:
        activity.record(tx, by, Verb.CONTACT_ADDED, after.number, undo={"after": _values(after)})
    elif _values(before) != _values(after):
        undo = {"before": _values(before), "after": _values(after)}
        activity.record(tx, by, Verb.CONTACT_CHANGED, after.number, undo=undo)


def _values(contact: Contact) -> list[object]:
    return [contact.name, contact.fields, list(contact.tags)]


def _put_back(tx: sqlite3.Connection, number: str, values: object, by: By) -> None:
    assert isinstance(values, list)
    name, fields, tags = values
    table.put(tx, number, name, fields, tuple(tags), now=by.at)


def take_back_adding(tx: sqlite3.Connection, number: str, undo: Undo, _by: By) -> None:
    """The contact is gone again, and with it every yes that was written down for them."""
    _check_unchanged(tx, number, undo)
    table.delete(tx, number)
    deleted.set_aside(tx, number)


def take_back_change(tx: sqlite3.Connection, number: str, undo: Undo, by: By) -> None:
    """The contact is what it was."""
    _check_unchanged(tx, number, undo)
    _put_back(tx, number, undo["before"], by)


def take_back_deleting(tx: sqlite3.Connection, number: str, undo: Undo, by: By) -> None:
    """The contact is there again, and on its lists, where nothing was said about them since."""
    if table.get(tx, number) is not None:
        raise Conflict(sentence("This customer has been added again since."))
    _put_back(tx, number, undo["before"], by)
    lists = undo.get("lists", [])
    assert isinstance(lists, list)
    deleted.put_back(tx, number, lists)


def _check_unchanged(tx: sqlite3.Connection, number: str, undo: Undo) -> None:
    now = table.get(tx, number)
    if now is None or _values(now) != undo["after"]:
        raise Conflict(sentence("This has been changed again since. Take the later change back first."))


def get(db: Database, number: str) -> Contact:
    """The contact; raises NotFound."""
    contact = table.get(db.connection(), _parse(db, number))
    if contact is None:
        raise NotFound(sentence("There is no contact with this number."))
    return contact


def by_id(db: Database, contact_id: int) -> Contact:
    """The contact; raises NotFound."""
    contact = table.by_id(db.connection(), contact_id)
    if contact is None:
        raise NotFound(sentence("This customer is not here any more."))
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


def delete(db: Database, number: str, *, by: By | None = None) -> None:
    """Removes the contact, who gets no more offers; it is kept for undoing it. An opt-out stays. Raises NotFound."""
    number = _parse(db, number)
    with db.write() as tx:
        before = table.get(tx, number)
        if before is None:
            raise NotFound(sentence("There is no contact with this number."))
        table.delete(tx, number)
        lists = deleted.set_aside(tx, number)
        undo = {"before": _values(before), "lists": lists}
        activity.record(tx, by, Verb.CONTACT_DELETED, number, undo=undo)
