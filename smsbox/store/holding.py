"""Parts that wait: held for a reason until a time or until it is gone, and queued again.

Each runs in the caller's write transaction; what else moves parts is in `parts`.
"""

import sqlite3
from datetime import datetime

from smsbox.rules.lanes import REQUIRED_ANSWERS, Lane
from smsbox.store.parts import BATCH, settle
from smsbox.store.times import to_db


def hold(tx: sqlite3.Connection, message_id: int, reason: str, *, until: datetime | None, now: datetime) -> None:
    """queued → held: the message's parts wait until `until`, or until the reason is gone."""
    tx.execute(
        "UPDATE parts SET state = 'held', reason = ?, not_before = ? WHERE message_id = ? AND state = 'queued'",
        (reason, to_db(until or now), message_id),
    )
    settle(tx, message_id, now=now)


def hold_lane(
    tx: sqlite3.Connection,
    lane: Lane,
    reason: str,
    *,
    include_urgent: bool,
    until: datetime | None,
    now: datetime,
) -> int:
    """Holds the lane's messages that are due and not begun, up to BATCH; returns how many.

    The answers that the rules require stay.
    """
    return _hold_many(
        tx,
        "lane = ? AND urgent <= ?"
        f" AND (SELECT kind FROM messages WHERE id = message_id) NOT IN ({', '.join('?' * len(REQUIRED_ANSWERS))})",
        (int(lane), include_urgent, *REQUIRED_ANSWERS),
        reason,
        until=until,
        now=now,
    )


def hold_sim(tx: sqlite3.Connection, sim_id: int | None, reason: str, *, until: datetime, now: datetime) -> int:
    """Holds the messages bound to the SIM (None: to no SIM) that are due and not begun, up to BATCH."""
    return _hold_many(tx, "lane IN (?, ?, ?) AND sim_id IS ?", (*map(int, Lane), sim_id), reason, until=until, now=now)


def _hold_many(
    tx: sqlite3.Connection,
    condition: str,
    values: tuple[object, ...],
    reason: str,
    *,
    until: datetime | None,
    now: datetime,
) -> int:
    rows = tx.execute(
        "SELECT message_id FROM parts INDEXED BY parts_queued"
        f" WHERE state = 'queued' AND part = 1 AND not_before <= ? AND {condition} LIMIT ?",
        (to_db(now), *values, BATCH),
    ).fetchall()
    for row in rows:
        hold(tx, row["message_id"], reason, until=until, now=now)
    return len(rows)


def release_lane(tx: sqlite3.Connection, lane: Lane, *, only_urgent: bool = False, now: datetime) -> int:
    """held → queued for the lane's (urgent) messages whose time has come, up to BATCH; returns how many.

    What was held because sending was paused or the clock was not trusted has no time of its own.
    """
    rows = tx.execute(
        "SELECT DISTINCT message_id FROM parts INDEXED BY parts_held"
        " WHERE state = 'held' AND lane = ? AND not_before <= ? AND urgent >= ? LIMIT ?",
        (int(lane), to_db(now), only_urgent, BATCH),
    ).fetchall()
    for row in rows:
        release(tx, row["message_id"], now=now)
    return len(rows)


def look_again(tx: sqlite3.Connection, reason: str) -> None:
    """What is held for `reason` is due: the next look releases it, and holds again what must still wait."""
    tx.execute("UPDATE parts SET not_before = 0 WHERE state = 'held' AND reason = ?", (reason,))


def release(tx: sqlite3.Connection, message_id: int, *, now: datetime) -> None:
    """held → queued for one message."""
    tx.execute(
        "UPDATE parts SET state = 'queued', reason = NULL WHERE message_id = ? AND state = 'held'",
        (message_id,),
    )
    settle(tx, message_id, now=now)


def held_for_number(tx: sqlite3.Connection, number: str, reason: str) -> list[int]:
    """Ids of the messages to `number` that are held for `reason`."""
    rows = tx.execute(
        "SELECT DISTINCT id FROM messages INDEXED BY messages_by_number CROSS JOIN parts ON message_id = id"
        " WHERE messages.number = ? AND messages.state IN ('held', 'sending')"
        " AND parts.state = 'held' AND parts.reason = ?",
        (number, reason),
    )
    return [row["id"] for row in rows]
