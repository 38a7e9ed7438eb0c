"""What became of a campaign, in figures: its messages in each state and over each SIM, who answered, what was lost."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from smsbox.rules.lifecycle import State
from smsbox.store.times import to_db


def count_move(tx: sqlite3.Connection, campaign_id: int, old: State | None, new: State) -> None:
    """One of the campaign's messages is `new` now; `old` is None for one that is just being made."""
    if old is not None:
        tx.execute(
            "UPDATE campaign_counts SET messages = messages - 1 WHERE campaign_id = ? AND state = ?", (campaign_id, old)
        )
    tx.execute(
        "INSERT INTO campaign_counts (campaign_id, state, messages) VALUES (?, ?, 1)"
        " ON CONFLICT (campaign_id, state) DO UPDATE SET messages = messages + 1",
        (campaign_id, new),
    )


def count_opt_out(tx: sqlite3.Connection, number: str, since: datetime) -> None:
    """`number` has opted out: that counts for the campaign whose text it got last, if that was since then (10.1)."""
    row = tx.execute(
        "SELECT campaign_id FROM messages INDEXED BY messages_by_number WHERE number = ? AND campaign_id IS NOT NULL"
        " AND state IN ('sending', 'sent', 'delivered', 'unknown') AND coalesce(sent_at, created_at) >= ?"
        " ORDER BY coalesce(sent_at, created_at) DESC, id DESC LIMIT 1",
        (number, to_db(since)),
    ).fetchone()
    if row is not None:
        tx.execute("UPDATE campaigns SET opt_outs = opt_outs + 1 WHERE id = ?", (row["campaign_id"],))


def count_answer(tx: sqlite3.Connection, number: str) -> None:
    """`number` is writing: the first time after a campaign’s text, that answers it, unless another text came later."""
    row = tx.execute(
        "SELECT campaign_id, sent_at FROM messages INDEXED BY messages_by_number WHERE number = ?"
        " AND state IN ('sent', 'delivered', 'unknown') ORDER BY id DESC LIMIT 1",
        (number,),
    ).fetchone()
    if row is None or row["campaign_id"] is None or row["sent_at"] is None:
        return
    before = tx.execute("SELECT inbound_at FROM conversations WHERE number = ?", (number,)).fetchone()
    if before is None or before["inbound_at"] < row["sent_at"]:
        tx.execute("UPDATE campaigns SET answers = answers + 1 WHERE id = ?", (row["campaign_id"],))


def count_sim(tx: sqlite3.Connection, campaign_id: int, sim_id: int) -> None:
    """One of the campaign's messages has gone out over the SIM."""
    tx.execute(
        "INSERT INTO campaign_sims (campaign_id, sim_id, texts) VALUES (?, ?, 1)"
        " ON CONFLICT (campaign_id, sim_id) DO UPDATE SET texts = texts + 1",
        (campaign_id, sim_id),
    )


def over_sims(connection: sqlite3.Connection, campaign_id: int) -> dict[str, int]:
    """How many of the campaign's messages went out over each SIM (ICCID)."""
    rows = connection.execute(
        "SELECT iccid, texts FROM campaign_sims JOIN sims ON sims.id = sim_id WHERE campaign_id = ? ORDER BY sims.id",
        (campaign_id,),
    )
    return {row["iccid"]: row["texts"] for row in rows}


@dataclass(frozen=True)
class Lost:
    """A text of a campaign that did not arrive."""

    message_id: int
    number: str
    name: str
    state: State
    reason: str | None
    sent_anew: bool
    """Whether a later text says the same to them."""


def lost(connection: sqlite3.Connection, campaign_id: int, limit: int) -> tuple[Lost, ...]:
    """The campaign's texts that failed, were too late or were not allowed any more, newest first."""
    rows = connection.execute(
        "SELECT messages.id AS id, messages.number AS number, coalesce(name, '') AS name, state, reason,"
        " EXISTS (SELECT 1 FROM messages AS newer INDEXED BY messages_by_number WHERE newer.number = messages.number"
        " AND newer.id > messages.id AND newer.text = messages.text) AS sent_anew"
        " FROM messages INDEXED BY messages_by_campaign LEFT JOIN contacts ON contacts.number = messages.number"
        " WHERE campaign_id = ? AND state IN ('failed', 'expired', 'blocked') ORDER BY messages.id DESC LIMIT ?",
        (campaign_id, limit),
    )
    return tuple(
        Lost(row["id"], row["number"], row["name"], State(row["state"]), row["reason"], bool(row["sent_anew"]))
        for row in rows
    )
