"""How SQLite goes about what the product asks it."""

import sqlite3
from collections.abc import Callable

from smsbox.store.db import Database


def plans(db: Database, act: Callable[[sqlite3.Connection], object]) -> list[str]:
    """The query plan of every statement that `act` runs."""
    statements: list[str] = []
    with db.write() as tx:
        tx.set_trace_callback(statements.append)
        act(tx)
        tx.set_trace_callback(None)
        found = []
        for statement in statements:
            if statement.upper().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
                found += [row["detail"] for row in tx.execute("EXPLAIN QUERY PLAN " + statement)]
    assert found
    return found
