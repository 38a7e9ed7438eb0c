"""Rows for tests of the store: a SIM, a message with its parts, a part in any state, and everything written so far."""

import sqlite3
from datetime import datetime, timedelta

from smsbox.rules.lanes import Kind, Lane
from smsbox.rules.lifecycle import State
from smsbox.store import inbox, modems, outbox, parts
from smsbox.store.db import Database
from smsbox.store.outbox import NewRow
from smsbox.store.parts import Key, QueuedPart
from tests.fakes.clock import TUESDAY_NOON

NOW = TUESDAY_NOON
ANNA = "+447700900101"
LEO = "+447700900102"
MAYA = "+447700900103"


def add_sim(db: Database, iccid: str = "8944100000000000001") -> int:
    with db.write() as tx:
        return modems.sim(tx, iccid, None, None, now=NOW)


def wrote(db: Database, number: str = ANNA, *, now: datetime = NOW) -> None:
    """`number` has texted the shop, so that it can be answered."""
    with db.write() as tx:
        inbox.note_inbound(tx, number, "Hello?", now=now)


def new_row(
    number: str = ANNA,
    *,
    parts: int = 1,
    lane: Lane = Lane.TRANSACTIONAL,
    urgent: bool = False,
    kind: str = Kind.TEXT,
    sim_id: int | None = None,
    send_in: timedelta | None = None,
    expires_in: timedelta = timedelta(hours=12),
) -> NewRow:
    return NewRow(
        number=number,
        text="x" * (153 * parts if parts > 1 else 20),
        lane=lane,
        urgent=urgent,
        kind=kind,
        encoding="gsm7",
        part_count=parts,
        sim_id=sim_id,
        permission_id=None,
        send_at=None if send_in is None else NOW + send_in,
        expires_at=NOW + expires_in,
        reference=None,
        author="test",
    )


def add(db: Database, row: NewRow | None = None) -> int:
    with db.write() as tx:
        return outbox.add(tx, row or new_row(), now=NOW)


def put_in(db: Database, key: Key, state: State, sim_id: int | None = None) -> None:
    """Sets a part's state whatever it was: where a test begins, not how the product moves."""
    with db.write() as tx:
        tx.execute(
            "UPDATE parts SET state = ?, sim_id = coalesce(?, sim_id) WHERE message_id = ? AND part = ?",
            (state, sim_id, key.message_id, key.part),
        )
        tx.execute(
            "UPDATE messages SET state = ? WHERE id = ? AND part_count = 1",
            (state, key.message_id),
        )


def queued_part(tx: sqlite3.Connection, key: Key) -> QueuedPart:
    """The part as `next_queued` would find it, whatever its state."""
    asked = parts._QUEUED_PART.format(which="SELECT ? AS in_message, ? AS at")
    return parts._queued_part(tx.execute(asked, (key.message_id, key.part)).fetchone())


def states(db: Database, message_id: int) -> list[State]:
    message = outbox.get(db.connection(), message_id)
    assert message is not None
    return [part.state for part in message.parts]


def everything(db: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, to see whether anything has changed."""
    connection = db.connection()
    tables = [
        row["name"]
        for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        if not row["name"].startswith(("sqlite_", "_sqlite_"))
    ]
    return {table: [tuple(row) for row in connection.execute(f"SELECT * FROM {table}")] for table in tables}
