"""Status reports, as rows."""

from datetime import datetime, timedelta

import pytest

from smsbox.rules.lifecycle import State
from smsbox.store import parts, reports
from smsbox.store.db import Database
from smsbox.store.parts import Key
from smsbox.store.reports import Candidate
from tests.fakes.plans import plans
from tests.fakes.rows import ANNA, LEO, NOW, add, add_sim, everything, new_row


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
    found = reports.to_number(db.connection(), ["0770", ANNA], sim, reference, since)
    assert reports.lately(db.connection(), sim, reference, since) == found
    assert reports.to_number(db.connection(), [LEO], sim, reference, since) == ()
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


@pytest.mark.parametrize("state", [State.SENT, State.UNKNOWN, State.DELIVERED])
def test_candidates_went_on_air_from_this_sim_with_this_reference_or_none(db: Database, state: State) -> None:
    add_sim(db, "1")
    add_sim(db, "2")
    key = on_air(db, 7, state)
    (found,) = to_anna(db)
    assert (found.key, found.number, found.state, found.sending_at) == (key, ANNA, state, NOW)
    assert found.reference == (None if state is State.UNKNOWN else 7)
    assert len(to_anna(db, reference=8)) == (1 if state is State.UNKNOWN else 0)
    assert to_anna(db, sim=2) == ()
    assert to_anna(db, since=NOW + timedelta(hours=12, milliseconds=1)) == ()


def test_what_is_still_being_sent_is_no_candidate(db: Database) -> None:
    add_sim(db)
    on_air(db, 7, State.SENDING)
    assert to_anna(db) == ()


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
            reports.to_number(tx, [ANNA], 1, 7, NOW),
            reports.lately(tx, 1, 7, NOW),
            reports.take_waiting(tx, 1, 7, NOW),
        ),
    )
    assert not [line for line in found if line.startswith("SCAN")]
