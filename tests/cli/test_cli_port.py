"""The commands that talk to a modem at its port: the report to paste, one command, and recordings."""

import json
import re
from pathlib import Path

import pytest

from smsbox.modem.profiles.loader import load_all
from smsbox.modem.profiles.profile import Profile
from smsbox.modem.virtual import MODELS, VirtualModem
from tests.fakes.command import Smsbox
from tests.fakes.exchange import blocks, follow

FAMILIES = {
    "Generic": "generic",
    "HuaweiE173": "huawei",
    "ZteMf190": "zte",
    "SimcomSim7600": "simcom_lte",
    "Sim800": "simcom_gsm",
    "QuectelEc25": "quectel",
    "TelitLe910": "telit",
}
ALWAYS = {"smsbox", "model", "firmware", "usb", "family", "imei", "sim"}
WITH_A_SIM = ALWAYS | {
    "iccid",
    "number",
    "network",
    "registration",
    "operator",
    "technology",
    "signal",
    "message centre",
    "stores",
}


def family(model: str) -> Profile:
    return next(profile for profile in load_all() if profile.name == FAMILIES[model])


@pytest.mark.parametrize("model", MODELS)
def test_a_probe_of_any_model_can_be_pasted_into_an_issue(smsbox: Smsbox, tmp_path: Path, model: str) -> None:
    with VirtualModem(tmp_path / "modem", model=model) as modem:
        result = smsbox("modem", "probe", str(tmp_path / "modem"))
        report = json.loads(smsbox("modem", "probe", "--json", str(tmp_path / "modem")).stdout)
        identity, state = modem.identity, modem.state()
    assert (result.exit_code, result.stderr) == (0, "")
    assert (report["family"], report["imei"]) == (FAMILIES[model], f"…{identity.imei[-4:]}")
    assert set(report) == WITH_A_SIM
    assert (report["sim"], report["network"], report["message centre"]) == ("Ready", "Working", "known")
    assert report["firmware"] == MODELS[model].revision
    assert "SM" in report["stores"].split()
    for shown in (result.stdout, json.dumps(report, ensure_ascii=False)):
        assert not re.search(r"\d{6}", shown.replace(MODELS[model].revision, ""))
        for secret in (identity.imei, state.iccid, state.imsi, state.number):
            assert secret.removeprefix("+") not in shown


@pytest.mark.parametrize("model", MODELS)
def test_a_probe_tells_of_a_sim_that_asks_for_its_pin_or_is_missing(smsbox: Smsbox, tmp_path: Path, model: str) -> None:
    with VirtualModem(tmp_path / "modem", model=model, switches={"pin": "4711"}) as modem:
        locked = json.loads(smsbox("modem", "probe", "--json", str(tmp_path / "modem")).stdout)
        modem.do("set", remove_sim=None)
        missing = json.loads(smsbox("modem", "probe", "--json", str(tmp_path / "modem")).stdout)
    assert set(locked) == set(missing) == ALWAYS
    assert locked["sim"] == "Its SIM card asks for a PIN"
    assert missing["sim"].startswith(("No SIM card in it", "Missing, or came up badly"))


def test_a_probe_does_not_take_a_sim_that_came_up_badly_for_a_missing_one(smsbox: Smsbox, tmp_path: Path) -> None:
    with VirtualModem(tmp_path / "modem", model="Sim800", switches={"sim_failure": "on"}):
        shown = smsbox("modem", "probe", str(tmp_path / "modem")).stdout
    assert "switches the radio off and on" in shown


def test_a_probe_shows_identities_in_full_when_asked(smsbox: Smsbox, tmp_path: Path) -> None:
    with VirtualModem(tmp_path / "modem") as modem:
        shown = smsbox("modem", "probe", "--show-ids", str(tmp_path / "modem")).stdout
        for identity in (modem.identity.imei, modem.identity.iccid, modem.identity.number):
            assert identity in shown


@pytest.mark.parametrize("model", MODELS)
def test_a_recording_replays_as_it_is_and_holds_no_identity(smsbox: Smsbox, tmp_path: Path, model: str) -> None:
    file = tmp_path / "recorded.md"
    with VirtualModem(tmp_path / "modem", model=model) as modem:
        result = smsbox("modem", "record", str(tmp_path / "modem"), str(file))
        identity = modem.identity
    assert (result.exit_code, result.stderr) == (0, "")
    said = file.read_text(encoding="utf-8")
    [(_sentence, exchanges)] = blocks(said)
    for chunk in (1, 10_000):
        follow(exchanges, family(model), chunk)
    assert {"ATI", "AT+CGSN", "AT+CPIN?", "AT+COPS?", "AT+CNMI=?"} <= {exchange.command for exchange in exchanges}
    for secret in (identity.imei, identity.iccid, identity.imsi, identity.number.removeprefix("+")):
        assert secret not in said
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_commands_of_a_recording_can_be_given(smsbox: Smsbox, tmp_path: Path) -> None:
    file = tmp_path / "recorded.md"
    with VirtualModem(tmp_path / "modem", switches={"pin": "4726"}):
        words = ["AT+CSQ", 'AT+CPIN="4726"', "AT+NOSUCH", "AT+CNUM"]
        result = smsbox("modem", "record", str(tmp_path / "modem"), str(file), *words)
    assert result.exit_code == 0
    [(_sentence, exchanges)] = blocks(file.read_text(encoding="utf-8"))
    answers = {exchange.command: exchange.answer for exchange in exchanges}
    assert answers["AT+CSQ"] == ["+CSQ: 20,99", "OK"]
    assert answers["AT+CPIN=****"] == ["OK"]
    assert answers["AT+NOSUCH"] == ["+CME ERROR: 4"] or answers["AT+NOSUCH"][-1].startswith(("ERROR", "+CME ERROR"))
    assert "4726" not in file.read_text(encoding="utf-8")


def test_a_recording_overwrites_nothing_and_leaves_nothing_when_it_fails(smsbox: Smsbox, tmp_path: Path) -> None:
    kept = tmp_path / "kept.md"
    kept.write_text("mine")
    with VirtualModem(tmp_path / "modem"):
        result = smsbox("modem", "record", str(tmp_path / "modem"), str(kept))
    assert (result.exit_code, kept.read_text()) == (1, "mine")
    assert "exists already" in result.stderr
    failed = smsbox("modem", "record", str(tmp_path / "nothing"), str(tmp_path / "new.md"))
    assert failed.exit_code == 1
    assert not (tmp_path / "new.md").exists()


@pytest.mark.parametrize("command", ["CSQ", "AT\x07", "AT+CSQ\r", "ATé"])
def test_what_is_no_command_is_refused(smsbox: Smsbox, tmp_path: Path, command: str) -> None:
    for words in (["at", "modem", command], ["record", "modem", "new.md", command]):
        assert smsbox("modem", *words).exit_code == 2
    assert not (tmp_path / "new.md").exists()
