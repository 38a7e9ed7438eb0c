"""How parts move through the queue, on a real database."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from smsbox.rules.lanes import Kind, Lane
from smsbox.rules.lifecycle import MOVES, State
from smsbox.store import events, holding, ledger, modems, outbox, parts, questions
from smsbox.store.db import Database
from smsbox.store.outbox import Message
from smsbox.store.parts import Key
from tests.fakes.plans import plans
from tests.fakes.rows import ANNA, LEO, MAYA, NOW, add, add_sim, everything, new_row, put_in, queued_part, states

LATER = NOW + timedelta(minutes=1)
LANES = tuple(Lane)


def message(db: Database, message_id: int) -> Message:
    found = outbox.get(db.connection(), message_id)
    assert found is not None
    return found


def told(db: Database) -> list[tuple[str, object]]:
    """The type and reason of every event."""
    return [(event.type, event.data.get("reason")) for event in events.after(db.connection(), None, 500).items]


def attempt(tx: sqlite3.Connection, key: Key, old: State, new: State) -> None:
    """Tries to move a part to `new` by the function that does so."""
    until = LATER
    to: dict[State, Callable[[], object]] = {
        State.QUEUED: (lambda: holding.release(tx, key.message_id, now=NOW))
        if old is State.HELD
        else (lambda: parts.requeue(tx, key, "again", not_before=until, now=NOW)),
        State.HELD: lambda: holding.hold(tx, key.message_id, "paused", until=until, now=NOW),
        State.SENDING: lambda: parts.start(tx, queued_part(tx, key), 1, now=NOW),
        State.SENT: lambda: parts.sent(tx, key, 7, now=NOW),
        State.DELIVERED: lambda: parts.delivered(tx, key, now=NOW),
        State.FAILED: lambda: parts.failed(tx, key, "refused", now=NOW),
        State.UNKNOWN: lambda: parts.unknown(tx, key, "lost", now=NOW),
        State.EXPIRED: lambda: parts.close(tx, key.message_id, State.EXPIRED, "late", now=NOW),
        State.CANCELLED: lambda: parts.close(tx, key.message_id, State.CANCELLED, "cancelled", now=NOW),
        State.BLOCKED: lambda: parts.close(tx, key.message_id, State.BLOCKED, "opted_out", now=NOW),
    }
    to[new]()


def try_move(db: Database, key: Key, old: State, new: State) -> None:
    with suppress(RuntimeError), db.write() as tx:
        attempt(tx, key, old, new)


@pytest.mark.parametrize(("old", "new"), list(product(State, State)))
def test_every_cell_of_the_table_holds_on_a_real_database(db: Database, old: State, new: State) -> None:
    sim = add_sim(db)
    key = Key(add(db), 1)
    put_in(db, key, old, sim)
    before = everything(db)
    try_move(db, key, old, new)
    if new in MOVES[old]:
        assert states(db, key.message_id) == [new]
        assert message(db, key.message_id).state is new
    else:
        assert everything(db) == before


def test_a_start_of_a_part_that_is_not_queued_any_more_raises(db: Database) -> None:
    sim, key = add_sim(db), Key(add(db), 1)
    with db.write() as tx:
        part = parts.next_queued(tx, sim, LANES, now=NOW)
        assert part is not None
        parts.start(tx, part, sim, now=NOW)
    with pytest.raises(RuntimeError, match="part 1 of message 1 is not queued any more"), db.write() as tx:
        parts.start(tx, part, sim, now=NOW)
    assert states(db, key.message_id) == [State.SENDING]


def test_the_event_of_a_text_that_was_sent_has_the_callers_reference_and_not_the_networks(db: Database) -> None:
    key = Key(add(db, replace(new_row(), reference="order 7")), 1)
    put_in(db, key, State.SENDING, add_sim(db))
    with db.write() as tx:
        parts.sent(tx, key, 200, now=NOW)
    (event,) = events.after(db.connection(), None, 10).items
    assert event.data["reference"] == "order 7"


@pytest.mark.parametrize("state", [State.HELD, State.SENT, State.FAILED, State.EXPIRED, State.CANCELLED])
def test_a_message_that_reaches_a_state_is_told_of_once(db: Database, state: State) -> None:
    sim, key = add_sim(db), Key(add(db), 1)
    old = State.SENDING if state in (State.SENT, State.FAILED) else State.QUEUED
    put_in(db, key, old, sim)
    for _ in range(2):
        try_move(db, key, old, state)
    assert [kind for kind, _ in told(db)] == [f"message.{state}"]


def test_passing_through_queued_and_sending_is_no_event(db: Database) -> None:
    sim, key = add_sim(db), Key(add(db), 1)
    with db.write() as tx:
        part = parts.next_queued(tx, sim, LANES, now=NOW)
        assert part is not None
        parts.start(tx, part, sim, now=NOW)
        parts.requeue(tx, key, "refused_for_now", not_before=LATER, now=NOW)
    assert told(db) == []
    assert message(db, key.message_id).reason == "refused_for_now"


def test_an_event_holds_what_an_integration_needs(db: Database) -> None:
    key = Key(add(db), 1)
    with db.write() as tx:
        parts.close(tx, key.message_id, State.CANCELLED, "cancelled", now=NOW)
    (event,) = events.after(db.connection(), None, 10).items
    assert event.subject == str(key.message_id)
    assert event.at == NOW
    assert event.data == {
        "id": key.message_id,
        "to": ANNA,
        "lane": "transactional",
        "state": "cancelled",
        "reason": "cancelled",
        "reference": None,
    }


def test_a_sent_part_keeps_its_reference_and_time_and_a_delivered_one_its_own(db: Database) -> None:
    sim, key = add_sim(db), Key(add(db), 1)
    put_in(db, key, State.SENDING, sim)
    with db.write() as tx:
        assert parts.sent(tx, key, 41, now=NOW)
        assert parts.delivered(tx, key, now=LATER)
    found = message(db, key.message_id)
    assert (found.sent_at, found.delivered_at) == (NOW, LATER)
    assert (found.parts[0].reference, found.parts[0].sent_at, found.parts[0].delivered_at) == (41, NOW, LATER)


def test_a_result_that_comes_too_late_says_so_and_changes_nothing(db: Database) -> None:
    sim, key = add_sim(db), Key(add(db, new_row(parts=2)), 1)
    put_in(db, key, State.DELIVERED, sim)
    before = everything(db)
    with db.write() as tx:
        assert not parts.requeue(tx, key, "again", not_before=LATER, now=NOW)
        assert not parts.sent(tx, key, 1, now=NOW)
        assert not parts.failed(tx, key, "refused", now=NOW)
        assert not parts.unknown(tx, key, "lost", now=NOW)
    assert everything(db) == before


def test_a_failed_part_cancels_those_that_were_not_on_air(db: Database) -> None:
    sim, message_id = add_sim(db), add(db, new_row(parts=3))
    put_in(db, Key(message_id, 1), State.SENT, sim)
    put_in(db, Key(message_id, 2), State.SENDING, sim)
    with db.write() as tx:
        parts.failed(tx, Key(message_id, 2), "refused", now=NOW)
    found = message(db, message_id)
    assert [part.state for part in found.parts] == [State.SENT, State.FAILED, State.CANCELLED]
    assert (found.state, found.reason, found.parts[2].reason) == (State.FAILED, "refused", "part_failed")
    assert told(db) == [("message.failed", "refused")]


def test_a_part_that_cannot_fail_any_more_leaves_the_others_alone(db: Database) -> None:
    sim, message_id = add_sim(db), add(db, new_row(parts=2))
    put_in(db, Key(message_id, 1), State.DELIVERED, sim)
    before = everything(db)
    with db.write() as tx:
        assert not parts.failed(tx, Key(message_id, 1), "not_delivered", now=NOW)
    assert everything(db) == before


def test_a_cancelled_message_keeps_its_reason_when_a_part_on_air_ends(db: Database) -> None:
    sim, message_id = add_sim(db), add(db, new_row(parts=3))
    put_in(db, Key(message_id, 1), State.SENDING, sim)
    with db.write() as tx:
        assert parts.cancel_number(tx, ANNA, "opted_out", now=NOW) == 1
    assert message(db, message_id).state is State.SENDING
    with db.write() as tx:
        parts.sent(tx, Key(message_id, 1), 3, now=NOW)
    found = message(db, message_id)
    assert (found.state, found.reason) == (State.CANCELLED, "opted_out")
    assert told(db) == [("message.cancelled", "opted_out")]


def test_a_number_is_cancelled_whichever_sim_and_lane_but_required_answers_stay(db: Database) -> None:
    sims = [add_sim(db, "1"), add_sim(db, "2")]
    gone = [
        add(db, new_row(sim_id=sims[0])),
        add(db, new_row(sim_id=sims[1], lane=Lane.PROMOTIONAL)),
        add(db, new_row(lane=Lane.REPLY, send_in=timedelta(days=1), expires_in=timedelta(days=2))),
        add(db, new_row(parts=3)),
    ]
    with db.write() as tx:
        holding.hold(tx, gone[1], "paused", until=None, now=NOW)
    kept = [add(db, new_row(kind=kind, lane=Lane.REPLY)) for kind in (Kind.OPT_OUT_CONFIRMATION, Kind.HELP)]
    other = add(db, new_row(LEO))
    with db.write() as tx:
        assert parts.cancel_number(tx, ANNA, "opted_out", now=NOW) == 4
    for message_id in gone:
        assert (message(db, message_id).state, message(db, message_id).reason) == (State.CANCELLED, "opted_out")
    for message_id in (*kept, other):
        assert message(db, message_id).state is State.QUEUED


def test_the_next_part_is_of_the_highest_lane_then_the_one_that_waits_longest(db: Database) -> None:
    sim = add_sim(db)
    offer = add(db, new_row(MAYA, lane=Lane.PROMOTIONAL))
    second = add(db, new_row(ANNA, parts=2))
    first = add(db, new_row(LEO, send_in=timedelta(minutes=-5)))
    reply = add(db, new_row(LEO, lane=Lane.REPLY))
    taken = []
    while True:
        with db.write() as tx:
            part = parts.next_queued(tx, sim, LANES, now=NOW)
            if part is None:
                break
            parts.start(tx, part, sim, now=NOW)
            taken.append((part.key.message_id, part.key.part))
    assert taken == [(reply, 1), (first, 1), (second, 1), (second, 2), (offer, 1)]


def test_parts_for_this_sim_and_for_any_are_one_line_and_anothers_are_not_in_it(db: Database) -> None:
    mine, other = add_sim(db, "1"), add_sim(db, "2")
    add(db, new_row(MAYA, sim_id=other))
    expected = [add(db, new_row(ANNA)), add(db, new_row(LEO, sim_id=mine)), add(db, new_row(MAYA))]
    taken = []
    while True:
        with db.write() as tx:
            part = parts.next_queued(tx, mine, LANES, now=NOW)
            if part is None:
                break
            parts.start(tx, part, mine, now=NOW)
            taken.append(part.key.message_id)
    assert taken == expected


def test_a_part_is_not_due_before_its_time(db: Database) -> None:
    sim = add_sim(db)
    add(db, new_row(send_in=timedelta(minutes=1)))
    assert parts.next_queued(db.connection(), sim, LANES, now=NOW) is None
    assert parts.next_queued(db.connection(), sim, LANES, now=LATER) is not None


def test_a_refused_part_waits_with_the_parts_after_it(db: Database) -> None:
    """Else part 2 would go out before part 1, and count as the rest of a text that has begun."""
    sim, message_id = add_sim(db), add(db, new_row(parts=3))
    put_in(db, Key(message_id, 1), State.SENDING, sim)
    with db.write() as tx:
        parts.requeue(tx, Key(message_id, 1), "refused_for_now", not_before=LATER, now=NOW)
    assert parts.next_queued(db.connection(), sim, LANES, now=NOW) is None
    due = parts.next_queued(db.connection(), sim, LANES, now=LATER)
    assert due is not None
    assert due.key == Key(message_id, 1)


def test_a_lane_is_held_without_its_urgent_texts_and_without_those_begun_or_not_due(db: Database) -> None:
    sim = add_sim(db)
    waits = add(db, new_row(ANNA, parts=2))
    urgent = add(db, new_row(LEO, urgent=True))
    planned = add(db, new_row(MAYA, send_in=timedelta(hours=1)))
    begun = add(db, new_row(MAYA, parts=2))
    offer = add(db, new_row(MAYA, lane=Lane.PROMOTIONAL))
    put_in(db, Key(begun, 1), State.SENT, sim)
    with db.write() as tx:
        held = holding.hold_lane(tx, Lane.TRANSACTIONAL, "quiet_hours", include_urgent=False, until=LATER, now=NOW)
    assert held == 1
    assert states(db, waits) == [State.HELD, State.HELD]
    assert message(db, waits).reason == "quiet_hours"
    for message_id in (urgent, planned, offer):
        assert states(db, message_id) == [State.QUEUED]
    assert states(db, begun) == [State.SENT, State.QUEUED]


def test_what_is_held_is_released_when_its_time_has_come(db: Database) -> None:
    early, late = add(db, new_row(ANNA)), add(db, new_row(LEO))
    paused, offer = add(db, new_row(MAYA)), add(db, new_row(MAYA, lane=Lane.PROMOTIONAL))
    with db.write() as tx:
        holding.hold(tx, early, "quiet_hours", until=LATER, now=NOW)
        holding.hold(tx, late, "quiet_hours", until=LATER + timedelta(hours=1), now=NOW)
        holding.hold(tx, paused, "paused", until=None, now=NOW)
        holding.hold(tx, offer, "paused", until=None, now=NOW)
        assert holding.release_lane(tx, Lane.TRANSACTIONAL, now=LATER) == 2
    assert [message(db, each).state for each in (early, late, paused, offer)] == [
        State.QUEUED,
        State.HELD,
        State.QUEUED,
        State.HELD,
    ]
    assert message(db, early).reason is None


def test_a_sims_texts_are_held_for_its_budget(db: Database) -> None:
    mine, other = add_sim(db, "1"), add_sim(db, "2")
    bound, elsewhere, free = add(db, new_row(ANNA, sim_id=mine)), add(db, new_row(LEO, sim_id=other)), add(db)
    with db.write() as tx:
        assert holding.hold_sim(tx, mine, "budget", until=LATER, now=NOW) == 1
    assert states(db, bound) == [State.HELD]
    assert states(db, elsewhere) == states(db, free) == [State.QUEUED]


def test_the_held_of_a_number_are_found_by_their_reason(db: Database) -> None:
    asked, paused, queued = add(db), add(db), add(db)
    with db.write() as tx:
        holding.hold(tx, asked, "review", until=LATER, now=NOW)
        holding.hold(tx, paused, "paused", until=LATER, now=NOW)
        assert holding.held_for_number(tx, ANNA, "review") == [asked]
    assert states(db, queued) == [State.QUEUED]


def test_what_waited_past_its_time_expires_queued_or_held(db: Database) -> None:
    sim = add_sim(db)
    waits, held, long = add(db), add(db), add(db, new_row(parts=2))
    fresh = add(db, new_row(expires_in=timedelta(days=2)))
    on_air = add(db)
    put_in(db, Key(on_air, 1), State.SENDING, sim)
    put_in(db, Key(long, 1), State.SENT, sim)
    with db.write() as tx:
        holding.hold(tx, held, "paused", until=None, now=NOW)
        assert parts.expire(tx, now=NOW + timedelta(hours=12) - timedelta(milliseconds=1)) == 0
        assert parts.expire(tx, now=NOW + timedelta(hours=12)) == 3
    assert [message(db, each).state for each in (waits, held, long)] == [State.EXPIRED] * 3
    assert states(db, long) == [State.SENT, State.EXPIRED]
    assert message(db, waits).reason == "too_late"
    assert states(db, fresh) == [State.QUEUED]
    assert states(db, on_air) == [State.SENDING]


def test_anything_open_is_queued_or_held(db: Database) -> None:
    assert not parts.any_open(db.connection())
    key = Key(add(db), 1)
    for state in State:
        put_in(db, key, state)
        assert parts.any_open(db.connection()) is (state in {State.QUEUED, State.HELD})


def test_what_is_found_on_air_becomes_unknown_and_is_told_by_sim_and_number(db: Database) -> None:
    one, two = add_sim(db, "1"), add_sim(db, "2")
    keys = [Key(add(db, new_row(number)), 1) for number in (ANNA, ANNA, LEO)]
    for key, sim in zip(keys, (one, two, two), strict=True):
        put_in(db, key, State.SENDING, sim)
    with db.write() as tx:
        assert sorted(parts.park_sending(tx, "interrupted", now=NOW)) == [(one, ANNA), (two, ANNA), (two, LEO)]
        assert parts.park_sending(tx, "interrupted", now=NOW) == ()
    found = [message(db, key.message_id) for key in keys]
    assert {(each.state, each.reason) for each in found} == {(State.UNKNOWN, "interrupted")}


def test_refusals_are_counted_part_by_part(db: Database) -> None:
    message_id = add(db, new_row(parts=2))
    with db.write() as tx:
        assert [parts.count_reject(tx, Key(message_id, 1)) for _ in range(3)] == [1, 2, 3]
        assert parts.count_reject(tx, Key(message_id, 2)) == 1


def test_one_round_moves_at_most_a_batch(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (parts, holding):
        monkeypatch.setattr(module, "BATCH", 2)
    for _ in range(5):
        add(db)
    moved = []
    for _ in range(4):
        with db.write() as tx:
            moved.append(holding.hold_lane(tx, Lane.TRANSACTIONAL, "x", include_urgent=True, until=LATER, now=NOW))
    for _ in range(4):
        with db.write() as tx:
            moved.append(holding.release_lane(tx, Lane.TRANSACTIONAL, now=LATER))
    for _ in range(4):
        with db.write() as tx:
            moved.append(parts.expire(tx, now=NOW + timedelta(days=1)))
    assert moved == [2, 2, 1, 0] * 3


HOT: dict[str, Callable[[sqlite3.Connection], object]] = {
    "claim": lambda tx: parts.next_queued(tx, 1, LANES, now=NOW),
    "hold a lane": lambda tx: holding.hold_lane(tx, Lane.TRANSACTIONAL, "x", include_urgent=False, until=None, now=NOW),
    "hold a SIM": lambda tx: holding.hold_sim(tx, 1, "budget", until=LATER, now=NOW),
    "release": lambda tx: holding.release_lane(tx, Lane.TRANSACTIONAL, now=LATER),
    "expire": lambda tx: parts.expire(tx, now=LATER),
    "anything open": parts.any_open,
    "cancel a number": lambda tx: parts.cancel_number(tx, ANNA, "opted_out", now=NOW),
    "held of a number": lambda tx: holding.held_for_number(tx, ANNA, "review"),
    "park": lambda tx: parts.park_sending(tx, "interrupted", now=NOW),
    "bind": lambda tx: modems.assign_route(tx, LEO, 1, now=NOW),
    "caps": lambda tx: outbox.promotional_since(tx, ANNA, NOW, NOW),
    "answered lately": lambda tx: outbox.of_kind_since(tx, ANNA, (Kind.HELP,), NOW, "deals"),
    "what a STOP answers": lambda tx: outbox.aired(tx, ANNA, NOW),
    "late confirmations": lambda tx: outbox.late_confirmations(tx, NOW),
    "open questions": lambda tx: questions.waiting(tx, ANNA, NOW),
    "asked lately": lambda tx: questions.asked_since(tx, ANNA, 1, NOW),
    "permission of a text": lambda tx: ledger.permitting(tx, ANNA, 1),
    "texts to a number": lambda tx: outbox.to_number(tx, ANNA, 10),
}


@pytest.mark.parametrize("name", HOT)
def test_the_hot_queries_use_their_indexes(db: Database, name: str) -> None:
    """Walking through all that is on air, or to the first that is open, reads no more rows than it returns."""
    add_sim(db)
    add(db)
    held = add(db, new_row(LEO))
    with db.write() as tx:
        holding.hold(tx, held, "paused", until=None, now=NOW)
    scans = [
        line
        for line in plans(db, HOT[name])
        if line.startswith("SCAN")
        and not line.startswith("SCAN (subquery")  # what it finds has a line of its own
        and not line.endswith(("INDEX parts_sending", "INDEX parts_open_by_expiry", "json_each VIRTUAL TABLE INDEX 1:"))
    ]
    assert scans == []
