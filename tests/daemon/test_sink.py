"""What a session tells the daemon."""

from dataclasses import replace
from datetime import timedelta

import pytest

from smsbox.daemon.balances import Balances
from smsbox.daemon.clock import ClockTrust
from smsbox.daemon.inbound import Inbound
from smsbox.daemon.sink import Names, SessionSink
from smsbox.modem.status import ModemState, ModemStatus, Outcome, SubmitResult
from smsbox.rules import clock
from smsbox.rules.lifecycle import State
from smsbox.services import modems as service
from smsbox.services import presence, settings
from smsbox.services.modems import ModemView
from smsbox.sms.network import encode_deliver
from smsbox.store import events, modems
from tests.fakes.rows import ANNA
from tests.fakes.station import Station, Worker

READY = ModemStatus(
    port="/dev/ttyUSB0",
    state=ModemState.READY,
    imei="860000000000001",
    model="E3372",
    iccid="8944100000000000077",
    imsi="234100000000001",
    number="+447700900177",
    operator="Vodafone",
    registration="home",
    signal=-75,
)


def sink(station: Station, worker: Worker, names: Names | None = None, trust: ClockTrust | None = None) -> SessionSink:
    inbound = Inbound(station.db, station.clock)
    balances = Balances(station.db, station.desk, station.clock)
    names = names or Names()
    return SessionSink(
        station.db,
        worker,
        station.desk,
        station.dispatcher,
        inbound,
        names,
        balances,
        station.clock,
        trust or station.trust,
    )


@pytest.fixture
def bare(station: Station) -> Station:
    """A station whose own worker is not there."""
    station.ready(0, station.sims[0], ModemState.LOST)
    return station


def shown(station: Station) -> list[ModemView]:
    with presence.claim(station.db.folder):
        return list(service.all_modems(station.db, now=station.clock()))


def test_a_modem_that_becomes_ready_is_kept_and_given_work(bare: Station) -> None:
    worker = Worker()
    message_id = bare.queue(ANNA)
    sink(bare, worker).changed(READY)
    bare.steps()
    assert worker.in_hand is not None
    assert worker.in_hand.message_id == message_id
    (view,) = shown(bare)
    assert (view.imei, view.port, view.model, view.iccid, view.number) == (
        READY.imei,
        READY.port,
        READY.model,
        READY.iccid,
        READY.number,
    )
    assert (view.operator, view.registration, view.signal_dbm, view.state) == ("Vodafone", "home", -75, "ready")


def test_a_modem_that_is_not_ready_any_more_gets_no_work(bare: Station) -> None:
    worker = Worker()
    told = sink(bare, worker)
    told.changed(READY)
    told.changed(replace(READY, state=ModemState.SEARCHING))
    bare.queue(ANNA)
    bare.steps()
    assert worker.in_hand is None


def test_a_change_of_state_is_an_event_and_a_change_of_signal_is_none(bare: Station) -> None:
    told = sink(bare, Worker())
    told.changed(replace(READY, state=ModemState.CONNECTING))
    told.changed(READY)
    told.changed(replace(READY, signal=-90))
    told.changed(replace(READY, state=ModemState.LOST))
    kept = [event for event in events.after(bare.db.connection(), None, 50).items if event.type == "modem.state"]
    assert [event.data["state"] for event in kept] == ["connecting", "ready", "lost"]
    assert {event.subject for event in kept} == {READY.imei}


def test_a_result_is_recorded_for_the_sessions_sim(bare: Station) -> None:
    worker = Worker()
    told = sink(bare, worker)
    told.changed(READY)
    message_id = bare.queue(ANNA)
    bare.steps()
    told.finished(SubmitResult(worker.let_go(), Outcome.SENT, 5))
    told.free()
    bare.steps()
    found = bare.message(message_id)
    assert (found.state, found.parts[0].sim) == (State.SENT, READY.iccid)


def test_a_result_after_the_modem_was_lost_is_still_recorded(bare: Station) -> None:
    worker = Worker()
    told = sink(bare, worker)
    told.changed(READY)
    message_id = bare.queue(ANNA)
    bare.steps()
    told.changed(replace(READY, state=ModemState.LOST, iccid=None))
    told.finished(SubmitResult(worker.let_go(), Outcome.UNKNOWN))
    bare.steps()
    assert bare.message(message_id).state is State.UNKNOWN


def test_what_was_received_is_stored(bare: Station) -> None:
    told = sink(bare, Worker())
    pdu = encode_deliver(ANNA, "hello", sent_at=bare.clock())
    assert told.store("8944100000000000077", (pdu, "00")) == {"00"}
    assert bare.db.connection().execute("SELECT text FROM inbox").fetchone()["text"] == "hello"


def test_roaming_follows_the_setting(bare: Station) -> None:
    told = sink(bare, Worker())
    assert not told.roaming_allowed()
    settings.set_value(bare.db, "modem.roaming", "true")
    assert told.roaming_allowed()


def test_a_port_that_has_not_told_its_imei_becomes_the_modem_when_it_does(bare: Station) -> None:
    told = sink(bare, Worker())
    told.changed(ModemStatus(port="/dev/ttyUSB0", state=ModemState.CONNECTING))
    assert [(view.imei, view.port) for view in shown(bare)] == [(None, "/dev/ttyUSB0")]
    told.changed(READY)
    assert [(view.imei, view.port) for view in shown(bare)] == [(READY.imei, "/dev/ttyUSB0")]


def test_two_modems_with_one_imei_are_two_modems(bare: Station) -> None:
    names = Names()
    first, second = sink(bare, Worker(), names), sink(bare, Worker(), names)
    first.changed(READY)
    second.changed(replace(READY, port="/dev/ttyUSB1", iccid="8944100000000000078", number=None))
    assert [(view.port, view.iccid) for view in shown(bare)] == [
        ("/dev/ttyUSB0", "8944100000000000077"),
        ("/dev/ttyUSB1", "8944100000000000078"),
    ]
    assert len(bare.desk.ready_sims()) == 2


