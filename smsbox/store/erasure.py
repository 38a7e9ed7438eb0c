"""Erasing a person: every row that names them or holds their words (compliance.md 2.10)."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from smsbox.rules.lifecycle import State
from smsbox.rules.scope import Scope
from smsbox.store import contacts, ledger, parts
from smsbox.store.ledger import LedgerEvent, NewEntry
from smsbox.store.times import to_db

CHANNEL = "erased"
"""How the suppression of somebody came about who had none before."""


def on_air(connection: sqlite3.Connection, number: str) -> bool:
    """Whether a text to `number` is being sent right now."""
    row = connection.execute(
        "SELECT 1 FROM messages JOIN parts ON message_id = messages.id"
        " WHERE messages.number = ? AND parts.state = 'sending' LIMIT 1",
        (number,),
    ).fetchone()
    return row is not None


def is_known(connection: sqlite3.Connection, number: str) -> bool:
    """Whether anything is kept that names `number`."""
    tables = ("contacts", "messages", "inbox", "consent_ledger", "suppressions", "conversations")
    return any(
        connection.execute(f"SELECT 1 FROM {table} WHERE number = ? LIMIT 1", (number,)).fetchone() for table in tables
    )


@dataclass(frozen=True)
class Traces:
    """Rows that name a number without a column for it, up to the newest event and PDU that were looked at."""

    events: tuple[int, ...] = ()
    pdus: tuple[int, ...] = ()
    """Texts that could not be read: their sender is in them all the same."""
    newest_event: int = 0
    newest_pdu: int = 0


def traces(connection: sqlite3.Connection, number: str, after: Traces = Traces()) -> Traces:
    """What names `number` and came `after` another look: all is read, so the first look is outside a transaction."""
    newest = connection.execute(
        "SELECT (SELECT coalesce(max(id), 0) FROM events), (SELECT coalesce(max(id), 0) FROM inbound_pdus)"
    ).fetchone()
    events = connection.execute(
        "SELECT id FROM events WHERE id > ?2 AND (subject = ?1 OR instr(data, ?1) > 0)", (number, after.newest_event)
    )
    unread = connection.execute(
        "SELECT id, pdu FROM inbound_pdus WHERE id > ? AND fault IS NOT NULL", (after.newest_pdu,)
    )
    return Traces(
        events=tuple(row["id"] for row in events),
        pdus=tuple(row["id"] for row in unread if _is_about(row["pdu"], number)),
        newest_event=newest[0],
        newest_pdu=newest[1],
    )


SAME_DIGITS = 7
"""Last digits by which a number is known in a PDU, where it may stand as it is dialled at home."""


def _is_about(pdu: str, number: str) -> bool:
    """Whether the PDU (hex) has the number in it: two digits an octet, the second first (TS 23.040 §9.1.2.3)."""
    return number[-SAME_DIGITS:] in "".join(pdu[at + 1 : at + 2] + pdu[at] for at in range(0, len(pdu), 2))


def erase(tx: sqlite3.Connection, number: str, found: Traces, *, actor: str, now: datetime) -> str:
    """Forgets the person; what is left is a digest in the place of the number, which this returns.

    Texts to them are counted on, without a number or a word; texts from them are gone. The ledger keeps its skeleton,
    and the number stays suppressed. Their words leave the full-text indexes by `merge`. `found` is what had named the
    number when it was looked for.
    """
    waiting = tx.execute(
        "SELECT id FROM messages WHERE number = ? AND state IN ('queued', 'held')", (number,)
    ).fetchall()
    for row in waiting:
        parts.close(tx, row["id"], State.CANCELLED, "opted_out", now=now)
    entry = NewEntry(number=number, event=LedgerEvent.ERASE, occurred_at=now, channel="staff", actor=actor)
    ledger_id = ledger.append(tx, entry, now=now)
    since = ledger.suppression(tx, number)
    contacts.delete(tx, number)
    tx.execute("DELETE FROM subscriptions WHERE number = ?", (number,))
    tx.execute("DELETE FROM suppressions WHERE number = ?", (number,))
    digest = ledger.redact(tx, number)
    tx.execute(
        "INSERT INTO suppressions (number, channel, ledger_id, since, scope) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (number) DO UPDATE SET scope = excluded.scope",
        (
            digest,
            since.channel if since else CHANNEL,
            ledger_id,
            to_db(since.since if since else now),
            Scope.EVERYTHING,
        ),
    )
    _forget_texts(tx, number, digest)
    _forget_traces(tx, number, digest)
    late = traces(tx, number, found)
    tx.executemany(
        "UPDATE events SET subject = replace(subject, ?1, ?2), data = replace(data, ?1, ?2) WHERE id = ?3",
        ((number, digest, event_id) for event_id in (*found.events, *late.events)),
    )
    tx.executemany("DELETE FROM inbound_pdus WHERE id = ?", ((pdu_id,) for pdu_id in (*found.pdus, *late.pdus)))
    tx.executemany("INSERT INTO search_merges (name) VALUES (?) ON CONFLICT DO NOTHING", ((name,) for name in INDEXES))
    return digest


def _forget_texts(tx: sqlite3.Connection, number: str, digest: str) -> None:
    tx.execute("DELETE FROM conversations WHERE number = ?", (number,))
    came = [row["id"] for row in tx.execute("SELECT id FROM inbox WHERE number = ?", (number,))]
    for inbox_id in came:
        tx.execute(
            "INSERT INTO inbox_search (inbox_search, rowid, text) SELECT 'delete', id, text FROM inbox WHERE id = ?",
            (inbox_id,),
        )
    tx.execute(
        "DELETE FROM inbound_pdus WHERE number = ?1 OR inbox_id IN (SELECT id FROM inbox WHERE number = ?1)", (number,)
    )
    tx.execute("DELETE FROM inbox WHERE number = ?", (number,))
    sent = [row["id"] for row in tx.execute("SELECT id FROM messages WHERE number = ?", (number,))]
    for message_id in sent:
        tx.execute("UPDATE parts SET number = ? WHERE message_id = ?", (digest, message_id))
    tx.execute("UPDATE messages SET number = ?, text = '', reference = NULL WHERE number = ?", (digest, number))


def _forget_traces(tx: sqlite3.Connection, number: str, digest: str) -> None:
    tx.execute("DELETE FROM routes WHERE number = ?", (number,))
    tx.execute("UPDATE OR REPLACE sim_recipients SET number = ? WHERE number = ?", (digest, number))
    tx.execute("UPDATE activity SET subject = ?, detail = '', undo = NULL WHERE subject = ?", (digest, number))
    tx.execute("DELETE FROM idempotency WHERE instr(body, ?) > 0", (number,))
    tx.execute("DELETE FROM import_rows WHERE number = ?", (number,))
    reports = tx.execute("SELECT sim_id, reference, pdu FROM waiting_reports").fetchall()
    tx.executemany(
        "DELETE FROM waiting_reports WHERE sim_id = ? AND reference = ? AND pdu = ?",
        (tuple(row) for row in reports if _is_about(row["pdu"], number)),
    )


INDEXES = ("contacts_search", "inbox_search")
"""The full-text indexes. What is deleted from one stays in its pieces, marked as deleted, until these are merged."""

MERGED_AT_ONCE = 32
"""Pages of an index (4 kB) that one transaction writes."""


def to_merge(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The indexes that still hold words of somebody who was erased."""
    return tuple(row["name"] for row in connection.execute("SELECT name FROM search_merges ORDER BY name"))


def merge(tx: sqlite3.Connection, name: str) -> bool:
    """Goes on with merging the index's pieces into one, in which nothing deleted is left; False once that is done."""
    before = tx.total_changes
    # https://sqlite.org/fts5.html#the_merge_command: fewer than two changes mean that there was nothing to do.
    tx.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('merge', ?)", (-MERGED_AT_ONCE,))
    if tx.total_changes - before >= 2:
        return True
    tx.execute("DELETE FROM search_merges WHERE name = ?", (name,))
    return False


def empty_journal(connection: sqlite3.Connection) -> None:
    """Moves the journal into the database file and empties it, unless somebody reads from it right now."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
