"""Status reports: the parts that one may be about, and those that wait for their part."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from smsbox.rules.lifecycle import State
from smsbox.store.parts import Key
from smsbox.store.times import from_db, to_db

LATELY = 2000
"""Messages among which a part is looked for whose number the network spells in its own way."""


@dataclass(frozen=True)
class Candidate:
    """A part that a report may be about, or has been. `reference` is None while the part's is not known.

    `refused_since` is set if a try that was refused may have gone out, over whichever SIM.
    """

    key: Key
    number: str
    sim_id: int
    state: State
    reference: int | None
    sending_at: datetime
    refused_since: datetime | None

    @property
    def since(self) -> datetime:
        """When it was first handed over, as far as a report may be about that."""
        return self.refused_since or self.sending_at


_CANDIDATE = (
    "SELECT message_id, part, parts.number AS number, parts.sim_id AS sim_id, parts.state AS state,"
    " parts.reference AS reference, sending_at, refused_since FROM {tables} WHERE {condition}"
    " AND sending_at IS NOT NULL AND parts.expires_at >= ? AND (refused_since IS NOT NULL OR parts.sim_id = ?"
    " AND (parts.reference = ? OR parts.reference IS NULL OR parts.state = 'sent'))"
)
_BY_NUMBER = _CANDIDATE.format(
    tables="messages INDEXED BY messages_by_number CROSS JOIN parts ON message_id = messages.id",
    condition="messages.number = ?",
)
_LATELY = _CANDIDATE.format(tables="parts", condition="message_id > (SELECT max(id) FROM messages) - ?")


def to_number(
    connection: sqlite3.Connection, number: str, sim_id: int, reference: int, since: datetime
) -> tuple[Candidate, ...]:
    """Parts to `number`, not over before `since`, that the SIM's report with this reference may be about.

    They have this reference or none known, or are not settled, or were refused, over whichever SIM.
    """
    rows = connection.execute(_BY_NUMBER, (number, to_db(since), sim_id, reference)).fetchall()
    return tuple(map(_candidate, rows))


def lately(connection: sqlite3.Connection, sim_id: int, reference: int, since: datetime) -> tuple[Candidate, ...]:
    """As `to_number`, whatever the number, among the last LATELY messages."""
    rows = connection.execute(_LATELY, (LATELY, to_db(since), sim_id, reference)).fetchall()
    return tuple(map(_candidate, rows))


def _candidate(row: sqlite3.Row) -> Candidate:
    return Candidate(
        Key(row["message_id"], row["part"]),
        row["number"],
        row["sim_id"],
        State(row["state"]),
        row["reference"],
        from_db(row["sending_at"]),
        from_db(row["refused_since"]),
    )


def wait(tx: sqlite3.Connection, sim_id: int, reference: int, pdu: str, *, now: datetime) -> None:
    """A report begins to wait for its part, unless the very same one does already."""
    tx.execute(
        "INSERT INTO waiting_reports (sim_id, reference, pdu, received_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (sim_id, reference, pdu, to_db(now)),
    )


def sims_waiting(connection: sqlite3.Connection) -> set[int]:
    """The SIMs for which any report waits."""
    rows = connection.execute("SELECT id FROM sims WHERE EXISTS (SELECT 1 FROM waiting_reports WHERE sim_id = sims.id)")
    return {row["id"] for row in rows}


def waiting(tx: sqlite3.Connection, sim_id: int, since: datetime) -> tuple[str, ...]:
    """PDUs of the reports that came to the SIM since `since` and wait, oldest first."""
    rows = tx.execute(
        "SELECT pdu FROM waiting_reports WHERE sim_id = ? AND received_at >= ? ORDER BY received_at",
        (sim_id, to_db(since)),
    ).fetchall()
    return tuple(row["pdu"] for row in rows)


def forget(tx: sqlite3.Connection, sim_id: int, reference: int, pdu: str) -> None:
    """The report's part is known: it waits no longer."""
    tx.execute("DELETE FROM waiting_reports WHERE sim_id = ? AND reference = ? AND pdu = ?", (sim_id, reference, pdu))


def take_waiting(tx: sqlite3.Connection, sim_id: int, reference: int, since: datetime) -> tuple[str, ...]:
    """PDUs of the reports with this reference that came since `since`, oldest first; none waits any longer."""
    values = (sim_id, reference)
    rows = tx.execute(
        "SELECT pdu, received_at FROM waiting_reports WHERE sim_id = ? AND reference = ? ORDER BY received_at", values
    ).fetchall()
    if rows:
        tx.execute("DELETE FROM waiting_reports WHERE sim_id = ? AND reference = ?", values)
    return tuple(row["pdu"] for row in rows if row["received_at"] >= to_db(since))
