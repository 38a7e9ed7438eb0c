"""How parts move through the queue: what changes a state is here or, where it waits, in `holding`.

Each runs in the caller's write transaction, checks the move against `rules.lifecycle`, writes the
part only if it is still in the state it is moved from, brings the message's state up to date, and
appends an event where the message's state changed. Those that record news from outside (a result, a
report) return whether the part could still be moved by it.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from smsbox.rules.lanes import ANSWERS_AFTER_STOP, REQUIRED_ANSWERS, Lane
from smsbox.rules.lifecycle import MOVES, State, check_move, state_of
from smsbox.rules.scope import Scope
from smsbox.store import campaign_figures, events
from smsbox.store.times import from_db, to_db

BATCH = 500
"""Rows that one transaction moves at most, so that it holds the write lock for under 0.2 s."""

QUIET_STATES = frozenset({State.QUEUED, State.SENDING})
"""States that a message passes through; reaching them is no event."""


@dataclass(frozen=True)
class Key:
    """Which part: the message's id and the part's number, from 1."""

    message_id: int
    part: int


@dataclass(frozen=True)
class QueuedPart:
    """A part that is due, with what the rules and the modem need to know of it."""

    key: Key
    number: str
    lane: Lane
    urgent: bool
    flash: bool
    kind: str
    text: str
    part_count: int
    sim_id: int | None
    permission_id: int | None
    campaign_id: int | None
    expires_at: datetime
    refused: bool
    """Whether an earlier try was refused after it had been handed over, so that it may be on air all the same."""


_DUE = (
    "SELECT * FROM (SELECT lane, not_before, message_id, part FROM parts INDEXED BY parts_queued"
    " WHERE state = 'queued' AND lane = {lane} AND sim_id IS {sim} AND not_before <= ?2"
    " ORDER BY not_before, message_id, part LIMIT 1)"
)
_NEXT = "SELECT message_id AS in_message, part AS at FROM ({due}) ORDER BY lane, not_before, message_id, part LIMIT 1"
_QUEUED_PART = (
    "SELECT message_id, part, messages.number, messages.lane, messages.urgent, flash, kind, text,"
    " part_count, parts.sim_id, permission_id, campaign_id, messages.expires_at, refused_since"
    " FROM ({which}) CROSS JOIN parts ON message_id = in_message AND part = at"
    " CROSS JOIN messages ON messages.id = message_id"
)


@cache
def _next(lanes: tuple[Lane, ...], unbound: bool) -> str:
    """One statement for every lane: most are empty, and asking costs more than finding nothing."""
    sims = ("?1", "NULL") if unbound else ("?1",)
    due = " UNION ALL ".join(_DUE.format(lane=int(lane), sim=sim) for lane in lanes for sim in sims)
    return _QUEUED_PART.format(which=_NEXT.format(due=due))


def next_queued(
    tx: sqlite3.Connection, sim_id: int, lanes: Iterable[Lane], *, unbound: bool = True, now: datetime
) -> QueuedPart | None:
    """The part that this SIM should send next: of the highest lane, the one that waits longest.

    Parts bound to the SIM and, where `unbound`, parts bound to none are looked at together.
    """
    row = tx.execute(_next(tuple(lanes), unbound), (sim_id, to_db(now))).fetchone()
    return None if row is None else _queued_part(row)


def _queued_part(row: sqlite3.Row) -> QueuedPart:
    return QueuedPart(
        key=Key(row["message_id"], row["part"]),
        number=row["number"],
        lane=Lane(row["lane"]),
        urgent=bool(row["urgent"]),
        flash=bool(row["flash"]),
        kind=row["kind"],
        text=row["text"],
        part_count=row["part_count"],
        sim_id=row["sim_id"],
        permission_id=row["permission_id"],
        campaign_id=row["campaign_id"],
        expires_at=from_db(row["expires_at"]),
        refused=row["refused_since"] is not None,
    )


def not_begun(tx: sqlite3.Connection, sim_id: int, lanes: Iterable[Lane], *, now: datetime) -> list[tuple[int, str]]:
    """Messages that are due over the SIM because it is their number's, and have no part on air: (id, number).

    Up to BATCH; those that were meant for this very SIM are not among them.
    """
    lane_numbers = [int(lane) for lane in lanes]
    marks = ", ".join("?" * len(lane_numbers))
    rows = tx.execute(
        "SELECT message_id, parts.number AS number FROM parts INDEXED BY parts_queued"
        " JOIN messages ON messages.id = message_id"
        f" WHERE parts.state = 'queued' AND parts.lane IN ({marks}) AND parts.sim_id = ? AND part = 1"
        " AND not_before <= ? AND messages.sim_id IS NULL LIMIT ?",
        (*lane_numbers, sim_id, to_db(now), BATCH),
    )
    return [(row["message_id"], row["number"]) for row in rows]


def rebind(tx: sqlite3.Connection, message_id: int, sim_id: int) -> None:
    """A message that waits goes over another SIM; its number's route stays."""
    tx.execute("UPDATE parts SET sim_id = ? WHERE message_id = ? AND state = 'queued'", (sim_id, message_id))


