"""What a real session tells of its network: time, technology, operator, roaming, speed, balance."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smsbox.modem import life, link
from smsbox.modem.session import Session
from smsbox.modem.status import ModemState, Outcome, Submission, SubmitResult
from smsbox.modem.virtual import MODELS, VirtualModem
from smsbox.rules.clock import BUILT, plausible
from smsbox.sms.segments import Encoding
from tests.fakes.air import log_events
from tests.fakes.notebook import Notebook, running
from tests.fakes.swift import shorten
from tests.fakes.waiting import until

PART = Submission(1, 1, "+447911100001", "Ready", Encoding.GSM7, None, timedelta(days=1))

TECHNOLOGIES = {"HuaweiE173": "3G", "ZteMf190": "3G", "Sim800": "2G"}
"""Of the models; the others are 4G."""

TIMELESS = {"HuaweiE173", "ZteMf190"}
"""Models that never take the network's time."""


@pytest.fixture(autouse=True)
def _shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    shorten(monkeypatch)
    monkeypatch.setattr(life, "LOOK_EVERY", 0.2)


@contextmanager
def session(
    folder: Path, model: str = "Generic", shop: Notebook | None = None, **switches: object
) -> Iterator[tuple[VirtualModem, Notebook, Session]]:
    """A modem and what its session tells."""
    shop = shop or Notebook()
    modem = VirtualModem(folder / "modem1", model=model, log=folder / "log", switches={"trace": True, **switches})
    with modem, running(modem.link, shop) as session:
        yield modem, shop, session


def until_state(shop: Notebook, state: ModemState) -> None:
    until(lambda: shop.states[-1:] == [state], 10, f"the modem {state}")


@pytest.mark.parametrize("model", MODELS)
def test_the_networks_time_is_told_and_keeps_being_told(tmp_path: Path, model: str) -> None:
    with session(tmp_path, model) as (_modem, shop, _session):
        until(lambda: len(shop.times) >= 3, 10, "three readings")
    now = datetime.now(UTC)
    assert [plausible(told, BUILT) for told in shop.times] == [model not in TIMELESS] * len(shop.times)
    if model not in TIMELESS:
        assert all(abs(now - told) < timedelta(seconds=30) for told in shop.times)


def test_a_second_reading_follows_the_first_soon_and_the_next_with_the_usual_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(life, "LOOK_EVERY", 600.0)
    with session(tmp_path) as (_modem, shop, _session):
        until(lambda: len(shop.times) == 2, 10, "the second reading")


@pytest.mark.parametrize("model", MODELS)
def test_the_generation_of_the_network_is_told(tmp_path: Path, model: str) -> None:
    with session(tmp_path, model) as (_modem, shop, _session):
        until_state(shop, ModemState.READY)
        assert shop.statuses[-1].technology == TECHNOLOGIES.get(model, "4G")


def test_nothing_is_told_anew_while_nothing_changes(tmp_path: Path) -> None:
    with session(tmp_path) as (_modem, shop, _session):
        until_state(shop, ModemState.READY)
        told = len(shop.statuses)
        until(lambda: len(shop.times) >= 5, 10, "five more looks")
        assert len(shop.statuses) == told


@pytest.mark.parametrize("model", MODELS)
def test_the_operator_is_told_by_name_even_if_another_program_asked_for_its_number(tmp_path: Path, model: str) -> None:
    with session(tmp_path, model) as (_modem, shop, _session):
        until_state(shop, ModemState.READY)
        assert shop.statuses[-1].operator == "Virtual Network"
    assert "AT+COPS=3,0" in asked(tmp_path)


def test_a_roaming_modem_sends_only_once_that_is_allowed(tmp_path: Path) -> None:
    shop = Notebook()
    shop.roaming = False
    with session(tmp_path, shop=shop, registration="roaming") as (modem, _shop, session_):
        until_state(shop, ModemState.ROAMING)
        assert (shop.statuses[-1].registration, shop.statuses[-1].operator) == ("roaming", "Virtual Network")
        assert not session_.available
        session_.submit(PART)
        until(lambda: shop.results, 5, "the part back")
        assert [result.outcome for result in shop.results] == [Outcome.NOT_SENT]
        assert modem.state().submits == 0
        shop.roaming = True
        until_state(shop, ModemState.READY)
        session_.submit(PART)
        until(lambda: modem.state().submits == 1, 5, "the part sent")


@pytest.fixture
def _rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the first two looks none comes by itself."""
    monkeypatch.setattr(life, "LOOK_EVERY", 600.0)
    monkeypatch.setattr(life, "LOOK_AGAIN", 600.0)


@contextmanager
def settled(
    folder: Path, model: str = "Generic", **switches: object
) -> Iterator[tuple[VirtualModem, Notebook, Session]]:
    """A session at rest, of a shop that does not allow roaming."""
    shop = Notebook()
    shop.roaming = False
    with session(folder, model, shop, chatter=0, **switches) as (modem, _shop, session_):
        until(lambda: len(shop.times) >= 2 and session_.available, 10, "the second look over")
        yield modem, shop, session_


def look_until_something_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The look at the port before a text sees what the modem has just said: the kernel brings it a moment later."""
    usual = link.Link.listen
    monkeypatch.setattr(link.Link, "listen", lambda self, timeout: usual(self, timeout or 30.0))


