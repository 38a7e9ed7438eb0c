"""Status reports: kept as they came, and matched to the parts that they are about."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from smsbox.store.parts import Key
from smsbox.store.times import from_db, to_db


@dataclass(frozen=True)
class ReportRow:
    """A status report as received: TP-MR, the recipient, TP-ST, and the service centre's time of the message."""

    sim_id: int
    digest: bytes
    pdu: str
    reference: int
    number: str
    status: int
    sent_at: datetime | None


@dataclass(frozen=True)
class Candidate:
    """A part that a report may be about. `reference` is None while the part's is not known."""

    key: Key
    number: str
    reference: int | None
    sending_at: datetime


def add(tx: sqlite3.Connection, row: ReportRow, *, now: datetime) -> int | None:
    """Stores a report; its row's id, or None if the very same one was stored before."""
    rows = tx.execute(
        "INSERT INTO status_reports (sim_id, digest, pdu, reference, number, status, sent_at, received_at)"
        " VALUES (?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING RETURNING id",
        (row.sim_id, row.digest, row.pdu, row.reference, row.number, row.status, to_db(row.sent_at), to_db(now)),
    ).fetchall()
    return int(rows[0]["id"]) if rows else None


def candidates(connection: sqlite3.Connection, sim_id: int, reference: int, since: datetime) -> tuple[Candidate, ...]:
    """Parts on air from the SIM since `since` whose reference is this one, or not known."""
    rows = connection.execute(
        "SELECT message_id, part, number, reference, sending_at FROM parts INDEXED BY parts_unsettled"
        " WHERE state IN ('sent', 'unknown') AND sim_id = ? AND (reference = ? OR reference IS NULL)"
        " AND sending_at >= ?",
        (sim_id, reference, to_db(since)),
    )
    return tuple(
        Candidate(Key(row["message_id"], row["part"]), row["number"], row["reference"], from_db(row["sending_at"]))
        for row in rows
    )


def match(tx: sqlite3.Connection, report_id: int, key: Key) -> None:
    """The report is about this part."""
    tx.execute("UPDATE status_reports SET message_id = ?, part = ? WHERE id = ?", (key.message_id, key.part, report_id))


@dataclass(frozen=True)
class Unmatched:
    """A report whose part was not known when it came."""

    id: int
    number: str
    status: int
    sent_at: datetime | None


def unmatched(connection: sqlite3.Connection, sim_id: int, reference: int, since: datetime) -> tuple[Unmatched, ...]:
    """Reports with this reference that came since `since` and were about nothing known, oldest first."""
    rows = connection.execute(
        "SELECT id, number, status, sent_at FROM status_reports INDEXED BY status_reports_unmatched"
        " WHERE message_id IS NULL AND sim_id = ? AND reference = ? AND received_at >= ? ORDER BY id",
        (sim_id, reference, to_db(since)),
    )
    return tuple(Unmatched(row["id"], row["number"], row["status"], from_db(row["sent_at"])) for row in rows)
