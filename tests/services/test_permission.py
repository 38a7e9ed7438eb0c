"""What the ledger, the suppressions and the caps say of a number."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from smsbox.rules.decision import Decision, Recipient, Text
from smsbox.rules.lanes import Lane
from smsbox.rules.lifecycle import State
from smsbox.rules.places import NOWHERE
from smsbox.rules.policy import UNTIL_RESUMED, Policy
from smsbox.rules.reasons import REASONS
from smsbox.rules.scope import Scope
from smsbox.services import consent, lists, messages, permission
from smsbox.store import contacts, holding, parts, wordings
from smsbox.store.db import Database
from smsbox.store.parts import Key
from tests.fakes.clock import TUESDAY_NOON
from tests.fakes.rows import ANNA, LEO, add, add_sim, new_row, put_in

NOW = TUESDAY_NOON


def known(db: Database, lane: Lane = Lane.PROMOTIONAL, *, after: timedelta = timedelta(0)) -> Recipient:
    return permission.recipient(db.connection(), ANNA, Text(lane), now=NOW + after)


def test_a_stranger_has_said_nothing(db: Database) -> None:
    for lane in Lane:
        assert replace(known(db, lane), place=NOWHERE) == Recipient()


def test_rule_6_2_an_offer_asks_where_the_person_is(db: Database) -> None:
    assert known(db).place.country == "GB"
    assert known(db, Lane.TRANSACTIONAL).place == NOWHERE


@pytest.mark.parametrize("lane", Lane)
def test_a_suppression_is_known_in_every_lane(db: Database, lane: Lane) -> None:
    with db.write() as tx:
        consent.opt_out(tx, ANNA, consent.Act("staff", NOW), now=NOW)
    assert known(db, lane) == Recipient(suppressed=Scope.EVERYTHING)


def test_a_subscription_is_known(db: Database) -> None:
    lists.create(db, "Offers", now=NOW)
    consent.record(db, ANNA, list_name="Offers", action="opt_in", source="form", wording="Yes.", actor="Rosa", now=NOW)
    assert known(db).subscribed


@pytest.mark.parametrize("state", State)
def test_offers_that_may_have_been_on_air_count_for_the_caps(db: Database, state: State) -> None:
    sim = add_sim(db)
    put_in(db, Key(add(db, new_row(lane=Lane.PROMOTIONAL)), 1), state, sim)
    on_air = state in {State.SENDING, State.SENT, State.DELIVERED, State.UNKNOWN}
    assert (known(db).promotional_day, known(db).promotional_month) == (int(on_air), int(on_air))


def test_the_caps_look_back_a_day_and_thirty_days_at_offers_to_this_number(db: Database) -> None:
    sim = add_sim(db)
    for row in (new_row(lane=Lane.PROMOTIONAL), new_row(LEO, lane=Lane.PROMOTIONAL), new_row()):
        put_in(db, Key(add(db, row), 1), State.SENDING, sim)
    day, month = timedelta(hours=24), timedelta(days=30)
    second = timedelta(seconds=1)
    assert known(db, after=day).promotional_day == 1
    assert known(db, after=day + second).promotional_day == 0
    assert known(db, after=month).promotional_month == 1
    assert known(db, after=month + second).promotional_month == 0


def promise(db: Database, name: str, per_month: int, *, now: datetime = NOW) -> int:
    """ANNA joins the list under a wording that promises so many texts a month; the ledger row."""
    lists.create(db, name, now=now)
    with db.write() as tx:
        list_id = contacts.list_id(tx, name)
        assert list_id is not None
        wordings.add(tx, list_id, f"Up to {per_month} a month.", "offers", per_month, "Rosa", now=now)
    row = consent.record(
        db,
        ANNA,
        list_name=name,
        action="opt_in",
        source="form",
        wording=f"Up to {per_month}  a month.",
        actor="Rosa",
        now=now,
    )
    assert row.per_month == per_month
    return row.id


def test_rule_7_1_the_promise_is_that_of_the_wording_of_the_list_that_permits_the_text(db: Database) -> None:
    few, many = promise(db, "Offers", 2), promise(db, "News", 8)
    promised = {
        row_id: permission.recipient(
            db.connection(), ANNA, Text(Lane.PROMOTIONAL), permission_id=row_id, now=NOW
        ).per_month
        for row_id in (few, many, None)
    }
    assert promised == {few: 2, many: 8, None: 8}


def test_rule_7_1_a_yes_to_words_that_the_box_does_not_know_has_no_promise_of_its_own(db: Database) -> None:
    lists.create(db, "Offers", now=NOW)
    consent.record(db, ANNA, list_name="Offers", action="opt_in", source="form", wording="Yes.", actor="Rosa", now=NOW)
    assert known(db).per_month is None
    assert known(db).subscribed


def test_rule_7_1_a_signature_under_an_older_wording_keeps_the_older_promise(db: Database) -> None:
    promise(db, "Offers", 2)
    with db.write() as tx:
        list_id = contacts.list_id(tx, "Offers")
        assert list_id is not None
        wordings.add(tx, list_id, "Up to 9 a month.", "offers", 9, "Rosa", now=NOW)
    assert known(db).per_month == 2


def explained(db: Database, message_id: int) -> Decision:
    return permission.explain(db.connection(), messages.get(db, message_id), Policy(), now=NOW)


def test_what_waits_its_turn_is_decided_anew(db: Database) -> None:
    offer, order = add(db, new_row(lane=Lane.PROMOTIONAL)), add(db, new_row(lane=Lane.TRANSACTIONAL))
    assert (explained(db, offer).rule, explained(db, offer).allowed) == ("2.2", False)
    assert explained(db, order).allowed


def test_what_is_held_tells_why_and_until_when(db: Database) -> None:
    message_id = add(db, new_row(lane=Lane.PROMOTIONAL))
    with db.write() as tx:
        holding.hold(tx, message_id, "quiet_hours", until=NOW + timedelta(hours=3), now=NOW)
    decision = explained(db, message_id)
    assert (decision.allowed, decision.rule, decision.until) == (False, "6.1", NOW + timedelta(hours=3))
    assert decision.words == REASONS["quiet_hours"].words


def test_what_only_a_person_ends_has_no_time(db: Database) -> None:
    message_id = add(db, new_row(lane=Lane.PROMOTIONAL))
    with db.write() as tx:
        holding.hold(tx, message_id, "campaign_paused", until=UNTIL_RESUMED, now=NOW)
    assert explained(db, message_id).until is None


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.DELIVERED])
def test_what_went_out_was_allowed(db: Database, state: State) -> None:
    message_id = add(db, new_row(lane=Lane.PROMOTIONAL))
    put_in(db, Key(message_id, 1), state, add_sim(db))
    assert explained(db, message_id).allowed


def test_what_the_network_refused_is_told_in_its_words(db: Database) -> None:
    message_id = add(db, new_row())
    put_in(db, Key(message_id, 1), State.SENDING, add_sim(db))
    with db.write() as tx:
        parts.failed(tx, Key(message_id, 1), "This number does not exist", now=NOW)
    decision = explained(db, message_id)
    assert (decision.allowed, decision.state, decision.rule) == (False, State.FAILED, "")
    assert decision.words == "This number does not exist"