@pytest.mark.usefixtures("_rarely")
@pytest.mark.parametrize("model", MODELS)
def test_a_modem_that_begins_to_roam_and_comes_home_is_seen_at_once(tmp_path: Path, model: str) -> None:
    with settled(tmp_path, model) as (modem, shop, session_):
        modem.do("set", registration="roaming")
        until_state(shop, ModemState.ROAMING)
        assert not session_.available
        modem.do("set", registration="home")
        until_state(shop, ModemState.READY)


@pytest.mark.usefixtures("_rarely")
def test_a_text_handed_over_the_moment_that_roaming_begins_is_not_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with settled(tmp_path) as (modem, shop, session_):
        modem.do("set", registration="roaming")
        look_until_something_comes(monkeypatch)
        session_.submit(PART)
        until(lambda: shop.results, 5, "the part back")
        assert [result.outcome for result in shop.results] == [Outcome.NOT_SENT]
        assert modem.state().submits == 0


@pytest.mark.usefixtures("_rarely")
def test_the_text_on_air_is_the_last_when_roaming_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with settled(tmp_path) as (modem, shop, session_):
        keep = shop.finished

        def finished(result: SubmitResult) -> None:
            keep(result)
            if len(shop.results) == 1:
                modem.do("set", registration="roaming")
                look_until_something_comes(monkeypatch)
                session_.submit(replace(PART, message_id=2))

        shop.finished = finished  # type: ignore[method-assign]
        session_.submit(PART)
        until(lambda: len(shop.results) == 2, 5, "both parts' results")
        assert [result.outcome for result in shop.results] == [Outcome.SENT, Outcome.NOT_SENT]
        assert modem.state().submits == 1


@pytest.mark.usefixtures("_rarely")
def test_a_modem_that_tells_no_changes_is_asked_before_a_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with settled(tmp_path, registration_notices="off") as (modem, shop, session_):
        modem.do("set", registration="roaming")
        monkeypatch.setattr(life, "REGISTRATION_AGE", 0.0)
        session_.submit(PART)
        until(lambda: shop.results, 5, "the part back")
        assert [result.outcome for result in shop.results] == [Outcome.NOT_SENT]
        until_state(shop, ModemState.ROAMING)
        assert modem.state().submits == 0


@pytest.mark.usefixtures("_rarely")
@pytest.mark.parametrize(("notices", "questions"), [("on", 0), ("off", 1)])
def test_the_question_before_a_text_is_asked_once_in_a_while_and_only_where_it_must_be(
    tmp_path: Path, notices: str, questions: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with settled(tmp_path, registration_notices=notices) as (_modem, shop, session_):
        before = asked(tmp_path).count("AT+CREG?")
        monkeypatch.setattr(life, "REGISTRATION_AGE", 0.0)
        for number in range(1, 4):
            until(lambda: session_.available, 5, "the session free")
            session_.submit(replace(PART, message_id=number))
            until(lambda number=number: len(shop.results) == number, 5, "the part sent")
            monkeypatch.setattr(life, "REGISTRATION_AGE", 600.0)
        assert {result.outcome for result in shop.results} == {Outcome.SENT}
        assert asked(tmp_path).count("AT+CREG?") == before + questions


@pytest.mark.usefixtures("_rarely")
def test_a_shop_that_forbids_roaming_again_sends_no_text_more(tmp_path: Path) -> None:
    shop = Notebook()
    with session(tmp_path, shop=shop, registration="roaming") as (modem, _shop, session_):
        until(lambda: len(shop.times) == 2 and session_.available, 10, "the modem ready abroad")
        shop.roaming = False
        session_.submit(PART)
        until(lambda: shop.results, 5, "the part back")
        assert [result.outcome for result in shop.results] == [Outcome.NOT_SENT]
        until_state(shop, ModemState.ROAMING)
        assert modem.state().submits == 0


def asked(folder: Path) -> list[str]:
    """The commands that the modem was given."""
    return [str(event["line"]) for event in log_events(folder / "log", "command")]


def test_the_speed_is_measured_from_handing_over_to_the_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "SUBMIT_TIMEOUT", 30.0)
    with session(tmp_path, latency=0.4) as (_modem, shop, session_):
        until_state(shop, ModemState.READY)
        assert shop.statuses[-1].seconds_per_part is None
        until(lambda: session_.available, 5, "the session free")
        began = time.monotonic()
        session_.submit(PART)
        until(lambda: shop.statuses[-1].seconds_per_part, 5, "the speed told")
        assert 0.4 <= (shop.statuses[-1].seconds_per_part or 0) <= time.monotonic() - began


def test_a_part_that_was_refused_says_nothing_about_the_speed(tmp_path: Path) -> None:
    with session(tmp_path, reject="1:38") as (_modem, shop, session_):
        until(lambda: session_.available, 10, "the session free")
        session_.submit(PART)
        until(lambda: shop.results, 5, "the part refused")
        looks = len(shop.times)
        until(lambda: len(shop.times) > looks + 1, 5, "two looks later")
        assert shop.statuses[-1].seconds_per_part is None


@pytest.mark.parametrize("model", MODELS)
def test_a_balance_is_asked_in_every_familys_coding(tmp_path: Path, model: str) -> None:
    with session(tmp_path, model, ussd="*101#=You have 12.50 left") as (_modem, shop, session_):
        until_state(shop, ModemState.READY)
        session_.ask_network("*101#")
        until(lambda: shop.told, 5, "the network's answer")
    assert shop.told == [("*101#", "You have 12.50 left")]
