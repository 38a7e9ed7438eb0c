"""The dispatcher: claims, hands over, records; in memory, with a clock that tests move."""

import sqlite3
import threading
import time
from contextlib import closing
from datetime import timedelta

import pytest

from smsbox.daemon import dispatcher as module
from smsbox.daemon import results
from smsbox.modem.status import ModemState, Outcome, Submission, SubmitResult
from smsbox.rules.lifecycle import State
from smsbox.services import messages
from smsbox.sms.segments import Encoding
from smsbox.store import outbox, parts
from smsbox.store.db import Database, connect
from tests.fakes.clock import Clock
from tests.fakes.disk import FullDisk
from tests.fakes.rows import ANNA, LEO, MAYA, put_in
from tests.fakes.station import Station, Worker, numbers

LONG = "x" * 400


def part_states(station: Station, message_id: int) -> list[State]:
    return [part.state for part in station.message(message_id).parts]


def test_s1_the_intent_is_committed_before_the_modem_hears_of_the_part(station: Station) -> None:
    seen: list[str] = []

    def look(submission: Submission) -> None:
        outside = connect(station.db.path)
        row = outside.execute(
            "SELECT state FROM parts WHERE message_id = ? AND part = ?", (submission.message_id, submission.part)
        ).fetchone()
        seen.append(row["state"])
        outside.execute("BEGIN IMMEDIATE")
        outside.close()

    station.workers[0].when_submitted = look
    station.queue(ANNA, LONG)
    station.queue(LEO)
    station.send_all()
    assert seen == ["sending"] * 4


def test_a_submission_holds_what_the_modem_needs(station: Station) -> None:
    message_id = station.queue(ANNA, "Grüße 😊", expires_in=timedelta(hours=3))
    station.steps()
    (submission,) = station.workers[0].taken
    assert submission == Submission(
        message_id=message_id,
        part=1,
        number=ANNA,
        text="Grüße 😊",
        encoding=Encoding.UCS2,
        concat=None,
        validity=timedelta(hours=3),
    )


def test_every_part_of_a_flash_text_is_flash(station: Station) -> None:
    station.queue(ANNA, "x" * 400, flash=True)
    station.queue(LEO)
    station.send_all()
    assert [submission.flash for submission in station.workers[0].taken] == [True, True, True, False]


def test_the_parts_of_a_long_text_make_the_text_and_share_a_reference(station: Station) -> None:
    text = "".join(chr(ord("a") + position % 26) for position in range(400))
    message_id = station.queue(ANNA, text)
    station.send_all()
    taken = station.workers[0].taken
    assert "".join(each.text for each in taken) == text
    headers = [each.concat for each in taken if each.concat]
    assert [(header.total, header.sequence) for header in headers] == [(3, 1), (3, 2), (3, 3)]
    assert {header.reference for header in headers} == {message_id % 256}


def test_texts_to_one_number_that_follow_each_other_have_different_references(station: Station) -> None:
    for _ in range(2):
        station.queue(ANNA, LONG)
    station.send_all()
    assert len({each.concat.reference for each in station.workers[0].taken if each.concat}) == 2


def test_s4_what_an_earlier_daemon_left_on_air_is_unknown_and_not_sent_again(station: Station) -> None:
    ids = [station.queue(number) for number in numbers(3)]
    for message_id in ids[:2]:
        put_in(station.db, parts.Key(message_id, 1), State.SENDING, station.sims[0])
    assert station.dispatcher.recover() == 2
    station.send_all()
    assert [station.message(message_id).state for message_id in ids] == [State.UNKNOWN, State.UNKNOWN, State.SENT]
    assert [station.message(message_id).reason for message_id in ids] == ["interrupted", "interrupted", None]
    assert [each.message_id for each in station.workers[0].taken] == [ids[2]]
    assert station.dispatcher.recover() == 0


def test_what_a_hung_modem_has_not_answered_for_is_unknown_at_the_end(station: Station) -> None:
    message_id = station.queue(ANNA)
    station.steps()
    station.dispatcher.stop()
    assert station.dispatcher.park_the_rest() == 1
    assert station.message(message_id).state is State.UNKNOWN


def test_sent_is_recorded_with_reference_and_time(station: Station) -> None:
    message_id = station.queue(ANNA)
    station.steps()
    station.clock.forward(seconds=3)
    station.finish(reference=200)
    found = station.message(message_id)
    assert (found.state, found.sent_at) == (State.SENT, station.clock())
    assert found.parts[0].reference == 200
    assert found.parts[0].sim == "8944100000000000000"


