"""The consent ledger: append-only and hash-chained; with it the states and suppressions that it decides."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from smsbox.rules.scope import Scope
from smsbox.store import bulk, chain
from smsbox.store.times import from_db, to_db

CACHED_WORDINGS = 16
"""Digests of wordings at hand: those under which people join at present."""

TOLD_EVERY = 10_000
"""Rows after which an examination of the chain says how far it is."""


class LedgerEvent(StrEnum):
    """What happened to a permission (compliance.md 2.1)."""

    OPT_IN = "opt_in"
    DOI_SENT = "doi_sent"
    DOI_CONFIRMED = "doi_confirmed"
    OPT_OUT = "opt_out"
    RESUME = "resume"
    IMPORT = "import"
    ERASE = "erase"


class ListState(StrEnum):
    """Where a number stands on a list (compliance.md 2.3)."""

    NONE = "none"
    PENDING = "pending"
    SUBSCRIBED = "subscribed"
    OPTED_OUT = "opted_out"


@dataclass(frozen=True)
class NewEntry:
    """What a ledger row records; `channel` is how (keyword, web, staff, ...), `act` what the person did."""

    number: str
    event: LedgerEvent
    occurred_at: datetime
    channel: str
    list_id: int | None = None
    source: str | None = None
    wording: str | None = None
    act: str | None = None
    inbox_id: int | None = None
    sim_id: int | None = None
    actor: str | None = None
    evidence: str | None = None
    matched: str | None = None
    per_month: int | None = None
    """The frequency that the wording promised, in texts a month."""


@dataclass(frozen=True)
class LedgerRow:
    """One row of the ledger, as it is shown."""

    id: int
    number: str
    list: str | None
    event: LedgerEvent
    occurred_at: datetime
    recorded_at: datetime
    channel: str
    source: str | None
    wording: str | None
    act: str | None
    actor: str | None
    evidence: str | None
    matched: str | None
    per_month: int | None
    hash: str


def append(tx: sqlite3.Connection, entry: NewEntry, *, now: datetime) -> int:
    """Adds a row, chained to the newest one; returns its id."""
    return append_all(tx, (values(entry, now),))


def append_all(tx: sqlite3.Connection, entries: Iterable[Sequence[object]]) -> int:
    """As `append`, for many, each as `values` makes it; returns the first one's id, which the others follow."""
    key = chain.key(tx)
    last = tx.execute("SELECT id, hash FROM consent_ledger ORDER BY id DESC LIMIT 1").fetchone()
    first, previous = (last["id"] + 1, last["hash"]) if last else (1, "")
    rows: list[tuple[object, ...]] = []
    for ledger_id, entry in enumerate(entries, start=first):
        previous = chain.link(key, previous, entry)
        rows.append((ledger_id, *entry, previous))
    bulk.insert(tx, "consent_ledger", _COLUMNS, rows)
    return first


_COLUMNS = ("id", *chain.COLUMNS, "hash")


def values(entry: NewEntry, now: datetime) -> tuple[object, ...]:
    """The row's values in the order of the chain's columns."""
    digest = None if entry.wording is None else _wording_digest(entry.wording)
    return (
        entry.number,
        entry.list_id,
        str(entry.event),
        to_db(entry.occurred_at),
        to_db(now),
        entry.channel,
        entry.source,
        entry.wording,
        digest,
        entry.act,
        entry.inbox_id,
        entry.sim_id,
        entry.actor,
        entry.evidence,
        entry.matched,
        entry.per_month,
    )


@lru_cache(CACHED_WORDINGS)
def _wording_digest(wording: str) -> str:
    return hashlib.sha256(wording.encode()).hexdigest()


def first_broken_row(connection: sqlite3.Connection, looked: Callable[[int], None] | None = None) -> int | None:
    """The id of the first row whose hash does not follow from the row before it; None if the chain is whole.

    `looked` is told now and then how many rows have been looked at.
    """
    return next(iter(broken_rows(connection, looked)), None)


def broken_rows(connection: sqlite3.Connection, looked: Callable[[int], None] | None = None) -> Iterator[int]:
    """The ids of all such rows, as `first_broken_row`."""
    for count, link in enumerate(links(connection), start=1):
        if not link.holds:
            yield link.id
        if looked is not None and count % TOLD_EVERY == 0:
            looked(count)


@dataclass(frozen=True)
class Link:
    """A row's place in the chain, and whether its hash follows from what it says and from the row before it."""

    id: int
    hash: str
    holds: bool


def links(connection: sqlite3.Connection, after: int = 0, previous: str = "", limit: int = -1) -> Iterator[Link]:
    """The rows after the one with the id `after` and the hash `previous`, oldest first; all unless there is a limit."""
    key = chain.key(connection)
    columns = ", ".join(chain.COLUMNS)
    rows = connection.cursor()
    rows.row_factory = None
    rows.execute(f"SELECT id, hash, {columns} FROM consent_ledger WHERE id > ? ORDER BY id LIMIT ?", (after, limit))
    for row_id, row_hash, *said in rows:
        yield Link(row_id, row_hash, row_hash == chain.link(key, previous, said))
        previous = row_hash


