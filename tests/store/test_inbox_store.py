"""What subscribers sent, as rows."""

from datetime import timedelta

from smsbox.store import inbox
from smsbox.store.db import Database
from smsbox.store.inbox import RawPdu
from tests.fakes.rows import ANNA, LEO, NOW, add_sim


def put(db: Database, digest: bytes, *, concat: tuple[int, int, int] | None = None, after: int = 0) -> int | None:
    with db.write() as tx:
        row = RawPdu(1, digest, digest.hex(), number=ANNA, concat=concat)
        return inbox.add_pdu(tx, row, now=NOW + timedelta(seconds=after))


def test_the_same_pdu_is_stored_once(db: Database) -> None:
    add_sim(db)
    assert put(db, b"a") is not None
    assert put(db, b"a") is None
    assert put(db, b"b") is not None


def test_the_parts_that_wait_are_those_of_one_text_that_is_not_complete(db: Database) -> None:
    add_sim(db)
    rows = [put(db, bytes([number]), concat=(7, 2, number)) for number in (1, 2)]
    put(db, b"other reference", concat=(8, 2, 1))
    put(db, b"other total", concat=(7, 3, 1))
    waiting = inbox.waiting_parts(db.connection(), ANNA, 7, 2)
    assert [(part.row_id, part.sequence) for part in waiting] == [(rows[0], 1), (rows[1], 2)]
    with db.write() as tx:
        inbox.add(tx, ANNA, "hello", 1, tuple(part.row_id for part in waiting), sent_at=None, now=NOW)
    assert inbox.waiting_parts(db.connection(), ANNA, 7, 2) == ()


def test_a_text_is_overdue_by_its_newest_part(db: Database) -> None:
    add_sim(db)
    put(db, b"1", concat=(7, 3, 1))
    put(db, b"2", concat=(7, 3, 2), after=60)
    minute = NOW + timedelta(seconds=60)
    assert inbox.unfinished_before(db.connection(), minute) == ()
    (late,) = inbox.unfinished_before(db.connection(), minute + timedelta(milliseconds=1))
    assert (late.sim_id, late.number, late.reference, late.total) == (1, ANNA, 7, 3)


def test_texts_of_a_number_are_counted_from_a_moment_on(db: Database) -> None:
    add_sim(db)
    with db.write() as tx:
        for number, minutes in ((ANNA, 0), (ANNA, 30), (LEO, 30)):
            inbox.add(tx, number, "x", 1, (), sent_at=None, now=NOW + timedelta(minutes=minutes))
    counted = [inbox.count_since(db.connection(), ANNA, NOW + timedelta(minutes=after)) for after in (0, 1, 30, 31)]
    assert counted == [2, 1, 1, 0]


def test_an_open_question_is_not_asked_again_and_is_due_once(db: Database) -> None:
    add_sim(db)
    with db.write() as tx:
        first = inbox.add(tx, ANNA, "a", 1, (), sent_at=None, now=NOW)
        second = inbox.add(tx, ANNA, "b", 1, (), sent_at=None, now=NOW)
        inbox.note_inbound(tx, ANNA, "b", now=NOW)
        inbox.open_review(tx, ANNA, first, NOW)
        inbox.open_review(tx, ANNA, second, NOW + timedelta(days=9))
    assert inbox.reviews_due(db.connection(), NOW - timedelta(seconds=1)) == ()
    assert inbox.reviews_due(db.connection(), NOW) == (ANNA,)
    with db.write() as tx:
        assert inbox.close_review(tx, ANNA) == first
        assert inbox.close_review(tx, ANNA) is None
        assert inbox.close_review(tx, LEO) is None
    assert inbox.reviews_due(db.connection(), NOW) == ()
