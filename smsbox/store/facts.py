"""What is known of the box itself, one value for each fact: told between the daemon, the page and the commands."""

import sqlite3

CLOCK_UNCONFIRMED = "clock.unconfirmed"
"""Nobody has confirmed the clock for a while, so somebody has to."""

CLOCK_VOUCH = "clock.vouch"
"""What the clock was when a person confirmed it."""

LEDGER_PLACE = "ledger.place"
"""How far the look at the ledger's chain has come."""

LEDGER_BROKEN = "ledger.broken"
"""The ids of ledger rows that are not as they were written; offers wait."""

LEDGER_ACCEPTED = "ledger.accepted"
"""The ids of such rows that an owner has looked into."""


def get(connection: sqlite3.Connection, name: str) -> str | None:
    """The fact's value; None if it is none."""
    row = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row["value"])


def put(tx: sqlite3.Connection, name: str, value: str) -> None:
    """Makes it a fact, or another one than before."""
    tx.execute(
        "INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def drop(tx: sqlite3.Connection, name: str) -> None:
    """It is a fact no longer."""
    tx.execute("DELETE FROM facts WHERE name = ?", (name,))
