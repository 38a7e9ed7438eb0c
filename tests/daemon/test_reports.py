"""Status reports: which part they are about, and what they do to it (reliability.md S8-S10)."""

from datetime import timedelta

import pytest

from smsbox.daemon.inbound import Inbound
from smsbox.daemon.spelling import same_number
from smsbox.modem.status import Outcome
from smsbox.rules.lifecycle import State
from smsbox.sms.network import encode_status_report
from smsbox.store import events
from smsbox.store.db import Database
from tests.fakes.rows import ANNA, LEO
from tests.fakes.station import Station

DELIVERED, TRYING, FAILED = 0x00, 0x30, 0x41
LONG = "x" * 400

report = Station.hear


def sent(station: Station, number: str = ANNA, reference: int | None = 7) -> int:
    message_id = station.queue(number, urgent=True)
    station.steps()
    station.report(0, Outcome.SENT, reference)
    station.steps()
    return message_id


def lost(station: Station, number: str = ANNA) -> int:
    message_id = station.queue(number, urgent=True)
    station.steps()
    station.finish(Outcome.UNKNOWN)
    return message_id


def told(station: Station) -> list[str]:
    return [event.type for event in events.after(station.db.connection(), None, 100).items]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (0x00, State.DELIVERED),
        (0x01, State.DELIVERED),
        (0x02, State.DELIVERED),
        (0x20, State.SENT),
        (0x30, State.SENT),
        (0x40, State.FAILED),
        (0x41, State.FAILED),
        (0x46, State.FAILED),
        (0x65, State.FAILED),
    ],
)
def test_a_report_settles_its_part(station: Station, status: int, state: State) -> None:
    message_id = sent(station)
    station.clock.forward(seconds=20)
    report(station, 7, status=status)
    found = station.message(message_id)
    assert found.state is state
    assert found.delivered_at == (station.clock() if state is State.DELIVERED else None)
    assert found.reason == (None if state is not State.FAILED else "expired" if status == 0x46 else "not_delivered")


def waiting(station: Station) -> int:
    """Reports whose part is not known."""
    return int(station.db.connection().execute("SELECT count(*) FROM waiting_reports").fetchone()[0])


def test_a_report_that_comes_twice_counts_once_and_does_not_wait_for_another_part(station: Station) -> None:
    message_id, unknown = sent(station), lost(station)
    for _ in range(2):
        report(station, 7)
    assert station.message(message_id).state is State.DELIVERED
    assert station.message(unknown).state is State.UNKNOWN
    assert waiting(station) == 0
    assert told(station).count("message.delivered") == 1


def test_a_doubled_report_that_comes_when_its_reference_is_used_again_settles_nothing(station: Station) -> None:
    old, at = sent(station), station.clock()
    report(station, 7, sent_at=at)
    station.clock.forward(hours=3)
    new = sent(station)
    report(station, 7, sent_at=at)
    assert (station.message(old).state, station.message(new).state) == (State.DELIVERED, State.SENT)


def test_a_report_before_the_answer_settles_the_new_part_though_an_old_one_had_its_reference(station: Station) -> None:
    sent(station)
    report(station, 7)
    station.clock.forward(hours=3)
    new = station.queue(ANNA)
    station.steps()
    report(station, 7)
    assert waiting(station) == 1
    station.report(0, Outcome.SENT, 7)
    station.steps()
    assert station.message(new).state is State.DELIVERED
    assert waiting(station) == 0


def test_a_delivered_part_is_not_undone_by_a_later_failure(station: Station) -> None:
    message_id = sent(station)
    report(station, 7)
    station.clock.forward(seconds=5)
    report(station, 7, status=FAILED)
    assert station.message(message_id).state is State.DELIVERED


def test_first_trying_then_delivered(station: Station) -> None:
    message_id = sent(station)
    at = station.clock()
    report(station, 7, status=TRYING)
    station.clock.forward(minutes=5)
    report(station, 7, sent_at=at)
    assert station.message(message_id).state is State.DELIVERED


def test_a_report_before_the_modems_answer_settles_the_part_when_it_comes(station: Station) -> None:
    message_id = station.queue(ANNA)
    station.steps()
    report(station, 7)
    assert station.message(message_id).state is State.SENDING
    station.report(0, Outcome.SENT, 7)
    station.steps()
    assert station.message(message_id).state is State.DELIVERED


def test_two_reports_before_the_modems_answer_are_both_used(station: Station) -> None:
    message_id = station.queue(ANNA)
    station.steps()
    report(station, 7, status=TRYING)
    report(station, 7, status=DELIVERED)
    station.report(0, Outcome.SENT, 7)
    station.steps()
    assert station.message(message_id).state is State.DELIVERED


def test_an_old_stray_report_does_not_settle_a_new_part(station: Station) -> None:
    report(station, 7)
    station.clock.forward(minutes=6)
    assert station.message(sent(station)).state is State.SENT


def test_a_wrapped_reference_settles_the_part_of_its_time(station: Station) -> None:
    old = sent(station)
    old_time = station.clock()
    station.clock.forward(hours=3)
    new = sent(station)
    report(station, 7, sent_at=old_time + timedelta(seconds=2))
    assert (station.message(old).state, station.message(new).state) == (State.DELIVERED, State.SENT)
    report(station, 7, sent_at=station.clock())
    assert station.message(new).state is State.DELIVERED


