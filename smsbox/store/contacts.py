"""Contacts and lists, as rows."""

import json
import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime

from smsbox.rules.scope import Scope
from smsbox.store.ledger import ListState, suppression
from smsbox.store.paging import Page, check_limit, number_cursor, page_of
from smsbox.store.search import LAST_CHARACTER, Terms, contacts_match, fold, folded_name, is_short
from smsbox.store.times import from_db, to_db


@dataclass(frozen=True)
class Contact:
    """A person the shop knows. `lists` maps each list's name to where the person stands on it."""

    id: int
    number: str
    name: str
    fields: dict[str, str]
    tags: tuple[str, ...]
    lists: dict[str, ListState]
    suppressed: bool
    suppressed_scope: Scope | None
    created_at: datetime


@dataclass(frozen=True)
class ListCounts:
    """A list and how many numbers are in each state on it."""

    id: int
    name: str
    created_at: datetime
    none: int
    pending: int
    subscribed: int
    opted_out: int


@dataclass(frozen=True)
class Totals:
    """How many contacts the shop has, and how many numbers said STOP."""

    contacts: int
    stopped: int


def put(
    tx: sqlite3.Connection, number: str, name: str, fields: dict[str, str], tags: tuple[str, ...], *, now: datetime
) -> None:
    """Adds the contact or replaces its name, fields and tags. Consent is untouched."""
    tx.execute(UNINDEX, (number,))
    tx.execute(
        "INSERT INTO contacts (number, name, folded, fields, tags, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (number) DO UPDATE SET name = excluded.name, folded = excluded.folded, fields = excluded.fields,"
        " tags = excluded.tags, updated_at = excluded.updated_at",
        (number, name, folded_name(name), json.dumps(fields), json.dumps(tags), to_db(now), to_db(now)),
    )
    tx.execute(INDEX, (number,))


def put_data(tx: sqlite3.Connection, number: str, name: str, fields: dict[str, str], *, now: datetime) -> None:
    """Replaces name and fields of a contact who is there; the tags stay."""
    tx.execute(UNINDEX, (number,))
    tx.execute(
        "UPDATE contacts SET name = ?, folded = ?, fields = ?, updated_at = ? WHERE number = ?",
        (name, folded_name(name), json.dumps(fields), to_db(now), number),
    )
    tx.execute(INDEX, (number,))


def add_unnamed(tx: sqlite3.Connection, number: str, *, now: datetime) -> None:
    """Somebody whose number is all that is known; whoever is there already stays as they are."""
    if tx.execute("SELECT 1 FROM contacts WHERE number = ?", (number,)).fetchone() is None:
        put(tx, number, "", {}, (), now=now)


INDEX = "INSERT INTO contacts_search (rowid, folded, number) SELECT id, folded, number FROM contacts WHERE number = ?"
INDEX_AFTER = "INSERT INTO contacts_search (rowid, folded, number) SELECT id, folded, number FROM contacts WHERE id > ?"
UNINDEX = (
    "INSERT INTO contacts_search (contacts_search, rowid, folded, number)"
    " SELECT 'delete', id, folded, number FROM contacts WHERE number = ?"
)


def delete(tx: sqlite3.Connection, number: str) -> bool:
    """Removes the contact; its suppression and ledger rows stay. False if there was none."""
    tx.execute(UNINDEX, (number,))
    return tx.execute("DELETE FROM contacts WHERE number = ?", (number,)).rowcount == 1


_CONTACT = (
    "SELECT contacts.*, (SELECT scope FROM suppressions WHERE suppressions.number = contacts.number) AS scope,"
    " (SELECT json_group_object(lists.name, state) FROM subscriptions JOIN lists ON lists.id = list_id"
    " WHERE subscriptions.number = contacts.number AND deleted_at IS NULL) AS lists"
)


def get(connection: sqlite3.Connection, number: str) -> Contact | None:
    """The contact, or None; suppressed also by what an erased person with this number had said (2.10)."""
    row = connection.execute(f"{_CONTACT} FROM contacts WHERE contacts.number = ?", (number,)).fetchone()
    return None if row is None else _single(connection, row)


