"""Status reports that nobody waits for: written down with what is in a hurry, or soon after."""

import sqlite3
import threading
from datetime import timedelta

import pytest

from smsbox.daemon import reports
from smsbox.daemon.balances import Balances
from smsbox.daemon.inbound import Inbound
from smsbox.daemon.sink import Names, SessionSink
from smsbox.modem.status import ModemState, ModemStatus, Outcome
from smsbox.rules.lifecycle import State
from smsbox.sms.network import encode_deliver, encode_status_report
from tests.fakes.disk import FullDisk
from tests.fakes.rows import ANNA, LEO, everything
from tests.fakes.station import Station
from tests.fakes.waiting import until

ICCID = "8944100000000000000"


def delivered(station: Station, number: str = ANNA, reference: int = 7) -> str:
    return encode_status_report(number, reference, sent_at=station.clock(), discharged_at=station.clock(), status=0x00)


def tell(station: Station, pdu: str) -> None:
    report = reports.read(pdu)
    assert report is not None
    station.dispatcher.reported(report, pdu, station.sims[0])


def sent(station: Station) -> int:
    message_id = station.queue(ANNA)
    station.steps()
    station.finish(reference=7)
    return message_id


def sink(station: Station) -> SessionSink:
    inbound = Inbound(station.db, station.clock)
    balances = Balances(station.db, station.desk, station.clock)
    return SessionSink(
        station.db,
        station.workers[0],
        station.desk,
        station.dispatcher,
        inbound,
        Names(),
        balances,
        station.clock,
        station.trust,
    )


def test_a_report_alone_is_written_down_at_the_next_look(station: Station) -> None:
    message_id = sent(station)
    tell(station, delivered(station))
    assert station.message(message_id).state is State.SENT
    station.steps()
    assert station.message(message_id).state is State.DELIVERED


def test_reports_share_the_commit_of_results_and_claims_and_come_after_the_results(station: Station) -> None:
    first, second = station.queue(ANNA), station.queue(LEO)
    station.steps()
    commits: list[str] = []
    station.own.connection().set_trace_callback(
        lambda statement: commits.append(statement) if statement == "COMMIT" else None
    )
    tell(station, delivered(station))
    station.report(0, Outcome.SENT, 7)
    assert station.dispatcher.step()
    assert commits == ["COMMIT"]
    assert station.message(first).state is State.DELIVERED
    assert station.message(second).state is State.SENDING
    assert everything(station.db)["waiting_reports"] == []


def test_a_commit_that_fails_loses_no_report(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    message_id = sent(station)
    tell(station, delivered(station))
    disk = FullDisk(station.own, monkeypatch)
    with pytest.raises(sqlite3.OperationalError):
        station.dispatcher.step()
    disk.full = False
    station.steps()
    assert station.message(message_id).state is State.DELIVERED


def test_after_stop_reports_are_still_written_down(station: Station) -> None:
    message_id = sent(station)
    station.dispatcher.stop()
    tell(station, delivered(station))
    station.dispatcher.step()
    assert station.message(message_id).state is State.DELIVERED


def test_the_loop_looks_for_reports_by_itself(station: Station) -> None:
    message_id = sent(station)
    thread = threading.Thread(target=station.dispatcher.run)
    thread.start()
    tell(station, delivered(station))
    state = until(lambda: station.message(message_id).state is State.DELIVERED, 10, "the report is written down")
    station.dispatcher.stop()
    thread.join(10)
    assert state
    assert not thread.is_alive()


def test_a_session_passes_reports_on_and_what_is_none_is_kept_at_once(station: Station) -> None:
    message_id = sent(station)
    session = sink(station)
    session.changed(ModemStatus(port="tty0", state=ModemState.READY, imei="86", iccid=ICCID))
    text = encode_deliver(LEO, "Is it ready?", sent_at=station.clock())
    for pdu in (delivered(station), text, "00FF"):
        session.reported(ICCID, pdu)
    kept = everything(station.db)
    assert [len(kept[table]) for table in ("inbox", "inbound_pdus")] == [1, 2]
    assert station.message(message_id).state is State.SENT
    station.steps()
    assert station.message(message_id).state is State.DELIVERED


def test_a_report_that_waits_since_this_very_round_is_looked_at_again_in_it(station: Station) -> None:
    """The first may be about either text, until the second, which is too old to be about the later one, settles one."""
    early = station.clock()
    texts = []
    for _ in range(2):
        texts.append(station.queue(ANNA))
        station.steps()
        station.finish(Outcome.UNKNOWN)
        station.clock.forward(minutes=20)
    late = early + timedelta(minutes=20)
    for reference, sent_at in ((8, late), (7, early)):
        tell(station, encode_status_report(ANNA, reference, sent_at=sent_at, discharged_at=late, status=0x00))
    station.steps()
    assert [station.message(each).state for each in texts] == [State.DELIVERED, State.DELIVERED]
    assert [station.message(each).parts[0].reference for each in texts] == [7, 8]
