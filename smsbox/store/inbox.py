"""What subscribers sent: raw PDUs, the texts made of them, and the conversations they belong to."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from smsbox.store.paging import Page, check_limit, number_cursor, page_of
from smsbox.store.times import from_db, to_db


@dataclass(frozen=True)
class Inbound:
    """A text that was received. `sim` is the ICCID of the SIM that received it."""

    id: int
    number: str
    text: str
    received_at: datetime
    sent_at: datetime | None
    sim: str
    parts: int
    meaning: str
    matched: str | None


@dataclass(frozen=True)
class RawPdu:
    """A PDU as the SIM held it, and what its header says; `concat` is (reference, total, sequence)."""

    sim_id: int
    digest: bytes
    pdu: str
    fault: str | None = None
    number: str | None = None
    concat: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class ConversationRow:
    """A number that texted the shop, as the inbox lists it; `review` asks staff whether STOP was meant."""

    number: str
    name: str
    last_text: str
    last_at: datetime
    last_inbound: bool
    inbound_at: datetime
    unread: int
    done: bool
    review: bool


def add_pdu(tx: sqlite3.Connection, raw: RawPdu, *, now: datetime) -> int | None:
    """Stores a PDU; its row's id, or None if this SIM has delivered the very same one before."""
    reference, total, sequence = raw.concat or (None, None, None)
    rows = tx.execute(
        "INSERT INTO inbound_pdus (sim_id, digest, pdu, received_at, fault, number, concat_reference, concat_total,"
        " concat_sequence) VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING RETURNING id",
        (raw.sim_id, raw.digest, raw.pdu, to_db(now), raw.fault, raw.number, reference, total, sequence),
    ).fetchall()
    return int(rows[0]["id"]) if rows else None


@dataclass(frozen=True)
class WaitingPart:
    """A stored part of a text that is not complete yet."""

    row_id: int
    sequence: int
    pdu: str


def waiting_parts(connection: sqlite3.Connection, number: str, reference: int, total: int) -> tuple[WaitingPart, ...]:
    """The parts of one unfinished text, oldest first."""
    rows = connection.execute(
        "SELECT id, concat_sequence, pdu FROM inbound_pdus INDEXED BY inbound_pdus_waiting WHERE number = ?"
        " AND concat_reference = ? AND concat_total = ? AND inbox_id IS NULL AND fault IS NULL ORDER BY id",
        (number, reference, total),
    )
    return tuple(WaitingPart(row["id"], row["concat_sequence"], row["pdu"]) for row in rows)


@dataclass(frozen=True)
class Unfinished:
    """A text some of whose parts have been waited for too long."""

    sim_id: int
    number: str
    reference: int
    total: int


def unfinished_before(connection: sqlite3.Connection, moment: datetime) -> tuple[Unfinished, ...]:
    """Texts whose newest part came before `moment` and that are still not complete."""
    rows = connection.execute(
        "SELECT sim_id, number, concat_reference, concat_total FROM inbound_pdus INDEXED BY inbound_pdus_waiting"
        " WHERE inbox_id IS NULL AND fault IS NULL GROUP BY number, concat_reference, concat_total"
        " HAVING max(received_at) < ?",
        (to_db(moment),),
    )
    return tuple(Unfinished(row["sim_id"], row["number"], row["concat_reference"], row["concat_total"]) for row in rows)


def add(
    tx: sqlite3.Connection,
    number: str,
    text: str,
    sim_id: int,
    pdu_rows: tuple[int, ...],
    *,
    sent_at: datetime | None,
    now: datetime,
) -> int:
    """Stores a complete text made of `pdu_rows`; returns its id. Its meaning is set by `set_meaning`."""
    cursor = tx.execute(
        "INSERT INTO inbox (number, text, received_at, sent_at, sim_id, part_count, meaning)"
        " VALUES (?, ?, ?, ?, ?, ?, 'none')",
        (number, text, to_db(now), to_db(sent_at), sim_id, len(pdu_rows)),
    )
    assert cursor.lastrowid is not None
    tx.executemany(
        "UPDATE inbound_pdus SET inbox_id = ? WHERE id = ?", [(cursor.lastrowid, row_id) for row_id in pdu_rows]
    )
    return cursor.lastrowid


def set_meaning(tx: sqlite3.Connection, inbox_id: int, meaning: str, matched: str | None) -> None:
    """Records how the box understood a text."""
    tx.execute("UPDATE inbox SET meaning = ?, matched = ? WHERE id = ?", (meaning, matched, inbox_id))


_INBOUND = "SELECT inbox.*, sims.iccid AS sim FROM inbox JOIN sims ON sims.id = inbox.sim_id"


def received(connection: sqlite3.Connection, after: str | None, limit: int) -> Page[Inbound]:
    """Texts received, newest first."""
    rows = connection.execute(
        f"{_INBOUND} WHERE inbox.id < ? ORDER BY inbox.id DESC LIMIT ?",
        (number_cursor(after, 2**62), check_limit(limit) + 1),
    ).fetchall()
    return page_of(rows, limit, _inbound, lambda row: row["id"])


def from_number(connection: sqlite3.Connection, number: str, limit: int) -> tuple[Inbound, ...]:
    """The last `limit` texts from `number`, newest first."""
    rows = connection.execute(
        f"{_INBOUND} WHERE inbox.number = ? ORDER BY inbox.id DESC LIMIT ?", (number, limit)
    ).fetchall()
    return tuple(_inbound(row) for row in rows)