def test_s6_unknown_is_parked_and_never_sent_again(station: Station) -> None:
    message_id = station.queue(ANNA)
    station.steps()
    station.finish(Outcome.UNKNOWN)
    station.tick(hours=2)
    assert (station.message(message_id).state, station.message(message_id).reason) == (State.UNKNOWN, "result_lost")
    assert len(station.workers[0].taken) == 1


def test_s8_a_late_answer_settles_an_unknown_part(station: Station) -> None:
    message_id = station.queue(ANNA)
    station.steps()
    submission = station.workers[0].in_hand
    assert submission is not None
    station.finish(Outcome.UNKNOWN)
    station.dispatcher.finished(SubmitResult(submission, Outcome.SENT, 17), station.sims[0])
    station.steps()
    assert station.message(message_id).state is State.SENT
    assert station.message(message_id).parts[0].reference == 17


def test_s6_refused_for_good_is_failed_with_the_networks_words(station: Station) -> None:
    message_id = station.queue(ANNA)
    station.steps()
    station.finish(Outcome.REFUSED, words="The number does not exist.")
    station.tick(hours=2)
    found = station.message(message_id)
    assert (found.state, found.reason) == (State.FAILED, "The number does not exist.")
    assert len(station.workers[0].taken) == 1


def test_s13_a_temporary_refusal_is_tried_three_times_more_and_then_failed(station: Station) -> None:
    message_id = station.queue(ANNA, urgent=True)
    station.steps()
    for minutes in (1, 5, 25):
        station.finish(Outcome.REFUSED_FOR_NOW, words="congestion")
        assert station.message(message_id).state is State.QUEUED
        assert station.message(message_id).reason == "congestion"
        station.tick(seconds=minutes * 60 - 1)
        assert station.on_air() == [None]
        station.tick(seconds=2)
        assert station.on_air() == [ANNA]
    station.finish(Outcome.REFUSED_FOR_NOW, words="congestion")
    assert (station.message(message_id).state, station.message(message_id).reason) == (State.FAILED, "congestion")
    station.tick(hours=1)
    assert len(station.workers[0].taken) == 4


def test_s13_expiry_beats_the_retry(station: Station) -> None:
    message_id = station.queue(ANNA, expires_in=timedelta(seconds=30))
    station.steps()
    station.finish(Outcome.REFUSED_FOR_NOW)
    station.tick(seconds=31)
    assert station.message(message_id).state is State.EXPIRED
    assert len(station.workers[0].taken) == 1


@pytest.mark.parametrize(
    ("outcome", "wait"), [(Outcome.MODEM_TROUBLE, results.TROUBLE_PAUSE), (Outcome.NOT_SENT, timedelta(0))]
)
def test_s6_certainly_not_sent_goes_again_and_uses_no_budget(
    station: Station, outcome: Outcome, wait: timedelta
) -> None:
    message_id = station.queue(ANNA)
    station.steps()
    station.ready(0, station.sims[0], ModemState.SEARCHING)
    station.finish(outcome)
    assert station.message(message_id).state is State.QUEUED
    assert station.used() == 0
    station.ready(0, station.sims[0])
    if wait:
        station.tick(seconds=wait.total_seconds() - 1)
        assert station.on_air() == [None]
    station.tick(seconds=2)
    station.finish()
    assert station.message(message_id).state is State.SENT


def test_a_part_sent_after_not_being_sent_many_times_has_no_refusals_against_it(station: Station) -> None:
    message_id = station.queue(ANNA)
    station.steps()
    for _ in range(10):
        station.finish(Outcome.NOT_SENT)
    assert station.on_air() == [ANNA]
    station.finish()
    assert station.message(message_id).state is State.SENT


def test_new_numbers_alternate_over_two_sims_and_then_stay(pair: Station) -> None:
    people = numbers(10)
    for number in people:
        pair.queue(number)
    first = pair.send_all()
    assert {position for position, _ in first[:2]} == {0, 1}
    assert [sum(position == which for position, _ in first) for which in (0, 1)] == [5, 5]
    home = {number: position for position, number in first}
    for number in reversed(people):
        pair.queue(number)
    assert {number: position for position, number in pair.send_all()} == home


def test_one_at_a_time_new_numbers_still_alternate(pair: Station) -> None:
    order = []
    for number in numbers(6):
        pair.queue(number)
        order += [position for position, _ in pair.send_all()]
    assert order == [0, 1, 0, 1, 0, 1]


