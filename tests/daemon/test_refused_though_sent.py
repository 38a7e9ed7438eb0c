"""Texts that were refused after they had been handed over, and may have gone out all the same (S3, S6, S8)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from smsbox.daemon import reports
from smsbox.modem.status import ModemState, Outcome
from smsbox.rules.lifecycle import State
from smsbox.rules.retry import REPORT_TIME
from smsbox.services import messages
from smsbox.sms.network import encode_status_report
from tests.fakes.rows import ANNA, LEO
from tests.fakes.station import Station

DELIVERED, TRYING, FAILED = 0x00, 0x30, 0x41
LONG = "x" * 400
REFUSALS = (Outcome.REFUSED_FOR_NOW, Outcome.REFUSED_BY_DEVICE)


def refused(
    station: Station, number: str = ANNA, text: str = "hello", outcome: Outcome = Outcome.REFUSED_FOR_NOW
) -> int:
    """A text that was handed over and refused, and waits for its next try."""
    message_id = station.queue(number, text, urgent=True)
    station.steps()
    station.finish(outcome)
    assert station.message(message_id).state is State.QUEUED
    return message_id


def sent(station: Station, reference: int, number: str = ANNA) -> int:
    message_id = station.queue(number, urgent=True)
    station.steps()
    station.finish(reference=reference)
    return message_id


def states(station: Station, *ids: int) -> list[State]:
    return [station.message(each).state for each in ids]


def tries(station: Station, message_id: int) -> int:
    """How often any part of the message was handed to a modem."""
    return sum(each.message_id == message_id for worker in station.workers for each in worker.taken)


def later(station: Station) -> None:
    """More time than any retry waits."""
    station.tick(minutes=40)
    station.send_all()


@pytest.mark.parametrize("outcome", REFUSALS)
@pytest.mark.parametrize(
    ("status", "state"), [(DELIVERED, State.DELIVERED), (TRYING, State.SENT), (FAILED, State.FAILED)]
)
def test_a_report_while_the_part_waits_makes_it_what_the_report_says(
    station: Station, outcome: Outcome, status: int, state: State
) -> None:
    message_id = refused(station, outcome=outcome)
    station.clock.forward(seconds=20)
    station.hear(41, status=status)
    found = station.message(message_id)
    assert (found.state, found.parts[0].reference, found.sent_at) == (state, 41, station.clock())
    later(station)
    assert (station.message(message_id).state, tries(station, message_id)) == (state, 1)


@pytest.mark.parametrize("outcome", REFUSALS)
def test_a_report_before_the_refusal_is_written_down_counts_just_as_well(station: Station, outcome: Outcome) -> None:
    message_id = station.queue(ANNA)
    station.steps()
    station.hear(41)
    assert station.message(message_id).state is State.SENDING
    station.finish(outcome)
    assert station.message(message_id).state is State.DELIVERED
    later(station)
    assert tries(station, message_id) == 1


def test_a_report_before_the_last_refusal_keeps_the_part_from_failing(station: Station) -> None:
    message_id = refused(station)
    for minutes in (1, 5):
        station.tick(minutes=minutes, seconds=1)
        station.finish(Outcome.REFUSED_FOR_NOW)
    station.tick(minutes=25, seconds=1)
    station.hear(41)
    station.finish(Outcome.REFUSED_FOR_NOW)
    assert station.message(message_id).state is State.DELIVERED


def test_a_report_about_the_first_try_counts_after_the_second_was_refused_too(station: Station) -> None:
    message_id, at = refused(station), station.clock()
    for minutes in (1, 5):
        station.tick(minutes=minutes, seconds=1)
        station.finish(Outcome.REFUSED_FOR_NOW)
    station.tick(minutes=10)
    station.hear(41, sent_at=at)
    assert station.message(message_id).state is State.DELIVERED


def test_a_report_about_the_first_try_that_comes_during_the_second_counts_when_that_is_refused(
    station: Station,
) -> None:
    message_id, at = refused(station), station.clock()
    station.tick(minutes=1, seconds=1)
    station.hear(41, sent_at=at)
    assert station.message(message_id).state is State.SENDING
    station.finish(Outcome.REFUSED_BY_DEVICE)
    assert station.message(message_id).state is State.DELIVERED


@pytest.mark.parametrize("outcome", REFUSALS)
def test_a_part_that_waits_is_known_by_its_report_after_a_restart(station: Station, outcome: Outcome) -> None:
    message_id = refused(station, outcome=outcome)
    station.restart()
    station.hear(41)
    assert station.message(message_id).state is State.DELIVERED
    later(station)
    assert tries(station, message_id) == 1


def test_a_report_that_came_before_a_crash_tells_of_the_part_that_was_on_air_then(station: Station) -> None:
    message_id = station.queue(ANNA)
    station.steps()
    station.hear(41)
    station.restart()
    assert station.message(message_id).state is State.DELIVERED


def test_a_report_that_came_before_the_result_was_lost_tells_of_the_part(station: Station) -> None:
    message_id = station.queue(ANNA)
    station.steps()
    station.hear(41)
    station.finish(Outcome.UNKNOWN)
    assert station.message(message_id).state is State.DELIVERED


def test_what_is_held_meanwhile_is_told_by_its_report_too(station: Station) -> None:
    message_id = refused(station, text=LONG)
    station.set(sending__paused_until="resumed")
    station.tick(minutes=1, seconds=1)
    assert station.message(message_id).state is State.HELD
    station.hear(41)
    assert [part.state for part in station.message(message_id).parts] == [State.DELIVERED, State.QUEUED, State.QUEUED]


def test_first_trying_then_delivered(station: Station) -> None:
    message_id, at = refused(station), station.clock()
    station.hear(41, status=TRYING)
    station.clock.forward(hours=2)
    station.hear(41, sent_at=at)
    assert station.message(message_id).state is State.DELIVERED


def test_what_was_really_refused_goes_again_and_its_own_report_settles_it(station: Station) -> None:
    message_id = refused(station)
    station.tick(minutes=1, seconds=1)
    station.finish(reference=41)
    station.hear(41)
    assert (station.message(message_id).state, tries(station, message_id)) == (State.DELIVERED, 2)


def test_each_part_of_a_long_text_may_be_refused_though_it_went_out(station: Station) -> None:
    message_id = refused(station, text=LONG)
    for reference in (41, 42, 43):
        station.hear(reference)
        station.steps()
        if reference < 43:
            assert station.workers[0].in_hand is not None, "the next part goes at once"
            station.finish(Outcome.REFUSED_FOR_NOW)
    assert [(part.state, part.reference) for part in station.message(message_id).parts] == [
        (State.DELIVERED, reference) for reference in (41, 42, 43)
    ]
    assert [each.part for each in station.workers[0].taken] == [1, 2, 3]


def test_a_report_that_may_be_about_two_refused_parts_settles_neither(station: Station) -> None:
    ids = [refused(station), refused(station)]
    station.hear(41)
    assert states(station, *ids) == [State.QUEUED, State.QUEUED]
    later(station)
    assert [(station.message(each).state, tries(station, each)) for each in ids] == [(State.SENT, 2)] * 2


def test_a_report_that_may_be_about_an_unknown_part_or_a_refused_one_settles_neither(station: Station) -> None:
    unknown = station.queue(ANNA)
    station.steps()
    station.finish(Outcome.UNKNOWN)
    waits = refused(station)
    station.hear(41)
    assert states(station, unknown, waits) == [State.UNKNOWN, State.QUEUED]


@pytest.mark.parametrize("mine", [False, True], ids=["the other's", "the refused one's"])
def test_while_another_text_to_the_number_is_on_air_a_report_waits_for_its_answer(station: Station, mine: bool) -> None:
    waits, other = refused(station), station.queue(ANNA, urgent=True)
    station.steps()
    station.hear(41)
    assert states(station, waits, other) == [State.QUEUED, State.SENDING]
    station.finish(reference=42 if mine else 41)
    if mine:
        station.hear(42)
    assert states(station, waits, other) == [State.DELIVERED if mine else State.QUEUED, State.DELIVERED]


def test_a_report_waits_for_a_text_that_turns_out_never_to_have_left(station: Station) -> None:
    waits, other = refused(station), station.queue(ANNA, urgent=True)
    station.steps()
    station.hear(41)
    station.ready(0, station.sims[0], ModemState.SEARCHING)
    station.finish(Outcome.NOT_SENT)
    assert states(station, waits, other) == [State.DELIVERED, State.QUEUED]


def test_a_late_report_about_a_first_try_never_settles_another_refused_text(station: Station) -> None:
    """Both tries of the first text went out; the second text never did."""
    first, at = refused(station), station.clock()
    station.tick(minutes=1, seconds=1)
    station.finish(reference=42)
    station.hear(42)
    second = refused(station)
    station.hear(41, sent_at=at)
    assert states(station, first, second) == [State.DELIVERED, State.QUEUED]
    later(station)
    assert (station.message(second).state, tries(station, second)) == (State.SENT, 2)


def test_a_cancelled_text_stays_so_and_its_report_settles_no_other(station: Station) -> None:
    gone = refused(station)
    messages.cancel(station.db, gone, now=station.clock())
    waits = refused(station)
    station.hear(41)
    assert states(station, gone, waits) == [State.CANCELLED, State.QUEUED]
    station.hear(42, LEO)
    assert states(station, gone, waits) == [State.CANCELLED, State.QUEUED]


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(hours=1)], ids=["in time", "by a clock that is ahead"])
def test_one_more_report_about_a_delivered_text_settles_no_refused_one(station: Station, ahead: timedelta) -> None:
    done, at = sent(station, 41), station.clock() + ahead
    station.hear(41, sent_at=at)
    waits = refused(station)
    station.clock.forward(seconds=5)
    station.hear(41, sent_at=at)
    assert states(station, done, waits) == [State.DELIVERED, State.QUEUED]


def test_a_modem_that_tells_wrong_references_loses_no_text(station: Station) -> None:
    """The report of the text that was sent under another reference than told is no evidence for the refused one."""
    told_wrong, waits = sent(station, 0), refused(station)
    station.hear(41)
    assert states(station, told_wrong, waits) == [State.SENT, State.QUEUED]
    later(station)
    assert (station.message(waits).state, tries(station, waits)) == (State.SENT, 2)


def test_a_report_waits_until_the_last_text_has_had_its_own(station: Station) -> None:
    before, waits = sent(station, 40), refused(station)
    station.hear(41)
    assert states(station, before, waits) == [State.SENT, State.QUEUED]
    station.hear(40)
    assert states(station, before, waits) == [State.DELIVERED, State.DELIVERED]


def test_texts_for_whose_reports_the_box_has_waited_long_are_no_hindrance(station: Station) -> None:
    sent(station, 40)
    station.tick(hours=1)
    waits = refused(station)
    station.hear(41)
    assert station.message(waits).state is State.DELIVERED


def too_early(station: Station, _pair_sim: int) -> None:
    station.hear(41, sent_at=station.clock() - timedelta(hours=1))


def to_another(station: Station, _pair_sim: int) -> None:
    station.hear(41, LEO)


def at_another_sim(station: Station, other: int) -> None:
    station.hear(41, position=other)


def without_a_time(station: Station, other: int) -> None:
    pdu = encode_status_report(ANNA, 41, sent_at=station.clock(), discharged_at=station.clock(), status=DELIVERED)
    report = reports.read(pdu)
    assert report is not None
    station.dispatcher.reported(replace(report, sent_at=None), pdu, station.sims[1 - other])
    station.steps()


@pytest.mark.parametrize("hear", [too_early, to_another, at_another_sim, without_a_time])
def test_what_is_no_evidence_leaves_the_part_waiting(pair: Station, hear: Callable[[Station, int], None]) -> None:
    message_id = pair.queue(ANNA)
    pair.steps()
    home = pair.on_air().index(ANNA)
    pair.finish(Outcome.REFUSED_FOR_NOW, home)
    hear(pair, 1 - home)
    assert pair.message(message_id).state is State.QUEUED
    pair.tick(minutes=1, seconds=1)
    pair.send_all()
    assert (pair.message(message_id).state, tries(pair, message_id)) == (State.SENT, 2)


def test_what_went_to_another_sim_leaves_its_reports_to_nobody(pair: Station) -> None:
    """The first text was refused at home though it went out, and then went over the other SIM."""
    first, at = pair.queue(ANNA, urgent=True), pair.clock()
    pair.steps()
    home = pair.on_air().index(ANNA)
    pair.finish(Outcome.REFUSED_BY_DEVICE, home)
    pair.ready(home, pair.sims[home], ModemState.SEARCHING)
    pair.tick(minutes=11)
    pair.finish(position=1 - home)
    pair.ready(home, pair.sims[home])
    second = pair.queue(ANNA, urgent=True)
    pair.tick()
    pair.finish(Outcome.REFUSED_BY_DEVICE, home)
    pair.hear(41, sent_at=at + timedelta(minutes=10), position=home)
    assert states(pair, first, second) == [State.SENT, State.QUEUED]
    assert [tries(pair, each) for each in (first, second)] == [2, 1]


def test_after_a_refusal_by_the_device_a_report_has_time_to_come(station: Station) -> None:
    message_id = refused(station, outcome=Outcome.REFUSED_BY_DEVICE)
    station.tick(seconds=REPORT_TIME.total_seconds() - 1)
    assert tries(station, message_id) == 1
    station.tick(seconds=2)
    assert tries(station, message_id) == 2


@pytest.mark.parametrize("outcome", REFUSALS)
def test_a_modem_that_comes_back_may_hear_of_the_part_before_it_goes_again(station: Station, outcome: Outcome) -> None:
    message_id, other = refused(station, text=LONG, outcome=outcome), station.queue(LEO, urgent=True)
    station.ready(0, station.sims[0], ModemState.SEARCHING)
    station.clock.forward(minutes=5)
    station.ready(0, station.sims[0])
    station.tick()
    assert station.on_air() == [LEO], "other texts go at once, and the parts after it wait for it"
    station.finish()
    station.tick(seconds=REPORT_TIME.total_seconds() - 3)
    assert (station.on_air(), tries(station, message_id)) == ([None], 1)
    station.tick(seconds=3)
    assert [each.part for each in station.workers[0].taken if each.message_id == message_id] == [1, 1]
    assert station.message(other).state is State.SENT


def test_what_was_never_handed_over_goes_as_soon_as_the_modem_is_back(station: Station) -> None:
    message_id = station.queue(ANNA)
    station.steps()
    station.ready(0, station.sims[0], ModemState.SEARCHING)
    station.finish(Outcome.NOT_SENT)
    station.ready(0, station.sims[0])
    station.tick()
    assert tries(station, message_id) == 2


@pytest.mark.parametrize("outcome", REFUSALS)
def test_a_text_counts_once_against_the_budget_however_it_went_out(station: Station, outcome: Outcome) -> None:
    refused(station, outcome=outcome)
    assert station.used() == 0
    station.hear(41)
    assert station.used() == 1
    station.queue(LEO, urgent=True)
    station.steps()
    station.hear(42, LEO)
    station.finish(outcome)
    assert station.used() == 2
