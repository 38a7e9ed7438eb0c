"""What is open, counted."""

from dataclasses import replace
from datetime import timedelta

from smsbox.rules.lifecycle import State
from smsbox.store import inbox, open_work
from smsbox.store.db import Database
from smsbox.store.open_work import Open
from smsbox.store.parts import Key
from tests.fakes.plans import plans
from tests.fakes.rows import ANNA, LEO, NOW, add, new_row, put_in


def read(db: Database) -> Open:
    return replace(open_work.read(db.connection(), NOW), written_at=None)


def test_messages_are_counted_by_what_they_wait_for(db: Database) -> None:
    for state in (State.QUEUED, State.HELD, State.HELD, State.SENT, State.SENDING):
        put_in(db, Key(add(db), 1), state)
    add(db, new_row(send_in=timedelta(hours=1)))
    assert read(db) == Open(queued=1, planned=1, held=2, sending=1, unread=0, parts=1, offer_parts=0, written_at=None)


def test_a_message_between_two_of_its_parts_is_on_its_way(db: Database) -> None:
    waiting, between, held = (add(db, new_row(parts=3)) for _ in range(3))
    put_in(db, Key(between, 1), State.SENT)
    put_in(db, Key(held, 1), State.DELIVERED)
    for part in (2, 3):
        put_in(db, Key(held, part), State.HELD)
    assert read(db) == Open(queued=1, planned=0, held=0, sending=2, unread=0, parts=5, offer_parts=0, written_at=None)
    put_in(db, Key(waiting, 1), State.SENDING)
    put_in(db, Key(between, 2), State.SENDING)
    assert read(db) == Open(queued=0, planned=0, held=0, sending=3, unread=0, parts=3, offer_parts=0, written_at=None)


def test_conversations_are_counted_not_their_texts(db: Database) -> None:
    with db.write() as tx:
        for number in (ANNA, ANNA, LEO):
            inbox.note_inbound(tx, number, "hello", now=NOW)
    assert read(db).unread == 2


def test_counting_looks_only_at_what_is_open(db: Database) -> None:
    for line in plans(db, lambda tx: open_work.read(tx, NOW)):
        if line.startswith("SCAN"):
            assert line.endswith(("parts_queued", "parts_held", "parts_sending", "conversations_unread", "ROW")) or (
                "(subquery" in line
            ), line


def test_what_waits_is_counted_in_the_indexes_alone(db: Database) -> None:
    steps = plans(db, lambda tx: open_work.read(tx, NOW))
    for index in ("parts_queued", "parts_held", "conversations_unread"):
        walks = [step for step in steps if step.endswith(f" INDEX {index}")]
        assert walks, index
        assert all("COVERING" in step for step in walks), walks
