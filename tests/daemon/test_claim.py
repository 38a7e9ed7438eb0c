"""The claim: every rule is asked once more in the transaction in which a part becomes `sending` (reliability.md S2)."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from smsbox.daemon import claim as module
from smsbox.modem.status import ModemState, Outcome
from smsbox.rules.lanes import REQUIRED_ANSWERS
from smsbox.rules.lifecycle import State
from smsbox.rules.scope import Scope
from smsbox.services import consent, messages, pausing
from smsbox.services import modems as modems_service
from smsbox.services.messages import NewMessage
from smsbox.services.pausing import Length
from smsbox.store import contacts, inbox, ledger, parts, usage
from smsbox.store.outbox import Message
from tests.fakes.rows import ANNA, LEO, MAYA
from tests.fakes.station import Station, numbers

LONG = "x" * 400
NIGHT = (2027, 11, 23, 23, 30)
MORNING = datetime(2027, 11, 24, 8, tzinfo=UTC)


def stop(station: Station, number: str, channel: str = consent.BY_TEXT) -> int:
    with station.db.write() as tx:
        return consent.opt_out(tx, number, consent.Act(channel, station.clock()), now=station.clock())


def suppress_only(station: Station, number: str, scope: Scope = Scope.EVERYTHING) -> None:
    """The opt-out without what else follows from it: only the claim is left to notice."""
    with station.db.write() as tx:
        entry = ledger.NewEntry(number, ledger.LedgerEvent.OPT_OUT, station.clock(), "keyword")
        ledger_id = ledger.append(tx, entry, now=station.clock())
        ledger.suppress(tx, number, "keyword", ledger_id, scope, now=station.clock())


def fate(message: Message) -> tuple[State, str | None]:
    return message.state, message.reason


def test_s2_a_number_that_opted_out_since_is_blocked(station: Station) -> None:
    message_id = station.queue(ANNA)
    suppress_only(station, ANNA)
    station.steps()
    assert fate(station.message(message_id)) == (State.BLOCKED, "opted_out")
    assert station.on_air() == [None]


def test_s2_an_opt_out_between_two_parts_ends_the_text(station: Station) -> None:
    message_id = station.queue(ANNA, LONG)
    station.steps()
    suppress_only(station, ANNA)
    station.finish()
    assert [part.state for part in station.message(message_id).parts] == [State.SENT, State.BLOCKED, State.BLOCKED]
    assert fate(station.message(message_id)) == (State.BLOCKED, "opted_out")


@pytest.mark.parametrize("outcome", [None, Outcome.UNKNOWN])
def test_rule_7_1_an_offer_counts_from_when_it_was_on_air_though_nobody_knows_its_result(
    pair: Station, outcome: Outcome | None
) -> None:
    pair.say_yes(ANNA)
    pair.set(sending__paused="true", message__validity_hours="168")
    pair.queue(ANNA, lane="promotional", sim="8944100000000000000")
    pair.tick(days=2)
    pair.set(sending__paused="false")
    pair.tick()
    assert pair.on_air() == [ANNA, None]
    if outcome is not None:
        pair.finish(outcome)
    second = pair.queue(ANNA, lane="promotional", sim="8944100000000000001")
    pair.tick()
    assert fate(pair.message(second)) == (State.BLOCKED, "frequency_cap")


def test_s2_an_offer_without_consent_is_blocked(station: Station) -> None:
    station.say_yes(ANNA)
    message_id = station.queue(ANNA, lane="promotional")
    with station.db.write() as tx:
        tx.execute("UPDATE subscriptions SET state = 'opted_out'")
    station.steps()
    assert fate(station.message(message_id)) == (State.BLOCKED, "no_consent")


def test_rule_4_2_an_offer_is_not_tried_again_once_its_list_has_been_left(station: Station) -> None:
    station.say_yes(ANNA)
    offer = station.queue(ANNA, lane="promotional")
    station.say_yes(ANNA, list_name="News")
    station.steps()
    with station.db.write() as tx:
        offers = contacts.list_id(tx, "Offers")
        assert offers is not None
        consent.leave(tx, ANNA, offers, consent.Act(consent.BY_TEXT, station.clock()), now=station.clock())
    station.finish(Outcome.REFUSED_FOR_NOW)
    station.tick(hours=1)
    assert fate(station.message(offer)) == (State.BLOCKED, "no_consent")
    assert len(station.workers[0].taken) == 1
    assert station.message(station.queue(ANNA, lane="promotional")).state is State.QUEUED


def test_rule_3_4_a_stop_to_offers_lets_the_persons_own_business_through(station: Station) -> None:
    station.say_yes(ANNA)
    offer, order = station.queue(ANNA, lane="promotional"), station.queue(ANNA)
    suppress_only(station, ANNA, Scope.OFFERS)
    station.send_all()
    assert fate(station.message(offer)) == (State.BLOCKED, "opted_out")
    assert station.message(order).state is State.SENT


def test_rule_1_1_an_answer_with_an_offer_ends_with_the_offers(station: Station) -> None:
    station.say_yes(ANNA)
    offering = station.queue(ANNA, "Yes, it is 20% off today.", lane="reply")
    plain = station.queue(ANNA, "Yes, we are open.", lane="reply")
    suppress_only(station, ANNA, Scope.OFFERS)
    station.send_all()
    assert fate(station.message(offering)) == (State.BLOCKED, "opted_out")
    assert station.message(plain).state is State.SENT


def test_rule_1_1_an_answer_with_an_offer_waits_for_no_list_that_was_left(station: Station) -> None:
    station.say_yes(ANNA)
    offering = station.queue(ANNA, "Yes, it is 20% off today.", lane="reply")
    with station.db.write() as tx:
        tx.execute("UPDATE subscriptions SET state = 'opted_out'")
    station.send_all()
    assert fate(station.message(offering)) == (State.BLOCKED, "no_consent")


def test_s2_a_second_offer_on_a_day_is_skipped(station: Station) -> None:
    station.say_yes(ANNA)
    first, second = (station.queue(ANNA, lane="promotional") for _ in range(2))
    station.send_all()
    assert station.message(first).state is State.SENT
    assert fate(station.message(second)) == (State.BLOCKED, "frequency_cap")
    station.clock.forward(hours=24, seconds=1)
    third = station.queue(ANNA, lane="promotional")
    station.send_all()
    assert station.message(third).state is State.SENT


def test_s2_a_fifth_offer_in_a_month_is_skipped(station: Station) -> None:
    station.say_yes(ANNA)
    station.set(quiet__promotional_days="every day")
    ids = []
    for _ in range(5):
        ids.append(station.queue(ANNA, lane="promotional"))
        station.send_all()
        station.clock.forward(days=2)
    assert [station.message(each).state for each in ids] == [State.SENT] * 4 + [State.BLOCKED]


def test_s2_a_transactional_text_at_night_is_held_until_the_morning(station: Station) -> None:
    station.clock.set(*NIGHT)
    message_id = station.queue(ANNA)
    urgent, reply = station.queue(LEO, urgent=True), station.queue(MAYA, lane="reply")
    station.send_all()
    assert fate(station.message(message_id)) == (State.HELD, "quiet_hours")
    assert [station.message(each).state for each in (urgent, reply)] == [State.SENT, State.SENT]
    station.clock.now = MORNING - timedelta(seconds=2)
    station.tick()
    assert station.message(message_id).state is State.HELD
    station.tick()
    assert station.on_air() == [ANNA]


def test_s2_texts_that_wait_when_the_window_closes_are_held(station: Station) -> None:
    station.clock.set(2027, 11, 23, 20, 59, 59)
    ids = [station.queue(number) for number in numbers(5)]
    station.steps()
    station.clock.forward(seconds=2)
    station.finish()
    assert [fate(station.message(each)) for each in ids[1:]] == [(State.HELD, "quiet_hours")] * 4


def test_s2_a_long_text_that_has_begun_is_finished_when_the_window_closes(station: Station) -> None:
    station.clock.set(2027, 11, 23, 20, 59, 59)
    message_id = station.queue(ANNA, LONG)
    station.steps()
    station.clock.forward(seconds=2)
    station.send_all()
    assert station.message(message_id).state is State.SENT


def test_a_long_text_whose_first_part_was_refused_has_not_begun(station: Station) -> None:
    station.clock.set(2027, 11, 23, 20, 59, 30)
    message_id = station.queue(ANNA, LONG)
    station.steps()
    station.finish(Outcome.REFUSED_FOR_NOW)
    assert station.on_air() == [None]
    station.tick(seconds=61)
    assert fate(station.message(message_id)) == (State.HELD, "quiet_hours")
    assert {part.state for part in station.message(message_id).parts} == {State.HELD}


def test_s2_offers_are_held_while_the_clock_is_not_trusted(station: Station) -> None:
    station.say_yes(ANNA)
    offer = station.queue(ANNA, lane="promotional")
    assert station.trust.trusted(station.clock() + timedelta(hours=1))
    order = station.queue(LEO)
    station.send_all()
    assert fate(station.message(offer)) == (State.HELD, "clock")
    assert station.message(order).state is State.SENT
    station.tick(hours=1, seconds=1)
    assert station.on_air() == [ANNA]


def test_s2_a_spent_budget_holds_the_sims_texts_until_tomorrow(pair: Station) -> None:
    pair.set(budget__daily_parts="2")
    people = numbers(4)
    for number in people:
        pair.queue(number)
    pair.send_all()
    more = [pair.queue(number, expires_in=timedelta(hours=24)) for number in people]
    pair.tick()
    assert [fate(pair.message(each)) for each in more] == [(State.HELD, "budget")] * 4
    assert [len(worker.taken) for worker in pair.workers] == [2, 2]
    pair.clock.set(2027, 11, 24, 8, 0, 1)
    pair.tick()
    pair.send_all()
    assert [pair.message(each).state for each in more] == [State.SENT] * 4


def test_s2_the_budget_is_counted_in_the_intent(station: Station) -> None:
    station.set(budget__daily_parts="3")
    station.queue(ANNA, LONG)
    station.steps()
    assert station.used() == 1
    station.send_all()
    assert station.used() == 3


def test_new_numbers_go_to_the_sim_that_has_budget_left(pair: Station) -> None:
    pair.set(budget__daily_parts="2")
    with pair.db.write() as tx:
        for number in numbers(2):
            usage.use(tx, pair.sims[0], pair.clock().date(), number)
    for number in numbers(3):
        pair.queue(number)
    pair.send_all()
    assert [len(worker.taken) for worker in pair.workers] == [0, 2]


@pytest.mark.parametrize("limit", ["budget.daily_recipients", "budget.monthly_recipients"])
def test_s101_a_sim_that_has_texted_enough_people_texts_only_those(station: Station, limit: str) -> None:
    station.set(**{limit: "2", "budget.reset_day": "24"})
    ids = [station.queue(number, expires_in=timedelta(hours=24)) for number in (ANNA, LEO, MAYA, ANNA)]
    station.send_all()
    assert [station.message(each).state for each in ids] == [State.SENT, State.SENT, State.HELD, State.SENT]
    assert fate(station.message(ids[2])) == (State.HELD, "budget")
    station.clock.set(2027, 11, 24, 8, 0, 1)
    station.tick()
    assert station.on_air() == [MAYA]


def test_s101_a_spent_month_holds_until_the_reset_day(station: Station) -> None:
    station.set(budget__monthly_parts="1", budget__reset_day="25")
    station.queue(LEO)
    waiting = station.queue(ANNA, expires_in=timedelta(days=4), urgent=True)
    station.send_all()
    assert fate(station.message(waiting)) == (State.HELD, "budget")
    station.clock.set(2027, 11, 24, 23, 59, 58)
    station.tick()
    assert station.message(waiting).state is State.HELD
    station.clock.set(2027, 11, 25, 0, 0, 1)
    station.tick()
    assert station.on_air() == [ANNA]


def test_s101_a_new_number_waits_only_when_no_sim_may_text_it(pair: Station) -> None:
    pair.set(budget__daily_recipients="1")
    ids = [pair.queue(number) for number in numbers(4)]
    pair.send_all()
    assert [len(worker.taken) for worker in pair.workers] == [1, 1]
    assert [pair.message(each).state for each in ids] == [State.SENT] * 2 + [State.HELD] * 2


def test_s101_a_sims_own_limit_leaves_the_others_alone(pair: Station) -> None:
    with pair.db.write() as tx:
        usage.set_budget(tx, pair.sims[0], {"daily_parts": 1})
    for number in numbers(6):
        pair.queue(number)
    pair.send_all()
    assert [len(worker.taken) for worker in pair.workers] == [1, 5]


def test_s101_a_clock_that_is_put_back_gives_no_budget_back(station: Station) -> None:
    station.set(budget__daily_parts="1")
    station.queue(ANNA)
    station.send_all()
    station.clock.set(2027, 11, 22, 12)
    second = station.queue(LEO, expires_in=timedelta(days=3), urgent=True)
    station.tick()
    assert fate(station.message(second)) == (State.HELD, "budget")
    station.clock.set(2027, 11, 23, 12)
    station.tick()
    assert station.message(second).state is State.HELD
    station.clock.set(2027, 11, 24, 12)
    station.tick()
    assert station.on_air() == [LEO]


def test_a_long_text_is_begun_only_if_all_of_it_may_go(station: Station) -> None:
    station.set(budget__daily_parts="4")
    first, second, short = station.queue(ANNA, LONG), station.queue(LEO, LONG), station.queue(MAYA)
    station.send_all()
    assert [station.message(each).state for each in (first, second, short)] == [State.SENT, State.HELD, State.SENT]


def test_a_text_that_certainly_was_not_sent_gives_its_recipient_back(station: Station) -> None:
    station.set(budget__daily_recipients="1")
    station.queue(ANNA)
    second = station.queue(LEO)
    station.steps()
    station.finish(Outcome.MODEM_TROUBLE)
    assert station.on_air() == [LEO]
    station.finish()
    assert station.message(second).state is State.SENT


def test_an_urgent_text_held_for_its_budget_goes_out_when_the_new_day_begins(station: Station) -> None:
    station.set(budget__daily_parts="1")
    station.queue(ANNA)
    station.send_all()
    station.clock.set(*NIGHT)
    urgent, normal = station.queue(ANNA, urgent=True), station.queue(ANNA)
    station.tick()
    assert fate(station.message(urgent)) == (State.HELD, "budget")
    station.clock.set(2027, 11, 24, 0, 0, 1)
    station.tick()
    assert station.message(urgent).state is State.SENDING
    assert station.message(normal).state is State.HELD


def test_s14_after_a_pause_no_offer_is_claimed_and_all_go_when_it_ends(station: Station) -> None:
    people = numbers(5)
    station.say_yes(*people)
    ids = [station.queue(number, lane="promotional") for number in people]
    station.steps()
    station.set(sending__paused="true")
    station.finish()
    assert station.on_air() == [None]
    assert len(station.workers[0].taken) == 1
    station.tick()
    assert [fate(station.message(each)) for each in ids[1:]] == [(State.HELD, "paused")] * 4
    order = station.queue(LEO)
    station.send_all()
    assert station.message(order).state is State.SENT
    station.set(sending__paused="false")
    station.tick()
    station.send_all()
    assert [station.message(each).state for each in ids] == [State.SENT] * 5


def one_of_each_lane(station: Station) -> list[int]:
    station.say_yes(ANNA)
    lanes = ("reply", "transactional", "promotional")
    return [station.queue(ANNA, lane=lane) for lane in lanes] + [station.queue(LEO, urgent=True)]


def test_s14_while_all_sending_is_paused_nothing_is_claimed_of_any_lane(station: Station) -> None:
    pausing.pause(station.db, Length.HOUR, now=station.clock())
    ids = one_of_each_lane(station)
    station.tick()
    assert station.send_all() == []
    assert {fate(station.message(each)) for each in ids} == {(State.HELD, "paused")}
    station.tick(minutes=58)
    assert station.send_all() == []


def test_s14_what_a_pause_held_goes_out_when_its_time_is_over(station: Station) -> None:
    end = pausing.pause(station.db, Length.TEN_MINUTES, now=station.clock())
    ids = one_of_each_lane(station)
    station.tick()
    station.clock.forward(seconds=(end - station.clock()).total_seconds())
    station.tick()
    station.send_all()
    assert {station.message(each).state for each in ids} == {State.SENT}


def test_s14_what_a_pause_held_goes_out_when_somebody_resumes_it(station: Station) -> None:
    pausing.pause(station.db, Length.RESUMED, now=station.clock())
    ids = one_of_each_lane(station)
    station.tick(hours=5)
    assert station.send_all() == []
    pausing.resume(station.db)
    station.tick()
    station.send_all()
    assert {station.message(each).state for each in ids} == {State.SENT}


@pytest.mark.parametrize("kind", sorted(REQUIRED_ANSWERS))
def test_required_answers_go_out_while_all_sending_is_paused(station: Station, kind: str) -> None:
    """compliance.md 3.5: the confirmation is due within minutes, whatever the shop does."""
    pausing.pause(station.db, Length.RESUMED, now=station.clock())
    new = NewMessage(ANNA, "You are off the list.", "reply")
    with station.db.write() as tx:
        answer = messages.queue_in(tx, new, author="box", now=station.clock(), kind=kind).id
    other = station.queue(LEO, lane="reply")
    station.tick()
    assert [number for _, number in station.send_all()] == [ANNA]
    assert station.message(answer).state is State.SENT
    assert fate(station.message(other)) == (State.HELD, "paused")


def test_a_long_text_that_has_begun_is_finished_in_a_pause(station: Station) -> None:
    long = station.queue(ANNA, "x" * 200)
    station.steps()
    pausing.pause(station.db, Length.HOUR, now=station.clock())
    station.finish()
    station.tick()
    station.send_all()
    assert station.message(long).state is State.SENT


def test_s14_a_cancelled_text_is_not_claimed(station: Station) -> None:
    ids = [station.queue(number) for number in numbers(2)]
    station.steps()
    messages.cancel(station.db, ids[1], now=station.clock())
    station.finish()
    assert station.on_air() == [None]


def test_s2_what_is_too_late_expires_at_the_claim(station: Station) -> None:
    blocker, late = station.queue(LEO), station.queue(ANNA, expires_in=timedelta(minutes=1))
    station.steps()
    station.clock.forward(minutes=1)
    station.finish()
    assert station.message(blocker).state is State.SENT
    assert fate(station.message(late)) == (State.EXPIRED, "too_late")


def test_what_waits_without_a_modem_expires_all_the_same(station: Station) -> None:
    late = station.queue(ANNA, expires_in=timedelta(minutes=1))
    station.ready(0, station.sims[0], ModemState.LOST)
    station.tick(seconds=61)
    assert fate(station.message(late)) == (State.EXPIRED, "too_late")


def test_the_networks_validity_is_the_time_left_and_at_least_five_minutes(station: Station) -> None:
    station.queue(ANNA, expires_in=timedelta(hours=2))
    station.queue(LEO, expires_in=timedelta(minutes=1))
    station.send_all()
    assert [each.validity for each in station.workers[0].taken] == [timedelta(hours=2), timedelta(minutes=5)]


def test_the_network_gives_an_offer_up_when_the_hours_for_offers_end(station: Station) -> None:
    station.say_yes(ANNA, LEO)
    station.clock.set(2027, 11, 23, 17, 30)
    station.queue(ANNA, lane="promotional")
    station.queue(LEO, lane="promotional", expires_in=timedelta(hours=1))
    station.queue(LEO)
    station.send_all()
    assert [each.validity for each in station.workers[0].taken] == [
        timedelta(hours=12),
        timedelta(hours=2, minutes=30),
        timedelta(hours=1),
    ]


def test_the_end_of_a_long_offer_that_is_late_is_given_up_soon(station: Station) -> None:
    station.say_yes(ANNA)
    station.clock.set(2027, 11, 23, 19, 58)
    station.queue(ANNA, "x" * 200, lane="promotional")
    station.steps()
    station.clock.forward(minutes=3)
    station.finish()
    assert [each.part for each in station.workers[0].taken] == [1, 2]
    assert [each.validity for each in station.workers[0].taken] == [timedelta(minutes=5)] * 2


def test_an_offer_to_a_number_in_review_is_held_and_looked_at_again(station: Station) -> None:
    station.say_yes(ANNA)
    with station.db.write() as tx:
        sim = station.sims[0]
        inbox.note_inbound(tx, ANNA, "bus stop outside?", now=station.clock())
        text = inbox.add(tx, ANNA, "bus stop outside?", sim, (), sent_at=None, now=station.clock())
        inbox.open_review(tx, ANNA, text, station.clock() + timedelta(days=1))
    offer, order = station.queue(ANNA, lane="promotional"), station.queue(ANNA)
    station.send_all()
    assert fate(station.message(offer)) == (State.HELD, "review")
    assert station.message(order).state is State.SENT
    with station.db.write() as tx:
        inbox.close_review(tx, ANNA)
    station.tick(seconds=module.REVIEW_AGAIN.total_seconds() - 2)
    assert station.message(offer).state is State.HELD
    station.tick(seconds=2)
    assert station.on_air() == [ANNA]


def test_more_that_are_turned_away_than_one_look_takes_are_turned_away_at_once(station: Station) -> None:
    people = numbers(module.LOOKS * 3)
    for number in people:
        station.queue(number)
        suppress_only(station, number)
    last = station.queue(ANNA)
    station.steps()
    assert station.on_air() == [ANNA]
    assert station.message(last).state is State.SENDING


@pytest.mark.parametrize("seed", range(8))
def test_s26_after_stop_nothing_but_required_answers_is_claimed(station: Station, seed: int) -> None:
    """25 random interleavings each of queueing, sending, results, time and STOP; 200 in all."""
    dice = random.Random(seed)
    people = numbers(25)
    station.say_yes(*people)
    for number in people:
        _interleave(station, number, dice)


def _interleave(station: Station, number: str, dice: random.Random) -> None:
    worker = station.workers[0]
    stopped_at = None
    for moment in range(12):
        act = dice.choice(("queue", "queue", "offer", "long", "step", "finish", "refuse", "lose", "time", "stop"))
        if act in ("queue", "long") or (act == "offer" and stopped_at is None):
            text = LONG if act == "long" else "hello"
            station.queue(number, text, lane="promotional" if act == "offer" else "transactional", urgent=True)
        elif act == "step":
            station.steps()
        elif act in ("finish", "refuse", "lose") and worker.in_hand:
            outcomes = {"finish": Outcome.SENT, "refuse": Outcome.REFUSED_FOR_NOW, "lose": Outcome.UNKNOWN}
            station.finish(outcomes[act])
        elif act == "time":
            station.tick(seconds=dice.choice((2, 70, 400)))
        elif (act == "stop" or moment == 9) and stopped_at is None:
            stop(station, number)
            stopped_at = len(worker.taken)
    if stopped_at is None:
        stop(station, number)
        stopped_at = len(worker.taken)
    station.send_all()
    station.tick(minutes=30)
    station.send_all()
    assert [each.number for each in worker.taken[stopped_at:] if each.number == number] == []
    with station.db.snapshot() as connection:
        assert not connection.execute(
            "SELECT 1 FROM parts WHERE number = ? AND state IN ('queued', 'held', 'sending')", (number,)
        ).fetchall()
    assert parts.any_open(station.db.connection()) is False


def test_texts_that_waited_for_a_budget_go_out_when_it_is_lifted(station: Station) -> None:
    iccid = "8944100000000000000"
    modems_service.set_budget(station.db, iccid, {"daily_parts": 1})
    first, second = (station.queue(number, urgent=True) for number in (ANNA, LEO))
    station.send_all()
    assert fate(station.message(second)) == (State.HELD, "budget")
    modems_service.set_budget(station.db, iccid, {"daily_parts": None})
    station.tick()
    station.send_all()
    assert [fate(station.message(each))[0] for each in (first, second)] == [State.SENT] * 2
