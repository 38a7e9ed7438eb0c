"""Every switch of the virtual modem does what its entry says, and a wrong value changes nothing."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from virtual_port import AGES, CUSTOMER, FINAL, Port, covers, events, lines, message, modem, until

from smsbox.at.replies import cclk
from smsbox.errors import BadInput
from smsbox.modem.virtual import Behaviour, Refusals, VirtualModem
from smsbox.sms.deliver import decode

HINTS = "AT+CNMI=2,1,0,1,0"


def seconds_of(action: Callable[[], object]) -> float:
    start = time.monotonic()
    action()
    return time.monotonic() - start


def send_pdu(port: Port, pdu_hex: str) -> None:
    port.write(pdu_hex.encode() + b"\x1a")


@covers("latency")
def test_latency_delays_the_answer_but_not_the_text(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        virtual.do("set", latency=0.2)
        assert seconds_of(lambda: port.submit(message())) >= 0.2
        virtual.do("set", latency=AGES)
        port.prompt(message())
        send_pdu(port, message().hex)
        until(lambda: len(events(tmp_path, "submit")) == 2)
        assert port.silent()


@covers("clock")
@pytest.mark.parametrize(
    ("value", "years"), [("right", 0), (3600, 0), (-86_400, 0), (7 * 31_536_000, 7), ("unset", None), ("stopped", 0)]
)
def test_the_networks_time_can_be_wrong_in_several_ways(tmp_path: Path, value: object, years: int | None) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        port.at("AT+CTZU=1")
        virtual.do("set", clock=value)
        (told, final) = port.at("AT+CCLK?")
        shown = cclk(told)
    assert final == "OK"
    if years is None:
        assert shown.year == 2080  # 80, by the digits
        return
    seconds = float(value) if isinstance(value, int) else 0.0
    assert abs((shown - datetime.now(UTC)).total_seconds() - seconds) < 5


def test_a_clock_that_nobody_set_is_that_of_1980_until_it_follows_the_network(tmp_path: Path) -> None:
    with modem(tmp_path), Port(tmp_path / "modem1") as port:
        assert port.at("AT+CCLK?")[0].startswith('+CCLK: "80/01/06,')
        assert port.at("AT+CTZU=1") == ["OK"]
        assert abs(cclk(port.at("AT+CCLK?")[0]) - datetime.now(UTC)).total_seconds() < 5


@covers("command_latency")
def test_command_latency_delays_every_other_answer(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        virtual.do("set", command_latency=0.1)
        assert seconds_of(lambda: port.at("AT")) >= 0.1
        assert seconds_of(lambda: port.prompt(message())) >= 0.1


@covers("late")
def test_a_late_answer_comes_before_those_of_later_commands(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        virtual.do("set", late=0.4)
        pdu = message()
        port.prompt(pdu)
        start = time.monotonic()
        send_pdu(port, pdu.hex)
        port.write(b"\x1bAT+CSQ\r")
        assert lines(port.match(FINAL)) == ["+CMGS: 1", "OK"]
        assert time.monotonic() - start >= 0.4
        assert lines(port.match(FINAL)) == ["+CSQ: 20,99", "OK"]


def test_only_the_next_answer_is_late(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        virtual.do("set", late=AGES)
        port.prompt(message())
        send_pdu(port, message().hex)
        until(lambda: virtual.state().submits == 1)
        virtual.do("reboot", value=0)
        port.match(rb"RDY\r\n")
        port.at("ATE0")
        assert port.submit(message()) == ["+CMGS: 2", "OK"]


@covers("swallow")
def test_a_swallowed_text_is_on_air_and_never_answered(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        virtual.do("set", swallow=1)
        pdu = message("lost answer")
        port.prompt(pdu)
        send_pdu(port, pdu.hex)
        assert port.silent()
        assert port.at("AT") == ["OK"]
        assert port.submit(message("answered")) == ["+CMGS: 2", "OK"]
    assert [event["text"] for event in events(tmp_path, "submit")] == ["lost answer", "answered"]


@covers("reject")
def test_a_rejected_text_is_not_on_air(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        virtual.do("set", reject="2:38")
        assert port.submit(message()) == port.submit(message()) == ["+CMS ERROR: 38"]
        assert port.submit(message("third")) == ["+CMGS: 1", "OK"]
        virtual.do("set", reject=1)
        assert port.submit(message()) == ["+CMS ERROR: 500"]
    assert [event["text"] for event in events(tmp_path, "submit")] == ["third"]
    assert [event["result"] for event in events(tmp_path, "refused")] == ["+CMS ERROR: 38"] * 2 + ["+CMS ERROR: 500"]


@covers("error_after")
def test_an_error_can_come_after_the_text_went_out(tmp_path: Path) -> None:
    with modem(tmp_path, switches={"error_after": "1"}) as virtual, Port(tmp_path / "modem1") as port:
        assert port.submit(message("out")) == ["+CMS ERROR: 500"]
        assert port.submit(message("out, too")) == ["+CMGS: 2", "OK"]
        virtual.do("set", error_after="1:512")
        assert port.submit(message("out as well")) == ["+CMS ERROR: 512"]
    assert [(event["text"], event["result"]) for event in events(tmp_path, "submit")] == [
        ("out", "+CMS ERROR: 500"),
        ("out, too", 2),
        ("out as well", "+CMS ERROR: 512"),
    ]


@covers("no_prompt")
def test_a_missing_prompt_still_takes_a_message_or_esc(tmp_path: Path) -> None:
    pdu = message()
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        virtual.do("set", no_prompt=2)
        port.write(f"AT+CMGS={pdu.length}\r".encode())
        assert port.silent()
        port.write(b"\x1b")
        assert lines(port.match(FINAL)) == ["OK"]
        port.write(f"AT+CMGS={pdu.length}\r".encode())
        send_pdu(port, pdu.hex)
        assert port.match(FINAL) == b"\r\n+CMGS: 1\r\n\r\nOK\r\n"
        assert port.submit(pdu) == ["+CMGS: 2", "OK"]


@covers("lose_hint")
def test_a_lost_hint_leaves_the_text_in_the_store(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        port.at(HINTS)
        virtual.do("set", lose_hint=1)
        virtual.text(CUSTOMER, "unseen")
        assert port.silent()
        virtual.text(CUSTOMER, "seen")
        assert port.line() == '+CMTI: "SM",2'
        assert len(port.at("AT+CMGL=4")) == 5


@covers("cmti_inside")
def test_a_hint_can_come_inside_an_answer(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        port.at(HINTS)
        virtual.do("set", cmti_inside=2)
        virtual.text(CUSTOMER, "STOP")
        assert port.silent()
        assert port.at("AT+CSQ") == ["+CSQ: 20,99", '+CMTI: "SM",1', "OK"]
        assert port.submit(message()) == ["+CMGS: 1", '+CMTI: "SM",1', "OK"]
        assert port.at("AT+CSQ") == ["+CSQ: 20,99", "OK"]


@covers("split")
def test_an_answer_can_come_in_two_halves_with_hints_after_it(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        port.at(HINTS)
        virtual.do("set", split=0.3)
        start = time.monotonic()
        port.write(b"AT+CSQ\r")
        port.match(rb"\r\n\+CSQ: 20")
        virtual.text(CUSTOMER, "STOP")
        port.match(rb"^,99\r\n\r\nOK\r\n")
        assert time.monotonic() - start >= 0.3
        assert port.line() == '+CMTI: "SM",1'
        assert port.submit(message()) == ["+CMGS: 1", "OK"]


@covers("noise")
def test_noise_is_a_line_that_is_no_utf8(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        virtual.do("set", noise=2)
        for _ in range(2):
            line = port.match(rb"\r\n[^\r\n]{25}\r\n")
            with pytest.raises(UnicodeDecodeError):
                line.decode()
        assert port.at("AT") == ["OK"]


@covers("reports", "report_delay", "report_status")
def test_status_reports_can_be_switched_off_delayed_and_made_bad(tmp_path: Path) -> None:
    with modem(tmp_path, settings=Behaviour(report_delay=0)) as virtual, Port(tmp_path / "modem1") as port:
        port.at(HINTS)
        virtual.do("set", reports="off")
        port.submit(message(status_report=True))
        assert port.silent()
        virtual.do("set", reports=True, report_delay=0.4, report_status=70)
        start = time.monotonic()
        port.submit(message(status_report=True))
        assert port.line().startswith("+CDS: ")
        assert time.monotonic() - start >= 0.4
        report = decode(port.line())
    assert (report.reference, report.status) == (2, 70)


@covers("trace")
def test_trace_logs_every_command(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        port.at("AT+CSQ")
        virtual.do("set", trace="on")
        port.at("AT+CPAS")
    assert [event["line"] for event in events(tmp_path, "command")] == ["AT+CPAS"]


@covers("registration")
@pytest.mark.parametrize(("word", "value"), [("searching", 2), ("denied", 3), ("roaming", 5), ("off", 0)])
def test_a_change_of_registration_is_told_to_who_asked(tmp_path: Path, word: str, value: int) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        port.at("AT+CREG=1")
        virtual.do("set", registration=word)
        assert port.line() == f"+CREG: {value}"
        assert port.at("AT+CREG?") == [f"+CREG: 1,{value}", "OK"]
        virtual.do("set", registration="home")
        assert port.line() == "+CREG: 1"


@covers("registration_notices")
def test_a_change_of_registration_is_told_to_nobody_where_the_modem_cannot(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        port.at("AT+CREG=1")
        virtual.do("set", registration_notices="off")
        assert port.at("AT+CREG=1")[-1] == "ERROR"
        assert port.at("AT+CREG=0") == ["OK"]
        virtual.do("set", registration="roaming")
        assert port.silent()
        assert port.at("AT+CREG?") == ["+CREG: 0,5", "OK"]
        virtual.do("set", registration_notices="on")
        assert port.at("AT+CREG=1") == ["OK"]


@covers("signal")
def test_the_signal_is_what_was_set(tmp_path: Path) -> None:
    with modem(tmp_path, switches={"signal": "3"}) as virtual, Port(tmp_path / "modem1") as port:
        assert port.at("AT+CSQ") == ["+CSQ: 3,99", "OK"]
        virtual.do("set", signal=99)
        assert port.at("AT+CSQ") == ["+CSQ: 99,99", "OK"]


@covers("pin")
def test_a_pin_can_be_asked_and_no_longer_asked(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        virtual.do("set", pin="4321")
        assert port.at("AT+CPIN?") == ["+CPIN: SIM PIN", "OK"]
        virtual.do("set", pin="")
        assert port.at("AT+CPIN?") == ["+CPIN: READY", "OK"]


@covers("remove_sim", "insert_sim")
def test_the_sim_can_be_taken_out_and_another_put_in(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        port.at("AT+CMEE=1")
        before = port.at("AT+CIMI")
        virtual.text(CUSTOMER, "on the old SIM")
        virtual.do("remove_sim")
        assert port.at("AT+CPIN?") == ["+CME ERROR: 10"]
        assert port.at("AT+CIMI") == ["+CME ERROR: 10"]
        assert virtual.state().sim == "none"
        with pytest.raises(BadInput, match="insert_sim first"):
            virtual.do("set", pin="1234")
        virtual.do("insert_sim", value="spare")
        assert port.at("AT+CIMI") != before
        assert port.at("AT+CMGL=4") == ["OK"]


@covers("hang", "unhang")
def test_a_hung_modem_says_nothing_until_it_is_unhung(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        port.at(HINTS)
        virtual.do("hang")
        port.write(b"AT\r")
        virtual.text(CUSTOMER, "STOP")
        assert port.silent()
        assert (virtual.state().hung, virtual.state().waiting) == (True, 1)
        virtual.do("unhang")
        assert port.line() == '+CMTI: "SM",1'
        assert port.at("AT") == ["OK"]


@covers("unplug", "plug")
def test_an_unplugged_modem_comes_back_behind_the_same_link(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual:
        with Port(tmp_path / "modem1") as port:
            port.at(HINTS)
            virtual.do("unplug")
            assert not (tmp_path / "modem1").is_symlink()
            with pytest.raises(OSError, match="error"):
                os.write(port.serial.fd, b"AT\r")
        virtual.text(CUSTOMER, "STOP")
        assert (virtual.state().plugged, virtual.state().waiting) == (False, 1)
        with pytest.raises(BadInput, match="unplugged already"):
            virtual.do("unplug")
        with pytest.raises(BadInput, match="plug it in first"):
            virtual.do("reboot")
        virtual.do("plug")
        with pytest.raises(BadInput, match="plugged in already"):
            virtual.do("plug")
        with Port(tmp_path / "modem1", echo=True) as port:
            assert port.at("AT") == ["AT\r", "OK"]
            assert port.at("AT+CNMI?")[1] == "+CNMI: 0,0,0,0,0"
            assert len(port.at("AT+CMGL=4")) == 4
    assert [event["event"] for event in events(tmp_path)] == ["plug", "unplug", "plug", "inbound"]


def test_a_text_whose_modem_is_unplugged_before_the_answer_was_on_air(tmp_path: Path) -> None:
    pdu = message()
    with modem(tmp_path, settings=Behaviour(latency=0.2)) as virtual:
        with Port(tmp_path / "modem1") as port:
            port.prompt(pdu)
            send_pdu(port, pdu.hex)
            until(lambda: virtual.state().submits == 1)
            due = time.monotonic() + 0.2
            virtual.do("unplug")
        virtual.do("plug")
        with Port(tmp_path / "modem1") as port:
            until(lambda: time.monotonic() > due)
            assert port.silent()
            assert port.at("AT") == ["OK"]
    assert len(events(tmp_path, "submit")) == 1


@covers("reboot")
def test_a_restart_forgets_the_session_and_greets(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        start = time.monotonic()
        virtual.do("reboot", value=0.2)
        assert port.line() == "RDY"
        assert time.monotonic() - start >= 0.2
        assert port.at("AT") == ["AT\r", "OK"]
        virtual.do("reboot", value=AGES)
        port.write(b"AT\r")
        assert port.silent()
    assert [event["event"] for event in events(tmp_path)] == ["plug", "reboot", "reboot"]


def test_a_program_can_restart_the_modem(tmp_path: Path) -> None:
    with modem(tmp_path, switches={"pin": "1234"}) as virtual, Port(tmp_path / "modem1") as port:
        port.at('AT+CPIN="1234"')
        assert port.at("AT+CFUN=1,1") == ["OK"]
        until(lambda: events(tmp_path, "reboot") != [])
        virtual.do("reboot", value=0)
        assert port.line() == "RDY"
        assert port.at("AT+CPIN?")[1] == "+CPIN: SIM PIN"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("latency", "soon"),
        ("latency", -1),
        ("latency", "nan"),
        ("latency", None),
        ("late", [3]),
        ("slow_prompt", "x"),
        ("swallow", 1.5),
        ("swallow", "-1"),
        ("swallow", "²"),
        ("reject", "1:x"),
        ("reject", "1:99999"),
        ("reports", "maybe"),
        ("report_status", 256),
        ("registration", "somewhere"),
        ("signal", 50),
        ("pin", "12"),
        ("pin", "12ab"),
        ("noise", 1001),
        ("reboot", "now"),
        ("insert_sim", 5),
        ("throttle", "1:fast"),
        ("parts", "mixed"),
        ("ussd", "*100#"),
        ("ussd", "*100#=" + "x" * 200),
        ("renumber", "../modem2"),
        ("renumber", ".."),
        ("pin_tries", 4),
        ("flood", 1_000_001),
        ("clock", "soon"),
        ("clock", 1e12),
        ("clock", "nan"),
    ],
)
def test_a_wrong_value_is_refused_in_one_sentence(tmp_path: Path, name: str, value: object) -> None:
    with modem(tmp_path) as virtual:
        before = virtual.state()
        with pytest.raises(BadInput) as error:
            virtual.do("set", **{name: value})
        assert virtual.state() == before
    assert str(error.value).startswith(name)
    assert str(error.value).endswith(".")
    assert "\n" not in str(error.value)


def test_one_wrong_value_among_several_changes_nothing(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual:
        with pytest.raises(BadInput, match="latency must be"):
            virtual.do("set", signal=3, latency="soon")
        assert virtual.state().signal == 20


def test_a_wrong_switch_at_the_start_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no switch 'latncy'"):
        VirtualModem(tmp_path / "modem1", control=tmp_path / "c", switches={"latncy": 1}).start()
    assert list(tmp_path.iterdir()) == []


def test_settings_can_be_given_as_values(tmp_path: Path) -> None:
    with modem(tmp_path, settings=Behaviour(reject=Refusals(1, 38))), Port(tmp_path / "modem1") as port:
        assert port.submit(message()) == ["+CMS ERROR: 38"]
