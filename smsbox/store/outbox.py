"""The outbox: messages and their parts, as rows that are added and read. How parts move is in `parts`."""

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from smsbox.rules.lanes import Kind, Lane
from smsbox.rules.lifecycle import State
from smsbox.rules.scope import Aired
from smsbox.store import campaign_figures, modems
from smsbox.store.paging import Page, check_limit, number_cursor, page_of
from smsbox.store.times import as_kept, from_db, to_db


@dataclass(frozen=True)
class Part:
    """One part of a message: what goes over the air at once. `part` counts from 1."""

    part: int
    state: State
    reason: str | None
    sim: str | None
    reference: int | None
    sent_at: datetime | None
    delivered_at: datetime | None


@dataclass(frozen=True)
class Message:
    """One message to one number. `sim` is the ICCID that was asked for, `reference` the caller's own word for it."""

    id: int
    number: str
    text: str
    lane: Lane
    urgent: bool
    flash: bool
    kind: str
    state: State
    reason: str | None
    encoding: str
    sim: str | None
    reference: str | None
    campaign: int | None
    permission: int | None
    """The ledger row that permits it (compliance.md 2.2)."""
    author: str
    created_at: datetime
    send_at: datetime | None
    expires_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class NewRow:
    """What a new message's row is made of; `encoding` and `part_count` come from the segment counter."""

    number: str
    text: str
    lane: Lane
    urgent: bool
    kind: str
    encoding: str
    part_count: int
    sim_id: int | None
    permission_id: int | None
    send_at: datetime | None
    expires_at: datetime
    reference: str | None
    author: str
    flash: bool = False
    campaign_id: int | None = None


def add(tx: sqlite3.Connection, row: NewRow, *, now: datetime) -> int:
    """Queues a message and its parts; returns its id. The parts go over the number's own SIM if it has one."""
    return _add(tx, row, row.sim_id or _route(tx, row.number), now)


def add_whole(tx: sqlite3.Connection, row: NewRow, *, now: datetime) -> Message:
    """As `add`; returns the message as `get` would, without reading back what was just written."""
    sim_id = row.sim_id or _route(tx, row.number)
    iccid = None if sim_id is None else modems.iccid(tx, sim_id)
    return Message(
        id=_add(tx, row, sim_id, now),
        number=row.number,
        text=row.text,
        lane=row.lane,
        urgent=row.urgent,
        flash=row.flash,
        kind=row.kind,
        state=State.QUEUED,
        reason=None,
        encoding=row.encoding,
        sim=iccid if row.sim_id else None,
        reference=row.reference,
        campaign=row.campaign_id,
        permission=row.permission_id,
        author=row.author,
        created_at=as_kept(now),
        send_at=None if row.send_at is None else as_kept(row.send_at),
        expires_at=as_kept(row.expires_at),
        sent_at=None,
        delivered_at=None,
        parts=tuple(Part(part, State.QUEUED, None, iccid, None, None, None) for part in range(1, row.part_count + 1)),
    )


def _add(tx: sqlite3.Connection, row: NewRow, sim_id: int | None, now: datetime) -> int:
    created, send_at, expires_at = to_db(now), to_db(row.send_at), to_db(row.expires_at)
    cursor = tx.execute(
        "INSERT INTO messages (number, text, lane, urgent, flash, kind, state, encoding, part_count, sim_id,"
        " permission_id, send_at, expires_at, reference, author, campaign_id, created_at)"
        " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            row.number,
            row.text,
            row.lane,
            row.urgent,
            row.flash,
            row.kind,
            State.QUEUED,
            row.encoding,
            row.part_count,
            row.sim_id,
            row.permission_id,
            send_at,
            expires_at,
            row.reference,
            row.author,
            row.campaign_id,
            created,
        ),
    )
    message_id = cursor.lastrowid
    assert message_id is not None
    if row.campaign_id is not None:
        campaign_figures.count_move(tx, row.campaign_id, None, State.QUEUED)
    tx.executemany(
        "INSERT INTO parts (message_id, part, number, lane, urgent, state, sim_id, not_before, expires_at)"
        " VALUES (?,?,?,?,?,?,?,?,?)",
        [
            (
                message_id,
                part,
                row.number,
                row.lane,
                row.urgent,
                State.QUEUED,
                sim_id,
                send_at or created,
                expires_at,
            )
            for part in range(1, row.part_count + 1)
        ],
    )
    return message_id


