"""Somebody with the box's file and another program changes the consent ledger."""

from smsbox.store.db import Database


def tamper(db: Database, statement: str) -> None:
    """Runs the statement with nothing to refuse it."""
    db.connection().executescript(
        "DROP TRIGGER IF EXISTS consent_ledger_keeps_values; DROP TRIGGER IF EXISTS consent_ledger_keeps_rows;"
        f" PRAGMA foreign_keys = OFF; {statement}; PRAGMA foreign_keys = ON"
    )


def change(db: Database, row: int) -> None:
    """Another person did what the row records."""
    tamper(db, f"UPDATE consent_ledger SET number = '+447700900999' WHERE id = {row}")


def remove(db: Database, *rows: int) -> None:
    """The rows never were."""
    tamper(db, f"DELETE FROM consent_ledger WHERE id IN ({', '.join(map(str, rows))})")
