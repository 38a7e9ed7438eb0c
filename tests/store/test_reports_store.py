"""Status reports, as rows."""

from datetime import datetime, timedelta

import pytest

from smsbox.rules.lifecycle import State
from smsbox.store import parts, refusals, reports
from smsbox.store.db import Database
from smsbox.store.parts import Key
from smsbox.store.reports import Candidate
from tests.fakes.plans import plans
from tests.fakes.rows import ANNA, LEO, NOW, add, add_sim, everything, new_row, put_in


def on_air(db: Database, reference: int | None, state: State = State.SENT) -> Key:
    key = Key(add(db), 1)
    with db.write() as tx:
        part = parts.next_queued(tx, 1, [parts.Lane.TRANSACTIONAL], now=NOW)
        assert part is not None
        parts.start(tx, part, 1, now=NOW)
        if state is State.UNKNOWN:
            parts.unknown(tx, key, "lost", now=NOW)
        elif state is not State.SENDING:
            parts.sent(tx, key, reference, now=NOW)
        if state is State.DELIVERED:
            parts.delivered(tx, key, now=NOW)
    return key


def to_anna(db: Database, sim: int = 1, reference: int = 7, since: datetime = NOW) -> tuple[Candidate, ...]:
    found = reports.to_number(db.connection(), ANNA, sim, reference, since)
    assert reports.lately(db.connection(), sim, reference, since) == found
    assert reports.to_number(db.connection(), LEO, sim, reference, since) == ()
    return found


def test_a_report_waits_once_and_until_it_is_taken(db: Database) -> None:
    add_sim(db)
    with db.write() as tx:
        for pdu in ("07", "07", "08"):
            reports.wait(tx, 1, 7, pdu, now=NOW)
        assert reports.take_waiting(tx, 1, 8, NOW) == reports.take_waiting(tx, 2, 7, NOW) == ()
        assert reports.take_waiting(tx, 1, 7, NOW) == ("07", "08")
        assert reports.take_waiting(tx, 1, 7, NOW) == ()


def test_a_report_that_came_too_long_ago_is_forgotten(db: Database) -> None:
    add_sim(db)
    with db.write() as tx:
        reports.wait(tx, 1, 7, "07", now=NOW)
        assert reports.take_waiting(tx, 1, 7, NOW + timedelta(milliseconds=1)) == ()
    assert everything(db)["waiting_reports"] == []


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.UNKNOWN, State.DELIVERED])
def test_candidates_were_handed_to_this_sim_and_are_not_settled_as_anothers(db: Database, state: State) -> None:
    add_sim(db, "1")
    add_sim(db, "2")
    key = on_air(db, 7, state)
    (found,) = to_anna(db)
    assert (found.key, found.number, found.state, found.sending_at) == (key, ANNA, state, NOW)
    assert found.reference == (7 if state in (State.SENT, State.DELIVERED) else None)
    assert len(to_anna(db, reference=8)) == (0 if state is State.DELIVERED else 1)
    assert to_anna(db, sim=2) == ()
    assert to_anna(db, since=NOW + timedelta(hours=12, milliseconds=1)) == ()


def test_what_was_refused_is_a_candidate_whatever_became_of_it_and_over_whichever_sim(db: Database) -> None:
    add_sim(db, "1")
    add_sim(db, "2")
    key = on_air(db, None, State.SENDING)
    with db.write() as tx:
        refusals.note(tx, key)
    for state in (State.QUEUED, State.SENDING, State.DELIVERED, State.CANCELLED):
        put_in(db, key, state)
        (found,) = to_anna(db, sim=2)
        assert (found.state, found.sim_id, found.refused_since, found.since) == (state, 1, NOW, NOW)


def test_what_was_never_handed_over_is_no_candidate(db: Database) -> None:
    sim, key = add_sim(db), Key(add(db), 1)
    put_in(db, key, State.FAILED, sim)
    assert to_anna(db) == ()


def test_reports_wait_until_they_are_forgotten(db: Database) -> None:
    add_sim(db, "1")
    add_sim(db, "2")
    with db.write() as tx:
        reports.wait(tx, 1, 7, "07", now=NOW + timedelta(seconds=1))
        reports.wait(tx, 1, 8, "08", now=NOW)
        reports.wait(tx, 2, 7, "07", now=NOW)
        assert reports.waiting(tx, 1, NOW) == ("08", "07")
        assert reports.waiting(tx, 1, NOW + timedelta(milliseconds=1)) == ("07",)
        reports.forget(tx, 1, 8, "08")
        assert reports.waiting(tx, 1, NOW) == ("07",)
        assert reports.waiting(tx, 2, NOW) == ("07",)


def test_of_an_odd_number_only_the_last_messages_are_looked_at(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "LATELY", 2)
    add_sim(db)
    on_air(db, 7)
    add(db, new_row(LEO))
    assert len(to_anna(db)) == 1
    add(db, new_row(LEO))
    assert reports.lately(db.connection(), 1, 7, NOW) == ()


def test_matching_uses_the_indexes(db: Database) -> None:
    found = plans(
        db,
        lambda tx: (
            reports.to_number(tx, ANNA, 1, 7, NOW),
            reports.lately(tx, 1, 7, NOW),
            reports.take_waiting(tx, 1, 7, NOW),
            reports.waiting(tx, 1, NOW),
            reports.forget(tx, 1, 7, "07"),
        ),
    )
    assert not [line for line in found if line.startswith("SCAN")]
