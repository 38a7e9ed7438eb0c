"""How often somebody may guess at a sign-in."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smsbox.services import people, tries
from smsbox.store.db import Database

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
TILL_PC = "192.168.1.20"
MINUTE = timedelta(minutes=1)


def wrong(db: Database, times: int, name: str = "Rosa", address: str = TILL_PC, now: datetime = NOW) -> None:
    for _ in range(times):
        assert tries.begin(db, name, address, now=now) is None


def test_after_five_wrong_tries_the_sixth_waits_a_minute(db: Database) -> None:
    wrong(db, 5)
    assert tries.begin(db, "Rosa", TILL_PC, now=NOW) == NOW + MINUTE
    assert tries.begin(db, "ROSA", "192.168.1.21", now=NOW + MINUTE - timedelta(seconds=1)) == NOW + MINUTE
    assert tries.begin(db, "Rosa", TILL_PC, now=NOW + MINUTE) is None


def test_the_wait_doubles_up_to_an_hour(db: Database) -> None:
    wrong(db, 5)
    moment, waits = NOW, []
    for _ in range(9):
        free_at = tries.begin(db, "Rosa", TILL_PC, now=moment)
        assert free_at is not None
        waits.append((free_at - moment) // MINUTE)
        moment = free_at
        wrong(db, 1, address=f"192.168.2.{len(waits)}", now=moment)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_try_that_has_to_wait_is_not_counted(db: Database) -> None:
    wrong(db, 5)
    for _ in range(20):
        tries.begin(db, "Rosa", TILL_PC, now=NOW)
    assert tries.wait(db, "Rosa", TILL_PC) == NOW + MINUTE


def test_one_persons_slips_do_not_make_another_wait(db: Database) -> None:
    wrong(db, 5)
    assert tries.begin(db, "Tom", TILL_PC, now=NOW) is None


def test_an_address_that_tries_one_name_after_another_waits_too(db: Database) -> None:
    for number in range(15):
        wrong(db, 1, name=f"Somebody {number}")
    assert tries.begin(db, "Tom", TILL_PC, now=NOW) == NOW + MINUTE
    assert tries.begin(db, "Tom", "192.168.1.21", now=NOW) is None


def test_a_right_try_forgets_the_names_and_is_not_held_against_the_address(db: Database) -> None:
    for _ in range(40):
        wrong(db, 1)
        tries.right(db, "Rosa", TILL_PC)
    assert tries.wait(db, "Rosa", TILL_PC) is None


def test_a_right_try_does_not_wipe_what_the_address_did_to_others(db: Database) -> None:
    for number in range(14):
        wrong(db, 1, name=f"Somebody {number}")
    wrong(db, 1, name="Eve")
    tries.right(db, "Eve", TILL_PC)
    wrong(db, 1, name="Rosa")
    assert tries.begin(db, "Rosa", TILL_PC, now=NOW) == NOW + MINUTE


def test_wrong_tries_are_forgotten_after_a_day(db: Database) -> None:
    wrong(db, 5)
    wrong(db, 5, now=NOW + timedelta(hours=24))


def test_a_restart_forgets_nothing(db: Database) -> None:
    wrong(db, 5)
    again = Database(db.folder)
    assert tries.begin(again, "Rosa", TILL_PC, now=NOW) == NOW + MINUTE
    again.close()


def test_a_clock_that_was_put_back_locks_nobody_out(db: Database) -> None:
    wrong(db, 5, now=NOW + timedelta(days=3650))
    assert tries.begin(db, "Rosa", TILL_PC, now=NOW) is None


def test_made_up_names_do_not_fill_the_disk(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "MOST_KEPT", 10)
    for number in range(30):
        tries.begin(db, "x" * 500 + str(number), f"10.0.0.{number}", now=NOW + timedelta(seconds=number))
    rows = db.connection().execute("SELECT who FROM sign_in_tries").fetchall()
    assert len(rows) <= 12
    assert max(len(row["who"]) for row in rows) <= tries.LONGEST_KEY


def test_tries_at_the_same_moment_are_all_counted(tmp_path: Path) -> None:
    db = Database(tmp_path)
    gate, let_in = threading.Barrier(8), []

    def guess() -> None:
        gate.wait()
        let_in.append(tries.begin(db, "Rosa", TILL_PC, now=NOW) is None)

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(let_in) == 5
    db.close()


def test_a_link_a_new_password_and_a_recovery_code_end_the_wait(db: Database) -> None:
    rosa = people.add_person(db, "Rosa", "owner", "a long password", now=NOW)
    wrong(db, 5)
    people.use_sign_in_link(db, people.make_sign_in_link(db, rosa.id, now=NOW), now=NOW)
    wrong(db, 5)
    people.set_password(db, "Rosa", "another password")
    wrong(db, 5, address="192.168.1.22")
    people.use_recovery_code(db, people.make_recovery_code(db, rosa.id, now=NOW), "a third password", now=NOW)
    assert tries.begin(db, "Rosa", "192.168.1.22", now=NOW) is None