def by_id(connection: sqlite3.Connection, contact_id: int) -> Contact | None:
    """The contact, or None; suppressed as for `get`."""
    row = connection.execute(f"{_CONTACT} FROM contacts WHERE contacts.id = ?", (contact_id,)).fetchone()
    return None if row is None else _single(connection, row)


def _single(connection: sqlite3.Connection, row: sqlite3.Row) -> Contact:
    found = suppression(connection, row["number"])
    return replace(_contact(row), suppressed=found is not None, suppressed_scope=found.scope if found else None)


def find(connection: sqlite3.Connection, after: str | None, limit: int) -> Page[Contact]:
    """Contacts in the order of their numbers."""
    rows = connection.execute(
        f"{_CONTACT} FROM contacts WHERE contacts.number > ? ORDER BY contacts.number LIMIT ?",
        (after or "", check_limit(limit) + 1),
    ).fetchall()
    return page_of(rows, limit, _contact, lambda row: row["number"])


def newest(connection: sqlite3.Connection, after: str | None, limit: int) -> Page[Contact]:
    """Contacts, the one that was added last first."""
    rows = connection.execute(
        f"{_CONTACT} FROM contacts WHERE contacts.id < ? ORDER BY contacts.id DESC LIMIT ?",
        (number_cursor(after, 2**62), check_limit(limit) + 1),
    ).fetchall()
    return page_of(rows, limit, _contact, lambda row: row["id"])


def search(
    connection: sqlite3.Connection, terms: Terms, member_of: int | None, after: str | None, limit: int
) -> Page[Contact]:
    """Contacts that fit every term and are subscribed to the list `member_of`, by name; those without one come last.

    Terms of fewer than TRIGRAM characters are beginnings of names' words, alone a name's beginning. Of more than
    MOST_FOUND that fit longer terms only those that were added last are found.
    """
    match = contacts_match(terms)
    beginning = terms[0].word if terms and match is None else ""
    conditions = ["(contacts.folded, contacts.number) > (?, ?)"]
    values: list[object] = [*_name_cursor(after, beginning)]
    if beginning:
        conditions.append("contacts.folded < ?")
        values.append(beginning + LAST_CHARACTER)
    narrowed, narrowing = _narrowed(connection, terms, member_of, found=match is not None)
    if match is None:
        statement = _NAMED.format(shown=_CONTACT, source="contacts", conditions=" AND ".join([*conditions, *narrowed]))
        values += narrowing
    else:
        found = f"({_FOUND_ON.format(conditions=' AND '.join(narrowed)) if narrowed else _FOUND}) AS found"
        source = f"{found} CROSS JOIN contacts ON contacts.id = found.id"
        named = _NAMED.format(shown="SELECT contacts.id AS id", source=source, conditions=" AND ".join(conditions))
        statement = f"{_CONTACT} FROM ({named}) AS named CROSS JOIN contacts ON contacts.id = named.id ORDER BY {_NAME}"
        values = [match, *narrowing, MOST_FOUND, *values]
    rows = connection.execute(statement, (*values, check_limit(limit) + 1)).fetchall()
    return page_of(rows, limit, _contact, lambda row: f"{row['number']}_{row['folded']}")


MOST_FOUND = 500
"""Contacts that a search finds at most: nobody reads on beyond, and a page stays fast whatever is typed."""

SMALL_LIST = 2000
"""Members up to which a list's are looked up one by one; of a larger one the next page is soon met by name."""

_NAME = "contacts.folded, contacts.number"
_NAMED = f"{{shown}} FROM {{source}} WHERE {{conditions}} ORDER BY {_NAME} LIMIT ?"
_FOUND = "SELECT rowid AS id FROM contacts_search WHERE contacts_search MATCH ? ORDER BY rowid DESC LIMIT ?"
_FOUND_ON = (
    "SELECT contacts.id AS id FROM contacts_search CROSS JOIN contacts ON contacts.id = contacts_search.rowid"
    " WHERE contacts_search MATCH ? AND {conditions} ORDER BY contacts_search.rowid DESC LIMIT ?"
)
_ON_LIST = "SELECT number FROM subscriptions WHERE list_id = ? AND state = 'subscribed'"


