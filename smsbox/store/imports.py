"""Imports as rows: what is staged, what of it is taken over, and what became of it."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from smsbox.store import chain, contacts, ledger, lists
from smsbox.store.ledger import LedgerEvent, ListState, NewEntry
from smsbox.store.search import folded_name
from smsbox.store.times import from_db, to_db

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


@dataclass(frozen=True)
class Staged:
    """A row on its way in; `agreed_at` is None without a proof."""

    line: int
    number: str
    name: str
    fields: dict[str, str]
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


@dataclass(frozen=True)
class _Standing:
    """What is known of a row's number."""

    contact_id: int | None
    name: str
    fields: dict[str, str]
    state: ListState | None
    stopped: bool
    erased: bool
    left_at: datetime | None
    """When they last opted out of anything, be it of another list; a yes of before is none any more."""
    left_namesake: bool
    """Whether their last word about a list of this name, which may have been deleted since, was an opt-out."""


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
    tx.executemany(
        "INSERT INTO import_rows (import_id, line, number, name, fields, agreed_at, source)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (import_id, row.line, row.number, row.name, _json(row.fields), to_db(row.agreed_at), row.source)
            for row in rows
        ),
    )


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
        "DELETE FROM import_rows WHERE import_id = ?1 AND line <="
        " (SELECT max(line) FROM (SELECT line FROM import_rows WHERE import_id = ?1 ORDER BY line LIMIT ?2))",
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
    digests = _erased_digests(connection)
    list_id, namesakes = contacts.list_id(connection, list_name), _namesakes(connection, list_name)
    total = Counts()
    for row in rows:
        found = connection.execute(_STANDING, (list_id, row.number, namesakes)).fetchone()
        total = total.plus(_outcome(row, _standing_of(found, row.number, digests)))
    return total


def carry_out(tx: sqlite3.Connection, import_id: int, most: int, *, now: datetime) -> bool:
    """Takes over the next rows of an accepted import, up to `most`; False if that was all.

    A number that opted out, also since the rows were read, stays out. An erased person's stays unknown.
    """
    work = tx.execute("SELECT * FROM imports WHERE id = ?", (import_id,)).fetchone()
    if work["state"] != ACCEPTED:
        return False
    digests = _erased_digests(tx)
    rows = tx.execute(_STAGED_AND_STANDING, (work["list_id"], import_id, _namesakes(tx, work["list"]), most))
    known = [(_staged(row), _standing_of(row, row["number"], digests)) for row in rows]
    _put_contacts(tx, [(row, standing) for row, standing in known if not standing.erased], now)
    _put_consent(tx, work, [(row, standing) for row, standing in known if _counts_as_consent(row, standing)], now)
    total = Counts()
    for row, standing in known:
        total = total.plus(_outcome(row, standing))
    if known:
        tx.execute("DELETE FROM import_rows WHERE import_id = ? AND line <= ?", (import_id, known[-1][0].line))
    ended = len(known) < most
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


def _put_contacts(tx: sqlite3.Connection, known: Sequence[tuple[Staged, _Standing]], now: datetime) -> None:
    """New people, and what the file says anew about those who are known; what it does not say stays."""
    fresh = [row for row, standing in known if standing.contact_id is None]
    newest = tx.execute("SELECT coalesce(max(id), 0) AS id FROM contacts").fetchone()["id"]
    tx.executemany(
        "INSERT INTO contacts (number, name, folded, fields, tags, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, '[]', ?, ?)",
        ((row.number, row.name, folded_name(row.name), _json(row.fields), to_db(now), to_db(now)) for row in fresh),
    )
    tx.execute(contacts.INDEX_AFTER, (newest,))
    for row, standing in known:
        if standing.contact_id is not None and _says_more(row, standing):
            contacts.put_data(tx, row.number, row.name or standing.name, {**standing.fields, **row.fields}, now=now)


def _put_consent(
    tx: sqlite3.Connection, work: sqlite3.Row, known: Sequence[tuple[Staged, _Standing]], now: datetime
) -> None:
    entries = (
        NewEntry(
            number=row.number,
            event=LedgerEvent.IMPORT,
            occurred_at=row.agreed_at or now,
            channel="import",
            list_id=work["list_id"],
            source=row.source or work["source"],
            wording=work["wording"] if row.agreed_at else None,
            act="collected by the shop" if row.agreed_at else None,
            actor=work["actor"],
            evidence=_evidence(work, row),
            per_month=work["per_month"] if row.agreed_at else None,
        )
        for row, _ in known
    )
    ids = ledger.append_all(tx, entries, now=now)
    states = (
        (row.number, ListState.SUBSCRIBED, ledger_id, work["per_month"])
        if row.agreed_at
        else (row.number, ListState.NONE, ledger_id, None)
        for (row, _), ledger_id in zip(known, ids, strict=True)
    )
    ledger.set_states(tx, work["list_id"], states)


def _evidence(work: sqlite3.Row, row: Staged) -> str:
    words = f"import {work['id']}: {work['file']}, line {row.line}, SHA-256 {work['digest']}"
    return words if work["proof"] is None or row.agreed_at is None else f"{words}; {work['proof']}"


