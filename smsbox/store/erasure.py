"""Erasing a person: every row that names them or holds their words (compliance.md 2.10)."""

import sqlite3
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


def events_about(connection: sqlite3.Connection, number: str, after: int = 0) -> tuple[int, ...]:
    """The ids of the events later than `after` that name `number`: they are all read, so not inside a transaction."""
    rows = connection.execute(
        "SELECT id FROM events WHERE id > ?2 AND (subject = ?1 OR instr(data, ?1) > 0)", (number, after)
    )
    return tuple(row["id"] for row in rows)


def newest_event(connection: sqlite3.Connection) -> int:
    """The id of the newest event; 0 without any."""
    found: int = connection.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()[0]
    return found


def erase(
    tx: sqlite3.Connection, number: str, events: tuple[int, ...], looked_until: int, *, actor: str, now: datetime
) -> str:
    """Forgets the person; what is left is a digest in the place of the number, which this returns.

    Texts to them are counted on, without a number or a word; texts from them are gone. The ledger keeps its skeleton,
    and the number stays suppressed. `events` are those up to `looked_until` that name the number.
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
    tx.executemany(
        "UPDATE events SET subject = replace(subject, ?1, ?2), data = replace(data, ?1, ?2) WHERE id = ?3",
        ((number, digest, event_id) for event_id in (*events, *events_about(tx, number, looked_until))),
    )
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
