"""The SIM's PIN is tried once and only when that is safe; a PUK is never typed (reliability.md F23)."""

from pathlib import Path

import pytest

from smsbox.modem.pin import FEWEST_TRIES, Locked, tries_left, unlock
from smsbox.modem.profiles.loader import load_all
from smsbox.modem.profiles.profile import Query, Sim
from smsbox.modem.status import ModemState
from smsbox.modem.virtual import MODELS, VirtualModem
from tests.fakes.air import log_events
from tests.fakes.notebook import Notebook, linked, running
from tests.fakes.swift import shorten
from tests.fakes.waiting import until

ICCID = "8944990000000000017"

FAMILIES = {
    "Generic": "generic",
    "HuaweiE173": "huawei",
    "ZteMf190": "zte",
    "SimcomSim7600": "simcom_lte",
    "Sim800": "simcom_gsm",
    "QuectelEc25": "quectel",
    "TelitLe910": "telit",
}


def locked(folder: Path, model: str = "Generic") -> VirtualModem:
    """A modem whose SIM wants the PIN 4711."""
    return VirtualModem(folder / "modem1", model=model, log=folder / "log", switches={"pin": "4711", "trace": True})


def typed(folder: Path) -> list[str]:
    """The PINs that the modem was given."""
    lines = [str(event["line"]) for event in log_events(folder / "log", "command")]
    return [line for line in lines if line.startswith("AT+CPIN=")]


def family(model: str) -> Sim:
    return next(profile.sim for profile in load_all() if profile.name == FAMILIES[model])


def test_the_right_pin_opens_the_sim(tmp_path: Path) -> None:
    with locked(tmp_path) as modem, linked(modem.link) as link:
        assert unlock(link, Sim(), ICCID, Notebook("4711")) is None
        assert modem.state().sim == "READY"


def test_the_right_pin_is_given_again_after_every_restart(tmp_path: Path) -> None:
    shop = Notebook("4711")
    with locked(tmp_path) as modem:
        for _ in range(5):
            with linked(modem.link) as link:
                assert unlock(link, Sim(), ICCID, shop) is None
            modem.do("set", renumber=None)
    assert typed(tmp_path) == ['AT+CPIN="4711"'] * 5


def test_a_hundred_restarts_with_a_wrong_pin_cost_one_try(tmp_path: Path) -> None:
    shop = Notebook("0000")
    with locked(tmp_path) as modem:
        for _ in range(100):
            with linked(modem.link) as link:
                assert unlock(link, Sim(), ICCID, shop) == Locked(ModemState.PIN_REFUSED, 2)
        with linked(modem.link) as link:
            assert tries_left(link, Sim()) == 2
    assert typed(tmp_path) == ['AT+CPIN="0000"']


def test_the_last_try_is_left_to_a_person_after_a_second_wrong_pin(tmp_path: Path) -> None:
    shop = Notebook("0000")
    with locked(tmp_path) as modem, linked(modem.link) as link:
        assert unlock(link, Sim(), ICCID, shop) == Locked(ModemState.PIN_REFUSED, 2)
        shop.shop_pin = "1111"
        assert unlock(link, Sim(), ICCID, shop) == Locked(ModemState.PIN_LAST_TRY, 1)
        shop.shop_pin = "4711"
        assert unlock(link, Sim(), ICCID, shop) == Locked(ModemState.PIN_LAST_TRY, 1)
    assert typed(tmp_path) == ['AT+CPIN="0000"', 'AT+CPIN="1111"']


def test_a_session_tells_of_a_refused_pin_and_logs_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shorten(monkeypatch)
    shop = Notebook("0000")
    with locked(tmp_path) as modem, running(modem.link, shop):
        until(lambda: asked(tmp_path) >= 8, 10, "eight looks at the SIM")
        assert (shop.statuses[-1].state, shop.statuses[-1].pin_tries) == (ModemState.PIN_REFUSED, 2)
        modem.do("set", pin_tries=1)
        until(lambda: shop.states[-1] is ModemState.PIN_LAST_TRY, 5, "the last try told")
        before = asked(tmp_path)
        until(lambda: asked(tmp_path) >= before + 4, 5, "four looks more")
        told = [record.getMessage() for record in caplog.records if "PIN" in record.getMessage()]
        assert [message.rpartition(": ")[2] for message in told] == ["2", "1"]
        modem.do("set", pin="")
        until(lambda: shop.states[-1] is ModemState.READY, 5, "the modem ready without a PIN")
        assert shop.statuses[-1].pin_tries is None
    assert typed(tmp_path) == ['AT+CPIN="0000"']


def asked(folder: Path) -> int:
    """How often the SIM's state was asked."""
    return [event["line"] for event in log_events(folder / "log", "command")].count("AT+CPIN?")


def test_the_attempt_is_written_down_before_it_is_made(tmp_path: Path) -> None:
    class Broken(Notebook):
        def claim_pin_attempt(self, iccid: str, pin: str) -> bool:
            raise OSError("the disk is full")

    with locked(tmp_path) as modem, linked(modem.link) as link, pytest.raises(OSError, match="full"):
        unlock(link, Sim(), ICCID, Broken("4711"))
    assert typed(tmp_path) == []


def test_without_a_pin_of_the_shop_none_is_tried(tmp_path: Path) -> None:
    with locked(tmp_path) as modem, linked(modem.link) as link:
        assert unlock(link, Sim(), ICCID, Notebook()) == Locked(ModemState.PIN_NEEDED)
    assert typed(tmp_path) == []


@pytest.mark.parametrize("left", range(FEWEST_TRIES))
def test_with_one_try_left_or_none_it_is_left_to_a_person(tmp_path: Path, left: int) -> None:
    shop = Notebook("4711")
    with locked(tmp_path) as modem, linked(modem.link) as link:
        modem.do("set", pin_tries=left)
        assert unlock(link, Sim(), ICCID, shop) == Locked(ModemState.PIN_LAST_TRY, left)
    assert typed(tmp_path) == []
    assert shop.claims == []


def test_without_a_readable_counter_no_pin_is_tried(tmp_path: Path) -> None:
    mute = Sim(pin_counter=(Query("AT^NONE?", ("^NONE:",)),))
    shop = Notebook("4711")
    with locked(tmp_path) as modem, linked(modem.link) as link:
        assert unlock(link, mute, ICCID, shop) == Locked(ModemState.PIN_NEEDED)
    assert typed(tmp_path) == []
    assert shop.claims == []


@pytest.mark.parametrize("model", MODELS)
def test_every_family_s_counter_is_read_before_the_pin_and_costs_no_try(tmp_path: Path, model: str) -> None:
    with locked(tmp_path, model) as modem, linked(modem.link) as link:
        assert [tries_left(link, family(model)) for _ in range(3)] == [3, 3, 3]
        assert unlock(link, family(model), ICCID, Notebook("4711")) is None