def _route(tx: sqlite3.Connection, number: str) -> int | None:
    row = tx.execute("SELECT sim_id FROM routes WHERE number = ?", (number,)).fetchone()
    return None if row is None else int(row["sim_id"])


_COLUMNS = (
    "SELECT messages.*, sims.iccid AS iccid FROM messages LEFT JOIN sims ON sims.id = messages.sim_id WHERE {condition}"
)


def get(connection: sqlite3.Connection, message_id: int) -> Message | None:
    """The message, or None."""
    rows = connection.execute(_COLUMNS.format(condition="messages.id = ?"), (message_id,)).fetchall()
    return _messages(connection, rows)[0] if rows else None


def find(
    connection: sqlite3.Connection,
    *,
    state: State | None,
    lane: Lane | None,
    number: str | None,
    after: str | None,
    limit: int,
) -> Page[Message]:
    """Messages that fit every filter given, newest first."""
    conditions = ["messages.id < ?"]
    values: list[object] = [number_cursor(after, 2**62)]
    for column, value in (("state", state), ("lane", lane), ("number", number)):
        if value is not None:
            conditions.append(f"messages.{column} = ?")
            values.append(value)
    query = _COLUMNS.format(condition=" AND ".join(conditions)) + " ORDER BY messages.id DESC LIMIT ?"
    rows = connection.execute(query, (*values, check_limit(limit) + 1)).fetchall()
    return page_of(_messages(connection, rows), limit, lambda message: message, lambda message: message.id)


_PARTS = (
    "SELECT parts.*, sims.iccid AS iccid FROM parts LEFT JOIN sims ON sims.id = parts.sim_id"
    " WHERE message_id IN (SELECT value FROM json_each(?)) ORDER BY message_id, part"
)


