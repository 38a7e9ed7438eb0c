"""What becomes of a campaign's parts when it is paused, resumed or cancelled; how parts move is in `parts`."""

import sqlite3
from datetime import datetime

from smsbox.rules.lanes import Lane
from smsbox.rules.lifecycle import State
from smsbox.rules.policy import UNTIL_RESUMED
from smsbox.store.holding import hold, release
from smsbox.store.parts import BATCH
from smsbox.store.times import to_db


def hold_for_campaign(tx: sqlite3.Connection, message_id: int, *, now: datetime) -> None:
    """queued → held, until the message's campaign goes on."""
    hold(tx, message_id, "campaign_paused", until=UNTIL_RESUMED, now=now)


def release_campaign(tx: sqlite3.Connection, campaign_id: int, *, now: datetime) -> int:
    """held → queued for the campaign's messages that were held while it was paused, up to BATCH; returns how many."""
    rows = tx.execute(
        "SELECT DISTINCT message_id FROM parts INDEXED BY parts_held CROSS JOIN messages ON messages.id = message_id"
        " WHERE parts.state = 'held' AND parts.lane = ? AND not_before = ? AND campaign_id = ? LIMIT ?",
        (int(Lane.PROMOTIONAL), to_db(UNTIL_RESUMED), campaign_id, BATCH),
    ).fetchall()
    for row in rows:
        tx.execute(
            "UPDATE parts SET not_before = ? WHERE message_id = ? AND state = 'held'", (to_db(now), row["message_id"])
        )
        release(tx, row["message_id"], now=now)
    return len(rows)


def waiting_in_campaign(tx: sqlite3.Connection, campaign_id: int) -> tuple[int, ...]:
    """Ids of the campaign's messages with parts that are not on air yet, up to BATCH."""
    found: list[int] = []
    for state, index in ((State.QUEUED, "parts_queued"), (State.HELD, "parts_held")):
        rows = tx.execute(
            f"SELECT DISTINCT message_id FROM parts INDEXED BY {index} CROSS JOIN messages ON messages.id = message_id"
            f" WHERE parts.state = '{state}' AND parts.lane = ? AND campaign_id = ? LIMIT ?",
            (int(Lane.PROMOTIONAL), campaign_id, BATCH),
        )
        found += [row["message_id"] for row in rows]
    return tuple(found)
