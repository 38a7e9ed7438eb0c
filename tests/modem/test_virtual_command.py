"""The commands `smsbox virtual-modem` and `smsbox phone`."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from virtual_port import CUSTOMER, PATIENCE, Port, events, message, modem

from smsbox.cli import main
from smsbox.modem.virtual import Control, Identity, VirtualModem
from smsbox.modem.virtual.switches import explain


def smsbox(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def start(*arguments: object) -> "subprocess.Popen[str]":
    """The command in a process of its own, once it said that it is ready."""
    program = "from smsbox.cli import main; main()"
    command = [sys.executable, "-c", program, "virtual-modem", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    guard = threading.Timer(PATIENCE, process.kill)
    guard.start()
    assert process.stdout is not None
    assert process.stdout.readline() == f"Virtual modem Generic at {arguments[1]}\n"
    guard.cancel()
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_serves_until_a_signal_and_cleans_up(tmp_path: Path, number: signal.Signals) -> None:
    link, control, log = tmp_path / "modem1", tmp_path / "c.sock", tmp_path / "modem1.jsonl"
    process = start("--link", link, "--control", control, "--log", log, "--reject", "1:38", "--signal", "5")
    with process:
        with Port(link) as port:
            assert port.at("AT+CGSN") == [Identity.of_link(link).imei, "OK"]
            assert port.at("AT+CSQ") == ["+CSQ: 5,99", "OK"]
            assert port.submit(message()) == ["+CMS ERROR: 38"]
            assert port.submit(message("out")) == ["+CMGS: 1", "OK"]
        with Control(control) as client:
            assert client.state().submits == 1
        process.send_signal(number)
        assert process.wait(PATIENCE) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["modem1.jsonl"]
    assert [event["text"] for event in events(tmp_path, "submit")] == ["out"]


def test_a_killed_modem_can_be_started_again_in_the_same_place(tmp_path: Path) -> None:
    arguments = ("--link", tmp_path / "modem1", "--control", tmp_path / "c.sock")
    with start(*arguments) as process:
        process.kill()
    with start(*arguments) as process, Port(tmp_path / "modem1") as port:
        assert port.at("AT") == ["OK"]
        process.terminate()


def test_the_link_of_a_modem_that_runs_is_not_taken(tmp_path: Path) -> None:
    link = tmp_path / "modem1"
    with start("--link", link) as process, Port(link) as port:
        target = link.readlink()
        result = smsbox("virtual-modem", "--link", link)
        assert (result.exit_code, result.output.count("\n")) == (1, 1)
        assert f"{link} leads to {target}" in result.output
        assert "choose another --link" in result.output
        assert link.readlink() == target
        assert port.at("AT") == ["OK"]
        process.terminate()
    assert not link.is_symlink()


def test_a_link_to_somebody_else_s_device_is_not_taken(tmp_path: Path) -> None:
    master, slave = os.openpty()
    for device in (os.ttyname(slave), "/dev/null"):
        link = tmp_path / Path(device).name
        link.symlink_to(device)
        assert smsbox("virtual-modem", "--link", link).exit_code == 1
        assert link.readlink() == Path(device)
    os.close(master)
    os.close(slave)


def test_a_dead_modem_s_link_is_replaced_though_another_program_has_its_number_now(tmp_path: Path) -> None:
    link = tmp_path / "modem1"
    master, slave = os.openpty()
    link.symlink_to(os.ttyname(slave))
    os.utime(link, (0, 0), follow_symlinks=False)
    with start("--link", link) as process, Port(link) as port:
        assert link.readlink() != Path(os.ttyname(slave))
        assert port.at("AT") == ["OK"]
        process.terminate()
    os.close(master)
    os.close(slave)


def test_identity_flags_win_over_the_link_s_own(tmp_path: Path) -> None:
    flags = ("--imei", "490154203237518", "--number", "+447700900555", "--slots", "3")
    with start("--link", tmp_path / "modem1", *flags) as process, Port(tmp_path / "modem1") as port:
        assert port.at("AT+CGSN") == ["490154203237518", "OK"]
        assert port.at("AT+CNUM")[0] == '+CNUM: "","+447700900555",145'
        assert port.at('AT+CPMS="SM"')[0] == "+CPMS: 0,3,0,3,0,3"
        assert port.at("AT+CIMI") == [Identity.of_link(tmp_path / "modem1").imsi, "OK"]
        process.terminate()


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (["--model", "Nokia3310"], "There is no virtual modem 'Nokia3310'; choose one of: Generic, HuaweiE173, "),
        (["--latncy", "3"], "No such option"),
        (["--latency", "soon"], "latency must be seconds"),
        (["--imei", "123"], "--imei must be 15 digits"),
        (["--slots", "0"], "1 to 255 slots"),
        (["--help-misbehaviour", "explode"], "There is no switch 'explode'; the switches are: "),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(tmp_path: Path, flags: list[str], sentence: str) -> None:
    result = smsbox("virtual-modem", "--link", tmp_path / "modem1", *flags)
    assert result.exit_code == 2
    assert sentence in result.output
    assert result.output.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_link_that_cannot_be_made_is_one_line_and_exit_1(tmp_path: Path) -> None:
    result = smsbox("virtual-modem", "--link", tmp_path / "none" / "modem1")
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert "cannot be made" in result.output


def test_a_phone_texts_the_first_modem_of_the_data_folder(tmp_path: Path) -> None:
    (tmp_path / "virtual").mkdir()
    with modem(tmp_path / "virtual", "modem1") as first, modem(tmp_path / "virtual", "modem2") as second:
        result = smsbox("phone", "--data", tmp_path, CUSTOMER, "STOP")
        assert (result.exit_code, result.output) == (0, "")
        assert (first.state().inbound, second.state().inbound) == (1, 0)


def test_a_phone_shows_what_it_received_from_all_modems(tmp_path: Path) -> None:
    (tmp_path / "virtual").mkdir()
    with modem(tmp_path / "virtual", "modem1") as first, modem(tmp_path / "virtual", "modem2") as second:
        for virtual, text in ((second, "from two"), (first, "from one")):
            with Port(virtual.link) as port:
                port.submit(message(text))
        result = smsbox("phone", "--data", tmp_path, "--show", CUSTOMER)
    shown = [line.split(" ", 1)[1] for line in result.output.splitlines()]
    assert shown == [f"{second.identity.number}: from two", f"{first.identity.number}: from one"]


def test_a_phone_uses_the_control_socket_it_is_given(tmp_path: Path) -> None:
    with VirtualModem(tmp_path / "modem1", control=tmp_path / "c.sock") as virtual:
        assert smsbox("phone", "--control", tmp_path / "c.sock", CUSTOMER, "hello").exit_code == 0
        assert virtual.state().inbound == 1


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        ([CUSTOMER], 2, "Give a TEXT to send, or --show"),
        ([CUSTOMER, "STOP"], 1, "start `smsbox demo`, or name one by --control"),
        (["--control", "/nowhere.sock", CUSTOMER, "STOP"], 1, "No virtual modem listens at /nowhere.sock"),
    ],
)
def test_a_phone_without_modem_or_text_says_what_to_do(
    tmp_path: Path, arguments: list[str], code: int, sentence: str
) -> None:
    result = smsbox("phone", "--data", tmp_path, *arguments)
    assert (result.exit_code, result.output.count("\n")) == (code, 1)
    assert sentence in result.output


def test_one_misbehaviour_is_explained_with_a_sample_exchange(tmp_path: Path) -> None:
    result = smsbox("virtual-modem", "--help-misbehaviour", "error-after")
    assert (result.exit_code, result.output) == (0, "\n".join(explain("error_after")) + "\n")
    assert "< +CMS ERROR: 500" in result.output


def test_help_has_an_example(tmp_path: Path) -> None:
    assert "Example: smsbox virtual-modem --link" in smsbox("virtual-modem", "--help").output
    assert "Example: smsbox phone" in smsbox("phone", "--help").output