def _messages(connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> list[Message]:
    """The messages of `rows`, whose parts are read in one go."""
    parts: dict[int, list[Part]] = {row["id"]: [] for row in rows}
    for part in connection.execute(_PARTS, (json.dumps(list(parts)),)) if parts else ():
        parts[part["message_id"]].append(_part(part))
    return [_message(row, tuple(parts[row["id"]])) for row in rows]


def _message(row: sqlite3.Row, parts: tuple[Part, ...]) -> Message:
    return Message(
        id=row["id"],
        number=row["number"],
        text=row["text"],
        lane=Lane(row["lane"]),
        urgent=bool(row["urgent"]),
        flash=bool(row["flash"]),
        kind=row["kind"],
        state=State(row["state"]),
        reason=row["reason"],
        encoding=row["encoding"],
        sim=row["iccid"],
        reference=row["reference"],
        campaign=row["campaign_id"],
        permission=row["permission_id"],
        author=row["author"],
        created_at=from_db(row["created_at"]),
        send_at=from_db(row["send_at"]),
        expires_at=from_db(row["expires_at"]),
        sent_at=from_db(row["sent_at"]),
        delivered_at=from_db(row["delivered_at"]),
        parts=parts,
    )


def _part(row: sqlite3.Row) -> Part:
    return Part(
        part=row["part"],
        state=State(row["state"]),
        reason=row["reason"],
        sim=row["iccid"],
        reference=row["reference"],
        sent_at=from_db(row["sent_at"]),
        delivered_at=from_db(row["delivered_at"]),
    )


def due(connection: sqlite3.Connection, message_id: int) -> datetime | None:
    """When the held parts of a message are looked at again; None if none is held."""
    row = connection.execute(
        "SELECT max(not_before) AS due FROM parts WHERE message_id = ? AND state = 'held'", (message_id,)
    ).fetchone()
    found: datetime | None = from_db(row["due"])
    return found


def promotional_since(connection: sqlite3.Connection, number: str, late: datetime, early: datetime) -> tuple[int, int]:
    """How many promotional messages to `number` went on air since `late`, and since `early`, which is before it."""
    row = connection.execute(
        "SELECT coalesce(sum(at >= ?), 0) AS lately, count(*) AS texts FROM (SELECT coalesce(sent_at,"
        " (SELECT max(sending_at) FROM parts WHERE message_id = messages.id), created_at) AS at"
        " FROM messages INDEXED BY messages_by_number WHERE number = ? AND lane = ?"
        " AND state IN ('sending', 'sent', 'delivered', 'unknown')) WHERE at >= ?",
        (to_db(late), number, int(Lane.PROMOTIONAL), to_db(early)),
    ).fetchone()
    return row["lately"], row["texts"]


def aired(connection: sqlite3.Connection, number: str, since: datetime) -> tuple[Aired, ...]:
    """The texts to `number` that have been on air since then; the latest one before where there are none."""
    rows = connection.execute(
        "SELECT messages.lane AS lane, kind, max(coalesce(sending_at, created_at)) AS at"
        " FROM messages INDEXED BY messages_by_number CROSS JOIN parts ON message_id = messages.id"
        " WHERE messages.number = ? AND parts.state IN ('sending', 'sent', 'delivered', 'unknown')"
        " GROUP BY messages.id ORDER BY at DESC",
        (number,),
    ).fetchall()
    found = [Aired(Lane(row["lane"]), row["kind"], from_db(row["at"])) for row in rows]
    return tuple(text for position, text in enumerate(found) if position == 0 or text.at >= since)


def of_kind_since(
    connection: sqlite3.Connection, number: str, kinds: Collection[str], moment: datetime, reference: str | None = None
) -> bool:
    """Whether a message of one of these kinds (and about this, its `reference`) to `number` was queued since then."""
    row = connection.execute(
        "SELECT 1 FROM messages INDEXED BY messages_by_number"
        " WHERE number = ? AND kind IN (SELECT value FROM json_each(?)) AND created_at >= ?"
        " AND (? IS NULL OR reference = ?) LIMIT 1",
        (number, json.dumps(list(kinds)), to_db(moment), reference, reference),
    ).fetchone()
    return row is not None


def late_confirmations(connection: sqlite3.Connection, moment: datetime) -> tuple[int, ...]:
    """Ids of the opt-out confirmations that were queued by `moment` and are not on air yet."""
    found = []
    for state, index in ((State.QUEUED, "parts_queued"), (State.HELD, "parts_held")):
        rows = connection.execute(
            f"SELECT DISTINCT id FROM parts INDEXED BY {index} CROSS JOIN messages ON id = message_id"
            f" WHERE parts.state = '{state}' AND parts.lane = ? AND kind = ? AND created_at <= ?",
            (int(Lane.REPLY), Kind.OPT_OUT_CONFIRMATION, to_db(moment)),
        )
        found += [row["id"] for row in rows]
    return tuple(found)


def to_number(connection: sqlite3.Connection, number: str, limit: int) -> tuple[Message, ...]:
    """The last `limit` messages to `number`, newest first."""
    return find(connection, state=None, lane=None, number=number, after=None, limit=limit).items


def sent_anew(connection: sqlite3.Connection, message: Message) -> int | None:
    """The id of a later message with the same text to the same number, or None."""
    row = connection.execute(
        "SELECT id FROM messages INDEXED BY messages_by_number WHERE number = ? AND id > ? AND text = ? LIMIT 1",
        (message.number, message.id, message.text),
    ).fetchone()
    return None if row is None else int(row["id"])


def last_texts(
    connection: sqlite3.Connection, lane: Lane, author: str, *, looked_through: int, limit: int
) -> tuple[str, ...]:
    """Different texts that `author` wrote in a lane, the one used last first, among the newest messages."""
    rows = connection.execute(
        "SELECT text FROM messages WHERE id > (SELECT max(id) FROM messages) - ? AND lane = ? AND author = ?"
        " AND kind = 'text' GROUP BY text ORDER BY max(id) DESC LIMIT ?",
        (looked_through, lane, author, limit),
    )
    return tuple(row["text"] for row in rows)


def newest(connection: sqlite3.Connection, limit: int) -> tuple[Message, ...]:
    """The last `limit` messages, newest first."""
    return find(connection, state=None, lane=None, number=None, after=None, limit=limit).items