@pytest.mark.parametrize(("reference", "number"), [(8, ANNA), (7, LEO)])
def test_a_report_about_something_else_changes_nothing(station: Station, reference: int, number: str) -> None:
    message_id = sent(station)
    report(station, reference, number)
    assert station.message(message_id).state is State.SENT


def test_a_report_at_another_sim_changes_nothing(pair: Station) -> None:
    message_id = sent(pair)
    report(pair, 7, position=1)
    assert pair.message(message_id).state is State.SENT


def test_a_report_after_validity_and_a_day_counts_no_more(station: Station) -> None:
    message_id = sent(station)
    at = station.clock()
    station.clock.forward(hours=36, seconds=1)
    report(station, 7, sent_at=at)
    assert station.message(message_id).state is State.SENT


def test_a_text_that_may_take_long_is_reported_when_the_network_gives_it_up(station: Station) -> None:
    message_id = station.queue(ANNA, expires_in=timedelta(days=7))
    station.steps()
    station.finish(reference=7)
    at = station.clock()
    station.clock.forward(days=7, minutes=10)
    report(station, 7, status=0x46, sent_at=at)
    assert (station.message(message_id).state, station.message(message_id).reason) == (State.FAILED, "expired")


def test_the_national_form_of_the_number_is_the_same_number(station: Station) -> None:
    message_id = sent(station)
    report(station, 7, number="07700900101")
    assert station.message(message_id).state is State.DELIVERED


@pytest.mark.parametrize(("status", "state"), [(DELIVERED, State.DELIVERED), (TRYING, State.SENT)])
def test_an_unknown_part_is_settled_when_it_alone_can_be_meant(station: Station, status: int, state: State) -> None:
    message_id, other = lost(station), lost(station, LEO)
    report(station, 99, status=status)
    found = station.message(message_id)
    assert (found.state, found.parts[0].reference) == (state, 99)
    assert station.message(other).state is State.UNKNOWN


def test_a_failure_report_settles_an_unknown_part(station: Station) -> None:
    message_id = lost(station)
    report(station, 99, status=FAILED)
    assert station.message(message_id).state is State.FAILED


def test_two_unknown_parts_that_can_be_meant_stay_unknown(station: Station) -> None:
    ids = [lost(station), lost(station)]
    report(station, 99)
    assert [station.message(each).state for each in ids] == [State.UNKNOWN, State.UNKNOWN]


def test_of_two_unknown_parts_the_later_is_ruled_out_by_the_service_centres_time(station: Station) -> None:
    first = lost(station)
    at = station.clock()
    station.clock.forward(hours=1)
    second = lost(station)
    report(station, 99, sent_at=at)
    assert (station.message(first).state, station.message(second).state) == (State.DELIVERED, State.UNKNOWN)


def test_a_report_about_what_was_sent_before_an_unknown_part_does_not_settle_it(station: Station) -> None:
    long_ago = station.clock()
    station.clock.forward(hours=1)
    message_id = lost(station)
    report(station, 99, sent_at=long_ago)
    assert station.message(message_id).state is State.UNKNOWN


def test_a_known_reference_is_preferred_to_an_unknown_part(station: Station) -> None:
    unknown, known = lost(station), sent(station)
    report(station, 7)
    assert (station.message(known).state, station.message(unknown).state) == (State.DELIVERED, State.UNKNOWN)


def test_a_part_found_on_air_after_a_crash_is_settled_by_its_report(station: Station) -> None:
    message_id = station.queue(ANNA)
    station.steps()
    assert station.dispatcher.recover() == 1
    report(station, 200)
    assert station.message(message_id).state is State.DELIVERED


def test_reports_survive_a_restart(station: Station) -> None:
    message_id = sent(station)
    again = Database(station.db.folder)
    pdu = encode_status_report(ANNA, 7, sent_at=station.clock(), discharged_at=station.clock(), status=DELIVERED)
    Inbound(again, station.clock).store("8944100000000000000", (pdu,))
    again.close()
    assert station.message(message_id).state is State.DELIVERED


def test_each_part_of_a_long_text_has_its_own_report(station: Station) -> None:
    message_id = station.queue(ANNA, LONG)
    station.send_all()
    references = [part.reference for part in station.message(message_id).parts]
    assert len(set(references)) == 3
    for reference in references[:2]:
        assert reference is not None
        report(station, reference)
    assert station.message(message_id).state is State.SENT
    assert references[2] is not None
    report(station, references[2])
    assert station.message(message_id).state is State.DELIVERED


def test_a_report_that_one_part_failed_cancels_those_not_on_air(station: Station) -> None:
    message_id = station.queue(ANNA, LONG)
    station.steps()
    station.report(0, Outcome.SENT, 7)
    station.ready(0, station.sims[0])
    station.steps()
    station.finish(reference=8)
    report(station, 7, status=FAILED)
    station.report(0, Outcome.SENT, 9)
    station.steps()
    assert station.message(message_id).state is State.FAILED
    assert station.message(message_id).parts[0].state is State.FAILED


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+447700900101", "+447700900101", True),
        ("+447700900101", "07700900101", True),
        ("+447700900101", "447700900101", True),
        ("07700900101", "+447700900101", True),
        ("+447700900101", "+337700900101", False),
        ("+447700900101", "07700900102", False),
        ("+447700900101", "900101", False),
        ("12345", "12345", True),
        ("12345", "012345", False),
        ("ACME", "+447700900101", False),
        ("", "+447700900101", False),
    ],
)
def test_two_spellings_of_a_number(one: str, other: str, same: bool) -> None:
    assert same_number(one, other) is same