def test_a_modem_that_moves_to_another_port_is_the_same_modem(bare: Station) -> None:
    names = Names()
    sink(bare, Worker(), names).changed(READY)
    sink(bare, Worker(), names).changed(replace(READY, state=ModemState.LOST))
    sink(bare, Worker(), names).changed(replace(READY, port="/dev/ttyUSB3"))
    assert [(view.imei, view.port, view.state) for view in shown(bare)] == [(READY.imei, "/dev/ttyUSB3", "ready")]


def test_another_sim_in_the_modem_is_another_sim(bare: Station) -> None:
    told = sink(bare, Worker())
    told.changed(READY)
    told.changed(replace(READY, iccid="8944100000000000099", number=None))
    (view,) = shown(bare)
    assert (view.iccid, view.number) == ("8944100000000000099", None)
    other = modems.sim_id(bare.db.connection(), "8944100000000000099")
    assert bare.desk.ready_sims() == {other}


def test_the_tries_left_for_a_pin_are_kept_until_the_sim_is_open(bare: Station) -> None:
    told = sink(bare, Worker())
    told.changed(replace(READY, state=ModemState.PIN_REFUSED, iccid=None, pin_tries=2))
    (view,) = shown(bare)
    assert (view.state, view.pin_tries) == ("pin_refused", 2)
    told.changed(READY)
    assert shown(bare)[0].pin_tries is None


def swaps(station: Station) -> list[tuple[str, dict[str, object]]]:
    kept = events.after(station.db.connection(), None, 50).items
    return [(event.subject, event.data) for event in kept if event.type == "modem.sim_swapped"]


def test_a_swapped_sim_is_an_event_even_if_it_was_swapped_while_nobody_looked(bare: Station) -> None:
    sink(bare, Worker()).changed(READY)
    told = sink(bare, Worker())
    told.changed(replace(READY, state=ModemState.NO_SIM, iccid=None))
    told.changed(replace(READY, iccid="8944100000000000099", imsi="234100000000099"))
    told.changed(replace(READY, iccid="8944100000000000099", imsi="234100000000099", signal=-90))
    data = {"port": "/dev/ttyUSB0", "sim": "8944100000000000099", "before": "8944100000000000077"}
    assert swaps(bare) == [(READY.imei, data)]


def test_a_port_whose_modem_does_not_tell_who_it_is_has_no_swapped_sim(bare: Station) -> None:
    told = sink(bare, Worker())
    told.changed(replace(READY, imei=None))
    told.changed(replace(READY, imei=None, iccid="8944100000000000099", imsi=None))
    assert swaps(bare) == []


def test_technology_and_speed_are_kept_and_the_speed_outlasts_the_session(bare: Station) -> None:
    told = sink(bare, Worker())
    told.changed(replace(READY, technology="4G", seconds_per_part=3.5))
    (view,) = shown(bare)
    assert (view.technology, view.seconds_per_part) == ("4G", 3.5)
    told.changed(replace(READY, technology=None))
    (view,) = shown(bare)
    assert (view.technology, view.seconds_per_part) == (None, 3.5)


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readings at the same moment count, so that a test need not wait."""
    monkeypatch.setattr(clock, "LEAST_GAP", 0.0)


@pytest.mark.usefixtures("often")
def test_by_how_much_the_clock_differs_is_kept_and_written_only_when_it_changes(bare: Station) -> None:
    told = sink(bare, Worker(), trust=ClockTrust())
    told.changed(READY)
    assert shown(bare)[0].clock_ahead is None
    writes = bare.db.connection().total_changes
    told.network_time(bare.clock())
    assert shown(bare)[0].clock_ahead is None
    assert bare.db.connection().total_changes == writes
    told.network_time(bare.clock() + timedelta(seconds=1))
    assert shown(bare)[0].clock_ahead == 1
    writes = bare.db.connection().total_changes
    told.network_time(bare.clock() + timedelta(seconds=1))
    assert bare.db.connection().total_changes == writes
    bare.clock.forward(hours=-3)
    told.network_time(bare.clock() + timedelta(hours=3, seconds=1))
    assert shown(bare)[0].clock_ahead == 3 * 3600 + 1


@pytest.mark.usefixtures("often")
def test_offers_wait_while_the_network_contradicts_the_clock_and_other_texts_do_not(bare: Station) -> None:
    told = sink(bare, worker := Worker())
    told.changed(READY)
    bare.say_yes(ANNA)
    for _ in range(2):
        told.network_time(bare.clock() + timedelta(hours=2))
    offer = bare.queue(ANNA, lane="promotional")
    bare.tick()
    assert worker.in_hand is None
    assert (bare.message(offer).state, bare.message(offer).reason) == (State.HELD, "clock")
    reminder = bare.queue(ANNA)
    bare.tick()
    assert worker.in_hand is not None
    assert worker.in_hand.message_id == reminder


@pytest.mark.usefixtures("often")
def test_a_shop_may_do_without_the_networks_time(bare: Station) -> None:
    told = sink(bare, worker := Worker())
    told.changed(READY)
    bare.say_yes(ANNA)
    for _ in range(2):
        told.network_time(bare.clock() + timedelta(hours=2))
    assert shown(bare)[0].clock_ahead == 7200
    settings.set_value(bare.db, "modem.network_time", "false")
    told.network_time(bare.clock() + timedelta(hours=2))
    assert shown(bare)[0].clock_ahead is None
    bare.queue(ANNA, lane="promotional")
    bare.tick()
    assert worker.in_hand is not None