def start(tx: sqlite3.Connection, part: QueuedPart, sim_id: int, *, now: datetime) -> None:
    """queued → sending, the intent: committed before the modem hears of the part (reliability.md S1)."""
    _move(tx, part.key, State.QUEUED, State.SENDING, sim_id=sim_id, sending_at=to_db(now), reason=None)
    if part.part_count > 1:
        settle(tx, part.key.message_id, now=now)
        return
    tx.execute("UPDATE messages SET state = ?, reason = NULL WHERE id = ?", (State.SENDING, part.key.message_id))
    if part.campaign_id is not None:
        campaign_figures.count_move(tx, part.campaign_id, State.QUEUED, State.SENDING)


def sent(tx: sqlite3.Connection, key: Key, reference: int | None, *, now: datetime) -> bool:
    """sending, unknown or queued → sent: the network has accepted it under `reference`. False if it was in none."""
    return _finish(tx, key, State.SENT, now=now, reference=reference, sent_at=to_db(now), reason=None)


def unknown(tx: sqlite3.Connection, key: Key, reason: str, *, now: datetime) -> bool:
    """sending → unknown: it was handed over and the result is lost. It is never sent again by itself."""
    return _finish(tx, key, State.UNKNOWN, now=now, reason=reason)


def requeue(tx: sqlite3.Connection, key: Key, reason: str, *, not_before: datetime, now: datetime) -> bool:
    """sending → queued: it is due again at `not_before`. Unless it was ever refused, it certainly is not on air."""
    moved = _finish(tx, key, State.QUEUED, now=now, reason=reason)
    if moved:
        tx.execute(
            "UPDATE parts SET sending_at = NULL WHERE message_id = ? AND part = ? AND refused_since IS NULL",
            (key.message_id, key.part),
        )
        put_off(tx, key, not_before)
    return moved


def put_off(tx: sqlite3.Connection, key: Key, until: datetime) -> None:
    """A queued part is due no earlier than `until`, and the parts after it neither."""
    tx.execute(
        "UPDATE parts SET not_before = ?3"
        " WHERE message_id = ?1 AND part >= ?2 AND state = 'queued' AND not_before < ?3",
        (key.message_id, key.part, to_db(until)),
    )


def count_reject(tx: sqlite3.Connection, key: Key) -> int:
    """Counts one temporary refusal of the part; returns how many it has had."""
    row = tx.execute(
        "UPDATE parts SET rejects = rejects + 1 WHERE message_id = ? AND part = ? RETURNING rejects",
        (key.message_id, key.part),
    ).fetchall()
    return int(row[0]["rejects"])


