"""May this text go now? One test or more for each rule that a decision names."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from smsbox.rules.decision import Conditions, Decision, Recipient, Text, decide, decide_lane, permitted
from smsbox.rules.lanes import ANSWERS_AFTER_STOP, REQUIRED_ANSWERS, Kind, Lane
from smsbox.rules.lifecycle import State
from smsbox.rules.places import NOWHERE, Place
from smsbox.rules.policy import UNTIL_RESUMED, Policy, Window
from smsbox.rules.scope import Scope

NOON = datetime(2027, 11, 23, 12, tzinfo=UTC)
EVENING = datetime(2027, 11, 23, 20, 30, tzinfo=UTC)
NIGHT = datetime(2027, 11, 23, 23, tzinfo=UTC)
SUNDAY_NOON = datetime(2027, 11, 28, 12, tzinfo=UTC)
WILLING = Recipient(subscribed=True)


def lane(
    which: Lane, now: datetime, *, policy: Policy | None = None, urgent: bool = False, trusted: bool = True
) -> Decision:
    return decide_lane(which, urgent=urgent, conditions=Conditions(policy or Policy(), trusted, now))


def offer(now: datetime, *, policy: Policy | None = None, place: Place = NOWHERE) -> Decision:
    willing = replace(WILLING, place=place)
    return decide(Text(Lane.PROMOTIONAL), willing, Conditions(policy or Policy(), True, now))


def to(
    recipient: Recipient, which: Lane = Lane.PROMOTIONAL, kind: str = Kind.TEXT, policy: Policy | None = None
) -> Decision:
    return decide(Text(which, kind), recipient, Conditions(policy or Policy(), True, NOON))


@pytest.mark.parametrize("which", Lane)
def test_at_noon_on_a_working_day_every_lane_is_open(which: Lane) -> None:
    assert lane(which, NOON).allowed


def test_rule_1_2_a_transactional_text_waits_for_the_morning() -> None:
    decision = lane(Lane.TRANSACTIONAL, NIGHT)
    assert (decision.state, decision.reason, decision.rule) == (State.HELD, "quiet_hours", "1.2")
    assert decision.until == datetime(2027, 11, 24, 8, tzinfo=UTC)


def test_rule_1_2_an_urgent_transactional_text_goes_at_any_hour() -> None:
    assert lane(Lane.TRANSACTIONAL, NIGHT, urgent=True).allowed


def test_rule_1_2_transactional_texts_go_in_the_evening_and_on_sundays() -> None:
    assert lane(Lane.TRANSACTIONAL, EVENING).allowed
    assert lane(Lane.TRANSACTIONAL, SUNDAY_NOON).allowed


def test_a_reply_goes_at_any_hour_whatever_the_clock_and_the_pause() -> None:
    assert lane(Lane.REPLY, NIGHT, policy=Policy(paused=True), trusted=False).allowed


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (EVENING, datetime(2027, 11, 24, 9, tzinfo=UTC)),
        (NIGHT, datetime(2027, 11, 24, 9, tzinfo=UTC)),
        (SUNDAY_NOON, datetime(2027, 11, 29, 9, tzinfo=UTC)),
    ],
)
def test_rule_6_1_offers_wait_for_their_next_window(now: datetime, opens: datetime) -> None:
    decision = offer(now)
    assert (decision.state, decision.reason, decision.rule, decision.until) == (State.HELD, "quiet_hours", "6.1", opens)


def test_rule_6_1_urgent_does_not_open_the_window_for_offers() -> None:
    urgent = decide(Text(Lane.PROMOTIONAL, urgent=True), WILLING, Conditions(Policy(), True, NIGHT))
    assert urgent == offer(NIGHT)
    assert not urgent.allowed


def test_the_hours_are_the_shops_local_ones() -> None:
    policy = Policy(zone=ZoneInfo("America/New_York"), promotional=Window(time(9), time(20)))
    assert offer(NOON, policy=policy).until == datetime(2027, 11, 23, 14, tzinfo=UTC)


def test_rule_6_2_the_hours_are_the_recipients_where_they_are_known() -> None:
    policy = Policy(region="GB", zone=ZoneInfo("Europe/London"))
    new_york = Place("US", zones=(ZoneInfo("America/New_York"),))
    assert offer(NOON, policy=policy).allowed
    assert offer(NOON, policy=policy, place=new_york).until == datetime(2027, 11, 23, 14, tzinfo=UTC)
    assert offer(EVENING, policy=policy, place=new_york).allowed


def test_the_lane_of_offers_is_open_at_night_as_each_recipient_has_hours_of_their_own() -> None:
    assert lane(Lane.PROMOTIONAL, NIGHT).allowed


def test_rule_9_2_a_shop_in_france_sends_no_offers_and_the_reason_is_told() -> None:
    decision = lane(Lane.PROMOTIONAL, NOON, policy=Policy(region="FR"))
    assert (decision.state, decision.reason, decision.rule) == (State.HELD, "region", "9.2")
    assert "ARCEP decision 2022-1583" in decision.words


@pytest.mark.parametrize("which", [Lane.REPLY, Lane.TRANSACTIONAL])
def test_rule_9_2_other_texts_go_in_france(which: Lane) -> None:
    assert lane(which, NOON, policy=Policy(region="FR")).allowed


@pytest.mark.parametrize("kind", sorted(REQUIRED_ANSWERS))
def test_rule_9_2_the_answers_that_the_rules_demand_go_in_france(kind: str) -> None:
    assert to(WILLING, Lane.REPLY, kind, Policy(region="FR")).allowed


def test_rule_6_3_offers_wait_while_the_clock_is_not_trusted() -> None:
    decision = lane(Lane.PROMOTIONAL, NOON, trusted=False)
    assert (decision.state, decision.reason, decision.rule, decision.until) == (State.HELD, "clock", "6.3", None)


def test_rule_2_1_a_ledger_that_was_changed_holds_offers_and_nothing_else() -> None:
    changed = Conditions(Policy(), True, NOON, ledger_whole=False)
    decision = decide_lane(Lane.PROMOTIONAL, urgent=False, conditions=changed)
    assert (decision.state, decision.reason, decision.rule, decision.until) == (State.HELD, "ledger", "2.1", None)
    assert decide_lane(Lane.TRANSACTIONAL, urgent=False, conditions=changed).allowed
    assert decide_lane(Lane.REPLY, urgent=False, conditions=changed).allowed


def test_transactional_texts_go_whether_or_not_the_clock_is_trusted() -> None:
    assert lane(Lane.TRANSACTIONAL, NOON, trusted=False).allowed


def test_rule_10_3_a_pause_holds_offers_and_nothing_else() -> None:
    paused = Policy(paused=True)
    decision = lane(Lane.PROMOTIONAL, NOON, policy=paused)
    assert (decision.state, decision.reason, decision.rule, decision.until) == (State.HELD, "paused", "10.3", None)
    assert lane(Lane.TRANSACTIONAL, NOON, policy=paused).allowed


@pytest.mark.parametrize("which", Lane)
def test_rule_10_3_a_pause_of_all_sending_holds_every_lane_until_its_end(which: Lane) -> None:
    policy = Policy(paused_until=NOON)
    decision = lane(which, NOON - timedelta(seconds=1), urgent=True, policy=policy)
    assert (decision.state, decision.reason, decision.rule, decision.until) == (State.HELD, "paused", "10.3", None)
    assert decision.words.startswith("All sending is paused.")
    assert lane(which, NOON, urgent=True, policy=policy).allowed
    assert (
        lane(which, datetime(9998, 1, 2, 12, tzinfo=UTC), policy=Policy(paused_until=UNTIL_RESUMED)).state is State.HELD
    )


@pytest.mark.parametrize("which", Lane)
def test_rule_2_3_nothing_goes_to_whoever_said_stop(which: Lane) -> None:
    decision = to(Recipient(suppressed=Scope.EVERYTHING, subscribed=True), which)
    assert (decision.state, decision.reason, decision.rule) == (State.BLOCKED, "opted_out", "2.3")


@pytest.mark.parametrize("kind", sorted(ANSWERS_AFTER_STOP))
@pytest.mark.parametrize("scope", Scope)
def test_rule_4_3_the_answers_to_stop_and_help_go_to_whoever_said_stop(kind: str, scope: Scope) -> None:
    assert to(Recipient(suppressed=scope), Lane.REPLY, kind).allowed


@pytest.mark.parametrize("kind", sorted(REQUIRED_ANSWERS - ANSWERS_AFTER_STOP))
@pytest.mark.parametrize("scope", Scope)
def test_rule_2_4_nobody_who_said_stop_is_asked_or_welcomed(kind: str, scope: Scope) -> None:
    assert to(Recipient(suppressed=scope), Lane.REPLY, kind).reason == "opted_out"


@pytest.mark.parametrize("kind", sorted(REQUIRED_ANSWERS))
def test_rule_4_3_required_answers_go_at_night_and_while_all_is_paused(kind: str) -> None:
    conditions = Conditions(Policy(paused=True, paused_until=UNTIL_RESUMED), False, NIGHT)
    assert decide(Text(Lane.REPLY, kind), Recipient(), conditions).allowed


def test_rule_3_4_a_stop_to_offers_blocks_offers_and_nothing_else() -> None:
    person = Recipient(suppressed=Scope.OFFERS, subscribed=True)
    decision = to(person)
    assert (decision.state, decision.reason, decision.rule) == (State.BLOCKED, "opted_out", "3.4")
    assert to(person, Lane.TRANSACTIONAL).allowed
    assert to(person, Lane.REPLY).allowed


@pytest.mark.parametrize("which", [Lane.REPLY, Lane.TRANSACTIONAL])
def test_only_offers_need_consent_and_have_caps(which: Lane) -> None:
    person = Recipient(in_review=True, subscribed=False, promotional_day=9, promotional_month=99)
    assert to(person, which).allowed


def test_rule_2_2_no_offers_without_consent() -> None:
    decision = to(Recipient())
    assert (decision.state, decision.reason, decision.rule) == (State.BLOCKED, "no_consent", "2.2")
    assert to(WILLING).allowed


def test_rule_3_3_offers_wait_while_somebody_decides_whether_stop_was_meant() -> None:
    decision = to(replace(WILLING, in_review=True))
    assert (decision.state, decision.reason, decision.rule) == (State.HELD, "review", "3.3")


@pytest.mark.parametrize(("day", "month", "goes"), [(0, 0, True), (1, 1, False), (0, 3, True), (0, 4, False)])
def test_rule_7_2_nobody_gets_more_offers_than_the_cap(day: int, month: int, goes: bool) -> None:
    person = replace(WILLING, promotional_day=day, promotional_month=month)
    decision = to(person, policy=Policy(cap_per_day=1, cap_per_month=4))
    if goes:
        assert decision.allowed
    else:
        assert (decision.state, decision.reason, decision.rule) == (State.BLOCKED, "frequency_cap", "7.2")


def test_every_decision_is_a_sentence_for_staff() -> None:
    decisions = [
        lane(Lane.TRANSACTIONAL, NIGHT),
        offer(NIGHT),
        lane(Lane.PROMOTIONAL, NOON, policy=Policy(region="FR")),
        lane(Lane.PROMOTIONAL, NOON, trusted=False),
        lane(Lane.PROMOTIONAL, NOON, policy=Policy(paused=True)),
        to(Recipient(suppressed=Scope.EVERYTHING), Lane.REPLY),
        to(Recipient(suppressed=Scope.OFFERS)),
        to(Recipient()),
        to(replace(WILLING, in_review=True)),
        to(replace(WILLING, promotional_day=1)),
    ]
    words = [decision.words for decision in decisions]
    assert not any(decision.allowed for decision in decisions)
    assert len(set(words)) == len(decisions)
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in words)


@pytest.mark.parametrize(
    ("promised", "shops", "had", "goes"),
    [(2, 4, 1, True), (2, 4, 2, False), (8, 4, 4, False), (8, 4, 3, True), (None, 4, 3, True), (None, 4, 4, False)],
)
def test_rule_7_1_the_cap_is_what_was_promised_and_never_more_than_the_shops(
    promised: int | None, shops: int, had: int, goes: bool
) -> None:
    known = Recipient(subscribed=True, promotional_month=had, per_month=promised)
    decision = permitted(Text(Lane.PROMOTIONAL), known, Policy(cap_per_month=shops))
    assert decision.allowed is goes
    if not goes:
        assert (decision.state, decision.reason, decision.rule) == (State.BLOCKED, "frequency_cap", "7.2")


def test_rule_7_1_nobody_gets_more_than_three_in_24_hours_whatever_the_shop_sets() -> None:
    known = Recipient(subscribed=True, promotional_day=3, per_month=31)
    assert not permitted(Text(Lane.PROMOTIONAL), known, Policy(cap_per_day=9, cap_per_month=31)).allowed
    assert permitted(Text(Lane.PROMOTIONAL), replace(known, promotional_day=2), Policy(cap_per_day=9)).allowed
