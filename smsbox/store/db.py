"""The database file: the one way to connect, and the one way to write."""

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smsbox.errors import StoreFault
from smsbox.store import chain, migrations
from smsbox.store.search import folded_name

FILE_NAME = "smsbox.db"

OWNER_ONLY = 0o600
"""The file's mode: it holds the customers' numbers and texts. SQLite gives its journals the same."""

DAMAGED = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT})
"""Errors of a file that SQLite cannot read as a database."""

BUSY_TIMEOUT = 5.0
"""Seconds a connection waits for another process's lock; no transaction may hold it longer than 0.2 s."""

LOOK_AGAIN = 0.005
"""Seconds between two looks whether the write lock is free: SQLite's own looks come to be a tenth of a second apart."""

PRAGMAS: dict[str, str | int] = {
    "page_size": 1024,
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "wal_autocheckpoint": 1000,
    "journal_size_limit": 16 * 1024 * 1024,
    "cell_size_check": 1,
    "recursive_triggers": 1,
    "trusted_schema": 0,
    "mmap_size": 0,
    "secure_delete": 1,
}
"""Set on every connection and read back. With `synchronous` below FULL a power cut loses opt-outs and
doubles texts; small pages, since a commit writes whole ones: a third of the bytes per message;
without `recursive_triggers` an INSERT OR REPLACE gets past the trigger that keeps the ledger append-only."""


CHECKPOINT_OF_MANY = 32_000
"""Pages in the journal after which they are moved into the database while very much is written: 32 MB."""

CACHE_OF_MANY = 16 * 1024
"""Memory for pages while very much is written, in KiB: names come in any order, so all of their index is at hand."""


def connect(path: Path) -> sqlite3.Connection:
    """A connection with every pragma set and checked; raises StoreFault where one did not take."""
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}").fetchall()
        row = connection.execute(f"PRAGMA {name}").fetchone()
        if row is not None and row[0] != value:
            connection.close()
            raise StoreFault(
                f"The database {path} does not keep {name} = {value}. "
                "Move the data folder to a local disk (ext4), not a network or memory file system."
            )
    return connection


def _begin(connection: sqlite3.Connection) -> None:
    """Begins a write transaction as soon as no other process has one; raises what SQLite does after BUSY_TIMEOUT."""
    end = time.monotonic() + BUSY_TIMEOUT
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as fault:
                if fault.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= end:
                    raise
            time.sleep(LOOK_AGAIN)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT * 1000:.0f}")


class Database:
    """The shop's database file, shared by all threads of a process; each thread gets its own connection."""

    def __init__(self, folder: Path) -> None:
        """Opens `folder`/smsbox.db and brings its schema up to date.

        Raises StoreFault if the file cannot be used or was written by a newer version.
        """
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as fault:
            raise StoreFault(
                f"The data folder {folder} cannot be made: {fault.strerror}. Choose another with --data."
            ) from fault
        self.path = folder / FILE_NAME
        self._local = threading.local()
        self._write_lock = threading.Lock()
        self._connections: list[tuple[threading.Thread, sqlite3.Connection]] = []
        try:
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, OWNER_ONLY))
            self._migrate()
        except StoreFault:
            self.close()
            raise
        except sqlite3.DatabaseError as fault:
            self.close()
            if fault.sqlite_errorcode in DAMAGED:
                raise StoreFault(
                    f"{self.path} is damaged, or is no database of smsbox. Move it away, and put a backup in its place."
                ) from fault
            raise StoreFault(
                f"The database {self.path} cannot be used: {fault}. Check that the disk is writable and not full."
            ) from fault
        except OSError as fault:
            self.close()
            raise StoreFault(
                f"The database {self.path} cannot be used: {fault.strerror}. Check that the folder is writable."
            ) from fault

    def connection(self) -> sqlite3.Connection:
        """This thread's connection, for reading; outside `write()` each statement sees the newest committed state."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = connect(self.path)
            self._local.connection = connection
            self._connections.append((threading.current_thread(), connection))
        return connection

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One write transaction, on disk when the block ends; an exception inside rolls everything back."""
        connection = self.connection()
        with self._write_lock:
            _begin(connection)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def writing_much(self) -> Iterator[None]:
        """Within, a page that this thread's transactions write again and again is read and moved less often.

        Every transaction is on disk when it ends, as ever.
        """
        connection = self.connection()
        (cache,) = connection.execute("PRAGMA cache_size").fetchone()
        connection.execute(f"PRAGMA cache_size = {-CACHE_OF_MANY}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_OF_MANY}").fetchall()
        try:
            yield
        finally:
            connection.execute(f"PRAGMA wal_autocheckpoint = {PRAGMAS['wal_autocheckpoint']}").fetchall()
            connection.execute(f"PRAGMA cache_size = {cache}")

    def checkpoint(self) -> None:
        """Moves what readers leave free of the journal into the database; nobody has to wait for it."""
        self.connection().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """One consistent view over several reads."""
        connection = self.connection()
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("ROLLBACK")

    def version(self) -> int:
        """A number that changes when another connection has committed (PRAGMA data_version)."""
        version: int = self.connection().execute("PRAGMA data_version").fetchone()[0]
        return version

    def close(self) -> None:
        """Closes every thread's connection; one that is in use at this moment closes when its thread is done."""
        while self._connections:
            thread, connection = self._connections.pop()
            if thread is threading.current_thread() or not thread.is_alive():
                connection.close()
        self._local = threading.local()

    def _migrate(self) -> None:
        # Also around the first connection: a new file is switched to WAL under a lock that SQLite does not wait for.
        with (self.folder / "migrate.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._bring_up_to_date()

    def _bring_up_to_date(self) -> None:
        scripts = migrations.scripts()
        current = self._schema_number()
        if current > len(scripts):
            raise StoreFault(
                f"The database {self.path} was written by a newer smsbox (its schema is {current}, "
                f"this version knows {len(scripts)}). Install that version again, or restore a backup made before it."
            )
        if current < len(scripts):
            self._apply(scripts)

    def _schema_number(self) -> int:
        number: int = self.connection().execute("PRAGMA user_version").fetchone()[0]
        return number

    def _apply(self, scripts: list[tuple[str, str]]) -> None:
        import sqlite_utils  # 120 ms, needed only when the schema changes

        self.connection().create_function("folded_name", 1, folded_name, deterministic=True)
        self.connection().create_function("rechained", -1, chain.rechained())
        history = sqlite_utils.Migrations("smsbox")
        for number, (name, script) in enumerate(scripts, start=1):

            @history(name=name)
            def run(db: sqlite_utils.Database, number: int = number, script: str = script) -> None:
                for statement in migrations.statements(script):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {number}")

        # A table that others refer to is made anew without the checks, which would take its rows for deleted.
        self.connection().execute("PRAGMA foreign_keys = 0")
        history.apply(sqlite_utils.Database(self.connection(), execute_plugins=False))
        self.connection().execute(f"PRAGMA foreign_keys = {PRAGMAS['foreign_keys']}")