def failed(tx: sqlite3.Connection, key: Key, reason: str, *, now: datetime) -> bool:
    """sending, sent or unknown → failed; the message's parts that were not on air yet are cancelled."""
    moved = _finish(tx, key, State.FAILED, now=now, reason=reason)
    if moved:
        close(tx, key.message_id, State.CANCELLED, "part_failed", now=now)
    return moved


def delivered(tx: sqlite3.Connection, key: Key, *, now: datetime) -> bool:
    """sent or unknown → delivered, by a status report."""
    return _finish(tx, key, State.DELIVERED, now=now, delivered_at=to_db(now), reason=None)


def close(tx: sqlite3.Connection, message_id: int, state: State, reason: str, *, now: datetime) -> int:
    """Moves the message's parts that are not on air yet to `state` (cancelled, blocked, expired); returns how many."""
    changed = tx.execute(
        "UPDATE parts SET state = ?, reason = ? WHERE message_id = ? AND state IN ('queued', 'held')",
        (state, reason, message_id),
    ).rowcount
    if changed:
        settle(tx, message_id, now=now)
    return changed


def cancel_number(
    tx: sqlite3.Connection,
    number: str,
    reason: str,
    *,
    scope: Scope = Scope.EVERYTHING,
    list_id: int | None = None,
    now: datetime,
) -> int:
    """Cancels every message to `number` in `scope` that is not on air yet, whichever SIM it was meant for.

    With `list_id` only the offers that this list let the number be sent. The answers that go to whoever said STOP
    stay; a question whether they want to join a list does not. Returns how many were cancelled.
    """
    rows = tx.execute(
        "SELECT messages.id AS id, lane, kind, consent_ledger.list_id AS list_id"
        " FROM messages INDEXED BY messages_by_number LEFT JOIN consent_ledger ON consent_ledger.id = permission_id"
        " WHERE messages.number = ? AND state IN ('queued', 'held', 'sending')",
        (number,),
    ).fetchall()
    open_messages = [
        row["id"]
        for row in rows
        if row["kind"] not in ANSWERS_AFTER_STOP
        and (scope.covers(Lane(row["lane"])) or row["kind"] in REQUIRED_ANSWERS)
        and (list_id is None or list_id == row["list_id"])
    ]
    return sum(close(tx, message_id, State.CANCELLED, reason, now=now) > 0 for message_id in open_messages)


def any_open(connection: sqlite3.Connection) -> bool:
    """Whether anything waits at all."""
    row = connection.execute(
        "SELECT 1 FROM parts INDEXED BY parts_open_by_expiry WHERE state IN ('queued', 'held') LIMIT 1"
    ).fetchone()
    return row is not None


def expire(tx: sqlite3.Connection, *, now: datetime) -> int:
    """Ends messages that waited past their time, up to BATCH; returns how many."""
    rows = tx.execute(
        "SELECT DISTINCT message_id FROM parts INDEXED BY parts_open_by_expiry"
        " WHERE state IN ('queued', 'held') AND expires_at <= ? LIMIT ?",
        (to_db(now), BATCH),
    ).fetchall()
    for row in rows:
        close(tx, row["message_id"], State.EXPIRED, "too_late", now=now)
    return len(rows)


def park_sending(tx: sqlite3.Connection, reason: str, *, now: datetime) -> tuple[tuple[int, str], ...]:
    """sending → unknown for every part: what a crash or a hung modem leaves behind. Returns their (SIM id, number)."""
    rows = tx.execute(
        "SELECT message_id, part, sim_id, number FROM parts INDEXED BY parts_sending WHERE state = 'sending'"
    ).fetchall()
    for row in rows:
        unknown(tx, Key(row["message_id"], row["part"]), reason, now=now)
    return tuple((row["sim_id"], row["number"]) for row in rows)


def _finish(tx: sqlite3.Connection, key: Key, new: State, *, now: datetime, **values: object) -> bool:
    message, standings = _read(tx, key.message_id)
    place = next(place for place, each in enumerate(standings) if each.part == key.part)
    old = State(standings[place].state)
    if new not in MOVES[old]:
        return False
    _move(tx, key, old, new, **values)
    standings[place] = standings[place].after(new, values)
    _settle(tx, message, standings, now)
    return True


