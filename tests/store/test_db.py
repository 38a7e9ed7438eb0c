"""The one way to connect and the one way to write (reliability.md S60, S64)."""

import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from smsbox.errors import StoreFault
from smsbox.store import db as module
from smsbox.store import migrations
from smsbox.store.db import BUSY_TIMEOUT, FILE_NAME, LOOK_AGAIN, PRAGMAS, Database, connect

PROMISED = {
    "page_size": 1024,
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "wal_autocheckpoint": 1000,
    "journal_size_limit": 16 * 1024 * 1024,
    "cell_size_check": 1,
    "recursive_triggers": 1,
    "trusted_schema": 0,
    "mmap_size": 0,
    "secure_delete": 1,
}


def pragmas(connection: sqlite3.Connection) -> dict[str, object]:
    return {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in PROMISED}


def rows(db: Database) -> int:
    return int(db.connection().execute("SELECT count(*) FROM settings").fetchone()[0])


def add(tx: sqlite3.Connection, key: str) -> None:
    tx.execute("INSERT INTO settings (key, value) VALUES (?, '')", (key,))


def test_every_connection_of_every_thread_keeps_every_pragma(db: Database) -> None:
    found = [pragmas(db.connection())]
    threads = [threading.Thread(target=lambda: found.append(pragmas(db.connection()))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [PROMISED] * 5


def test_every_thread_has_its_own_connection_and_keeps_it(db: Database) -> None:
    mine = db.connection()
    theirs = []
    thread = threading.Thread(target=lambda: theirs.extend([db.connection(), db.connection()]))
    thread.start()
    thread.join()
    assert theirs[0] is theirs[1]
    assert theirs[0] is not mine
    assert db.connection() is mine


def test_a_database_that_cannot_keep_a_pragma_is_refused() -> None:
    with pytest.raises(StoreFault, match="does not keep journal_mode = wal"):
        connect(Path(":memory:"))


@pytest.mark.parametrize("name", sorted(PRAGMAS))
def test_each_pragma_is_read_back(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that SQLite takes for another one stands for a database that does not keep it."""
    monkeypatch.setitem(module.PRAGMAS, name, "'no such value'")
    with pytest.raises(StoreFault, match=f"does not keep {name}"):
        Database(tmp_path)


def test_the_wait_for_a_lock_is_five_seconds() -> None:
    assert BUSY_TIMEOUT == 5.0


def test_the_folder_is_made_and_is_the_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    Database(folder).close()
    assert (folder / FILE_NAME).exists()
    assert folder.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreFault, match=r"cannot be made.*--data"):
        Database(tmp_path / "file" / "data")


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(StoreFault, match="is damaged, or is no database"):
        Database(tmp_path)
    assert path.read_bytes() == b"not a database" * 1000


def test_a_folder_that_cannot_be_written_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "migrate.lock").mkdir()
    with pytest.raises(StoreFault, match=r"cannot be used.*writable"):
        Database(tmp_path)


def test_a_newer_schema_is_refused_in_a_sentence(db: Database) -> None:
    db.connection().execute("PRAGMA user_version = 999")
    with pytest.raises(StoreFault, match=r"newer smsbox.*999.*Install that version again, or restore a backup"):
        Database(db.folder)


def test_a_refused_database_leaves_no_connection_open(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []

    def remember(path: Path) -> sqlite3.Connection:
        opened.append(connect(path))
        return opened[-1]

    db.connection().execute("PRAGMA user_version = 999")
    monkeypatch.setattr(module, "connect", remember)
    with pytest.raises(StoreFault):
        Database(db.folder)
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        opened[0].execute("SELECT 1")


def test_opening_a_migrated_database_changes_nothing(db: Database) -> None:
    version = db.version()
    Database(db.folder).close()
    assert db.version() == version


def test_a_fresh_database_is_at_the_newest_schema(tmp_path: Path) -> None:
    database = Database(tmp_path)
    number = database.connection().execute("PRAGMA user_version").fetchone()[0]
    database.close()
    assert number == len(migrations.scripts()) > 0


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = ("0001_broken", "CREATE TABLE good (id INTEGER) STRICT;\nCREATE TABLE bad (id NONSENSE) STRICT;\n")
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "scripts", lambda: [broken])
        with pytest.raises(StoreFault):
            Database(tmp_path)
    raw = sqlite3.connect(tmp_path / FILE_NAME)
    assert raw.execute("SELECT count(*) FROM sqlite_master WHERE name = 'good'").fetchone() == (0,)
    assert raw.execute("PRAGMA user_version").fetchone() == (0,)
    raw.close()


def test_a_later_migration_is_applied_to_an_older_database(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = [*migrations.scripts(), ("0999_more", "CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT;\n")]
    monkeypatch.setattr(migrations, "scripts", lambda: scripts)
    newer = Database(db.folder)
    assert newer.connection().execute("SELECT count(*) FROM more").fetchone()[0] == 0
    assert newer.connection().execute("PRAGMA user_version").fetchone()[0] == len(scripts)
    newer.close()


OPEN_AT_ONCE = """
import sys, time
from pathlib import Path
from smsbox.store.db import Database
print("ready", flush=True)
start = float(sys.stdin.readline())
for number, folder in enumerate(sys.argv[1:]):
    while time.monotonic() < start + number * 0.05:
        pass
    Database(Path(folder)).close()
"""
"""Three of these meet at each folder at the same instant: switching a new file to WAL takes no waiting lock."""


def test_processes_that_open_a_fresh_folder_at_once_all_work(tmp_path: Path) -> None:
    folders = [str(tmp_path / str(number)) for number in range(15)]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN_AT_ONCE, *folders],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    start = f"{time.monotonic() + 0.1}\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write(start)
        process.stdin.flush()
    errors = [process.communicate(timeout=60)[1] for process in started]
    assert errors == ["", "", ""]


def test_threads_that_open_a_fresh_folder_at_once_all_work(tmp_path: Path) -> None:
    for number in range(6):
        opened: list[Database] = []
        barrier = threading.Barrier(3)
        threads = [
            threading.Thread(target=lambda at=number, gate=barrier, to=opened: _open(tmp_path / str(at), gate, to))
            for _ in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for database in opened:
            database.close()
        assert len(opened) == 3


def _open(folder: Path, gate: threading.Barrier, to: list[Database]) -> None:
    gate.wait(10)
    to.append(Database(folder))


def test_what_is_written_is_there_for_everybody_once_the_block_has_ended(db: Database) -> None:
    other = Database(db.folder)
    with db.write() as tx:
        add(tx, "a")
        assert rows(other) == 0
    assert rows(other) == 1
    other.close()


@pytest.mark.parametrize("fault", [ValueError("no"), KeyboardInterrupt(), sqlite3.OperationalError("full")])
def test_an_exception_rolls_everything_back_and_comes_out(db: Database, fault: BaseException) -> None:
    def fail() -> None:
        with db.write() as tx:
            add(tx, "a")
            raise fault

    with pytest.raises(type(fault)):
        fail()
    assert rows(db) == 0
    with db.write() as tx:
        add(tx, "b")
    assert rows(db) == 1


def test_a_commit_that_fails_rolls_back_and_the_next_write_works(db: Database) -> None:
    """A deferred foreign key is checked by COMMIT itself, which then leaves the transaction open."""
    db.connection().executescript(
        "CREATE TABLE child (id INTEGER, parent INTEGER REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED)"
    )

    def orphan() -> None:
        with db.write() as tx:
            tx.execute("INSERT INTO child VALUES (1, 99)")

    with pytest.raises(sqlite3.IntegrityError):
        orphan()
    with db.write() as tx:
        add(tx, "b")
        assert tx.execute("SELECT count(*) FROM child").fetchone()[0] == 0


def test_a_write_holds_the_lock_from_its_beginning(db: Database) -> None:
    other = connect(db.path)
    other.execute("PRAGMA busy_timeout = 0")
    with db.write(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()


def test_two_writers_never_see_a_locked_database(db: Database) -> None:
    """They meet at each write: one that never paused could keep the other waiting for ever, on a slow disk."""
    faults: list[BaseException] = []
    second = Database(db.folder)
    gate = threading.Barrier(2)

    def write(database: Database, name: str) -> None:
        try:
            for number in range(200):
                gate.wait(60)
                with database.write() as tx:
                    before = tx.execute("SELECT count(*) FROM settings").fetchone()[0]
                    add(tx, f"{name}{number}")
                    assert tx.execute("SELECT count(*) FROM settings").fetchone()[0] == before + 1
        except BaseException as fault:
            faults.append(fault)
            gate.abort()

    threads = [threading.Thread(target=write, args=(database, name)) for database, name in ((db, "a"), (second, "b"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    second.close()
    assert faults == []
    assert rows(db) == 400


def test_a_writer_looks_every_few_milliseconds_whether_another_process_has_let_go(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = connect(db.path)
    other.execute("BEGIN IMMEDIATE")
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 100:
            other.execute("ROLLBACK")

    monkeypatch.setattr(module.time, "sleep", wait)
    with db.write() as tx:
        tx.execute("INSERT INTO settings (key, value) VALUES ('shop.name', 'Corner Shop')")
    assert waits == [LOOK_AGAIN] * 100
    assert db.connection().execute("PRAGMA busy_timeout").fetchone()[0] == BUSY_TIMEOUT * 1000
    other.close()


def test_a_writer_gives_up_after_the_wait_for_a_lock(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    other = connect(db.path)
    other.execute("BEGIN IMMEDIATE")
    times = iter([0.0, BUSY_TIMEOUT - 0.1, BUSY_TIMEOUT])
    monkeypatch.setattr(module.time, "monotonic", lambda: next(times))
    with pytest.raises(sqlite3.OperationalError, match="locked"), db.write():
        raise AssertionError("nobody has the lock")
    monkeypatch.undo()
    assert db.connection().execute("PRAGMA busy_timeout").fetchone()[0] == BUSY_TIMEOUT * 1000
    other.close()
    with db.write():
        pass


def test_a_snapshot_does_not_see_what_is_written_meanwhile(db: Database) -> None:
    other = Database(db.folder)
    with db.snapshot() as connection:
        assert connection.execute("SELECT count(*) FROM settings").fetchone()[0] == 0
        with other.write() as tx:
            add(tx, "a")
        assert connection.execute("SELECT count(*) FROM settings").fetchone()[0] == 0
    assert rows(db) == 1
    other.close()


def test_the_version_changes_with_others_commits_only(db: Database) -> None:
    other = Database(db.folder)
    version = db.version()
    with db.write() as tx:
        add(tx, "mine")
    assert db.version() == version
    with other.write() as tx:
        add(tx, "theirs")
    assert db.version() != version
    other.close()


def test_closing_closes_the_connections_of_all_threads(db: Database) -> None:
    theirs: list[sqlite3.Connection] = []
    thread = threading.Thread(target=lambda: theirs.append(db.connection()))
    thread.start()
    thread.join()
    mine = db.connection()
    db.close()
    for connection in (mine, *theirs):
        with pytest.raises(sqlite3.ProgrammingError):
            connection.execute("SELECT 1")
    assert rows(db) == 0, "the next use opens anew"


def test_closing_while_another_thread_reads_lets_it_finish(db: Database) -> None:
    reading, closed = threading.Event(), threading.Event()
    counted: list[int] = []

    def read() -> None:
        rows = db.connection().execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
        )
        counted.append(next(rows)["i"])
        reading.set()
        assert closed.wait(10)
        counted.append(next(rows)["i"])

    thread = threading.Thread(target=read)
    thread.start()
    assert reading.wait(10)
    db.close()
    closed.set()
    thread.join(10)
    assert counted == [1, 2]


def test_while_much_is_written_the_journal_grows_longer_and_is_as_durable_as_ever(db: Database) -> None:
    cached = "SELECT cache_size FROM pragma_cache_size"
    (before,) = db.connection().execute(cached).fetchone()
    with db.writing_much():
        assert db.connection().execute(cached).fetchone()[0] == -module.CACHE_OF_MANY
        found = pragmas(db.connection())
        assert found == {**PROMISED, "wal_autocheckpoint": module.CHECKPOINT_OF_MANY}
    assert pragmas(db.connection()) == PROMISED
    assert db.connection().execute(cached).fetchone()[0] == before
