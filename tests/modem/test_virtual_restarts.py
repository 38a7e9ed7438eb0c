"""The models of real modems restarted, with their SIMs taken out, and after every misbehaviour."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from virtual_port import AGES, CUSTOMER, Port, events, modem, quiet, until, well

from smsbox.modem.virtual import MISBEHAVIOURS, MODELS, Misbehaviour, VirtualModem

REAL = sorted(set(MODELS) - {"Generic"})
STICKS = [name for name in REAL if MODELS[name].usb]
BOARDS = [name for name in REAL if not MODELS[name].usb]
RESETS: dict[str, str] = {
    "HuaweiE173": "AT^RESET",
    "ZteMf190": "AT+ZRST",
    "SimcomSim7600": "AT+CRESET",
    "Sim800": "AT+CFUN=1,1",
    "QuectelEc25": "AT+CFUN=1,1",
    "TelitLe910": "AT#REBOOT",
}


def take_time(virtual: VirtualModem, seconds: float) -> None:
    """From its next start on, the modem's SIM can be used after so long."""
    model = virtual._device.model
    virtual._device.model = replace(model, unasked=replace(model.unasked, sim_seconds=seconds))


@pytest.mark.parametrize("name", REAL)
def test_a_vendor_s_reset_restarts_the_modem(tmp_path: Path, name: str) -> None:
    with quiet(tmp_path, name), Port(tmp_path / "modem1") as port:
        assert port.at(RESETS[name]) == ["OK"]
        until(lambda: events(tmp_path, "reboot") != [])


@pytest.mark.parametrize("name", BOARDS)
def test_a_board_greets_on_the_same_port_and_its_sim_takes_time(tmp_path: Path, name: str) -> None:
    unasked = MODELS[name].unasked
    with quiet(tmp_path, name) as virtual, Port(tmp_path / "modem1") as port:
        take_time(virtual, AGES)
        virtual.do("reboot", value=0)
        assert [port.line() for _ in unasked.boot] == list(unasked.boot)
        port.at("ATE0")
        port.at("AT+CMEE=1")
        assert port.at("AT+CPIN?") == ["+CME ERROR: 13" if MODELS[name].starts_badly else "+CME ERROR: 14"]
        assert port.at("AT+CREG?")[-2] == "+CREG: 0,0"
        take_time(virtual, 0.1)
        virtual.do("reboot", value=0)
        assert [port.line() for _ in unasked.boot] == list(unasked.boot)
        if not MODELS[name].starts_badly:
            assert [port.line() for _ in unasked.ready] == list(unasked.ready)
        until(lambda: well(port))
        assert virtual.state().registration == "home"


@pytest.mark.parametrize("name", STICKS)
def test_a_stick_loses_its_port_and_greets_on_a_new_one(tmp_path: Path, name: str) -> None:
    with quiet(tmp_path, name) as virtual:
        with Port(tmp_path / "modem1") as port:
            virtual.do("reboot", value=AGES)
            assert not (tmp_path / "modem1").is_symlink()
            with pytest.raises(OSError, match="error"):
                os.write(port.serial.fd, b"AT\r")
        virtual.do("plug")
        until(lambda: greets(virtual, tmp_path / "modem1"))


def greets(virtual: VirtualModem, link: Path) -> bool:
    """Restarts the modem; whether its new port was open in time to hear the greeting, which is then looked at."""
    virtual.do("reboot", value=0.1)
    until(lambda: virtual.state().plugged)
    with Port(link, echo=True) as port:
        if not virtual.state().starting:
            return False
        for line in MODELS[virtual.state().model].unasked.ready:
            port.match(re.escape(line.encode()))
        assert well(port)
    return True


@pytest.mark.parametrize("name", REAL)
def test_a_model_tells_of_a_sim_taken_out_and_put_in(tmp_path: Path, name: str) -> None:
    unasked = MODELS[name].unasked
    with quiet(tmp_path, name) as virtual, Port(tmp_path / "modem1") as port:
        port.at("AT+CMEE=1")
        take_time(virtual, AGES)
        virtual.do("remove_sim")
        assert port.line() == unasked.sim_gone
        assert port.at("AT+CPIN?") == ["+CME ERROR: 13" if name == "HuaweiE173" else "+CME ERROR: 10"]
        virtual.do("return_sim")
        assert port.line() == unasked.sim_back
        assert port.at("AT+CPIN?") == ["+CME ERROR: 14"]
        take_time(virtual, 0.1)
        virtual.do("remove_sim")
        virtual.do("return_sim")
        assert [port.line(), port.line()] == [unasked.sim_gone, unasked.sim_back]
        assert [port.line() for _ in unasked.ready] == list(unasked.ready)
        assert port.at("AT+CPIN?") == ["+CPIN: READY", "OK"]


@pytest.mark.parametrize("name", sorted(MODELS))
@pytest.mark.parametrize("trial", MISBEHAVIOURS, ids=lambda trial: trial.name)
def test_every_model_is_well_again_after_every_misbehaviour(tmp_path: Path, name: str, trial: Misbehaviour) -> None:
    with modem(tmp_path, model=name) as virtual:
        virtual.do("set", **{trial.name: trial.value})
        if trial.undo:
            virtual.do("set", **trial.undo)
        until(lambda: virtual.state().plugged and not virtual.state().starting)
        with Port(tmp_path / "modem1") as port:
            until(lambda: well(port))
            virtual.do("set", chatter=0, parts="whole")
            port.at(f"AT+CMGD={MODELS[name].storing.first},4")
            before = virtual.state().stored
            virtual.text(CUSTOMER, "STOP")
            until(lambda: virtual.state().stored > before)
