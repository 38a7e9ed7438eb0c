"""Imports as rows: what is staged, what of it is taken over, and what became of it."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from smsbox.store import bulk, chain, contacts, ledger, lists
from smsbox.store.ledger import LedgerEvent, ListState, NewEntry
from smsbox.store.search import folded_name
from smsbox.store.times import to_db

NO_FIELDS = "{}"

STAGING, ACCEPTED, DONE = "staging", "accepted", "done"


@dataclass(frozen=True)
class NewImport:
    """What an import's people agreed to, and from which file they come; it becomes the ledger's proof."""

    list: str
    source: str
    wording: str
    per_month: int
    file: str
    digest: str
    actor: str
    proof: str | None = None
    """The note about a kept file that proves every row: its name and its SHA-256."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A row that can be taken: the line it begins on, the number (E.164), and its other fields as JSON.

    `agreed_at` is None where the row has no proof; `source` is "" where it names none.
    """

    line: int
    number: str
    name: str
    fields: str
    agreed_at: datetime | None
    source: str


@dataclass(frozen=True)
class Counts:
    """How many rows met which end."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    opted_out: int = 0

    def plus(self, other: "Counts") -> "Counts":
        """The sums."""
        return Counts(
            self.added + other.added,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.opted_out + other.opted_out,
        )


@dataclass(frozen=True)
class Open:
    """An import that has not ended."""

    id: int
    accepted: bool


class _Known(NamedTuple):
    """A staged row, times as in the database, and what is known of its number; an import has very many of them."""

    line: int
    number: str
    name: str
    fields: str
    agreed_at: int | None
    source: str
    contact_id: int | None
    contact_name: str | None
    contact_fields: str | None
    state: str | None
    """A ListState."""
    stopped: bool
    left_at: int | None
    """When they last opted out of anything, be it of another list; a yes of before is none any more."""
    left_namesake: bool
    """Whether their last word about a list of this name, which may have been deleted since, was an opt-out."""
    erased: bool


