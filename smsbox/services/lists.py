"""Lists that people say yes to."""

from datetime import datetime

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.sentences import sentence
from smsbox.store import contacts
from smsbox.store.contacts import ListCounts
from smsbox.store.db import Database

__all__ = ["ListCounts", "all_lists", "create", "get"]

LONGEST_NAME = 60
"""Characters."""


def create(db: Database, name: str, *, now: datetime) -> ListCounts:
    """Adds an empty list; raises BadInput for a name that cannot be, Conflict if there is one already."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadInput(sentence("A list's name is 1 to {most} characters on one line.", most=LONGEST_NAME), "name")
    with db.write() as tx:
        if not contacts.add_list(tx, name, now=now):
            raise Conflict(sentence("There is a list {name!r} already.", name=name))
    return get(db, name)


def all_lists(db: Database) -> tuple[ListCounts, ...]:
    """Every list with its counts, by name."""
    return contacts.all_lists(db.connection())


def get(db: Database, name: str) -> ListCounts:
    """The list; raises NotFound."""
    for found in all_lists(db):
        if found.name.casefold() == name.strip().casefold():
            return found
    raise NotFound(sentence("There is no list {name!r}.", name=name[:40]))