def count_since(connection: sqlite3.Connection, number: str, moment: datetime) -> int:
    """How many texts `number` has sent since `moment`."""
    row = connection.execute(
        "SELECT count(*) AS texts FROM inbox WHERE number = ? AND received_at >= ?", (number, to_db(moment))
    ).fetchone()
    return int(row["texts"])


def _inbound(row: sqlite3.Row) -> Inbound:
    return Inbound(
        id=row["id"],
        number=row["number"],
        text=row["text"],
        received_at=from_db(row["received_at"]),
        sent_at=from_db(row["sent_at"]),
        sim=row["sim"],
        parts=row["part_count"],
        meaning=row["meaning"],
        matched=row["matched"],
    )


def note_inbound(tx: sqlite3.Connection, number: str, text: str, *, now: datetime) -> None:
    """The conversation with `number` has a new, unread text in it."""
    tx.execute(
        "INSERT INTO conversations (number, last_at, last_text, last_inbound, inbound_at, unread)"
        " VALUES (?, ?, ?, 1, ?, 1)"
        " ON CONFLICT (number) DO UPDATE SET last_at = excluded.last_at, last_text = excluded.last_text,"
        " last_inbound = 1, inbound_at = excluded.inbound_at, unread = unread + 1, done = 0",
        (number, to_db(now), text, to_db(now)),
    )


def note_outbound(tx: sqlite3.Connection, number: str, text: str, *, now: datetime) -> None:
    """The shop has written to `number`; a conversation begins only when the other side writes."""
    tx.execute(
        "UPDATE conversations SET last_at = ?, last_text = ?, last_inbound = 0 WHERE number = ?",
        (to_db(now), text, number),
    )


_CONVERSATION = (
    "SELECT conversations.*, coalesce(contacts.name, '') AS name FROM conversations"
    " LEFT JOIN contacts ON contacts.number = conversations.number"
)


def conversations(
    connection: sqlite3.Connection, *, unread_only: bool, after: str | None, limit: int
) -> Page[ConversationRow]:
    """Conversations, newest first."""
    condition = "unread > 0" if unread_only else "1"
    last_at, _, number = (after or "").partition("_")
    rows = connection.execute(
        f"{_CONVERSATION} WHERE {condition} AND (last_at, conversations.number) < (?, ?)"
        " ORDER BY last_at DESC, conversations.number DESC LIMIT ?",
        (number_cursor(last_at if after else None, 2**62), number, check_limit(limit) + 1),
    ).fetchall()
    return page_of(rows, limit, _conversation, lambda row: f"{row['last_at']}_{row['number']}")


def conversation(connection: sqlite3.Connection, number: str) -> ConversationRow | None:
    """The conversation with `number`, or None if neither side has written."""
    row = connection.execute(f"{_CONVERSATION} WHERE conversations.number = ?", (number,)).fetchone()
    return None if row is None else _conversation(row)


def _conversation(row: sqlite3.Row) -> ConversationRow:
    return ConversationRow(
        number=row["number"],
        name=row["name"],
        last_text=row["last_text"],
        last_at=from_db(row["last_at"]),
        last_inbound=bool(row["last_inbound"]),
        inbound_at=from_db(row["inbound_at"]),
        unread=row["unread"],
        done=bool(row["done"]),
        review=row["review_inbox_id"] is not None,
    )


def unread_conversations(connection: sqlite3.Connection) -> int:
    """How many conversations hold something nobody has read."""
    row = connection.execute(
        "SELECT count(*) AS n FROM conversations INDEXED BY conversations_unread WHERE unread > 0"
    ).fetchone()
    return int(row["n"])


def set_read(tx: sqlite3.Connection, number: str) -> None:
    """Everything from `number` has been read."""
    tx.execute("UPDATE conversations SET unread = 0 WHERE number = ? AND unread > 0", (number,))


def set_done(tx: sqlite3.Connection, number: str, *, done: bool) -> None:
    """Staff have finished with the conversation, or take it up again."""
    tx.execute("UPDATE conversations SET done = ?, unread = 0 WHERE number = ?", (done, number))


def open_review(tx: sqlite3.Connection, number: str, inbox_id: int, due_at: datetime) -> None:
    """Staff are asked whether `number` meant STOP; unanswered by `due_at` means yes. An open question stays."""
    tx.execute(
        "UPDATE conversations SET review_inbox_id = ?, review_due_at = ? WHERE number = ? AND review_inbox_id IS NULL",
        (inbox_id, to_db(due_at), number),
    )


def close_review(tx: sqlite3.Connection, number: str) -> int | None:
    """The question about `number` is answered; the id of the text that it was about, None if none was open."""
    rows = tx.execute("SELECT review_inbox_id FROM conversations WHERE number = ?", (number,)).fetchall()
    tx.execute("UPDATE conversations SET review_inbox_id = NULL, review_due_at = NULL WHERE number = ?", (number,))
    return rows[0]["review_inbox_id"] if rows else None


def reviews_due(connection: sqlite3.Connection, moment: datetime) -> tuple[str, ...]:
    """Numbers whose question was not answered by `moment`."""
    rows = connection.execute(
        "SELECT number FROM conversations INDEXED BY conversations_in_review WHERE review_due_at <= ?", (to_db(moment),)
    )
    return tuple(row["number"] for row in rows)
