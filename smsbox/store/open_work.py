"""What is open: messages on their way, conversations that nobody has read; counted in one statement for every page."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from smsbox.rules.lanes import Lane
from smsbox.store import facts
from smsbox.store.times import from_db, to_db


@dataclass(frozen=True)
class Open:
    """Messages that are not done: `queued` are due, `planned` for later; `unread` conversations.

    `parts` are those of messages that are due, and `offer_parts` of them offers.
    A message with a part on air, or between two of its parts, is `sending`. The event log's newest time is
    `written_at`. Nobody has confirmed the clock if it is `clock_unconfirmed`. The fact LEDGER_BROKEN
    is `ledger_broken`.
    """

    queued: int
    planned: int
    held: int
    sending: int
    unread: int
    parts: int
    offer_parts: int
    written_at: datetime | None
    clock_unconfirmed: bool = False
    ledger_broken: str | None = None


_OPEN = (
    "SELECT"
    " queued, planned, parts, offer_parts,"
    " (SELECT count(*) FROM parts INDEXED BY parts_held WHERE state = 'held' AND part = 1) AS held,"
    " (SELECT count(DISTINCT message_id) FROM ("
    "SELECT message_id FROM parts INDEXED BY parts_sending WHERE state = 'sending'"
    " UNION ALL SELECT message_id FROM parts AS later INDEXED BY parts_queued WHERE state = 'queued' AND {begun}"
    " UNION ALL SELECT message_id FROM parts AS later INDEXED BY parts_held WHERE state = 'held' AND {begun}"
    ")) AS sending,"
    " (SELECT count(*) FROM conversations INDEXED BY conversations_unread WHERE unread > 0) AS unread,"
    " (SELECT at FROM events WHERE id = (SELECT max(id) FROM events)) AS written_at,"
    f" EXISTS (SELECT 1 FROM facts WHERE name = '{facts.CLOCK_UNCONFIRMED}') AS clock_unconfirmed,"
    f" (SELECT value FROM facts WHERE name = '{facts.LEDGER_BROKEN}') AS ledger_broken"
    " FROM (SELECT count(*) FILTER (WHERE part = 1) AS queued,"
    " count(*) FILTER (WHERE part = 1 AND not_before > :now) AS planned,"
    " count(*) FILTER (WHERE not_before <= :now) AS parts,"
    f" count(*) FILTER (WHERE not_before <= :now AND lane = {Lane.PROMOTIONAL}) AS offer_parts"
    " FROM parts INDEXED BY parts_queued WHERE state = 'queued')"
)
_BEGUN = (
    "part > 1 AND EXISTS (SELECT 1 FROM parts WHERE parts.message_id = later.message_id AND parts.part = 1"
    " AND parts.state NOT IN ('queued', 'held'))"
)


def read(connection: sqlite3.Connection, now: datetime) -> Open:
    """What is open at `now`. Messages are told from their first parts: these indexes hold nothing that is done."""
    row = connection.execute(_OPEN.format(begun=_BEGUN), {"now": to_db(now)}).fetchone()
    return Open(
        queued=row["queued"] - row["planned"],
        planned=row["planned"],
        held=row["held"],
        sending=row["sending"],
        unread=row["unread"],
        parts=row["parts"],
        offer_parts=row["offer_parts"],
        written_at=from_db(row["written_at"]),
        clock_unconfirmed=bool(row["clock_unconfirmed"]),
        ledger_broken=row["ledger_broken"],
    )