def hash_of(connection: sqlite3.Connection, row_id: int) -> str | None:
    """The hash of one row; None if it is gone."""
    row = connection.execute("SELECT hash FROM consent_ledger WHERE id = ?", (row_id,)).fetchone()
    return None if row is None else str(row["hash"])


def nth_newest(connection: sqlite3.Connection, count: int) -> tuple[int, str]:
    """Id and hash of the row that `count` newer ones follow; 0 and nothing where there are not so many."""
    row = connection.execute(
        "SELECT id, hash FROM consent_ledger ORDER BY id DESC LIMIT 1 OFFSET ?", (count,)
    ).fetchone()
    return (0, "") if row is None else (row["id"], row["hash"])


def redact(tx: sqlite3.Connection, number: str) -> str:
    """What is personal in the rows about `number` gives way to digests (2.10); returns the number's."""
    key = chain.key(tx)
    names = ", ".join(chain.PERSONAL)
    changed = ", ".join(f"{name} = ?" for name in chain.PERSONAL)
    for row in tx.execute(f"SELECT id, {names} FROM consent_ledger WHERE number = ?", (number,)).fetchall():
        digests = (None if value is None else chain.redacted(key, value) for value in tuple(row)[1:])
        tx.execute(f"UPDATE consent_ledger SET {changed} WHERE id = ?", (*digests, row["id"]))
    return chain.redacted(key, number)


def history(connection: sqlite3.Connection, number: str) -> tuple[LedgerRow, ...]:
    """Every row about `number`, oldest first."""
    rows = connection.execute(
        "SELECT consent_ledger.*, lists.name AS list FROM consent_ledger LEFT JOIN lists ON lists.id = list_id"
        " WHERE number = ? ORDER BY consent_ledger.id",
        (number,),
    )
    return tuple(_row(row) for row in rows)


def digest(connection: sqlite3.Connection, number: str) -> str:
    """What stands for `number` once its owner has been erased."""
    return chain.redacted(chain.key(connection), number)


def _row(row: sqlite3.Row) -> LedgerRow:
    return LedgerRow(
        id=row["id"],
        number=row["number"],
        list=row["list"],
        event=LedgerEvent(row["event"]),
        occurred_at=from_db(row["occurred_at"]),
        recorded_at=from_db(row["recorded_at"]),
        channel=row["channel"],
        source=row["source"],
        wording=row["wording"],
        act=row["act"],
        actor=row["actor"],
        evidence=row["evidence"],
        matched=row["matched"],
        per_month=row["per_month"],
        hash=row["hash"],
    )


def set_state(
    tx: sqlite3.Connection,
    number: str,
    list_id: int,
    state: ListState,
    ledger_id: int,
    *,
    per_month: int | None = None,
) -> None:
    """Where `number` stands on the list from now on, by the ledger row `ledger_id`, and how much it was promised.

    Whoever leaves keeps the promise, for the case that they come back.
    """
    tx.execute(
        f"INSERT INTO subscriptions (number, list_id, state, ledger_id, per_month) VALUES (?, ?, ?, ?, ?) {OR_MOVE}",
        (number, list_id, str(state), ledger_id, per_month),
    )


OR_MOVE = (
    "ON CONFLICT (number, list_id) DO UPDATE SET"
    " state = excluded.state, ledger_id = excluded.ledger_id, per_month = CASE excluded.state"
    " WHEN 'subscribed' THEN excluded.per_month ELSE coalesce(excluded.per_month, per_month) END"
)
"""How a row of subscriptions that is there already becomes the new one."""


def move_lists(tx: sqlite3.Connection, number: str, old: ListState, new: ListState, ledger_id: int) -> None:
    """Every list on which `number` is `old` becomes `new`."""
    tx.execute(
        "UPDATE subscriptions SET state = ?, ledger_id = ? WHERE number = ? AND state = ?",
        (new, ledger_id, number, old),
    )


_SAID_YES_BEFORE = (
    "SELECT event IN ('opt_in', 'doi_confirmed', 'resume') OR (event = 'import' AND wording IS NOT NULL)"
    " FROM consent_ledger AS said INDEXED BY consent_ledger_by_number"
    " WHERE said.number = ?1 AND said.id < subscriptions.ledger_id AND event <> 'doi_sent'"
    " AND NOT (event = 'opt_out' AND channel = ?2)"
    " AND (said.list_id = subscriptions.list_id OR (said.list_id IS NULL AND event = 'opt_out'))"
    " ORDER BY said.id DESC LIMIT 1"
)
"""Whether the last word about the list was a yes, opt-outs by the channel ?2 apart."""


