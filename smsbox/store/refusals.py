"""Parts that were refused after they had been handed over: they may have gone out all the same (reliability.md S8)."""

import sqlite3
from datetime import datetime

from smsbox.store import holding, parts
from smsbox.store.parts import Key
from smsbox.store.times import to_db


def note(tx: sqlite3.Connection, key: Key) -> None:
    """The part, which is `sending`, was refused: from its first such try on a report may be about it."""
    tx.execute(
        "UPDATE parts SET refused_since = coalesce(refused_since, sending_at)"
        " WHERE message_id = ? AND part = ? AND state = 'sending'",
        (key.message_id, key.part),
    )


def went_out(tx: sqlite3.Connection, key: Key, reference: int, *, now: datetime) -> None:
    """queued, held or sending → sent: a report tells that the part is on air, so the rest of its message follows.

    What was refused once is accounted for now; of several tries more than one may have gone out.
    """
    holding.release(tx, key.message_id, now=now)
    parts.sent(tx, key, reference, now=now)
    tx.execute(
        "UPDATE parts SET refused_since = nullif(refused_since, sending_at) WHERE message_id = ? AND part = ?",
        (key.message_id, key.part),
    )
    tx.execute(
        "UPDATE parts SET not_before = ?3 WHERE message_id = ?1 AND part > ?2 AND state = 'queued' AND not_before > ?3",
        (key.message_id, key.part, to_db(now)),
    )
