"""Parts that were refused after they had been handed over, as rows."""

from datetime import timedelta

import pytest

from smsbox.rules.lifecycle import State
from smsbox.store import holding, outbox, parts, refusals
from smsbox.store.db import Database
from smsbox.store.parts import Key
from tests.fakes.rows import NOW, add, add_sim, new_row, put_in, queued_part, states

LATER = NOW + timedelta(minutes=5)


def handed_over(db: Database, key: Key, minutes: int = 0) -> None:
    with db.write() as tx:
        parts.start(tx, queued_part(tx, key), 1, now=NOW + timedelta(minutes=minutes))


def refuse(db: Database, key: Key) -> None:
    with db.write() as tx:
        refusals.note(tx, key)
        parts.requeue(tx, key, "refused", not_before=LATER, now=NOW)


def times(db: Database, key: Key) -> list[float | None]:
    """Minutes after NOW at which the part was first refused, last handed over, and is due."""
    row = db.connection().execute(
        "SELECT refused_since, sending_at, not_before FROM parts WHERE message_id = ? AND part = ?",
        (key.message_id, key.part),
    )
    return [each if each is None else (each / 1000 - NOW.timestamp()) / 60 for each in row.fetchone()]


@pytest.fixture
def key(db: Database) -> Key:
    add_sim(db)
    return Key(add(db, new_row(parts=2)), 1)


def test_a_refused_part_keeps_the_time_of_its_first_refused_try_and_of_its_last(db: Database, key: Key) -> None:
    assert queued_part(db.connection(), key).refused is False
    for minutes in (0, 3):
        handed_over(db, key, minutes)
        refuse(db, key)
    assert times(db, key) == [0, 3, 5]
    assert times(db, Key(key.message_id, 2)) == [None, None, 5]
    assert queued_part(db.connection(), key).refused is True


def test_what_was_not_handed_over_after_a_refusal_is_still_in_doubt(db: Database, key: Key) -> None:
    handed_over(db, key)
    refuse(db, key)
    handed_over(db, key, 3)
    with db.write() as tx:
        parts.requeue(tx, key, "not_sent", not_before=NOW, now=NOW)
    assert times(db, key)[:2] == [0, 3]


def test_what_was_never_refused_was_never_on_air(db: Database, key: Key) -> None:
    handed_over(db, key)
    with db.write() as tx:
        parts.requeue(tx, key, "not_sent", not_before=LATER, now=NOW)
    assert times(db, key) == [None, None, 5]


def test_a_refusal_of_what_is_not_on_air_is_not_noted(db: Database, key: Key) -> None:
    handed_over(db, key)
    put_in(db, key, State.DELIVERED)
    with db.write() as tx:
        refusals.note(tx, key)
    assert times(db, key)[0] is None


@pytest.mark.parametrize("state", [State.QUEUED, State.HELD])
def test_what_went_out_after_all_is_sent_and_the_rest_is_due(db: Database, key: Key, state: State) -> None:
    handed_over(db, key)
    refuse(db, key)
    with db.write() as tx:
        if state is State.HELD:
            holding.hold(tx, key.message_id, "paused", until=LATER, now=NOW)
        refusals.went_out(tx, key, 41, now=NOW)
    assert states(db, key.message_id) == [State.SENT, State.QUEUED]
    message = outbox.get(db.connection(), key.message_id)
    assert message is not None
    assert (message.parts[0].reference, message.parts[0].sent_at) == (41, NOW)
    assert times(db, Key(key.message_id, 2))[2] == 0


def test_one_refused_try_is_accounted_for_by_its_report_and_several_are_not(db: Database, key: Key) -> None:
    other = Key(add(db), 1)
    for each, tries in ((key, 1), (other, 2)):
        for minutes in range(tries):
            handed_over(db, each, minutes)
            refuse(db, each)
        with db.write() as tx:
            refusals.went_out(tx, each, 41, now=NOW)
    assert [times(db, each)[0] for each in (key, other)] == [None, 0]


def test_a_part_that_is_put_off_waits_with_the_parts_after_it_and_comes_no_earlier(db: Database, key: Key) -> None:
    with db.write() as tx:
        parts.put_off(tx, Key(key.message_id, 2), LATER)
        parts.put_off(tx, key, NOW + timedelta(minutes=3))
    assert [times(db, Key(key.message_id, part))[2] for part in (1, 2)] == [3, 5]