def closed_lists(connection: sqlite3.Connection, number: str, channel: str) -> tuple[tuple[int, int | None], ...]:
    """The lists that the suppression of `number` closed, or without one the last opt-out by `channel`.

    Each with what it had promised; none left before, never joined, or closed when another channel ended everything.
    """
    rows = connection.execute(
        "SELECT list_id, per_month FROM subscriptions WHERE number = ?1 AND state = 'opted_out'"
        " AND ledger_id = coalesce((SELECT ledger_id FROM suppressions WHERE number = ?1),"
        " (SELECT max(id) FROM consent_ledger WHERE number = ?1 AND event = 'opt_out' AND channel = ?2))"
        " AND NOT EXISTS (SELECT 1 FROM consent_ledger WHERE number = ?1 AND id >= subscriptions.ledger_id"
        " AND event = 'opt_out' AND list_id IS NULL AND channel <> ?2)"
        f" AND ({_SAID_YES_BEFORE}) ORDER BY list_id",
        (number, channel),
    )
    return tuple((row["list_id"], row["per_month"]) for row in rows)


def states(connection: sqlite3.Connection, number: str) -> dict[str, ListState]:
    """List name → state, for every list that knows `number`."""
    rows = connection.execute(
        "SELECT name, state FROM subscriptions JOIN lists ON lists.id = list_id"
        " WHERE number = ? AND deleted_at IS NULL ORDER BY name",
        (number,),
    )
    return {row["name"]: ListState(row["state"]) for row in rows}


def permission(connection: sqlite3.Connection, number: str) -> int | None:
    """The id of the ledger row that permits promotional texts to `number`; None if there is none."""
    row = connection.execute(
        "SELECT max(ledger_id) AS ledger_id FROM subscriptions WHERE number = ? AND state = 'subscribed'"
        " AND list_id NOT IN (SELECT id FROM lists WHERE deleted_at IS NOT NULL)",
        (number,),
    ).fetchone()
    return None if row["ledger_id"] is None else int(row["ledger_id"])


@dataclass(frozen=True)
class Permitting:
    """What lets a number get offers: the list's row, and the texts a month that its wording promised, if known."""

    list_id: int
    per_month: int | None


def permitting(connection: sqlite3.Connection, number: str, permission_id: int | None) -> Permitting | None:
    """What lets `number` be texted still, on the list to which the ledger row `permission_id` belongs.

    Without an id, what `permission` found; of several lists the one that was joined last. None if nothing does.
    """
    row = connection.execute(
        "SELECT list_id, per_month FROM subscriptions AS found WHERE number = ?1 AND state = 'subscribed'"
        " AND (SELECT deleted_at FROM lists WHERE lists.id = list_id) IS NULL"
        " AND (?2 IS NULL OR list_id = (SELECT coalesce(consent_ledger.list_id, found.list_id)"
        " FROM consent_ledger WHERE id = ?2))"
        " ORDER BY ledger_id DESC LIMIT 1",
        (number, permission_id),
    ).fetchone()
    return None if row is None else Permitting(row["list_id"], row["per_month"])


def suppress(
    tx: sqlite3.Connection,
    number: str,
    channel: str,
    ledger_id: int,
    scope: Scope = Scope.EVERYTHING,
    *,
    now: datetime,
) -> None:
    """Shop-wide: no more offers, or nothing more, to `number`. An earlier suppression stays; it may become wider.

    So does that of an erased person: it reaches no less far now that they have written again.
    """
    before = suppression(tx, number)
    if before is not None:
        now = before.since
        scope = Scope.EVERYTHING if before.scope is Scope.EVERYTHING else scope
    tx.execute(
        "INSERT INTO suppressions (number, channel, ledger_id, since, scope) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (number) DO UPDATE SET scope = excluded.scope WHERE excluded.scope = 'everything'",
        (number, channel, ledger_id, to_db(now), scope),
    )


def lift(tx: sqlite3.Connection, number: str) -> None:
    """Ends the suppression of `number`, and of the person erased who had it."""
    tx.execute("DELETE FROM suppressions WHERE number IN (?, ?)", (number, digest(tx, number)))


@dataclass(frozen=True)
class Suppression:
    """Since when, through which channel, and out of what the person opted."""

    since: datetime
    channel: str
    scope: Scope


def suppression(connection: sqlite3.Connection, number: str) -> Suppression | None:
    """The suppression of `number`, be it an erased person's; or None."""
    row = connection.execute(_SUPPRESSION, (number,)).fetchone()
    if row["since"] is None and row["anybody_erased"]:
        row = connection.execute(_SUPPRESSION, (digest(connection, number),)).fetchone()
    return None if row["since"] is None else Suppression(from_db(row["since"]), row["channel"], Scope(row["scope"]))


_SUPPRESSION = (
    "SELECT since, channel, scope,"
    " EXISTS (SELECT 1 FROM suppressions WHERE number >= '#' AND number < '$') AS anybody_erased"
    " FROM (SELECT 1) LEFT JOIN suppressions ON number = ?"
)
"""One statement for nearly everybody: every text that is claimed asks this."""


def is_erased(connection: sqlite3.Connection, number: str) -> bool:
    """Whether `number` is that of a person who was erased, and has not come back."""
    digest = chain.redacted(chain.key(connection), number)
    return connection.execute("SELECT 1 FROM suppressions WHERE number = ?", (digest,)).fetchone() is not None
