"""A text that was handed over while a STOP was being read is given back, to be judged again."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from smsbox.modem.profiles.loader import choose
from smsbox.modem.session import Session
from smsbox.modem.status import ModemState, ModemStatus, Outcome, Submission, SubmitResult
from smsbox.modem.virtual import VirtualModem
from smsbox.sms.segments import split
from tests.fakes.air import log_events
from tests.fakes.swift import shorten
from tests.fakes.waiting import until

CUSTOMER = "+447911100001"
OFFER = Submission(1, 1, CUSTOMER, "Half price", split("Half price").encoding, None, timedelta(hours=1))


class RacingSink:
    """A daemon whose dispatcher hands a text over in the moment in which a STOP is being kept."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.ready = threading.Event()
        self.results: list[SubmitResult] = []
        self.kept = 0

    def changed(self, status: ModemStatus) -> None:
        if status.state is ModemState.READY:
            self.ready.set()

    def finished(self, result: SubmitResult) -> None:
        self.results.append(result)

    def free(self) -> None:
        """Nothing more to do."""

    def store(self, iccid: str, pdus: tuple[str, ...]) -> frozenset[str]:
        self.kept += len(pdus)
        self.session.submit(OFFER)
        return frozenset()

    def reported(self, iccid: str, pdu: str) -> None:
        raise AssertionError(pdu)

    def roaming_allowed(self) -> bool:
        return False

    def pin(self) -> str | None:
        return None

    def pin_was_right(self, iccid: str, pin: str) -> None:
        """No PIN is ever given."""

    def claim_pin_attempt(self, iccid: str, pin: str) -> bool:
        return False

    def smsc(self, iccid: str) -> str | None:
        return None

    def network_time(self, told: datetime) -> None:
        """Whatever it is, the STOP is first."""

    def network_said(self, iccid: str, code: str, answer: str | None) -> None:
        raise AssertionError(code)

    def recovering(self, step: str, failures: int) -> None:
        raise AssertionError(step)


@pytest.mark.parametrize("directly", [False, True], ids=["by a hint", "directly"])
def test_a_text_handed_over_while_a_stop_was_kept_does_not_go_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, directly: bool
) -> None:
    shorten(monkeypatch)
    if directly:
        generic = choose(usb=None, identification="")
        family = replace(generic, messages=replace(generic.messages, cnmi=("2,2,0,0,0",)))
        monkeypatch.setattr("smsbox.modem.life.choose", lambda **_: family)
    sinks: list[RacingSink] = []

    def sink(session: Session) -> RacingSink:
        sinks.append(RacingSink(session))
        return sinks[0]

    log = tmp_path / "modem.jsonl"
    with VirtualModem(tmp_path / "modem", log=log) as modem:
        session = Session(tmp_path / "modem", sink)
        session.start()
        try:
            assert sinks[0].ready.wait(10)
            modem.text(CUSTOMER, "STOP")
            until(lambda: sinks[0].results, 10, "a result")
        finally:
            session.stop(1)
            assert session.join(20)
    assert sinks[0].kept == 1
    assert sinks[0].results == [SubmitResult(OFFER, Outcome.NOT_SENT)]
    assert log_events(log, "submit") == []