def _narrowed(
    connection: sqlite3.Connection, terms: Terms, member_of: int | None, *, found: bool
) -> tuple[list[str], list[object]]:
    """The conditions that the contacts' indexes do not help with, on all or on what is `found`; and their values."""
    conditions = ["instr(' ' || contacts.folded, ?) > 0" for term in terms if is_short(term)]
    values: list[object] = [f" {term.word}" for term in terms if is_short(term)]
    if member_of is not None:
        values.append(member_of)
        if numbers_on(connection, member_of) > SMALL_LIST:
            conditions.append(f"EXISTS ({_ON_LIST} AND subscriptions.number = contacts.number)")
        elif found:
            conditions.append(f"+contacts_search.rowid IN (SELECT id FROM contacts WHERE number IN ({_ON_LIST}))")
        else:
            conditions.append(f"contacts.number IN ({_ON_LIST})")
    return conditions, values


def numbers_on(connection: sqlite3.Connection, list_id: int) -> int:
    """How many numbers are subscribed to the list."""
    row = connection.execute(
        "SELECT numbers FROM list_counts WHERE list_id = ? AND state = 'subscribed'", (list_id,)
    ).fetchone()
    return 0 if row is None else int(row["numbers"])


def _name_cursor(after: str | None, beginning: str) -> tuple[str, str]:
    """The folded name and number after which a page begins."""
    if after is None:
        return beginning, ""
    number, _, folded = after.partition("_")
    return folded_name(folded), fold(number)


def count(connection: sqlite3.Connection) -> Totals:
    """How many contacts there are, and how many numbers said STOP."""
    totals = {row["name"]: row["count"] for row in connection.execute("SELECT name, count FROM table_counts")}
    return Totals(totals["contacts"], totals["suppressions"])


def _contact(row: sqlite3.Row) -> Contact:
    lists, fields, tags = json.loads(f"[{row['lists']},{row['fields']},{row['tags']}]")
    return Contact(
        id=row["id"],
        number=row["number"],
        name=row["name"],
        fields=fields,
        tags=tuple(tags),
        lists={name: ListState(lists[name]) for name in sorted(lists, key=str.casefold)},
        suppressed=row["scope"] is not None,
        suppressed_scope=Scope(row["scope"]) if row["scope"] else None,
        created_at=from_db(row["created_at"]),
    )


def add_list(tx: sqlite3.Connection, name: str, *, now: datetime) -> bool:
    """Adds a list; False if one of that name is there already."""
    cursor = tx.execute("INSERT INTO lists (name, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING", (name, to_db(now)))
    return cursor.rowcount == 1


def list_id(connection: sqlite3.Connection, name: str) -> int | None:
    """The list's id, or None."""
    row = connection.execute("SELECT id FROM lists WHERE name = ? AND deleted_at IS NULL", (name,)).fetchone()
    return None if row is None else int(row["id"])


def all_lists(connection: sqlite3.Connection) -> tuple[ListCounts, ...]:
    """Every list with its counts, by name."""
    rows = connection.execute(
        "SELECT lists.id AS id, name, created_at,"
        " json_group_object(coalesce(state, 'none'), coalesce(numbers, 0)) AS counts"
        " FROM lists LEFT JOIN list_counts ON list_id = lists.id WHERE deleted_at IS NULL"
        " GROUP BY lists.id ORDER BY name"
    )
    found = []
    for row in rows:
        numbers = json.loads(row["counts"])
        counts = [numbers.get(state, 0) for state in ("none", "pending", "subscribed", "opted_out")]
        found.append(ListCounts(row["id"], row["name"], from_db(row["created_at"]), *counts))
    return tuple(found)
