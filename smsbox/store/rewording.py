"""Another text for a message of which nothing is on air yet."""

import sqlite3


def reword(tx: sqlite3.Connection, message_id: int, text: str, encoding: str, part_count: int) -> None:
    """The message gets the text, and as many parts as that takes; all of them are queued, and go as its first would."""
    tx.execute(
        "UPDATE messages SET text = ?, encoding = ?, part_count = ? WHERE id = ?",
        (text, encoding, part_count, message_id),
    )
    tx.execute("DELETE FROM parts WHERE message_id = ? AND part > ?", (message_id, part_count))
    tx.executemany(
        "INSERT INTO parts (message_id, part, number, lane, urgent, state, sim_id, not_before, expires_at)"
        " SELECT message_id, ?2, number, lane, urgent, state, sim_id, not_before, expires_at FROM parts"
        " WHERE message_id = ?1 AND part = 1 ON CONFLICT DO NOTHING",
        ((message_id, part) for part in range(2, part_count + 1)),
    )
