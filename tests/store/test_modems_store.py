"""Modems, SIMs, daily use and routes, as rows."""

from dataclasses import replace

from smsbox.store import holding, modems
from smsbox.store.db import Database
from smsbox.store.modems import Seen
from tests.fakes.rows import ANNA, LEO, NOW, add, add_sim, new_row

SEEN = Seen("860000000000001", "/dev/ttyUSB0", "E3372", None, "ready", "Vodafone", "home", -75, None)


def record(db: Database, *seen: Seen) -> list[tuple[str, str | None, str]]:
    with db.write() as tx:
        for one in seen:
            modems.record(tx, one, now=NOW)
    return [(row.imei, row.port, row.state) for row in modems.all_modems(db.connection())]


def test_a_sim_is_one_row_and_keeps_what_was_known_of_it(db: Database) -> None:
    with db.write() as tx:
        first = modems.sim(tx, "89441", "23410", "+447700900177", now=NOW)
        assert modems.sim(tx, "89441", None, None, now=NOW) == first
        assert modems.is_own_number(tx, "+447700900177")
        assert modems.sim(tx, "89441", None, "+447700900178", now=NOW) == first
        assert not modems.is_own_number(tx, "+447700900177")
    assert modems.sim_id(db.connection(), "89441") == first
    assert modems.sim_id(db.connection(), "89442") is None


def test_a_modem_is_one_row_and_keeps_its_model_and_last_error(db: Database) -> None:
    record(db, replace(SEEN, last_error="no carrier"), replace(SEEN, model=None, operator=None, state="lost"))
    (row,) = modems.all_modems(db.connection())
    assert (row.model, row.operator, row.state, row.last_error) == ("E3372", None, "lost", "no carrier")


def test_a_port_belongs_to_the_modem_last_seen_at_it(db: Database) -> None:
    other = replace(SEEN, imei="860000000000002")
    assert record(db, SEEN, other) == [(SEEN.imei, None, "lost"), (other.imei, SEEN.port, "ready")]


def test_ports_without_a_name_are_forgotten(db: Database) -> None:
    record(db, SEEN, replace(SEEN, imei="port:/dev/ttyUSB1", port="/dev/ttyUSB1"))
    with db.write() as tx:
        modems.forget_unidentified(tx, "port:")
        modems.mark_all(tx, "stopped")
    (row,) = modems.all_modems(db.connection())
    assert (row.imei, row.state, row.signal) == (SEEN.imei, "stopped", None)


def test_a_pin_is_claimed_once_for_a_sim(db: Database) -> None:
    with db.write() as tx:
        assert modems.claim_pin_attempt(tx, "89441", b"one", now=NOW)
        assert modems.claim_pin_attempt(tx, "89441", b"two", now=NOW)
        assert modems.claim_pin_attempt(tx, "89442", b"one", now=NOW)
        assert not modems.claim_pin_attempt(tx, "89441", b"one", now=NOW)


def test_a_pin_that_was_right_may_be_claimed_again(db: Database) -> None:
    with db.write() as tx:
        assert modems.claim_pin_attempt(tx, "89441", b"one", now=NOW)
        assert modems.claim_pin_attempt(tx, "89442", b"one", now=NOW)
        modems.pin_was_right(tx, "89441", b"one")
        assert modems.claim_pin_attempt(tx, "89441", b"one", now=NOW)
        assert not modems.claim_pin_attempt(tx, "89442", b"one", now=NOW)


def test_the_first_sim_keeps_the_number_and_takes_all_that_waits_for_it(db: Database) -> None:
    one, two = add_sim(db, "1"), add_sim(db, "2")
    add(db, new_row(ANNA, parts=2))
    held, bound = add(db, new_row(ANNA)), add(db, new_row(ANNA, sim_id=two))
    add(db, new_row(LEO))
    with db.write() as tx:
        holding.hold(tx, held, "paused", until=None, now=NOW)
        assert modems.assign_route(tx, ANNA, one, now=NOW)
        assert not modems.assign_route(tx, ANNA, two, now=NOW)
    waiting = db.connection().execute("SELECT sim_id, count(*) FROM parts WHERE state = 'queued' GROUP BY sim_id")
    assert {tuple(row) for row in waiting} == {(None, 1), (one, 2), (two, 1)}
    rows = db.connection().execute("SELECT message_id, sim_id FROM parts WHERE message_id IN (?, ?)", (held, bound))
    assert {tuple(row) for row in rows} == {(held, one), (bound, two)}