@cache
def _moving(columns: tuple[str, ...]) -> str:
    values = "".join(f", {name} = ?" for name in columns)
    return f"UPDATE parts SET state = ?{values} WHERE message_id = ? AND part = ? AND state = ?"


def _move(tx: sqlite3.Connection, key: Key, old: State, new: State, **values: object) -> None:
    check_move(old, new)
    changed = tx.execute(
        _moving(tuple(values)),
        (new, *values.values(), key.message_id, key.part, old),
    ).rowcount
    if changed != 1:
        raise RuntimeError(f"part {key.part} of message {key.message_id} is not {old} any more")


class _Standing(NamedTuple):
    """What a part's row has to do with its message's."""

    part: int
    state: State
    reason: str | None
    sent_at: int | None
    delivered_at: int | None
    sim_id: int | None

    def after(self, state: State, values: Mapping[str, Any]) -> "_Standing":
        """As it stands once its row is in `state` and has these values."""
        sent_at, delivered_at = values.get("sent_at", self.sent_at), values.get("delivered_at", self.delivered_at)
        return _Standing(self.part, state, values.get("reason", self.reason), sent_at, delivered_at, self.sim_id)


_MESSAGE = (
    "SELECT messages.id, messages.state, messages.number, messages.lane, campaign_id, messages.reference,"
    " part, parts.state, parts.reason, parts.sent_at, parts.delivered_at, parts.sim_id"
    " FROM messages JOIN parts ON parts.message_id = messages.id WHERE messages.id = ?"
)


def _read(tx: sqlite3.Connection, message_id: int) -> tuple[sqlite3.Row, list[_Standing]]:
    rows = tx.execute(_MESSAGE, (message_id,)).fetchall()
    return rows[0], [_Standing(*row[6:]) for row in rows]


def settle(tx: sqlite3.Connection, message_id: int, *, now: datetime) -> None:
    """Brings the message's own state, reason and times up to date with its parts'."""
    _settle(tx, *_read(tx, message_id), now)


def _sum_up(standings: Sequence[_Standing]) -> tuple[State, str | None, int | None, int | None]:
    """The message's state, reason and times of sending and delivery; most messages are one part, and are what it is."""
    if len(standings) == 1:
        only = standings[0]
        return State(only.state), only.reason or None, only.sent_at, only.delivered_at
    state = state_of(State(each.state) for each in standings)
    reason = max((each.reason for each in standings if each.state == state and each.reason), default=None)
    sent_at = max((each.sent_at for each in standings if each.sent_at is not None), default=None)
    delivered_at = max((each.delivered_at for each in standings if each.delivered_at is not None), default=None)
    return state, reason, sent_at, delivered_at


def _settle(tx: sqlite3.Connection, message: sqlite3.Row, standings: Sequence[_Standing], now: datetime) -> None:
    message_id, before, number, lane, campaign_id, reference = message[:6]
    new, reason, sent_at, delivered_at = _sum_up(standings)
    tx.execute(
        "UPDATE messages SET state = ?, reason = ?, sent_at = ?, delivered_at = ? WHERE id = ?",
        (new, reason, sent_at, delivered_at if new is State.DELIVERED else None, message_id),
    )
    if new == before:
        return
    if campaign_id is not None:
        campaign_figures.count_move(tx, campaign_id, State(before), new)
        if new is State.SENT or (new is State.DELIVERED and before == State.UNKNOWN):
            sim_id = standings[0].sim_id
            assert sim_id is not None
            campaign_figures.count_sim(tx, campaign_id, sim_id)
    if new not in QUIET_STATES:
        data = {
            "id": message_id,
            "to": number,
            "lane": Lane(lane).word,
            "state": new,
            "reason": reason,
            "reference": reference,
        }
        events.append(tx, f"message.{new}", str(message_id), data, now=now)
