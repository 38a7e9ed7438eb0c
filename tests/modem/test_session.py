"""One session and its SIM: a swapped one is noticed, one that came up badly is woken, lost settings are renewed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from smsbox.modem import commands, life
from smsbox.modem.link import Link
from smsbox.modem.session import Session
from smsbox.modem.status import ModemState, Outcome, Submission
from smsbox.modem.virtual import MODELS, VirtualModem
from smsbox.sms.segments import Encoding
from tests.fakes.air import log_events
from tests.fakes.notebook import Notebook, running
from tests.fakes.swift import shorten
from tests.fakes.waiting import until

PART = Submission(1, 1, "+447911100001", "Ready", Encoding.GSM7, None, timedelta(days=1))


@pytest.fixture(autouse=True)
def _shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    shorten(monkeypatch)
    monkeypatch.setattr(life, "LOOK_EVERY", 0.2)


@contextmanager
def ready(folder: Path, model: str = "Generic") -> Iterator[tuple[VirtualModem, Notebook, Session]]:
    """A modem and what its session tells, from the moment when it is ready."""
    shop = Notebook()
    modem = VirtualModem(folder / "modem1", model=model, log=folder / "log", switches={"trace": True})
    with modem, running(modem.link, shop) as session:
        until(lambda: shop.states[-1:] == [ModemState.READY], 10, "the modem ready")
        yield modem, shop, session


@pytest.mark.parametrize("model", MODELS)
def test_a_swapped_sim_is_noticed_and_told(tmp_path: Path, model: str) -> None:
    with ready(tmp_path, model) as (modem, shop, _session):
        first = shop.statuses[-1]
        modem.do("set", insert_sim="spare")
        until(
            lambda: shop.statuses[-1].state is ModemState.READY and shop.statuses[-1].iccid != first.iccid,
            5,
            "the other SIM told",
        )
        assert shop.statuses[-1].iccid == modem.state().iccid
        assert shop.statuses[-1].imsi == modem.state().imsi
        modem.text("+447911100001", "For the spare")
        until(lambda: shop.kept, 5, "the text kept")
        assert [iccid for iccid, _pdu in shop.kept] == [modem.state().iccid]


@pytest.mark.parametrize("model", MODELS)
def test_a_sim_that_came_up_badly_is_woken(tmp_path: Path, model: str) -> None:
    with ready(tmp_path, model) as (modem, shop, _session):
        before = len(shop.statuses)
        modem.do("set", sim_failure="on")
        until(lambda: modem.state().registration == "home", 5, "the SIM woken")
        until(lambda: shop.statuses[-1].state is ModemState.READY, 5, "the modem ready again")
        assert ModemState.LOST not in [status.state for status in shop.statuses[before:]]


def test_a_modem_that_tells_of_its_signal_is_not_swept_for_it(tmp_path: Path) -> None:
    with ready(tmp_path, "QuectelEc25") as (modem, _shop, _session):
        until(lambda: asked(tmp_path, 'AT+CPMS="ME"') >= 1, 5, "the first sweep")
        modem.do("set", chatter=0.02)
        looks, sweeps = asked(tmp_path, "AT+CPIN?"), asked(tmp_path, 'AT+CPMS="ME"')
        until(lambda: asked(tmp_path, "AT+CPIN?") >= looks + 3, 5, "three looks later")
        assert asked(tmp_path, 'AT+CPMS="ME"') == sweeps


def test_a_missing_sim_has_the_modem_switched_off_and_on_once_only(tmp_path: Path) -> None:
    with ready(tmp_path, "Sim800") as (modem, shop, _session):
        modem.do("set", remove_sim=None)
        until(lambda: shop.states[-1] is ModemState.NO_SIM, 5, "no SIM told")
        until_looks(tmp_path, 6)
        assert shop.states[-1] is ModemState.NO_SIM
        assert asked(tmp_path, "AT+CFUN=0") == 1


def test_a_sim_put_into_a_modem_that_does_not_notice_it_is_found_in_a_few_minutes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(life, "WAKE_EVERY", 0.6)
    with ready(tmp_path, "HuaweiE173") as (modem, shop, _session):
        modem.do("set", hot_plug="off")
        modem.do("set", remove_sim=None)
        until(lambda: shop.states[-1] is ModemState.NO_SIM, 5, "no SIM told")
        modem.do("set", insert_sim="spare")
        until(lambda: shop.states[-1] is ModemState.READY, 5, "the modem ready with its new SIM")
        assert shop.statuses[-1].iccid == modem.state().iccid
        assert ModemState.LOST not in shop.states


@pytest.mark.parametrize(("model", "again"), [("HuaweiE173", True), ("QuectelEc25", False)])
def test_an_empty_modem_is_switched_off_and_on_again_and_again_only_where_it_notices_no_sim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str, again: bool
) -> None:
    with ready(tmp_path, model) as (modem, shop, _session):
        modem.do("set", remove_sim=None)
        until_looks(tmp_path, 8)
        assert asked(tmp_path, "AT+CFUN=0") == int(again), "but for the first look it waits for three minutes"
        modem.do("set", return_sim=None)
        until(lambda: shop.states[-1] is ModemState.READY, 5, "the modem ready again")
        monkeypatch.setattr(life, "WAKE_EVERY", 0.3)
        modem.do("set", remove_sim=None)
        until_looks(tmp_path, 8)
        if again:
            until(lambda: asked(tmp_path, "AT+CFUN=0") >= 4, 5, "two tries more than the first look's")
        else:
            assert asked(tmp_path, "AT+CFUN=0") == 0


def test_every_text_asks_for_a_status_report(tmp_path: Path) -> None:
    with ready(tmp_path) as (_modem, shop, session):
        session.submit(PART)
        until(lambda: shop.results, 5, "the part's result")
    assert [event["report"] for event in log_events(tmp_path / "log", "submit")] == [True]


@pytest.mark.parametrize(
    ("switches", "outcome"),
    [
        ({"error_after": "1:38"}, Outcome.REFUSED_FOR_NOW),
        ({"error_after": "1:331"}, Outcome.REFUSED_BY_DEVICE),
        ({"reject": "1:331"}, Outcome.REFUSED_BY_DEVICE),
        ({"error_after": "1:332"}, Outcome.UNKNOWN),
    ],
    ids=str,
)
def test_a_refusal_of_what_was_handed_over_is_told_as_one_that_may_be_wrong(
    tmp_path: Path, switches: dict[str, str], outcome: Outcome
) -> None:
    with ready(tmp_path) as (modem, shop, session):
        modem.do("set", **switches)
        session.submit(PART)
        until(lambda: shop.results, 5, "the part's result")
        assert [result.outcome for result in shop.results] == [outcome]


def test_a_part_that_comes_when_the_sim_is_gone_goes_back_at_once(tmp_path: Path) -> None:
    with ready(tmp_path) as (modem, shop, session):
        modem.do("set", remove_sim=None)
        until(lambda: shop.states[-1] is ModemState.NO_SIM, 5, "no SIM told")
        session.submit(PART)
        until(lambda: shop.results, 5, "the part's result")
        assert [result.outcome for result in shop.results] == [Outcome.NOT_SENT]
        assert modem.state().submits == 0
        lines = [str(event["line"]) for event in log_events(tmp_path / "log", "command")]
        assert not [line for line in lines if line.startswith("AT+CMGS")]


def test_a_part_for_one_sim_is_not_sent_over_the_one_that_took_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ready(tmp_path) as (modem, shop, session):
        first = shop.statuses[-1].imsi
        usual = commands.imsi

        def handing_over(link: Link) -> str | None:
            imsi = usual(link)
            if imsi != first and not shop.results:
                session.submit(PART)
            return imsi

        monkeypatch.setattr(commands, "imsi", handing_over)
        modem.do("set", insert_sim="spare")
        until(lambda: shop.results, 5, "the part's result")
        assert [result.outcome for result in shop.results] == [Outcome.NOT_SENT]
        assert modem.state().submits == 0


def test_lost_settings_are_renewed(tmp_path: Path) -> None:
    with ready(tmp_path) as (modem, shop, _session):
        modem.do("set", forget=None)
        until(lambda: ModemState.LOST in shop.states, 5, "the loss found out")
        lost = next(status for status in shop.statuses if status.state is ModemState.LOST)
        assert lost.last_error == "The modem has lost its settings."
        until(lambda: shop.states[-1] is ModemState.READY, 5, "the modem ready again")
        modem.text("+447911100001", "Hello")
        until(lambda: shop.kept, 5, "the hinted text kept")


def until_looks(folder: Path, more: int) -> None:
    """Waits for so many looks for the SIM more."""
    before = asked(folder, "AT+CPIN?")
    until(lambda: asked(folder, "AT+CPIN?") >= before + more, 10, f"{more} looks for the SIM")


def asked(folder: Path, line: str) -> int:
    """How often the modem was given that command."""
    return [event["line"] for event in log_events(folder / "log", "command")].count(line)
