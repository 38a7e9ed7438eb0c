"""What subscribers sent: raw PDUs, the texts made of them, and the conversations they belong to."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from smsbox.rules.scope import Scope
from smsbox.store.paging import Page, check_limit, number_cursor, page_of
from smsbox.store.search import LAST_CHARACTER, Terms, beginnings, contacts_match, texts_match
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
    suppressed_since: datetime | None
    suppressed_scope: Scope | None = None


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
    tx.execute("INSERT INTO inbox_search (rowid, text) VALUES (?, ?)", (cursor.lastrowid, text))
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


def received_at(connection: sqlite3.Connection, inbox_id: int) -> datetime:
    """When the text came."""
    row = connection.execute("SELECT received_at FROM inbox WHERE id = ?", (inbox_id,)).fetchone()
    received: datetime = from_db(row["received_at"])
    return received


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
        "INSERT INTO conversations (number, last_at, last_text, last_inbound, inbound_at, unread, answers_offer)"
        f" VALUES (?1, ?2, ?3, 1, ?2, 1, coalesce(({_LAST_WAS_OFFER}), 0))"
        " ON CONFLICT (number) DO UPDATE SET last_at = excluded.last_at, last_text = excluded.last_text,"
        " last_inbound = 1, inbound_at = excluded.inbound_at, unread = unread + 1, done = 0,"
        " answers_offer = excluded.answers_offer",
        (number, to_db(now), text),
    )


_LAST_WAS_OFFER = (
    "SELECT lane = 2 FROM messages INDEXED BY messages_by_number WHERE number = ?1"
    " AND state IN ('sent', 'delivered', 'unknown') ORDER BY id DESC LIMIT 1"
)


def note_outbound(tx: sqlite3.Connection, number: str, text: str, *, now: datetime) -> None:
    """The shop has written to `number`; a conversation begins only when the other side writes."""
    tx.execute(
        "UPDATE conversations SET last_at = ?, last_text = ?, last_inbound = 0 WHERE number = ?",
        (to_db(now), text, number),
    )


class Filter(StrEnum):
    """Which conversations to list; `offers` are those whose newest text came after an offer."""

    TO_ANSWER = "to_answer"
    UNREAD = "unread"
    OFFERS = "offers"
    ALL = "all"


_CONDITIONS = {
    Filter.TO_ANSWER: "last_inbound = 1 AND done = 0",
    Filter.UNREAD: "unread > 0",
    Filter.OFFERS: "answers_offer = 1",
    Filter.ALL: "1",
}
"""All but ALL have an index of their own."""

MOST_FOUND = 500
"""Contacts, and texts, whose conversations a search finds at most: those that came last."""

_CONVERSATION = (
    "SELECT conversations.*, coalesce(contacts.name, '') AS name, suppressions.since AS suppressed_since, scope"
    " FROM {source}"
    " LEFT JOIN contacts ON contacts.number = conversations.number"
    " LEFT JOIN suppressions ON suppressions.number = conversations.number WHERE {condition}"
)
_OF_CONTACTS = (
    "SELECT number FROM (SELECT contacts.number AS number FROM contacts_search"
    " CROSS JOIN contacts ON contacts.id = contacts_search.rowid"
    " WHERE contacts_search MATCH ? ORDER BY contacts_search.rowid DESC LIMIT ?)"
)
_OF_TEXTS = (
    "SELECT number FROM (SELECT inbox.number AS number FROM inbox_search"
    " CROSS JOIN inbox ON inbox.id = inbox_search.rowid"
    " WHERE inbox_search MATCH ? ORDER BY inbox_search.rowid DESC LIMIT ?)"
)
_OF_NUMBERS = "SELECT number FROM (SELECT number FROM conversations WHERE number >= ? AND number < ? LIMIT ?)"


def conversations(
    connection: sqlite3.Connection, *, wanted: Filter, terms: Terms = (), after: str | None, limit: int
) -> Page[ConversationRow]:
    """Conversations, newest first; with `terms` those of a contact, a number or a text that fits them."""
    last_at, _, number = (after or "").partition("_")
    source, values = _source(terms) if terms else ("conversations", [])
    query = _CONVERSATION.format(
        source=source, condition=f"{_CONDITIONS[wanted]} AND (last_at, conversations.number) < (?, ?)"
    )
    rows = connection.execute(
        f"{query} ORDER BY last_at DESC, conversations.number DESC LIMIT ?",
        (*values, number_cursor(last_at if after else None, 2**62), number, check_limit(limit) + 1),
    ).fetchall()
    return page_of(rows, limit, _conversation, lambda row: f"{row['last_at']}_{row['number']}")


def _source(terms: Terms) -> tuple[str, list[object]]:
    """The conversations that fit the terms, as a join, and its values."""
    found: list[str] = []
    values: list[object] = []
    for query, match in ((_OF_CONTACTS, contacts_match(terms)), (_OF_TEXTS, texts_match(terms))):
        if match is not None:
            found.append(query)
            values += [match, MOST_FOUND]
    for beginning in beginnings(terms):
        found.append(_OF_NUMBERS)
        values += [beginning, beginning + LAST_CHARACTER, MOST_FOUND]
    numbers = " UNION ".join(found) or "SELECT NULL AS number"
    return f"({numbers}) AS found CROSS JOIN conversations ON conversations.number = found.number", values


def conversation(connection: sqlite3.Connection, number: str) -> ConversationRow | None:
    """The conversation with `number`, or None if the other side has not written."""
    query = _CONVERSATION.format(source="conversations", condition="conversations.number = ?")
    row = connection.execute(query, (number,)).fetchone()
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
        suppressed_since=from_db(row["suppressed_since"]),
        suppressed_scope=Scope(row["scope"]) if row["scope"] else None,
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


def is_in_review(connection: sqlite3.Connection, number: str) -> bool:
    """Whether there is an open question about `number`."""
    row = connection.execute(
        "SELECT 1 FROM conversations WHERE number = ? AND review_inbox_id IS NOT NULL", (number,)
    ).fetchone()
    return row is not None


def close_review(tx: sqlite3.Connection, number: str) -> int | None:
    """The question about `number` is answered; the id of the text that it was about, None if none was open."""
    rows = tx.execute("SELECT review_inbox_id FROM conversations WHERE number = ?", (number,)).fetchall()
    tx.execute("UPDATE conversations SET review_inbox_id = NULL, review_due_at = NULL WHERE number = ?", (number,))
    return rows[0]["review_inbox_id"] if rows else None


def in_review(connection: sqlite3.Connection) -> tuple[int, datetime | None]:
    """How many numbers there is a question about, and when the first is due (None if there is none)."""
    row = connection.execute(
        "SELECT count(*) AS people, min(review_due_at) AS due_at FROM conversations INDEXED BY conversations_in_review"
        " WHERE review_due_at > 0"
    ).fetchone()
    return row["people"], from_db(row["due_at"])


def reviews_due(connection: sqlite3.Connection, moment: datetime) -> tuple[str, ...]:
    """Numbers whose question was not answered by `moment`."""
    rows = connection.execute(
        "SELECT number FROM conversations INDEXED BY conversations_in_review WHERE review_due_at <= ?", (to_db(moment),)
    )
    return tuple(row["number"] for row in rows)
