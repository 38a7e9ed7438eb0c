"""The shop with a long life behind it, and a consent ledger of a million rows; made once per schema, and kept."""

import fcntl
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

from smsbox.store import ledger
from smsbox.store.db import FILE_NAME
from smsbox.store.ledger import LedgerEvent, NewEntry
from tests.fakes import full_shop

ROWS = 1_000_000
"""Of the ledger, where the shop is whole."""

AT_ONCE = 50_000
"""Rows that are written in one transaction."""


def cached(folder: Path, scale: float = 1.0) -> Path:
    """A folder with the database of that share of the shop, made now if `folder` has none of this schema."""
    shop = full_shop.cached(folder, scale)
    home = shop.with_name(f"{shop.name}-ledger")
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "made").exists():
            home.mkdir(exist_ok=True)
            shutil.copyfile(shop / FILE_NAME, home / FILE_NAME)
            _lengthen(home / FILE_NAME, int(ROWS * scale), full_shop.Size(scale).contacts)
            (home / "made").touch()
    return home


def _lengthen(file: Path, rows: int, people: int) -> None:
    """Everybody has changed their mind about the first list again and again, a long time ago."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA synchronous = OFF")
    count: int = connection.execute("SELECT count(*) FROM consent_ledger").fetchone()[0]
    at = full_shop.NOW - timedelta(days=full_shop.DAYS)
    for start in range(count, rows, AT_ONCE):
        entries = [
            NewEntry(
                full_shop.number(row % people),
                LedgerEvent.OPT_OUT if row // people % 2 else LedgerEvent.RESUME,
                at,
                "keyword",
                list_id=1,
                act="STOP Offers" if row // people % 2 else "START",
            )
            for row in range(start, min(start + AT_ONCE, rows))
        ]
        connection.execute("BEGIN")
        ledger.append_all(connection, (ledger.values(entry, at) for entry in entries))
        connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.close()
