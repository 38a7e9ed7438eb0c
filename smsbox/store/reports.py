"""Status reports: the parts that one may be about, and those that wait for their part."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from smsbox.rules.lifecycle import State
from smsbox.store.parts import Key
from smsbox.store.times import from_db, to_db

LATELY = 2000
"""Messages among which a part is looked for whose number the network spells in its own way."""


@dataclass(frozen=True)
class Candidate:
    """A part that a report may be about. `reference` is None while the part's is not known."""

    key: Key
    number: str
    state: State
    reference: int | None
    sending_at: datetime


_CANDIDATE = (
    "SELECT message_id, part, parts.number AS number, parts.state AS state, parts.reference AS reference, sending_at"
    " FROM {tables} WHERE {condition} AND parts.state IN ('sent', 'unknown', 'delivered', 'failed')"
    " AND parts.sim_id = ? AND (parts.reference = ? OR parts.reference IS NULL) AND parts.expires_at >= ?"
    " AND sending_at IS NOT NULL"
)
_BY_NUMBER = _CANDIDATE.format(
    tables="messages INDEXED BY messages_by_number CROSS JOIN parts ON message_id = messages.id",
    condition="messages.number = ?",
)
_LATELY = _CANDIDATE.format(tables="parts", condition="message_id > (SELECT max(id) FROM messages) - ?")


def to_number(
    connection: sqlite3.Connection, numbers: Iterable[str], sim_id: int, reference: int, since: datetime
) -> tuple[Candidate, ...]:
    """Parts to any of `numbers` from the SIM, not over before `since`, with this reference, or none known."""
    rows = [
        row
        for number in numbers
        for row in connection.execute(_BY_NUMBER, (number, sim_id, reference, to_db(since))).fetchall()
    ]
    return tuple(map(_candidate, rows))


def lately(connection: sqlite3.Connection, sim_id: int, reference: int, since: datetime) -> tuple[Candidate, ...]:
    """As `to_number`, whatever the number, among the last LATELY messages."""
    rows = connection.execute(_LATELY, (LATELY, sim_id, reference, to_db(since))).fetchall()
    return tuple(map(_candidate, rows))


def _candidate(row: sqlite3.Row) -> Candidate:
    return Candidate(
        Key(row["message_id"], row["part"]),
        row["number"],
        State(row["state"]),
        row["reference"],
        from_db(row["sending_at"]),
    )


def wait(tx: sqlite3.Connection, sim_id: int, reference: int, pdu: str, *, now: datetime) -> None:
    """A report begins to wait for its part, unless the very same one does already."""
    tx.execute(
        "INSERT INTO waiting_reports (sim_id, reference, pdu, received_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (sim_id, reference, pdu, to_db(now)),
    )


def take_waiting(tx: sqlite3.Connection, sim_id: int, reference: int, since: datetime) -> tuple[str, ...]:
    """PDUs of the reports with this reference that came since `since`, oldest first; none waits any longer."""
    values = (sim_id, reference)
    rows = tx.execute(
        "SELECT pdu, received_at FROM waiting_reports WHERE sim_id = ? AND reference = ? ORDER BY received_at", values
    ).fetchall()
    if rows:
        tx.execute("DELETE FROM waiting_reports WHERE sim_id = ? AND reference = ?", values)
    return tuple(row["pdu"] for row in rows if row["received_at"] >= to_db(since))
