"""Contacts and lists, as rows."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from smsbox.store import ledger
from smsbox.store.ledger import ListState
from smsbox.store.paging import Page, check_limit, page_of
from smsbox.store.times import from_db, to_db


@dataclass(frozen=True)
class Contact:
    """A person the shop knows. `lists` maps each list's name to where the person stands on it."""

    number: str
    name: str
    fields: dict[str, str]
    tags: tuple[str, ...]
    lists: dict[str, ListState]
    suppressed: bool
    created_at: datetime


@dataclass(frozen=True)
class ListCounts:
    """A list and how many numbers are in each state on it."""

    name: str
    created_at: datetime
    none: int
    pending: int
    subscribed: int
    opted_out: int


def put(
    tx: sqlite3.Connection, number: str, name: str, fields: dict[str, str], tags: tuple[str, ...], *, now: datetime
) -> None:
    """Adds the contact or replaces its name, fields and tags. Consent is untouched."""
    tx.execute(
        "INSERT INTO contacts (number, name, fields, tags, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (number) DO UPDATE SET name = excluded.name, fields = excluded.fields, tags = excluded.tags,"
        " updated_at = excluded.updated_at",
        (number, name, json.dumps(fields), json.dumps(tags), to_db(now), to_db(now)),
    )


def delete(tx: sqlite3.Connection, number: str) -> bool:
    """Removes the contact; its suppression and ledger rows stay. False if there was none."""
    return tx.execute("DELETE FROM contacts WHERE number = ?", (number,)).rowcount == 1


def get(connection: sqlite3.Connection, number: str) -> Contact | None:
    """The contact, or None."""
    row = connection.execute("SELECT * FROM contacts WHERE number = ?", (number,)).fetchone()
    return None if row is None else _contact(connection, row)


def find(connection: sqlite3.Connection, after: str | None, limit: int) -> Page[Contact]:
    """Contacts in the order of their numbers."""
    rows = connection.execute(
        "SELECT * FROM contacts WHERE number > ? ORDER BY number LIMIT ?", (after or "", check_limit(limit) + 1)
    ).fetchall()
    return page_of(rows, limit, lambda row: _contact(connection, row), lambda row: row["number"])


def _contact(connection: sqlite3.Connection, row: sqlite3.Row) -> Contact:
    return Contact(
        number=row["number"],
        name=row["name"],
        fields=json.loads(row["fields"]),
        tags=tuple(json.loads(row["tags"])),
        lists=ledger.states(connection, row["number"]),
        suppressed=ledger.suppression(connection, row["number"]) is not None,
        created_at=from_db(row["created_at"]),
    )


def add_list(tx: sqlite3.Connection, name: str, *, now: datetime) -> bool:
    """Adds a list; False if one of that name is there already."""
    cursor = tx.execute("INSERT INTO lists (name, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING", (name, to_db(now)))
    return cursor.rowcount == 1


def list_id(connection: sqlite3.Connection, name: str) -> int | None:
    """The list's id, or None."""
    row = connection.execute("SELECT id FROM lists WHERE name = ?", (name,)).fetchone()
    return None if row is None else int(row["id"])


def all_lists(connection: sqlite3.Connection) -> tuple[ListCounts, ...]:
    """Every list with its counts, by name."""
    rows = connection.execute(
        "SELECT name, created_at, coalesce(sum(state = 'none'), 0) AS none,"
        " coalesce(sum(state = 'pending'), 0) AS pending,"
        " coalesce(sum(state = 'subscribed'), 0) AS subscribed, coalesce(sum(state = 'opted_out'), 0) AS opted_out"
        " FROM lists LEFT JOIN subscriptions ON list_id = lists.id GROUP BY lists.id ORDER BY name"
    )
    return tuple(
        ListCounts(
            row["name"],
            from_db(row["created_at"]),
            row["none"],
            row["pending"],
            row["subscribed"],
            row["opted_out"],
        )
        for row in rows
    )