def test_a_text_to_a_known_number_does_not_use_up_a_turn(pair: Station) -> None:
    old, *new = numbers(5)
    order = []
    pair.queue(old)
    order += [position for position, _ in pair.send_all()]
    for number in new:
        pair.queue(old)
        pair.send_all()
        pair.queue(number)
        order += [position for position, _ in pair.send_all()]
    assert order == [0, 1, 0, 1, 0]


def test_texts_queued_together_for_one_new_number_all_take_its_sim(pair: Station) -> None:
    for _ in range(6):
        pair.queue(ANNA)
    assert len({position for position, _ in pair.send_all()}) == 1


def test_lanes_go_out_in_their_order(station: Station) -> None:
    station.say_yes(MAYA)
    offer = station.queue(MAYA, lane="promotional")
    order = station.queue(LEO)
    reply = station.queue(ANNA, lane="reply")
    station.send_all()
    assert [each.message_id for each in station.workers[0].taken] == [reply, order, offer]


def test_s11_only_the_missing_parts_go_again_on_the_same_sim(pair: Station) -> None:
    message_id = pair.queue(ANNA, LONG)
    pair.steps()
    home = pair.on_air().index(ANNA)
    pair.finish(position=home)
    pair.finish(Outcome.REFUSED_FOR_NOW, home)
    assert part_states(pair, message_id) == [State.SENT, State.QUEUED, State.QUEUED]
    pair.tick(seconds=61)
    pair.send_all()
    assert part_states(pair, message_id) == [State.SENT] * 3
    assert [each.part for each in pair.workers[home].taken] == [1, 2, 2, 3]
    assert pair.workers[1 - home].taken == []


def test_s11_an_unknown_part_is_not_repeated_and_the_rest_follows(station: Station) -> None:
    message_id = station.queue(ANNA, LONG)
    station.steps()
    station.finish(Outcome.UNKNOWN)
    station.send_all()
    assert part_states(station, message_id) == [State.UNKNOWN, State.SENT, State.SENT]
    assert station.message(message_id).state is State.UNKNOWN
    assert [each.part for each in station.workers[0].taken] == [1, 2, 3]


def test_s11_a_part_refused_for_good_cancels_the_rest(station: Station) -> None:
    message_id = station.queue(ANNA, LONG)
    station.steps()
    station.finish()
    station.finish(Outcome.REFUSED)
    assert part_states(station, message_id) == [State.SENT, State.FAILED, State.CANCELLED]
    assert station.message(message_id).state is State.FAILED
    assert station.on_air() == [None]


def test_nothing_is_given_to_a_modem_that_is_busy_or_not_ready(pair: Station) -> None:
    pair.ready(1, pair.sims[1], ModemState.LOST)
    for number in numbers(3):
        pair.queue(number)
    pair.steps()
    assert [len(worker.taken) for worker in pair.workers] == [1, 0]
    pair.ready(1, pair.sims[1])
    pair.dispatcher.wake()
    pair.steps()
    assert [len(worker.taken) for worker in pair.workers] == [1, 1]


def commits(station: Station) -> list[str]:
    """Every COMMIT of the dispatcher from now on."""
    seen: list[str] = []
    station.own.connection().set_trace_callback(
        lambda statement: seen.append(statement) if statement == "COMMIT" else None
    )
    return seen


def test_several_results_and_the_next_claims_share_one_commit(pair: Station) -> None:
    for number in numbers(6):
        pair.queue(number)
    pair.steps()
    seen = commits(pair)
    pair.report(0, Outcome.SENT, 1)
    pair.report(1, Outcome.SENT, 2)
    assert pair.dispatcher.step()
    assert seen == ["COMMIT"]
    assert all(pair.on_air())
    assert [len(worker.taken) for worker in pair.workers] == [2, 2]


def test_what_many_modems_tell_within_a_moment_shares_one_commit(
    db: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Station(db, clock, sims=module.FEW + 1)) as many:
        ids = [many.queue(number) for number in numbers(len(many.sims) + 1)]
        many.steps()
        many.workers[0].when_submitted = lambda _: many.dispatcher.stop()
        seen = commits(many)
        many.report(0, Outcome.SENT, 1)

        def others_finish(seconds: float) -> None:
            assert seconds == module.GATHER
            for position in range(1, len(many.sims)):
                many.report(position, Outcome.SENT, 1)

        monkeypatch.setattr(time, "sleep", others_finish)
        many.dispatcher.run()
        assert seen == ["COMMIT"]
        assert [many.message(message_id).state for message_id in ids] == [State.SENT] * len(many.sims) + [State.SENDING]


