"""Counts of what happened: the same whether or not they have been rolled up."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsbox.rules.lanes import Lane
from smsbox.store import events, inbox, ledger, rollups
from smsbox.store.db import Database
from smsbox.store.ledger import LedgerEvent, NewEntry
from smsbox.store.rollups import FRESH, Traffic
from tests.fakes.plans import plans
from tests.fakes.rows import ANNA, NOW, add, add_sim, new_row

HOUR = timedelta(hours=1)
MONTH = (NOW - timedelta(days=30), NOW + timedelta(days=2))


def happen(db: Database, kind: str, at: datetime, subject: str = "1") -> None:
    with db.write() as tx:
        events.append(tx, kind, subject, {}, now=at)


def stop(db: Database, at: datetime, sim: int | None = None) -> None:
    with db.write() as tx:
        ledger.append(tx, NewEntry(ANNA, LedgerEvent.OPT_OUT, at, "keyword", sim_id=sim), now=at)


def roll(db: Database, now: datetime = NOW, batch: int = rollups.BATCH) -> int:
    times = 1
    with db.write() as tx:
        while rollups.roll(tx, batch=batch, now=now):
            times += 1
    return times


def rolled(db: Database) -> int:
    return int(db.connection().execute("SELECT event_id FROM traffic_mark").fetchone()["event_id"])


def test_each_kind_is_counted_for_itself_before_and_after_it_is_rolled_up(db: Database) -> None:
    kinds = ("sent", "sent", "delivered", "failed", "unknown")
    for kind in kinds:
        happen(db, f"message.{kind}", NOW - HOUR)
    happen(db, "inbound.received", NOW - HOUR)
    happen(db, "message.blocked", NOW - HOUR)
    happen(db, "modem.state", NOW - HOUR)
    stop(db, NOW - HOUR)
    expected = (Traffic(sent=2, delivered=1, failed=1, unknown=1, received=1, opted_out=1),)
    assert rollups.count(db.connection(), (MONTH,)) == expected
    roll(db)
    assert rolled(db) == 8
    assert rollups.count(db.connection(), (MONTH,)) == expected


def test_what_is_fresh_is_not_rolled_up_so_that_the_last_minutes_are_exact(db: Database) -> None:
    happen(db, "message.sent", NOW - FRESH)
    happen(db, "message.sent", NOW - FRESH + timedelta(milliseconds=1))
    happen(db, "message.sent", NOW - HOUR)
    roll(db)
    assert rolled(db) == 1
    lately = (NOW - FRESH + timedelta(milliseconds=1), NOW)
    assert rollups.count(db.connection(), (lately, MONTH)) == (Traffic(sent=1), Traffic(sent=3))


def test_an_event_of_a_clock_that_was_put_back_holds_nothing_up(db: Database) -> None:
    happen(db, "message.sent", NOW + timedelta(days=1))
    happen(db, "message.sent", NOW - HOUR)
    roll(db)
    assert rolled(db) == 2
    assert rollups.count(db.connection(), (MONTH,)) == (Traffic(sent=2),)


def test_many_are_rolled_up_in_several_turns(db: Database) -> None:
    for _ in range(10):
        happen(db, "message.sent", NOW - HOUR)
        stop(db, NOW - HOUR)
    assert roll(db, batch=4) == 3
    assert rollups.count(db.connection(), (MONTH,)) == (Traffic(sent=10, opted_out=10),)
    assert roll(db) == 1


def test_spans_end_before_their_end_and_a_zone_of_45_minutes_has_its_own_midnight(db: Database) -> None:
    midnight = datetime(2027, 11, 23, tzinfo=ZoneInfo("Asia/Kathmandu")).astimezone(UTC)
    assert midnight.minute == 15
    for at in (midnight - timedelta(milliseconds=1), midnight, midnight + timedelta(hours=5)):
        happen(db, "message.sent", at)
    spans = ((midnight - timedelta(days=1), midnight), (midnight, midnight + timedelta(days=1)))
    expected = (Traffic(sent=1), Traffic(sent=2))
    assert rollups.count(db.connection(), spans) == expected
    roll(db, midnight + timedelta(days=2))
    assert rollups.count(db.connection(), spans) == expected


def test_a_sims_traffic_is_that_of_its_texts_in_both_directions(db: Database) -> None:
    one, two = add_sim(db, "1"), add_sim(db, "2")
    message = add(db, new_row(ANNA, sim_id=two, lane=Lane.TRANSACTIONAL))
    with db.write() as tx:
        received = inbox.add(tx, ANNA, "hello", one, (), sent_at=None, now=NOW)
    happen(db, "message.sent", NOW - HOUR, str(message))
    happen(db, "inbound.received", NOW - HOUR, str(received))
    stop(db, NOW - HOUR, one)
    for _ in range(2):
        found = [rollups.count(db.connection(), (MONTH,), sim=sim)[0] for sim in (one, two, 3)]
        assert found == [Traffic(received=1, opted_out=1), Traffic(sent=1), Traffic()]
        roll(db)


@settings(max_examples=25, deadline=None)
@given(
    happenings=st.lists(
        st.tuples(
            st.sampled_from(["message.sent", "message.failed", "inbound.received", "stop", "roll"]),
            st.integers(-2_000_000_000, 90_000_000),
        ),
        max_size=30,
    )
)
def test_rolling_up_changes_no_count_whatever_the_order_of_times(
    happenings: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory, template: Path
) -> None:
    folder = tmp_path_factory.mktemp("rolled")
    shutil.copyfile(template, folder / template.name)
    db = Database(folder)
    counted = {"message.sent": 0, "message.failed": 0, "inbound.received": 0, "stop": 0}
    for kind, after in happenings:
        at = NOW + timedelta(milliseconds=after)
        if kind == "roll":
            roll(db, at)
            continue
        counted[kind] += 1
        if kind == "stop":
            stop(db, at)
        else:
            happen(db, kind, at)
    (found,) = rollups.count(db.connection(), (MONTH,))
    db.close()
    assert found == Traffic(
        sent=counted["message.sent"],
        failed=counted["message.failed"],
        received=counted["inbound.received"],
        opted_out=counted["stop"],
    )


@pytest.mark.parametrize("sim", [None, 1])
def test_counting_reads_the_roll_ups_and_what_came_after_them(db: Database, sim: int | None) -> None:
    for line in plans(db, lambda tx: rollups.count(tx, (MONTH,), sim=sim)):
        assert not line.startswith("SCAN") or line in ("SCAN spans", "SCAN CONSTANT ROW") or "(subquery" in line, line
