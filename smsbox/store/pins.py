"""Which PINs were tried on SIM cards; only their digests are kept."""

import sqlite3


def is_tried(connection: sqlite3.Connection, digest: bytes) -> bool:
    """Whether the PIN with this digest was tried on a SIM, which has not taken it so far."""
    return connection.execute("SELECT 1 FROM pin_attempts WHERE pin_digest = ?", (digest,)).fetchone() is not None
