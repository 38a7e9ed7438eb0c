"""Status reports, as rows."""

from datetime import timedelta

import pytest

from smsbox.rules.lifecycle import State
from smsbox.store import parts, reports
from smsbox.store.db import Database
from smsbox.store.parts import Key
from smsbox.store.reports import ReportRow
from tests.fakes.plans import plans
from tests.fakes.rows import ANNA, NOW, add, add_sim

ROW = ReportRow(1, b"digest", "07", 7, ANNA, 0, NOW)


def on_air(db: Database, reference: int | None, state: State = State.SENT) -> Key:
    key = Key(add(db), 1)
    with db.write() as tx:
        part = parts.next_queued(tx, 1, [parts.Lane.TRANSACTIONAL], now=NOW)
        assert part is not None
        parts.start(tx, part, 1, now=NOW)
        if state is State.UNKNOWN:
            parts.unknown(tx, key, "lost", now=NOW)
        elif state is State.SENT:
            parts.sent(tx, key, reference, now=NOW)
    return key


def test_a_report_is_kept_once_and_unmatched_until_it_is_matched(db: Database) -> None:
    add_sim(db)
    with db.write() as tx:
        row_id = reports.add(tx, ROW, now=NOW)
        assert row_id is not None
        assert reports.add(tx, ROW, now=NOW) is None
        (found,) = reports.unmatched(tx, 1, 7, NOW)
        assert (found.id, found.number, found.status, found.sent_at) == (row_id, ANNA, 0, NOW)
        assert reports.unmatched(tx, 1, 8, NOW) == reports.unmatched(tx, 2, 7, NOW) == ()
        assert reports.unmatched(tx, 1, 7, NOW + timedelta(milliseconds=1)) == ()
        reports.match(tx, row_id, Key(1, 1))
        assert reports.unmatched(tx, 1, 7, NOW) == ()


@pytest.mark.parametrize("state", [State.SENT, State.UNKNOWN])
def test_candidates_are_on_air_from_this_sim_with_this_reference_or_none(db: Database, state: State) -> None:
    add_sim(db, "1")
    add_sim(db, "2")
    key = on_air(db, 7, state)
    (found,) = reports.candidates(db.connection(), 1, 7, NOW)
    assert (found.key, found.number, found.sending_at) == (key, ANNA, NOW)
    assert found.reference == (7 if state is State.SENT else None)
    assert len(reports.candidates(db.connection(), 1, 8, NOW)) == (0 if state is State.SENT else 1)
    assert reports.candidates(db.connection(), 2, 7, NOW) == ()
    assert reports.candidates(db.connection(), 1, 7, NOW + timedelta(milliseconds=1)) == ()


def test_what_is_still_being_sent_is_no_candidate(db: Database) -> None:
    add_sim(db)
    on_air(db, 7, State.SENDING)
    assert reports.candidates(db.connection(), 1, 7, NOW) == ()


def test_matching_uses_the_indexes(db: Database) -> None:
    found = plans(db, lambda tx: (reports.candidates(tx, 1, 7, NOW), reports.unmatched(tx, 1, 7, NOW)))
    assert not [line for line in found if line.startswith("SCAN")]
