"""Messages and parts as rows that are added and read."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from smsbox.rules.lanes import Kind, Lane
from smsbox.rules.lifecycle import State
from smsbox.sms.segments import Encoding
from smsbox.store import modems, outbox
from smsbox.store.db import Database
from tests.fakes.rows import ANNA, LEO, NOW, add, add_sim, new_row


def test_a_message_comes_back_as_it_was_added(db: Database) -> None:
    sim = add_sim(db, "89441")
    row = replace(new_row(parts=2, lane=Lane.REPLY, urgent=True, sim_id=sim), reference="order 17")
    found = outbox.get(db.connection(), add(db, row))
    assert found is not None
    assert (found.number, found.text, found.lane, found.urgent, found.kind) == (
        ANNA,
        row.text,
        Lane.REPLY,
        True,
        "text",
    )
    assert (found.state, found.encoding, found.sim, found.reference) == (State.QUEUED, "gsm7", "89441", "order 17")
    assert (found.created_at, found.expires_at, found.author) == (NOW, row.expires_at, "test")
    assert [(part.part, part.state, part.sim) for part in found.parts] == [
        (1, State.QUEUED, "89441"),
        (2, State.QUEUED, "89441"),
    ]


@pytest.mark.parametrize("asked", [False, True])
@pytest.mark.parametrize("routed", [False, True])
def test_a_message_that_is_not_read_back_is_the_one_that_would_be_read(db: Database, routed: bool, asked: bool) -> None:
    own, other = add_sim(db, "1"), add_sim(db, "2")
    now = NOW + timedelta(microseconds=1234)
    row = new_row(parts=3, lane=Lane.REPLY, urgent=True, sim_id=other if asked else None, send_in=timedelta(hours=1))
    row = replace(row, reference="order 17", flash=True, encoding=Encoding.GSM7)
    with db.write() as tx:
        if routed:
            modems.assign_route(tx, ANNA, own, now=NOW)
        for each in (row, replace(row, send_at=None)):
            added = outbox.add_whole(tx, each, now=now)
            assert added == outbox.get(tx, added.id)


def test_the_number_of_a_removed_message_is_not_used_again(db: Database) -> None:
    first = add(db)
    with db.write() as tx:
        tx.execute("DELETE FROM parts")
        tx.execute("DELETE FROM messages")
    assert add(db) > first


def test_a_part_of_no_message_and_a_message_for_no_sim_are_refused(db: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        add(db, new_row(sim_id=99))
    assert outbox.newest(db.connection(), 5) == ()


def test_a_known_number_keeps_its_sim_unless_another_was_asked_for(db: Database) -> None:
    own, other = add_sim(db, "1"), add_sim(db, "2")
    with db.write() as tx:
        modems.assign_route(tx, ANNA, own, now=NOW)
    sims = [outbox.get(db.connection(), add(db, row)) for row in (new_row(), new_row(sim_id=other), new_row(LEO))]
    assert [found.parts[0].sim if found else "" for found in sims] == ["1", "2", None]


def test_a_required_answer_is_found_by_its_kind_and_time(db: Database) -> None:
    add(db, new_row(kind=Kind.HELP))
    look = db.connection()
    assert outbox.of_kind_since(look, ANNA, (Kind.HELP,), NOW)
    assert not outbox.of_kind_since(look, ANNA, (Kind.HELP,), NOW + timedelta(milliseconds=1))
    assert not outbox.of_kind_since(look, ANNA, (Kind.OPT_OUT_CONFIRMATION,), NOW)
    assert not outbox.of_kind_since(look, LEO, (Kind.HELP,), NOW)


def test_messages_to_a_number_and_the_newest_of_all(db: Database) -> None:
    ids = [add(db, new_row(number)) for number in (ANNA, LEO, ANNA, ANNA)]
    assert [each.id for each in outbox.to_number(db.connection(), ANNA, 2)] == [ids[3], ids[2]]
    assert [each.id for each in outbox.newest(db.connection(), 3)] == ids[:0:-1]
