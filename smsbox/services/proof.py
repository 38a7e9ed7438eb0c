"""Whether the consent ledger still proves what it says: looked at bit by bit; offers wait where it does not.

Reliability.md S29: the chain is verified at the start and all the time; once a row was changed or is gone, offers wait
until an owner has looked into it.
"""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from smsbox.errors import Conflict
from smsbox.sentences import sentence
from smsbox.services import activity
from smsbox.services.activity import By, Verb
from smsbox.services.remedies import Remedy, Way
from smsbox.store import events, facts, ledger
from smsbox.store.db import Database

TAIL = 10_000
"""Rows, the newest, that are looked at when the daemon starts: a tenth of a second on a PC, a second on a Pi."""

SLICE = 2_000
"""Rows that are looked at in one go, once a minute: a million in a working day."""

ROUND = timedelta(days=1)
"""Time from one beginning at the first row to the next."""

MOST = 1_000
"""Broken rows that are kept apart: more are found again once an owner has looked into these."""

REMEDY = Remedy(
    sentence("Offers wait. Compare it with the last backup, and find out who had access to the box."),
    Way.LEDGER,
    "Offers wait. Compare the consent ledger with the last backup, and find out who had access to the box. Then let"
    " them go on: smsbox doctor --let-offers-go-on.",
)
"""What to do about a ledger that was changed."""


@dataclass(frozen=True)
class Place:
    """How far the look has come: the last row's id and hash, and when this round began."""

    row: int
    hash: str
    since: float


def broken(connection: sqlite3.Connection) -> tuple[int, ...]:
    """The ids of rows that are not as they were written, and that no owner has looked into yet."""
    return rows_of(facts.get(connection, facts.LEDGER_BROKEN))


def rows_of(value: str | None) -> tuple[int, ...]:
    """The ids in a fact about rows."""
    return () if value is None else tuple(json.loads(value))


def found(tx: sqlite3.Connection, rows: Iterable[int], *, now: datetime) -> bool:
    """Rows were found broken: from now on offers wait, unless an owner knows of these; whether any is new."""
    before = broken(tx)
    known = {*before, *rows_of(facts.get(tx, facts.LEDGER_ACCEPTED))}
    new = sorted(set(rows) - known)[: MOST - len(before)]
    if not new:
        return False
    facts.put(tx, facts.LEDGER_BROKEN, json.dumps(sorted({*before, *new})))
    events.append(tx, "ledger.broken", str(new[0]), {"row": new[0], "rows": len(new)}, now=now)
    return True


def accept(db: Database, *, by: By) -> None:
    """An owner has looked into the rows that are broken: offers go on. Raises Conflict if there are none."""
    with db.write() as tx:
        rows = broken(tx)
        if not rows:
            raise Conflict(sentence("The record of who said yes is whole, as far as the box has looked."))
        accepted = {*rows_of(facts.get(tx, facts.LEDGER_ACCEPTED)), *rows}
        facts.put(tx, facts.LEDGER_ACCEPTED, json.dumps(sorted(accepted)))
        facts.drop(tx, facts.LEDGER_BROKEN)
        activity.record(tx, by, Verb.LEDGER_ACCEPTED, str(rows[0]), detail=str(len(rows)))


def look_at_newest(db: Database, *, now: datetime) -> bool:
    """Looks at the newest rows, before anything is sent; whether a broken one was new."""
    connection = db.connection()
    first = ledger.nth_newest(connection, TAIL)
    rows = [link.id for link in ledger.links(connection, *first) if not link.holds]
    return _tell(db, rows, None, now)


def look(db: Database, *, now: datetime) -> bool:
    """Looks at the next rows, from the first to the last and once a day anew; whether a broken one was new."""
    connection = db.connection()
    place = _place(connection, now)
    links = list(ledger.links(connection, place.row, place.hash, SLICE))
    rows = [link.id for link in links if not link.holds]
    if place.row and ledger.hash_of(connection, place.row) != place.hash:
        rows.append(place.row)
    if not links and not rows:
        return False
    last = Place(links[-1].id, links[-1].hash, place.since) if links else Place(0, "", place.since)
    return _tell(db, rows, last, now)


def _place(connection: sqlite3.Connection, now: datetime) -> Place:
    kept = facts.get(connection, facts.LEDGER_PLACE)
    if kept is not None:
        place = Place(*json.loads(kept))
        if timedelta(0) <= timedelta(seconds=now.timestamp() - place.since) < ROUND:
            return place
    return Place(0, "", now.timestamp())


def _tell(db: Database, rows: list[int], place: Place | None, now: datetime) -> bool:
    if place is None and not rows:
        return False
    with db.write() as tx:
        if place is not None:
            facts.put(tx, facts.LEDGER_PLACE, json.dumps([place.row, place.hash, place.since]))
        return found(tx, rows, now=now)
