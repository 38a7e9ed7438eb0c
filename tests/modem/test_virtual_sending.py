"""Texts that leave through the virtual modem, and what its log says of them."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from virtual_port import CUSTOMER, FINAL, Port, events, lines, message, modem

from smsbox.modem.virtual import Behaviour
from smsbox.sms.concat import Concat
from smsbox.sms.deliver import decode
from smsbox.sms.segments import split


def test_a_text_is_on_air_once_with_the_reference_that_was_answered(tmp_path: Path) -> None:
    before = time.time()
    with modem(tmp_path), Port(tmp_path / "modem1") as port:
        assert port.submit(message("Grüße, 5 €", validity=timedelta(hours=1))) == ["+CMGS: 1", "OK"]
        assert port.submit(message("again")) == ["+CMGS: 2", "OK"]
    first, second = events(tmp_path, "submit")
    assert before <= first.pop("at") <= time.time()
    assert first == {
        "event": "submit",
        "to": CUSTOMER,
        "text": "Grüße, 5 €",
        "reference": 7,
        "parts": None,
        "part": None,
        "concat": None,
        "encoding": "gsm7",
        "class": None,
        "report": False,
        "validity": 60,
        "result": 1,
    }
    assert (second["text"], second["result"], second["validity"]) == ("again", 2, None)


def test_the_parts_of_a_long_text_are_logged_with_their_places(tmp_path: Path) -> None:
    parts = split("Ж" * 100).parts
    with modem(tmp_path), Port(tmp_path / "modem1") as port:
        for place, part in enumerate(parts, 1):
            port.submit(message(part, concat=Concat(77, len(parts), place)))
    logged = events(tmp_path, "submit")
    assert [(event["concat"], event["part"], event["parts"]) for event in logged] == [(77, 1, 2), (77, 2, 2)]
    assert "".join(event["text"] for event in logged) == "Ж" * 100
    assert {event["encoding"] for event in logged} == {"ucs2"}


def test_references_wrap_at_256(tmp_path: Path) -> None:
    with modem(tmp_path), Port(tmp_path / "modem1") as port:
        answers = [port.submit(message())[0] for _ in range(257)]
    assert [answers[0], answers[254], answers[255], answers[256]] == ["+CMGS: 1", "+CMGS: 255", "+CMGS: 0", "+CMGS: 1"]


@pytest.mark.parametrize("body", ["", "rubbish", "00FF", "0011", "07" * 400])
def test_what_is_no_submit_is_refused_and_logged_as_refused(tmp_path: Path, body: str) -> None:
    with modem(tmp_path), Port(tmp_path / "modem1") as port:
        port.write(b"AT+CMGS=20\r")
        port.match(rb"> ")
        port.write(body.encode() + b"\x1a")
        assert lines(port.match(FINAL)) == ["+CMS ERROR: 304"]
        assert port.at("AT") == ["OK"]
    assert events(tmp_path, "submit") == []
    assert [event["result"] for event in events(tmp_path, "refused")] == ["+CMS ERROR: 304"]


def test_a_length_that_is_not_the_message_s_is_refused(tmp_path: Path) -> None:
    pdu = message()
    with modem(tmp_path), Port(tmp_path / "modem1") as port:
        port.write(f"AT+CMGS={pdu.length + 1}\r".encode())
        port.match(rb"> ")
        port.write(pdu.hex.encode() + b"\x1a")
        assert lines(port.match(FINAL)) == ["+CMS ERROR: 304"]
        assert port.at("AT+CMGS=0") == ["+CMS ERROR: 304"]
        assert port.at("AT+CMGS") == ["ERROR"]
    assert events(tmp_path, "submit") == []


def test_esc_leaves_the_prompt_and_nothing_goes_on_air(tmp_path: Path) -> None:
    pdu = message()
    with modem(tmp_path), Port(tmp_path / "modem1") as port:
        port.prompt(pdu)
        port.write(pdu.hex.encode() + b"\x1b")
        assert lines(port.match(FINAL)) == ["OK"]
        assert port.at("AT") == ["OK"]
    assert events(tmp_path, "submit") == []


def test_a_body_without_end_is_given_up(tmp_path: Path) -> None:
    with modem(tmp_path), Port(tmp_path / "modem1") as port:
        port.prompt(message())
        for _ in range(9):
            port.write(b"0" * 1024)
        assert lines(port.match(FINAL)) == ["+CMS ERROR: 305"]


def test_no_text_leaves_without_sim_network_or_service_centre(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        virtual.do("set", registration="denied")
        assert port.submit(message()) == ["+CMS ERROR: 331"]
        virtual.do("set", registration="roaming")
        assert port.submit(message()) == ["+CMGS: 1", "OK"]
        assert port.at('AT+CSCA=""') == ["OK"]
        assert port.submit(message()) == ["+CMS ERROR: 330"]
        virtual.do("remove_sim")
        assert port.at("AT+CMGS=20") == ["+CMS ERROR: 310"]
    assert len(events(tmp_path, "submit")) == 1
    assert len(events(tmp_path, "refused")) == 2


def test_a_status_report_comes_as_a_two_line_notice(tmp_path: Path) -> None:
    settings = Behaviour(report_delay=0.0)
    with modem(tmp_path, settings=settings), Port(tmp_path / "modem1") as port:
        port.at("AT+CNMI=2,1,0,1,0")
        port.submit(message(status_report=True))
        header, pdu = port.line(), port.line()
        report = decode(pdu)
    assert header == f"+CDS: {len(pdu) // 2 - 1 - int(pdu[:2], 16)}"
    assert (report.number, report.reference, report.status) == (CUSTOMER, 1, 0)
    (logged,) = events(tmp_path, "report")
    assert (logged["to"], logged["reference"], logged["status"], logged["shown"]) == (CUSTOMER, 1, 0, "line")


def test_a_status_report_can_be_stored_with_its_own_hint(tmp_path: Path) -> None:
    settings = Behaviour(report_delay=0.0)
    with modem(tmp_path, settings=settings), Port(tmp_path / "modem1") as port:
        port.at("AT+CNMI=2,1,0,2,0")
        port.submit(message(status_report=True))
        assert port.line() == '+CDSI: "SM",1'
        assert decode(port.at("AT+CMGR=1")[1]).reference == 1
    assert [event["index"] for event in events(tmp_path, "report")] == [1]


def test_nobody_reports_a_text_that_did_not_ask_for_it(tmp_path: Path) -> None:
    settings = Behaviour(report_delay=0.0)
    with modem(tmp_path, settings=settings), Port(tmp_path / "modem1") as port:
        port.at("AT+CNMI=2,1,0,1,0")
        port.submit(message(status_report=False))
        port.submit(message(status_report=True))
        port.line()
        assert decode(port.line()).reference == 2
    assert [event["reference"] for event in events(tmp_path, "report")] == [2]


def test_every_line_of_the_log_is_whole_when_two_modems_share_it(tmp_path: Path) -> None:
    log = tmp_path / "both.jsonl"
    with (
        modem(tmp_path, "modem1", log=log),
        modem(tmp_path, "modem2", log=log),
        Port(tmp_path / "modem1") as one,
        Port(tmp_path / "modem2") as two,
    ):
        for port in [one, two] * 20:
            port.submit(message("x" * 150))
    assert len(events(tmp_path, "submit", "both")) == 40