def test_nothing_waits_for_others_while_few_modems_send(pair: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in numbers(3):
        pair.queue(number)
    pair.steps()
    pair.workers[0].when_submitted = lambda _: pair.dispatcher.stop()
    pair.report(0, Outcome.SENT, 1)
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    pair.dispatcher.run()
    assert slept == []
    assert all(pair.on_air())


def test_a_thousand_texts_take_about_one_commit_each_over_one_modem(station: Station) -> None:
    for number in numbers(50):
        station.queue(number)
    seen = commits(station)
    assert len(station.send_all()) == 50
    assert len(seen) <= 52


def test_an_idle_dispatcher_writes_nothing(station: Station) -> None:
    station.steps()
    seen = commits(station)
    for _ in range(20):
        station.clock.forward(seconds=10)
        assert not station.dispatcher.step()
    assert seen == []


def test_a_commit_that_fails_loses_no_result_and_hands_nothing_over(
    pair: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [pair.queue(number) for number in numbers(4)]
    pair.steps()
    pair.report(0, Outcome.SENT, 1)
    pair.report(1, Outcome.REFUSED, None, "no such number")
    disk = FullDisk(pair.own, monkeypatch)
    for _ in range(3):
        with pytest.raises(sqlite3.OperationalError):
            pair.dispatcher.step()
        assert pair.on_air() == [None, None]
        assert [len(worker.taken) for worker in pair.workers] == [1, 1]
    disk.full = False
    pair.steps()
    assert [pair.message(message_id).state for message_id in ids[:2]] == [State.SENT, State.FAILED]
    assert all(pair.on_air())


def test_a_claim_that_could_not_be_written_is_made_when_it_can(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    station.queue(ANNA)
    disk = FullDisk(station.own, monkeypatch)
    with pytest.raises(sqlite3.OperationalError):
        station.dispatcher.step()
    disk.full = False
    station.steps()
    assert station.on_air() == [ANNA]


def running(station: Station) -> threading.Thread:
    thread = threading.Thread(target=station.dispatcher.run)
    thread.start()
    return thread


class Finisher(Worker):
    """Sends at once, from its own thread's point of view."""

    def __init__(self, station: Station, enough: int) -> None:
        super().__init__()
        self._station = station
        self._enough = enough
        self.done = threading.Event()

    def submit(self, submission: Submission) -> None:
        super().submit(submission)
        self.let_go()
        self._station.dispatcher.finished(SubmitResult(submission, Outcome.SENT, 1), self._station.sims[0])
        self._station.dispatcher.wake()
        if len(self.taken) == self._enough:
            self.done.set()


def test_the_loop_sends_what_another_process_queued_and_stops_when_told(station: Station) -> None:
    worker = station.workers[0] = Finisher(station, enough=3)
    station.ready(0, station.sims[0])
    thread = running(station)
    other = Database(station.db.folder)
    for number in numbers(3):
        messages.queue(other, messages.NewMessage(number, "hello"), author="test", now=station.clock())
    assert worker.done.wait(10)
    station.dispatcher.stop()
    thread.join(10)
    assert not thread.is_alive()
    station.dispatcher.step()
    assert [message.state for message in outbox.newest(other.connection(), 3)] == [State.SENT] * 3
    other.close()


def test_after_stop_results_are_recorded_and_nothing_is_claimed(station: Station) -> None:
    ids = [station.queue(number) for number in numbers(2)]
    station.steps()
    station.dispatcher.stop()
    station.finish()
    assert [station.message(message_id).state for message_id in ids] == [State.SENT, State.QUEUED]


def test_the_loop_goes_on_after_a_full_disk_and_ends_at_any_other_fault(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = [sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_IOERR]
    tried: list[int] = []

    def step() -> bool:
        tried.append(faults[len(tried)])
        fault = sqlite3.OperationalError("fault")
        fault.sqlite_errorcode = tried[-1]
        raise fault

    monkeypatch.setattr(module, "POLL", 0.0)
    monkeypatch.setattr(station.dispatcher, "step", step)
    with pytest.raises(sqlite3.OperationalError):
        station.dispatcher.run()
    assert tried == faults
