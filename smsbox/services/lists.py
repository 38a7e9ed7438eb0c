"""Lists that people say yes to."""

import re
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.rules.campaign import CampaignState
from smsbox.rules.words.keywords import may_name_list
from smsbox.rules.words.normal import normalise
from smsbox.sentences import Sentence, sentence
from smsbox.services import activity
from smsbox.services.activity import UNDO_WITHIN, By, Undo, Verb
from smsbox.store import campaigns, contacts
from smsbox.store import lists as table
from smsbox.store.campaigns import Campaign
from smsbox.store.contacts import ListCounts
from smsbox.store.db import Database

__all__ = [
    "LONGEST_NAME",
    "ListCounts",
    "Use",
    "all_lists",
    "by_id",
    "create",
    "delete",
    "forget",
    "get",
    "rename",
    "take_back_creating",
    "take_back_deleting",
    "take_back_renaming",
    "used_by",
]

LONGEST_NAME = 60
"""Characters."""

DELETED = re.compile(r"\(deleted [0-9]+\)$")
"""How the names of deleted lists end."""

CHUNK = 1000
"""People forgotten in one transaction, so that it holds the write lock for under 0.2 s."""


def create(db: Database, name: str, *, by: By | None = None, now: datetime) -> ListCounts:
    """Adds an empty list; raises BadInput for a name that cannot be, Conflict if there is one already."""
    name = check_name(name)
    with db.write() as tx:
        check_free(tx, name)
        if not contacts.add_list(tx, name, now=now):
            raise _taken(name)
        activity.record(tx, by, Verb.LIST_CREATED, name, undo={"id": _id(tx, name)})
    return get(db, name)


def rename(db: Database, name: str, new_name: str, *, by: By | None = None) -> ListCounts:
    """Gives a list another name; raises NotFound, BadInput, or Conflict if another list has that name."""
    new_name = check_name(new_name)
    old_name = get(db, name).name
    with db.write() as tx:
        list_id = _id(tx, old_name)
        check_free(tx, new_name, list_id)
        if not table.rename(tx, list_id, new_name):
            raise _taken(new_name)
        if new_name != old_name:
            undo = {"id": list_id, "before": old_name}
            activity.record(tx, by, Verb.LIST_RENAMED, new_name, detail=old_name, undo=undo)
    return get(db, new_name)


def delete(db: Database, name: str, *, by: By | None = None, now: datetime) -> None:
    """Takes a list out of use: offers to it stop, nobody joins it.

    Raises NotFound, or Conflict while a campaign is to go to it: all its texts would be held to be forbidden.
    """
    name = get(db, name).name
    with db.write() as tx:
        list_id = _id(tx, name)
        _check_unused(tx, list_id)
        table.delete(tx, list_id, now=now)
        activity.record(tx, by, Verb.LIST_DELETED, name, undo={"id": list_id})


def take_back_creating(tx: sqlite3.Connection, name: str, undo: Undo, by: By) -> None:
    """The list is gone again, unless somebody has joined it."""
    list_id = _id(tx, name)
    if list_id != undo["id"] or not table.is_empty(tx, list_id):
        raise Conflict(sentence("People have joined this list since. Delete it instead."))
    _check_unused(tx, list_id)
    table.delete(tx, list_id, now=by.at)


def take_back_renaming(tx: sqlite3.Connection, name: str, undo: Undo, _by: By) -> None:
    """The list has the name of before."""
    if contacts.list_id(tx, name) != undo["id"]:
        raise Conflict(sentence("This has been changed again since. Take the later change back first."))
    check_free(tx, str(undo["before"]), _id(tx, name))
    if not table.rename(tx, _id(tx, name), str(undo["before"])):
        raise _taken(str(undo["before"]))


def take_back_deleting(tx: sqlite3.Connection, name: str, undo: Undo, _by: By) -> None:
    """The list is there again, with all who were on it but those who left meanwhile."""
    list_id = undo["id"]
    assert isinstance(list_id, int)
    check_free(tx, name)
    if not table.restore(tx, list_id, name):
        raise _taken(name)


@dataclass(frozen=True)
class Use:
    """The campaign that is to go to a list, or is on its way, so that the list has to stay; and what can be done."""

    campaign: Campaign
    words: Sentence


def used_by(connection: sqlite3.Connection, list_id: int) -> Use | None:
    """What the list has to stay for; None if it may go."""
    found = campaigns.using(connection, list_id)
    if found is None:
        return None
    if found.state is CampaignState.PLANNED:
        words = sentence("“{text}” is planned for this list. Take it back, or wait until it is sent.", text=found.name)
    else:
        words = sentence(
            "“{text}” is on its way to this list. Stop it for good, or wait until it is done.", text=found.name
        )
    return Use(found, words)


def _check_unused(tx: sqlite3.Connection, list_id: int) -> None:
    use = used_by(tx, list_id)
    if use is not None:
        raise Conflict(use.words)


def forget(db: Database, *, now: datetime) -> bool:
    """Forgets some of who was on lists that can no longer be brought back; whether there were any."""
    list_id = table.long_deleted(db.connection(), now - UNDO_WITHIN)
    if list_id is None:
        return False
    with db.write() as tx:
        table.drop_members(tx, list_id, CHUNK)
    return True


def all_lists(db: Database) -> tuple[ListCounts, ...]:
    """Every list with its counts, by name."""
    return contacts.all_lists(db.connection())


def get(db: Database, name: str) -> ListCounts:
    """The list; raises NotFound."""
    for found in all_lists(db):
        if found.name.casefold() == name.strip().casefold():
            return found
    raise NotFound(sentence("There is no list {name!r}.", name=name[:40]))


def by_id(db: Database, list_id: int) -> ListCounts:
    """The list; raises NotFound."""
    for found in all_lists(db):
        if found.id == list_id:
            return found
    raise NotFound(sentence("This list is not here any more."))


def check_name(name: str) -> str:
    """The name as it is kept; raises BadInput if it cannot be a list's."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadInput(sentence("A list's name is 1 to {most} characters on one line.", most=LONGEST_NAME), "name")
    if DELETED.search(name):
        raise BadInput(sentence("A list's name cannot end like a deleted list's."), "name")
    if not may_name_list(normalise(name)):
        raise BadInput(sentence("{word!r} means something to every phone. Choose another word.", word=name), "name")
    return name


def check_free(connection: sqlite3.Connection, name: str, own: int | None = None) -> None:
    """Raises Conflict if a list other than `own` is left by the same `STOP <name>` (3.4)."""
    word = normalise(name)
    for other in table.names(connection):
        if word and other.id != own and normalise(other.name) == word:
            raise _taken(other.name)


def _id(tx: sqlite3.Connection, name: str) -> int:
    list_id = contacts.list_id(tx, name)
    if list_id is None:
        raise NotFound(sentence("There is no list {name!r}.", name=name[:40]))
    return list_id


def _taken(name: str) -> Conflict:
    return Conflict(sentence("There is a list {name!r} already.", name=name))
