"""A SIM with a PIN: opened by the shop's PIN after every loss of power, and never locked by a wrong one (F23)."""

from pathlib import Path

import pytest

from smsbox.services import settings
from tests.fakes.rig import Rig
from tests.fakes.swift import shorten_all
from tests.fakes.waiting import until

RESTARTS = 5


@pytest.fixture(autouse=True)
def _shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    shorten_all(monkeypatch)


def test_the_shop_s_pin_opens_the_sim_after_every_power_cut(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, modems=1, pin="4711") as rig:
        settings.set_value(rig.db, "modem.pin", "4711")
        rig.start_inside()
        rig.until_ready()
        for index in range(3):
            before = changes(rig)
            rig.modems[0].do("set", reboot=0.2)
            until(lambda before=before: changes(rig) > before, 5, "the restart seen")  # type: ignore[misc]
            rig.until_ready()
            rig.queue(1, first=index)
        rig.until_settled(10)
        assert rig.judge().clean


def test_a_wrong_pin_costs_one_try_however_often_the_daemon_starts(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, modems=1, pin="4711", trace=True) as rig:
        settings.set_value(rig.db, "modem.pin", "0000")
        for _ in range(RESTARTS):
            daemon = rig.start_inside()
            asked = given(rig, "AT+CPIN?")
            until(lambda before=asked: given(rig, "AT+CPIN?") >= before + 3, 10, "three looks at the SIM")
            assert rig.states() == ["pin_refused"]
            daemon.end()
        assert given(rig, 'AT+CPIN="0000"') == 1
        assert rig.modems[0].state().sim == "SIM PIN"


def test_a_puk_is_never_given_and_the_other_modem_carries_on(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, trace=True) as rig:
        settings.set_value(rig.db, "modem.pin", "4711")
        rig.modems[0].do("set", pin="4711")
        rig.modems[0].do("set", puk=None)
        rig.start_inside()
        until(lambda: rig.states() == ["puk_needed", "ready"], 10, lambda: f"the PUK told, not {rig.states()}")
        rig.queue(4)
        rig.until_settled(10)
        assert not [event for event in rig.events("command") if str(event["line"]).startswith("AT+CPIN=")]
        assert rig.judge().clean


def changes(rig: Rig) -> int:
    """How often a modem's state has changed so far."""
    found = rig.db.connection().execute("SELECT count(*) AS n FROM events WHERE type = 'modem.state'")
    return int(found.fetchone()["n"])


def given(rig: Rig, line: str) -> int:
    """How often the modems were given that command."""
    return [event["line"] for event in rig.events("command")].count(line)
