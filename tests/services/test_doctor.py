"""The examination of the data folder."""

from datetime import timedelta
from pathlib import Path

from smsbox.services import doctor, proof
from smsbox.services.activity import By
from smsbox.store import events, ledger
from smsbox.store.activity import Actor
from smsbox.store.db import FILE_NAME, Database
from tests.fakes.rows import ANNA, LEO, NOW, add
from tests.fakes.tampering import change


def agree(db: Database, number: str) -> None:
    with db.write() as tx:
        ledger.append(tx, ledger.NewEntry(number, ledger.LedgerEvent.OPT_IN, NOW, "web"), now=NOW)


def test_a_full_disk_is_told_with_what_is_left(tmp_path: Path) -> None:
    assert doctor.disk(tmp_path).problem is None
    assert doctor.disk(tmp_path / "not" / "made", least=0).problem is None
    assert "MB free" in (doctor.disk(tmp_path, least=2**60).problem or "")


def test_a_box_without_a_database_has_nothing_pending(tmp_path: Path) -> None:
    assert doctor.schema(tmp_path).problem is None
    assert list(tmp_path.iterdir()) == []


def test_a_whole_database_and_ledger_are_told_so(db: Database) -> None:
    agree(db, ANNA)
    told = [(check.found, check.problem) for check in doctor.contents(db, now=NOW)]
    assert told == [("whole", None), ("whole", None), ("0 files, as they were kept", None)]


def test_a_ledger_row_that_was_changed_is_found(db: Database) -> None:
    agree(db, ANNA)
    agree(db, LEO)
    change(db, 2)
    assert "row 2" in (doctor.contents(db, now=NOW)[1].problem or "")


def test_rule_2_1_what_is_found_holds_offers_until_an_owner_has_looked_into_it(db: Database) -> None:
    agree(db, ANNA)
    change(db, 1)
    doctor.contents(db, now=NOW)
    assert proof.broken(db.connection()) == (1,)
    proof.accept(db, by=By(Actor.COMMAND, "", NOW))
    known = doctor.contents(db, now=NOW)[1]
    assert (known.found, known.problem) == ("broken at row 1, as an owner knows", None)
    assert proof.broken(db.connection()) == ()


def test_a_clock_that_went_back_is_told(db: Database) -> None:
    with db.write() as tx:
        events.append(tx, "message.sent", "1", {}, now=NOW + timedelta(days=3))
    assert "timedatectl" in (doctor.system_time(db, now=NOW).problem or "")
    assert doctor.system_time(db, now=NOW + timedelta(days=3)).problem is None


def test_a_damaged_file_is_told_with_the_backup(tmp_path: Path) -> None:
    db = Database(tmp_path)
    for _ in range(300):
        add(db)
    db.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    file = tmp_path / FILE_NAME
    octets = bytearray(file.read_bytes())
    middle = len(octets) * 3 // 4
    octets[middle : middle + 20_000] = b"\xff" * 20_000
    file.write_bytes(octets)
    opened, _ = doctor.open_database(tmp_path)
    assert opened is not None
    (check,) = doctor.contents(opened, now=NOW)
    opened.close()
    assert "restore the last backup" in (check.problem or "")


def test_a_file_that_cannot_be_opened_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"rubbish" * 1000)
    opened, check = doctor.open_database(tmp_path)
    assert opened is None
    assert "is damaged" in (check.problem or "")
