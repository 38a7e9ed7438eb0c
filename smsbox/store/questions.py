"""Double opt-ins as rows: who was asked to reply YES, and has not yet (compliance.md 2.4)."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from smsbox.rules.lanes import Kind
from smsbox.rules.lifecycle import State
from smsbox.store.ledger import ListState
from smsbox.store.times import from_db, to_db

MOST_AT_ONCE = 500
"""Questions that one transaction ends at most."""

NOT_TEXTED = "ticked on the tablet alone: the number was under a STOP, so no text was sent to it"
"""The evidence of a tick that is no question: no YES answers it (compliance.md 2.9)."""


@dataclass(frozen=True)
class Question:
    """What `number` was asked: which list, and the very words and frequency that a YES agrees to."""

    number: str
    list: str
    list_id: int
    ledger_id: int
    wording: str
    per_month: int | None
    source: str | None
    asked_at: datetime


_SELECT = (
    "SELECT subscriptions.number AS number, lists.name AS list, subscriptions.list_id AS list_id, ledger_id, wording,"
    " consent_ledger.per_month AS per_month, source, recorded_at"
    " FROM subscriptions {index} JOIN consent_ledger ON consent_ledger.id = ledger_id"
    " JOIN lists ON lists.id = subscriptions.list_id WHERE state = 'pending' AND event = 'doi_sent'"
)


_ON_AIR = (
    "EXISTS (SELECT 1 FROM messages INDEXED BY messages_by_number WHERE messages.number = subscriptions.number"
    f" AND kind = '{Kind.DOUBLE_OPT_IN}' AND created_at = recorded_at"
    f" AND messages.state IN ('{State.SENDING}', '{State.SENT}', '{State.DELIVERED}', '{State.UNKNOWN}'))"
)
"""Whether the text that asks, queued in the same transaction, has gone out or may have: its list may be renamed."""


def waiting(connection: sqlite3.Connection, number: str, since: datetime) -> tuple[Question, ...]:
    """What texts have asked `number` later than `since`, unanswered yet, the oldest first; not about deleted lists."""
    rows = connection.execute(
        f"{_SELECT.format(index='')} AND subscriptions.number = ? AND recorded_at > ? AND deleted_at IS NULL"
        f" AND {_ON_AIR} ORDER BY ledger_id",
        (number, to_db(since)),
    )
    return tuple(map(_question, rows))


def overdue(connection: sqlite3.Connection, moment: datetime) -> tuple[Question, ...]:
    """Questions that were asked by `moment` and never answered, up to MOST_AT_ONCE."""
    rows = connection.execute(
        f"{_SELECT.format(index='INDEXED BY subscriptions_by_list')}"
        " AND subscriptions.list_id IN (SELECT id FROM lists) AND recorded_at <= ? LIMIT ?",
        (to_db(moment), MOST_AT_ONCE),
    )
    return tuple(map(_question, rows))


def asked_since(connection: sqlite3.Connection, number: str, list_id: int, moment: datetime) -> bool:
    """Whether a text asked `number` about the list later than `moment`, whatever became of it."""
    row = connection.execute(
        "SELECT 1 FROM consent_ledger INDEXED BY consent_ledger_by_number"
        " WHERE number = ? AND event = 'doi_sent' AND list_id = ? AND recorded_at > ? AND evidence IS NOT ? LIMIT 1",
        (number, list_id, to_db(moment), NOT_TEXTED),
    ).fetchone()
    return row is not None


def state(connection: sqlite3.Connection, number: str, list_id: int) -> ListState:
    """Where `number` stands on the list."""
    row = connection.execute(
        "SELECT state FROM subscriptions WHERE number = ? AND list_id = ?", (number, list_id)
    ).fetchone()
    return ListState.NONE if row is None else ListState(row["state"])


def has_left(connection: sqlite3.Connection, number: str, list_id: int) -> bool:
    """Whether the last word of `number` about the list was no, also while they are asked anew."""
    now = state(connection, number, list_id)
    return now is ListState.OPTED_OUT or (now is ListState.PENDING and _left(connection, number, list_id) is not None)


def end(tx: sqlite3.Connection, question: Question) -> bool:
    """The question is open no more: the person stands where they stood before. False if it was answered meanwhile."""
    left = _left(tx, question.number, question.list_id)
    before = (ListState.NONE, question.ledger_id) if left is None else (ListState.OPTED_OUT, left)
    changed = tx.execute(
        "UPDATE subscriptions SET state = ?, ledger_id = ?"
        " WHERE number = ? AND list_id = ? AND state = 'pending' AND ledger_id = ?",
        (*before, question.number, question.list_id, question.ledger_id),
    ).rowcount
    return changed == 1


def end_all(tx: sqlite3.Connection, number: str) -> None:
    """No question to `number` is open any more."""
    rows = tx.execute(f"{_SELECT.format(index='')} AND subscriptions.number = ?", (number,)).fetchall()
    for row in rows:
        end(tx, _question(row))


def _left(connection: sqlite3.Connection, number: str, list_id: int) -> int | None:
    """The ledger row by which the person had left the list when they were asked; None if they had not.

    A STOP to everything closes the lists that they had spoken of; a START opens each with a row of its own.
    """
    row = connection.execute(_LAST_WORD, (number, list_id)).fetchone()
    return row["id"] if row is not None and row["left_it"] else None


_LAST_WORD = (
    "SELECT id, event = 'opt_out' AND (list_id IS NOT NULL OR EXISTS"
    " (SELECT 1 FROM consent_ledger AS before INDEXED BY consent_ledger_by_number WHERE before.number = said.number"
    " AND before.id < said.id AND before.list_id = ?2 AND before.event <> 'doi_sent'"
    " AND (before.event <> 'import' OR before.wording IS NOT NULL))) AS left_it"
    " FROM consent_ledger AS said INDEXED BY consent_ledger_by_number"
    " WHERE number = ?1 AND (list_id = ?2 OR (list_id IS NULL AND event = 'opt_out')) AND event <> 'doi_sent'"
    " ORDER BY id DESC LIMIT 1"
)


def _question(row: sqlite3.Row) -> Question:
    return Question(
        number=row["number"],
        list=row["list"],
        list_id=row["list_id"],
        ledger_id=row["ledger_id"],
        wording=row["wording"],
        per_month=row["per_month"],
        source=row["source"],
        asked_at=from_db(row["recorded_at"]),
    )
