"""Misbehaviours of the SIM, the network, the store and the talk, and the table that a matrix of tests walks."""

import itertools
import os
import time
from pathlib import Path

import pytest
import test_virtual_switches
from virtual_port import (
    AGES,
    COVERED,
    CUSTOMER,
    FINAL,
    Port,
    covers,
    events,
    inbox,
    lines,
    message,
    modem,
    report,
    until,
)

from smsbox.errors import BadInput
from smsbox.modem.virtual import MISBEHAVIOURS, Behaviour, Identity
from smsbox.modem.virtual.switches import SWITCHES

HINTS = "AT+CNMI=2,1,0,1,0"
LONG = "Fresh bread at eight. " * 15
AT_ONCE = Behaviour(report_delay=0)


@covers("slow_prompt")
def test_a_slow_prompt_delays_nothing_else(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        virtual.do("set", slow_prompt=0.3)
        start = time.monotonic()
        port.write(b"AT+CMGS=20\r")
        port.match(rb"\r\n> ")
        assert time.monotonic() - start >= 0.3
        virtual.do("set", slow_prompt=AGES)
        port.write(b"\x1b")
        assert lines(port.match(FINAL)) == ["OK"]
        assert port.at("AT") == ["OK"]


@covers("link_setup")
def test_a_link_kept_open_by_cmms_is_not_opened_again(tmp_path: Path) -> None:
    with modem(tmp_path, switches={"link_setup": 0.3}) as virtual, Port(tmp_path / "modem1") as port:
        for command in ("AT", "AT", "AT+CMMS=2"):
            port.at(command)
            assert test_virtual_switches.seconds_of(lambda: port.submit(message())) >= 0.3
        virtual.do("set", link_setup=AGES)
        assert port.submit(message()) == ["+CMGS: 4", "OK"]


@covers("touchy")
def test_a_touchy_modem_gives_up_a_text_at_any_octet_before_its_answer(tmp_path: Path) -> None:
    pdu = message("on air all the same")
    with modem(tmp_path, switches={"touchy": "on", "latency": 0.3}) as virtual, Port(tmp_path / "modem1") as port:
        assert port.submit(message("left alone")) == ["+CMGS: 1", "OK"]
        virtual.do("set", latency=AGES)
        port.prompt(pdu)
        port.write(pdu.hex.encode() + b"\x1a")
        assert port.silent()
        port.write(b"AT\r")
        assert lines(port.match(FINAL)) == ["ERROR"]
        assert lines(port.match(FINAL)) == ["OK"]
        assert port.at("AT") == ["OK"]
    assert [event["text"] for event in events(tmp_path, "submit")] == ["left alone", "on air all the same"]


@covers("throttle")
def test_a_throttling_network_refuses_what_comes_too_fast(tmp_path: Path) -> None:
    with modem(tmp_path, switches={"throttle": "2:42"}) as virtual, Port(tmp_path / "modem1") as port:
        answers = [port.submit(message())[-1] for _ in range(3)]
        assert answers == ["OK", "OK", "+CMS ERROR: 42"]
        virtual.do("set", throttle=1)
        assert port.submit(message()) == ["+CMS ERROR: 38"]
        virtual.do("set", throttle=0)
        assert port.submit(message()) == ["+CMGS: 3", "OK"]
    assert len(events(tmp_path, "submit")) == 3
    assert len(events(tmp_path, "refused")) == 2


@covers("reference")
def test_references_can_be_made_to_wrap(tmp_path: Path) -> None:
    with modem(tmp_path, switches={"reference": 254}), Port(tmp_path / "modem1") as port:
        assert [port.submit(message())[0] for _ in range(3)] == ["+CMGS: 255", "+CMGS: 0", "+CMGS: 1"]


@covers("burst")
def test_two_hints_come_in_one_burst(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        port.at(HINTS)
        virtual.do("set", burst=2)
        virtual.text(CUSTOMER, "one")
        assert port.silent()
        virtual.text(CUSTOMER, "two")
        port.match(rb'^\r\n\+CMTI: "SM",1\r\n\+CMTI: "SM",2\r\n')
        virtual.text(CUSTOMER, "three")
        assert port.line() == '+CMTI: "SM",3'


@covers("parts")
@pytest.mark.parametrize(
    ("way", "places"),
    [("whole", [1, 2, 3]), ("reversed", [3, 2, 1]), ("lost", [1, 3]), ("doubled", [1, 1, 2, 2, 3, 3])],
)
def test_the_parts_of_a_long_text_come_as_told(tmp_path: Path, way: str, places: list[int]) -> None:
    with modem(tmp_path, switches={"parts": way}) as virtual, Port(tmp_path / "modem1") as port:
        assert virtual.text(CUSTOMER, LONG) == 3
        assert [text.concat.sequence for text in inbox(port) if text.concat] == places


def test_a_short_text_is_doubled_but_never_lost(tmp_path: Path) -> None:
    with modem(tmp_path, switches={"parts": "lost"}) as virtual, Port(tmp_path / "modem1") as port:
        virtual.text(CUSTOMER, "STOP")
        virtual.do("set", parts="doubled")
        virtual.text(CUSTOMER, "OK")
        assert [text.text for text in inbox(port)] == ["STOP", "OK", "OK"]


@covers("fill")
def test_a_full_sim_says_nothing_of_the_texts_that_wait(tmp_path: Path) -> None:
    with modem(tmp_path, slots=3) as virtual, Port(tmp_path / "modem1") as port:
        port.at(HINTS)
        virtual.do("fill")
        assert port.at("AT+CPMS?")[0].startswith('+CPMS: "SM",3,3,')
        virtual.text(CUSTOMER, "STOP")
        assert port.silent()
        assert virtual.state().waiting == 1
        port.write(b"AT+CMGD=2\r")
        assert [port.line(), port.line()] == ["OK", '+CMTI: "SM",2']
    assert [event["index"] for event in events(tmp_path, "inbound")] == [1, 2, 3, 2]


@covers("double_reports")
def test_a_report_can_come_twice(tmp_path: Path) -> None:
    with modem(tmp_path, settings=AT_ONCE, switches={"double_reports": 1}), Port(tmp_path / "modem1") as port:
        port.at(HINTS)
        port.submit(message(status_report=True))
        assert [report(port).reference for _ in range(2)] == [1, 1]
        port.submit(message(status_report=True))
        assert report(port).reference == 2
        assert port.silent()


@covers("shuffle_reports")
def test_reports_can_come_in_reverse_order(tmp_path: Path) -> None:
    with modem(tmp_path, settings=AT_ONCE) as virtual, Port(tmp_path / "modem1") as port:
        port.at(HINTS)
        virtual.do("set", shuffle_reports=2)
        port.submit(message(status_report=True))
        assert port.silent()
        port.submit(message(status_report=True))
        assert [report(port).reference for _ in range(2)] == [2, 1]
        virtual.do("set", shuffle_reports=9)
        port.submit(message(status_report=True))
        assert port.silent()
        virtual.do("set", shuffle_reports=0)
        assert report(port).reference == 3


@covers("foreign_report")
def test_a_report_can_be_about_a_text_that_nobody_sent(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        port.at(HINTS)
        port.submit(message())
        virtual.do("foreign_report")
        foreign = report(port)
        assert foreign.reference == 1
        assert foreign.number != CUSTOMER
        virtual.do("foreign_report", value=77)
        assert report(port).reference == 77


@covers("ussd")
def test_a_ussd_code_is_answered_as_set(tmp_path: Path) -> None:
    with modem(tmp_path, switches={"ussd": "*100#=You have 7,50 left"}) as virtual, Port(tmp_path / "modem1") as port:
        port.at('AT+CUSD=1,"*100#",15')
        assert port.line() == '+CUSD: 0,"You have 7,50 left",15'
        port.at('AT+CUSD=1,"*101#",15')
        assert port.line().startswith("+CUSD: 0,")
        virtual.do("set", ussd="*100#=")
        port.at('AT+CUSD=1,"*100#",15')
        assert port.line() == "+CUSD: 4"
        virtual.do("set", ussd="*100#=5,00 ₽")
        port.at('AT+CUSD=1,"*100#",15')
        assert port.line() == f'+CUSD: 0,"{"5,00 ₽".encode("utf-16-be").hex().upper()}",72'


@covers("acknowledge_within")
def test_a_text_that_is_not_acknowledged_ends_direct_routing_and_comes_again(tmp_path: Path) -> None:
    with modem(tmp_path, model="QuectelEc25") as virtual, Port(tmp_path / "modem1") as port:
        virtual.do("set", chatter=0, acknowledge_within=AGES)
        port.at("AT+CSMS=1;+CNMI=2,2,0,1,0")
        virtual.text(CUSTOMER, "Hello")
        assert port.line().startswith("+CMT: ,")
        port.line()
        assert virtual.state().waiting == 1
        assert port.at("AT+CNMA") == ["OK"]
        virtual.do("set", acknowledge_within=0.2)
        virtual.text(CUSTOMER, "STOP")
        assert port.line().startswith("+CMT: ,")
        shown = port.line()
        until(lambda: virtual.state().stored == 1)
        assert port.at("AT+CNMI?") == ["+CNMI: 2,0,0,0,0", "OK"]
        assert port.at("AT+CMGL=4")[1] == shown
        assert port.at("AT+CNMA") == ["+CMS ERROR: 340"]


@covers("chatter")
def test_a_noisy_model_talks_between_and_inside_answers_and_can_be_silenced(tmp_path: Path) -> None:
    with modem(tmp_path, model="HuaweiE173") as virtual, Port(tmp_path / "modem1") as port:
        virtual.do("set", chatter=0.02)
        answers = [port.at("AT+CGSN") for _ in range(200)]
        assert {answer[-1] for answer in answers} == {"OK"}
        inside = [line for answer in answers for line in answer[answer.index(virtual.identity.imei) + 1 : -1]]
        assert all(line.startswith("^") for line in inside)
        assert inside
        port.match(rb"\r\n\^[A-Z]+:")
        virtual.do("set", chatter=0)
        port.at("AT")
        assert port.silent()


@covers("flood")
def test_a_flood_has_no_line_end(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        virtual.do("flood", value=20_000)
        assert port.match(rb"U{20000}") == b"U" * 20_000
        assert port.at("AT") == ["OK"]


@covers("echo")
def test_echo_can_come_back_by_itself(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        virtual.do("set", echo="on")
        assert port.at("AT") == ["AT\r", "OK"]
        virtual.do("set", echo="off")
        assert port.at("AT") == ["OK"]


@covers("forget")
def test_all_settings_can_be_lost_without_a_word(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        port.at(HINTS)
        virtual.do("forget")
        assert port.silent()
        assert port.at("AT+CNMI?") == ["AT+CNMI?\r", "+CNMI: 0,0,0,0,0", "OK"]


@covers("sim_error")
def test_the_sim_can_have_no_time(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        port.at("AT+CMEE=1")
        virtual.do("set", sim_error=2)
        assert port.at("AT+CSQ") == ["+CSQ: 20,99", "OK"]
        assert port.at("AT+CPIN?") == ["+CME ERROR: 14"]
        assert port.at("AT+CMGL=4") == ["+CMS ERROR: 314"]
        virtual.do("set", sim_error="1:515")
        assert port.at("AT+CMGS=20") == ["+CME ERROR: 515"]
        assert port.at("AT+CPIN?") == ["+CPIN: READY", "OK"]


@covers("echo_only")
def test_a_modem_can_echo_and_never_answer(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1", echo=True) as port:
        virtual.do("echo_only")
        port.write(b"AT\r")
        port.match(rb"^AT\r$")
        virtual.text(CUSTOMER, "STOP")
        assert port.silent()
        assert (virtual.state().hung, virtual.state().waiting) == (True, 1)
        virtual.do("unhang")
        assert port.at("AT") == ["AT\r", "OK"]


@covers("flap")
def test_the_network_is_lost_and_found_until_that_is_ended(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        port.at("AT+CREG=1")
        virtual.do("set", flap=0.05)
        assert [port.line() for _ in range(4)] == ["+CREG: 2", "+CREG: 1", "+CREG: 2", "+CREG: 1"]
        virtual.do("set", flap=0)
        port.at("AT")
        assert port.silent()
        assert virtual.state().registration == "home"


@covers("puk", "pin_tries")
def test_a_sim_can_have_few_tries_left_or_none(tmp_path: Path) -> None:
    with modem(tmp_path, switches={"pin": "4711"}) as virtual, Port(tmp_path / "modem1") as port:
        port.at("AT+CMEE=1")
        virtual.do("set", pin_tries=1)
        assert port.at("AT+CPINR") == ["+CPINR: SIM PIN,1,3", "OK"]
        assert port.at('AT+CPIN="0000"') == ["+CME ERROR: 12"]
        virtual.do("set", pin="4711")
        virtual.do("puk")
        assert port.at("AT+CPIN?") == ["+CPIN: SIM PUK", "OK"]
        assert port.at("AT+CMGS=20") == ["+CMS ERROR: 316"]
        virtual.do("set", pin="", pin_tries=0)
        assert virtual.state().sim == "SIM PUK"
        virtual.do("remove_sim")
        for name, value in (("puk", None), ("pin_tries", 1)):
            with pytest.raises(BadInput, match="insert_sim first"):
                virtual.do("set", **{name: value})


@covers("return_sim")
def test_a_sim_taken_out_comes_back_with_its_texts(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        with pytest.raises(BadInput, match="No SIM was taken out"):
            virtual.do("return_sim")
        virtual.text(CUSTOMER, "STOP")
        for leave in ({"remove_sim": None}, {"insert_sim": "spare"}):
            virtual.do("set", **leave)
            assert virtual.state().iccid != virtual.identity.iccid
            virtual.do("return_sim")
            assert virtual.state().iccid == virtual.identity.iccid
            assert [text.text for text in inbox(port)] == ["STOP"]
        assert Identity.of_name("spare").iccid != virtual.identity.iccid


@covers("sim_failure")
def test_a_sim_that_failed_works_after_the_radio_was_off(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        port.at("AT+CMEE=1")
        virtual.do("set", sim_failure="on")
        assert port.at("AT+CPIN?") == ["+CME ERROR: 13"]
        assert port.at("AT+CMGS=20") == ["+CMS ERROR: 313"]
        assert port.at("AT+CFUN=1") == ["OK"]
        assert port.at("AT+CIMI") == ["+CME ERROR: 13"]
        port.at("AT+CFUN=0")
        port.at("AT+CFUN=1")
        assert port.at("AT+CPIN?") == ["+CPIN: READY", "OK"]
        assert port.at("AT+CREG?") == ["+CREG: 0,1", "OK"]


@covers("hot_plug")
def test_a_sim_that_is_put_in_unnoticed_is_found_after_the_radio_was_off_or_a_restart(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        port.at("AT+CMEE=1")
        virtual.do("set", hot_plug="off")
        for again in ("AT+CFUN=0", "AT+CFUN=1,1"):
            virtual.do("set", remove_sim=None)
            virtual.do("set", return_sim=None)
            assert port.at("AT+CPIN?") == ["+CME ERROR: 10"]
            assert port.at("AT+CFUN=1") == ["OK"]
            assert port.at("AT+CPIN?") == ["+CME ERROR: 10"]
            port.at(again)
            until(lambda: virtual.state().sim == "READY")
            assert virtual.state().iccid == virtual.identity.iccid
        virtual.do("set", hot_plug="on")
        virtual.do("set", insert_sim="spare")
        assert virtual.state().sim == "READY"


@covers("renumber")
def test_a_renumbered_port_is_another_one_behind_the_same_or_another_link(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual:
        before = (tmp_path / "modem1").readlink()
        with Port(tmp_path / "modem1") as port:
            virtual.do("renumber")
            with pytest.raises(OSError, match="error"):
                os.write(port.serial.fd, b"AT\r")
            # The old port is still open here, so the new one has another name.
            assert (tmp_path / "modem1").readlink() != before
        with Port(tmp_path / "modem1", echo=True) as port:
            assert port.at("AT") == ["AT\r", "OK"]
        virtual.do("renumber", value="modem9")
        assert not (tmp_path / "modem1").is_symlink()
        assert virtual.state().port == str(tmp_path / "modem9")
        with Port(tmp_path / "modem9") as port:
            assert port.at("AT") == ["OK"]
    assert not (tmp_path / "modem9").is_symlink()


def test_every_switch_has_a_test() -> None:
    assert test_virtual_switches.HINTS == HINTS
    assert set(SWITCHES) == COVERED


def test_every_switch_says_what_it_does() -> None:
    for entry in SWITCHES.values():
        assert entry.does.endswith(".")


def test_every_way_to_do_harm_is_in_the_table_of_misbehaviours() -> None:
    named = {misbehaviour.name for misbehaviour in MISBEHAVIOURS}
    settings = {"acknowledge_within", "pin_tries", "ussd", "trace", "hot_plug", "registration_notices"}
    assert named == set(SWITCHES) - settings - {"unhang", "plug", "return_sim"}
    undoing = set(itertools.chain.from_iterable(misbehaviour.undo for misbehaviour in MISBEHAVIOURS))
    assert undoing <= set(SWITCHES)