def begin(tx: sqlite3.Connection, new: NewImport, *, now: datetime) -> int:
    """A new import, to be staged; its id."""
    cursor = tx.execute(
        "INSERT INTO imports (list, source, wording, per_month, file, digest, actor, proof, state, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'staging', ?)",
        (new.list, new.source, new.wording, new.per_month, new.file, new.digest, new.actor, new.proof, to_db(now)),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def stage(tx: sqlite3.Connection, import_id: int, rows: Iterable[Staged]) -> None:
    """Keeps rows for when the import is accepted."""
    bulk.insert(tx, "import_rows", _STAGED, [(import_id, *_values(row)) for row in rows])


_STAGED = ("import_id", "line", "number", "name", "fields", "agreed_at", "source")


def _values(row: Staged) -> tuple[object, ...]:
    return (row.line, row.number, row.name, row.fields, to_db(row.agreed_at), row.source)


def accept(tx: sqlite3.Connection, import_id: int, list_id: int) -> None:
    """From here on the import happens, whatever becomes of the process."""
    tx.execute("UPDATE imports SET state = 'accepted', list_id = ? WHERE id = ?", (list_id, import_id))


def unfinished(connection: sqlite3.Connection) -> tuple[Open, ...]:
    """Imports that have not ended, the oldest first."""
    rows = connection.execute("SELECT id, state FROM imports INDEXED BY imports_open WHERE state <> 'done' ORDER BY id")
    return tuple(Open(row["id"], row["state"] == ACCEPTED) for row in rows)


def drop(tx: sqlite3.Connection, import_id: int, most: int) -> bool:
    """Forgets up to `most` staged rows of an import that was not accepted, then the import; whether it is gone."""
    tx.execute(
        "DELETE FROM import_rows WHERE import_id = ?1 AND number <="
        " (SELECT max(number) FROM (SELECT number FROM import_rows WHERE import_id = ?1 ORDER BY number LIMIT ?2))",
        (import_id, most),
    )
    gone = tx.execute("SELECT 1 FROM import_rows WHERE import_id = ? LIMIT 1", (import_id,)).fetchone() is None
    if gone:
        tx.execute("DELETE FROM imports WHERE id = ? AND state = 'staging'", (import_id,))
    return gone


def counts(connection: sqlite3.Connection, import_id: int) -> Counts:
    """What became of the import's rows so far."""
    row = connection.execute("SELECT * FROM imports WHERE id = ?", (import_id,)).fetchone()
    return Counts(row["added"], row["updated"], row["unchanged"], row["opted_out"])


def preview(connection: sqlite3.Connection, list_name: str, rows: Sequence[Staged]) -> Counts:
    """What would become of the rows, one number each."""
    list_id, namesakes = contacts.list_id(connection, list_name), _namesakes(connection, list_name)
    found = (_plain(connection, _STANDING, (list_id, namesakes, *_values(row))).fetchone() for row in rows)
    return _counts(_known(connection, found))


def carry_out(tx: sqlite3.Connection, import_id: int, most: int, *, now: datetime) -> bool:
    """Takes over the next rows of an accepted import, up to `most`; False if that was all.

    A number that opted out, also since the rows were read, stays out. An erased person's stays unknown.
    """
    work = tx.execute("SELECT * FROM imports WHERE id = ?", (import_id,)).fetchone()
    if work["state"] != ACCEPTED:
        return False
    known = _known(
        tx, _plain(tx, _STAGED_AND_STANDING, (work["list_id"], _namesakes(tx, work["list"]), import_id, most))
    )
    _put_contacts(tx, [row for row in known if not row.erased], now)
    _put_consent(tx, work, [row for row in known if _counts_as_consent(row)], now)
    if known:
        tx.execute("DELETE FROM import_rows WHERE import_id = ? AND number <= ?", (import_id, known[-1].number))
    total, ended = _counts(known), len(known) < most
    tx.execute(
        "UPDATE imports SET added = added + ?, updated = updated + ?, unchanged = unchanged + ?,"
        " opted_out = opted_out + ?, state = ?, ended_at = ? WHERE id = ?",
        (
            total.added,
            total.updated,
            total.unchanged,
            total.opted_out,
            DONE if ended else ACCEPTED,
            to_db(now) if ended else None,
            import_id,
        ),
    )
    return not ended


def _put_contacts(tx: sqlite3.Connection, known: Sequence[_Known], now: datetime) -> None:
    """New people, and what the file says anew about those who are known; what it does not say stays."""
    newest, at = tx.execute("SELECT coalesce(max(id), 0) AS id FROM contacts").fetchone()["id"], to_db(now)
    tx.executemany(
        "INSERT INTO contacts (number, name, folded, fields, tags, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, '[]', ?, ?)",
        ((row.number, row.name, folded_name(row.name), row.fields, at, at) for row in known if row.contact_id is None),
    )
    tx.execute(contacts.INDEX_AFTER, (newest,))
    for row in known:
        if _says_more(row):
            contacts.put_data(tx, row.number, row.name or row.contact_name or "", _fields_of(row), now=now)


def _put_consent(tx: sqlite3.Connection, work: sqlite3.Row, known: Sequence[_Known], now: datetime) -> None:
    first = ledger.append_all(tx, _entries(work, known, now))
    tx.execute(
        "INSERT INTO subscriptions (number, list_id, state, ledger_id, per_month)"
        " SELECT number, list_id, iif(wording IS NULL, 'none', 'subscribed'), id, per_month FROM consent_ledger"
        f" WHERE id >= ? {ledger.OR_MOVE}",
        (first,),
    )


def _entries(work: sqlite3.Row, known: Sequence[_Known], now: datetime) -> Iterator[list[object]]:
    """The ledger's values of each row: those of an entry with proof or without, but for what is the row's own."""
    bare = NewEntry(
        "", LedgerEvent.IMPORT, now, "import", work["list_id"], work["source"], actor=work["actor"], evidence=""
    )
    proven = replace(bare, wording=work["wording"], act="collected by the shop", per_month=work["per_month"])
    without_proof, with_proof = ledger.values(bare, now), ledger.values(proven, now)
    file, proof = f"import {work['id']}: {work['file']}, line", "" if work["proof"] is None else f"; {work['proof']}"
    for row in known:
        evidence = f"{file} {row.line}, SHA-256 {work['digest']}"
        if row.agreed_at is None:
            values = list(without_proof)
        else:
            values = list(with_proof)
            values[_OCCURRED_AT] = row.agreed_at
            evidence += proof
        values[_NUMBER], values[_EVIDENCE] = row.number, evidence
        if row.source:
            values[_SOURCE] = row.source
        yield values


_NUMBER, _OCCURRED_AT, _SOURCE, _EVIDENCE = map(chain.COLUMNS.index, ("number", "occurred_at", "source", "evidence"))


def _counts_as_consent(row: _Known) -> bool:
    """Whether the ledger learns something: a yes with its proof, or somebody new to the list without one.

    Who was asked to reply YES answers that themselves: they may have left the list before.
    """
    if row.state in (ListState.SUBSCRIBED, ListState.PENDING) or _stays_out(row):
        return False
    return row.agreed_at is not None or row.state is None


def _stays_out(row: _Known) -> bool:
    """Whether the person has opted out, and has not agreed since: without a proof they enter as none."""
    if row.stopped or row.erased or row.state == ListState.OPTED_OUT:
        return True
    if row.agreed_at is None or row.state == ListState.SUBSCRIBED:
        return False
    return bool(row.left_namesake) or (row.left_at is not None and row.agreed_at <= row.left_at)


def _says_more(row: _Known) -> bool:
    """Whether the file tells something new about a person who is known."""
    if row.contact_id is None or row.erased:
        return False
    return bool(row.name and row.name != row.contact_name) or _fields_of(row) != _fields(row.contact_fields)


def _fields_of(row: _Known) -> dict[str, str]:
    """The person's fields with what the file says."""
    return {**_fields(row.contact_fields), **_fields(row.fields)}


def _counts(known: Iterable[_Known]) -> Counts:
    """How many of the rows meet which end."""
    ends = Counter(map(_end, known))
    return Counts(ends["added"], ends["updated"], ends["unchanged"], ends["opted_out"])


def _end(row: _Known) -> str:
    if _stays_out(row):
        return "opted_out"
    if row.contact_id is None:
        return "added"
    return "updated" if _says_more(row) or _counts_as_consent(row) else "unchanged"


_WORDS = (
    "FROM consent_ledger AS said INDEXED BY consent_ledger_by_number WHERE said.number = asked.number"
    " AND event <> 'doi_sent' AND (event <> 'import' OR wording IS NOT NULL)"
)
_NAMESAKE = "said.list_id IN (SELECT value FROM json_each(?2))"
_KNOWN = (
    "line, asked.number, asked.name, asked.fields, agreed_at, source, contacts.id, contacts.name, contacts.fields,"
    " (SELECT state FROM subscriptions WHERE subscriptions.number = asked.number AND list_id = ?1),"
    " EXISTS (SELECT 1 FROM suppressions WHERE suppressions.number = asked.number),"
    f" (SELECT max(occurred_at) {_WORDS} AND event = 'opt_out'),"
    f" (EXISTS (SELECT 1 {_WORDS} AND {_NAMESAKE}) AND (SELECT event = 'opt_out' {_WORDS}"
    f" AND ({_NAMESAKE} OR (said.list_id IS NULL AND event = 'opt_out')) ORDER BY said.id DESC LIMIT 1)), 0"
)
_STANDING = (
    f"SELECT {_KNOWN} FROM (SELECT ?3 AS line, ?4 AS number, ?5 AS name, ?6 AS fields, ?7 AS agreed_at, ?8 AS source)"
    " AS asked LEFT JOIN contacts ON contacts.number = asked.number"
)
_STAGED_AND_STANDING = (
    f"SELECT {_KNOWN} FROM import_rows AS asked LEFT JOIN contacts ON contacts.number = asked.number"
    " WHERE import_id = ?3 ORDER BY asked.number LIMIT ?4"
)


def _namesakes(connection: sqlite3.Connection, name: str) -> str:
    """The ids of the list of this name and of those that were deleted, as JSON."""
    wanted = name.strip().casefold()
    rows = connection.execute("SELECT id, name, deleted_at FROM lists").fetchall()
    return json.dumps([row["id"] for row in rows if _name_in_use(row).casefold() == wanted])


def _name_in_use(row: sqlite3.Row) -> str:
    name: str = row["name"]
    return name if row["deleted_at"] is None else lists.name_before(name, row["id"])


def _plain(connection: sqlite3.Connection, statement: str, values: tuple[object, ...]) -> sqlite3.Cursor:
    """A query whose rows are tuples."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return cursor.execute(statement, values)


def _known(connection: sqlite3.Connection, rows: Iterable[tuple[object, ...]]) -> list[_Known]:
    """The rows of `_KNOWN`, with whether the number is that of a person who was erased."""
    known = [_Known._make(row) for row in rows]
    found = connection.execute("SELECT number FROM suppressions WHERE number >= '#' AND number < '$'")
    erased = frozenset(row["number"] for row in found)
    if not erased:
        return known
    key = chain.key(connection)
    return [row._replace(erased=chain.redacted(key, row.number) in erased) for row in known]


def json_of(fields: dict[str, str]) -> str:
    """A row's fields as they are staged."""
    return json.dumps(fields) if fields else NO_FIELDS


def _fields(kept: str | None) -> dict[str, str]:
    found: dict[str, str] = {} if kept is None or kept == NO_FIELDS else json.loads(kept)
    return found
