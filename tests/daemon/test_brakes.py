"""The brakes at work: offers keep their pace, a busy network is left alone, a refused SIM is set aside (S90)."""

import sqlite3

import pytest

from smsbox.modem.status import Outcome
from smsbox.rules.lifecycle import State
from smsbox.services import modems
from tests.fakes.disk import FullDisk
from tests.fakes.rows import ANNA, LEO
from tests.fakes.station import Station, numbers

ICCID = "8944100000000000000"


def refuse(station: Station, count: int, code: int | None, outcome: Outcome = Outcome.REFUSED) -> None:
    for _ in range(count):
        station.finish(outcome, code=code)


def test_offers_keep_their_pace_and_the_other_lanes_do_not(station: Station) -> None:
    station.set(pace__per_minute="10", pace__per_hour="3600")
    people = numbers(30)
    station.say_yes(*people)
    for number in people:
        station.queue(number, lane="promotional")
    orders = [station.queue(number) for number in numbers(5)]
    station.send_all()
    assert {station.message(each).state for each in orders} == {State.SENT}
    offers = 0
    for _ in range(60):
        station.tick(seconds=1)
        offers += len(station.send_all())
    assert 9 <= offers <= 11


def test_each_sim_has_its_own_pace(pair: Station) -> None:
    pair.set(pace__per_minute="10", pace__per_hour="3600")
    people = numbers(10)
    pair.say_yes(*people)
    for number in people:
        pair.queue(number, lane="promotional")
    pair.steps()
    assert pair.on_air() == [None, None]
    pair.tick(seconds=6)
    assert None not in pair.on_air()


def test_a_busy_network_is_left_alone_for_a_minute_and_then_for_two(station: Station) -> None:
    for number in numbers(6):
        station.queue(number)
    station.steps()
    refuse(station, 3, 42, Outcome.REFUSED_FOR_NOW)
    assert station.on_air() == [None]
    station.tick(seconds=58)
    assert station.on_air() == [None]
    station.tick(seconds=2)
    assert station.on_air() != [None]
    refuse(station, 1, 332, Outcome.UNKNOWN)
    station.tick(seconds=118)
    assert station.on_air() == [None]
    station.tick(seconds=2)
    station.finish()
    assert station.on_air() != [None]


def test_the_other_sim_goes_on_while_one_rests(pair: Station) -> None:
    for number in numbers(20):
        pair.queue(number)
    pair.steps()
    refuse(pair, 3, 47, Outcome.REFUSED_FOR_NOW)
    assert pair.on_air()[0] is None
    pair.finish(position=1)
    assert pair.on_air()[1] is not None


def test_a_sim_that_is_refused_ten_times_is_set_aside_until_somebody_resumes_it(station: Station) -> None:
    for number in numbers(30):
        station.queue(number)
    station.steps()
    refuse(station, 10, 21)
    assert station.on_air() == [None]
    assert station.events("sim.paused") == [{"sim": ICCID, "reason": "The network refused 10 texts in a row"}]
    station.tick(hours=2)
    assert station.on_air() == [None]
    modems.resume_sim(station.db, ICCID, now=station.clock())
    station.steps()
    refuse(station, 9, 21)
    assert station.on_air() != [None]


def test_wrong_numbers_never_block_the_queue_behind_them(station: Station) -> None:
    ids = [station.queue(number) for number in numbers(25)]
    station.steps()
    refuse(station, 24, 1)
    station.finish()
    assert [station.message(each).state for each in ids] == [State.FAILED] * 24 + [State.SENT]


def test_a_text_that_cannot_be_encoded_says_nothing_about_the_sim(station: Station) -> None:
    for number in numbers(12):
        station.queue(number)
    station.steps()
    refuse(station, 11, None)
    assert station.on_air() != [None]


def test_a_result_that_could_not_be_written_counts_once(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    station.queue(ANNA)
    station.queue(LEO)
    station.steps()
    station.report(0, Outcome.REFUSED_FOR_NOW, code=42)
    disk = FullDisk(station.own, monkeypatch)
    for _ in range(5):
        with pytest.raises(sqlite3.OperationalError):
            station.dispatcher.step()
    disk.full = False
    station.steps()
    assert station.on_air() == [LEO]