def _counts_as_consent(row: Staged, standing: _Standing) -> bool:
    """Whether the ledger learns something: a yes with its proof, or somebody new to the list without one.

    Who was asked to reply YES answers that themselves: they may have left the list before.
    """
    if standing.state in (ListState.SUBSCRIBED, ListState.PENDING) or _stays_out(row, standing):
        return False
    return row.agreed_at is not None or standing.state is None


def _stays_out(row: Staged, standing: _Standing) -> bool:
    """Whether the person has opted out, and has not agreed since: without a proof they enter as none."""
    if standing.stopped or standing.state is ListState.OPTED_OUT:
        return True
    if row.agreed_at is None or standing.state is ListState.SUBSCRIBED:
        return False
    return standing.left_namesake or (standing.left_at is not None and row.agreed_at <= standing.left_at)


def _says_more(row: Staged, standing: _Standing) -> bool:
    return bool(row.name and row.name != standing.name) or {**standing.fields, **row.fields} != standing.fields


def _outcome(row: Staged, standing: _Standing) -> Counts:
    if _stays_out(row, standing):
        return Counts(opted_out=1)
    if standing.contact_id is None:
        return Counts(added=1)
    changes = _says_more(row, standing) or _counts_as_consent(row, standing)
    return Counts(updated=1) if changes else Counts(unchanged=1)


_WORDS = (
    "FROM consent_ledger AS said INDEXED BY consent_ledger_by_number WHERE said.number = asked.number"
    " AND event <> 'doi_sent' AND (event <> 'import' OR wording IS NOT NULL)"
)
_NAMESAKE = "said.list_id IN (SELECT value FROM json_each(?3))"
_KNOWN = (
    "contacts.id AS contact_id, contacts.name AS contact_name, contacts.fields AS contact_fields,"
    " (SELECT state FROM subscriptions WHERE subscriptions.number = asked.number AND list_id = ?1) AS list_state,"
    " EXISTS (SELECT 1 FROM suppressions WHERE suppressions.number = asked.number) AS stopped,"
    f" (SELECT max(occurred_at) {_WORDS} AND event = 'opt_out') AS left_at,"
    f" (EXISTS (SELECT 1 {_WORDS} AND {_NAMESAKE}) AND (SELECT event = 'opt_out' {_WORDS}"
    f" AND ({_NAMESAKE} OR (said.list_id IS NULL AND event = 'opt_out')) ORDER BY said.id DESC LIMIT 1))"
    " AS left_namesake"
)
_STANDING = f"SELECT {_KNOWN} FROM (SELECT ?2 AS number) AS asked LEFT JOIN contacts ON contacts.number = asked.number"
_STAGED_AND_STANDING = (
    f"SELECT asked.*, {_KNOWN} FROM import_rows AS asked LEFT JOIN contacts ON contacts.number = asked.number"
    " WHERE import_id = ?2 ORDER BY line LIMIT ?4"
)


def _namesakes(connection: sqlite3.Connection, name: str) -> str:
    """The ids of the list of this name and of those that were deleted, as JSON."""
    wanted = name.strip().casefold()
    rows = connection.execute("SELECT id, name, deleted_at FROM lists").fetchall()
    return json.dumps([row["id"] for row in rows if _name_in_use(row).casefold() == wanted])


def _name_in_use(row: sqlite3.Row) -> str:
    name: str = row["name"]
    return name if row["deleted_at"] is None else lists.name_before(name, row["id"])


def _standing_of(row: sqlite3.Row, number: str, digests: tuple[bytes, frozenset[str]]) -> _Standing:
    key, erased_numbers = digests
    erased = bool(erased_numbers) and chain.redacted(key, number) in erased_numbers
    return _Standing(
        contact_id=row["contact_id"],
        name=row["contact_name"] or "",
        fields=_fields(row["contact_fields"] or NO_FIELDS),
        state=ListState(row["list_state"]) if row["list_state"] else None,
        stopped=bool(row["stopped"]) or erased,
        erased=erased,
        left_at=from_db(row["left_at"]),
        left_namesake=bool(row["left_namesake"]),
    )


def _erased_digests(connection: sqlite3.Connection) -> tuple[bytes, frozenset[str]]:
    """The key, and the digests of the numbers of people who were erased."""
    rows = connection.execute("SELECT number FROM suppressions WHERE number >= '#' AND number < '$'")
    return chain.key(connection), frozenset(row["number"] for row in rows)


def _staged(row: sqlite3.Row) -> Staged:
    agreed_at = from_db(row["agreed_at"])
    return Staged(row["line"], row["number"], row["name"], _fields(row["fields"]), agreed_at, row["source"])


def _json(fields: dict[str, str]) -> str:
    return json.dumps(fields) if fields else NO_FIELDS


def _fields(kept: str) -> dict[str, str]:
    found: dict[str, str] = {} if kept == NO_FIELDS else json.loads(kept)
    return found
