"""Texts that reach the virtual modem: hints, the SIM's store, reading and deleting."""

from pathlib import Path

from virtual_port import CUSTOMER, Port, events, message, modem

from smsbox.sms.deliver import decode

HINTS = "AT+CNMI=2,1,0,1,0"


def stored(port: Port) -> list[str]:
    """The texts in the SIM, as listed."""
    return [decode(line).text for line in port.at("AT+CMGL=4")[1:-1:2]]


def test_an_inbound_text_is_hinted_read_and_deleted(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        port.at(HINTS)
        assert virtual.text(CUSTOMER, "STOP") == 1
        assert port.line() == '+CMTI: "SM",1'
        header, pdu, ok = port.at("AT+CMGR=1")
        assert (header, ok) == (f"+CMGR: 0,,{len(pdu) // 2 - 1 - int(pdu[:2], 16)}", "OK")
        assert (decode(pdu).sender, decode(pdu).text) == (CUSTOMER, "STOP")
        assert port.at("AT+CMGR=1")[0].startswith("+CMGR: 1,")
        assert port.at("AT+CPMS?")[0] == '+CPMS: "SM",1,20,"SM",1,20,"SM",1,20'
        assert port.at("AT+CMGD=1") == ["OK"]
        assert port.at("AT+CMGR=1") == ["+CMS ERROR: 321"]
        assert port.at("AT+CMGD=1") == ["OK"]
        assert port.at("AT+CMGD=21") == ["+CMS ERROR: 321"]
    inbound, deleted = events(tmp_path, "inbound"), events(tmp_path, "delete")
    assert [(event["index"], event["from"], event["text"]) for event in inbound] == [(1, CUSTOMER, "STOP")]
    assert [event["index"] for event in deleted] == [1]


def test_no_hint_comes_before_cnmi_asks(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        virtual.text(CUSTOMER, "STOP")
        assert port.silent()
        assert stored(port) == ["STOP"]


def test_listing_tells_unread_from_read(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        virtual.text(CUSTOMER, "one")
        port.at("AT+CMGR=1")
        virtual.text(CUSTOMER, "two")
        assert [line.split(",")[0] for line in port.at("AT+CMGL=0")[:-1:2]] == ["+CMGL: 2"]
        assert port.at("AT+CMGL=0") == ["OK"]
        assert len(port.at("AT+CMGL=1")) == 5
        assert port.at("AT+CMGL=9") == ["ERROR"]
        assert port.at("AT+CMGD=1,4") == ["OK"]
        assert port.at("AT+CMGL=4") == ["OK"]


def test_a_freed_slot_is_used_again(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        port.at(HINTS)
        for text in ("one", "two", "three"):
            virtual.text(CUSTOMER, text)
            port.line()
        port.at("AT+CMGD=2")
        virtual.text(CUSTOMER, "four")
        assert port.line() == '+CMTI: "SM",2'


def test_a_full_store_makes_texts_wait_in_the_network_until_a_slot_is_free(tmp_path: Path) -> None:
    with modem(tmp_path, slots=2) as virtual, Port(tmp_path / "modem1") as port:
        port.at(HINTS)
        for place in range(4):
            virtual.text(CUSTOMER, f"text {place}")
        assert [port.line(), port.line()] == ['+CMTI: "SM",1', '+CMTI: "SM",2']
        assert virtual.state().waiting == 2
        assert port.silent()
        assert port.at("AT+CMGD=1") == ["OK"]
        assert port.line() == '+CMTI: "SM",1'
        assert stored(port) == ["text 2", "text 1"]
        state = virtual.state()
    assert (state.waiting, state.stored, state.deleted, state.inbound) == (1, 2, 1, 3)


def test_a_long_text_comes_in_parts_that_belong_together(tmp_path: Path) -> None:
    text = "A long story. " * 30
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        assert virtual.text(CUSTOMER, text) == 3
        assert virtual.text(CUSTOMER, text) == 3
        parts = [decode(line) for line in port.at("AT+CMGL=4")[1:-1:2]]
    assert "".join(part.text for part in parts[:3]) == text
    assert [part.concat.sequence for part in parts if part.concat] == [1, 2, 3, 1, 2, 3]
    assert len({part.concat.reference for part in parts if part.concat}) == 2


def test_a_text_can_be_shown_at_once_without_being_stored(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        port.at("AT+CNMI=2,2,0,1,0")
        virtual.text(CUSTOMER, "STOP")
        assert port.line().startswith("+CMT: ,")
        assert decode(port.line()).text == "STOP"
        assert port.at("AT+CMGL=4") == ["OK"]
    assert [event["index"] for event in events(tmp_path, "inbound")] == [None]


def test_texts_wait_while_there_is_no_service(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        port.at(HINTS)
        virtual.do("set", registration="searching")
        virtual.text(CUSTOMER, "STOP")
        assert (virtual.state().waiting, virtual.state().stored) == (1, 0)
        virtual.do("set", registration="home")
        assert port.line() == '+CMTI: "SM",1'


def test_a_raw_pdu_is_stored_as_it_is(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        virtual.do("pdu", pdu="00 04 ff ff")
        assert port.at("AT+CMGL=4") == ["+CMGL: 1,0,,3", "0004FFFF", "OK"]
    assert [event["pdu"] for event in events(tmp_path, "inbound")] == ["0004FFFF"]


def test_a_hint_does_not_land_in_a_message_body(tmp_path: Path) -> None:
    pdu = message()
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        port.at(HINTS)
        port.prompt(pdu)
        virtual.text(CUSTOMER, "STOP")
        assert port.silent()
        port.write(pdu.hex.encode() + b"\x1a")
        assert [port.line(), port.line(), port.line()] == ['+CMTI: "SM",1', "+CMGS: 1", "OK"]
