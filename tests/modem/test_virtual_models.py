"""The models of real modems: every one of them does the common things, and each its family's own."""

from pathlib import Path

import pytest
from virtual_port import CUSTOMER, FINAL, Port, inbox, lines, message, modem, quiet, report, until, well

from smsbox.modem.virtual import MODELS, Identity
from smsbox.modem.virtual.commands import knows
from smsbox.sms import alphabet
from smsbox.sms.deliver import decode

REAL = sorted(set(MODELS) - {"Generic"})
every_model = pytest.mark.parametrize("name", sorted(MODELS))


@every_model
def test_every_model_sends_and_reports(tmp_path: Path, name: str) -> None:
    with quiet(tmp_path, name), Port(tmp_path / "modem1") as port:
        mode = "2,1,0,1,0" if 1 in MODELS[name].report_routes else "2,1,0,2,0"
        port.at("AT+CMEE=1")
        assert port.at(f"AT+CNMI={mode}") == ["OK"]
        reference, final = port.submit(message(status_report=True))
        assert (reference.split(",")[0], final) == ("+CMGS: 1", "OK")
        if mode == "2,1,0,1,0":
            assert report(port).reference == 1
        else:
            assert port.line() == '+CDSI: "SR",1'


@every_model
def test_every_model_stores_hints_and_forgets_a_text(tmp_path: Path, name: str) -> None:
    with quiet(tmp_path, name) as virtual, Port(tmp_path / "modem1") as port:
        port.at('AT+CPMS="SM","SM","SM"')
        port.at("AT+CNMI=2,1,0,0,0")
        first = 0 if name == "HuaweiE173" else 1
        virtual.text(CUSTOMER, "STOP")
        assert port.line() == f'+CMTI: "SM",{first}'
        assert [text.text for text in inbox(port)] == ["STOP"]
        assert port.at(f"AT+CMGD={first}") == ["OK"]
        assert inbox(port) == []
        assert port.at(f"AT+CMGD={first + 19}") == ["OK"]
        assert port.at(f"AT+CMGD={first + 20}")[0].startswith("+CMS ERROR: ")
        assert port.at(f"AT+CMGD={first - 1}")[0].startswith("+CMS ERROR: ")


@pytest.mark.parametrize(
    ("name", "maker", "model", "information"),
    [
        ("HuaweiE173", "huawei", "E173", "Manufacturer: huawei"),
        ("ZteMf190", "ZTE INCORPORATED", "MF190", "Model: MF190"),
        ("SimcomSim7600", "SIMCOM INCORPORATED", "SIMCOM_SIM7600E-H", "Revision: SIM7600M22_V2.0"),
        ("Sim800", "SIMCOM_Ltd", "SIMCOM_SIM800L", "SIM800 R14.18"),
        ("QuectelEc25", "Quectel", "EC25", "Revision: EC25EFAR06A06M4G"),
        ("TelitLe910", "Telit", "LE910-EU1", "332"),
    ],
)
def test_a_model_says_who_it_is(tmp_path: Path, name: str, maker: str, model: str, information: str) -> None:
    with quiet(tmp_path, name) as virtual, Port(tmp_path / "modem1") as port:
        assert port.at("AT+CGMI") == [maker, "OK"]
        assert port.at("AT+CGMM") == [model, "OK"]
        assert information in port.at("ATI")
        assert port.at("AT+CGSN") == [virtual.identity.imei, "OK"]


@pytest.mark.parametrize(
    ("name", "command", "before", "after"),
    [
        ("HuaweiE173", "AT^ICCID?", "^ICCID: ", ""),
        ("ZteMf190", "AT+ZGETICCID", "+ZGETICCID: ", ""),
        ("ZteMf190", "AT+ICCID", "ICCID: ", ""),
        ("SimcomSim7600", "AT+CICCID", "+ICCID: ", "F"),
        ("Sim800", "AT+CCID", "", "F"),
        ("QuectelEc25", "AT+QCCID", "+QCCID: ", "F"),
        ("TelitLe910", "AT#CCID", "#CCID: ", ""),
    ],
)
def test_the_sim_s_number_is_told_in_the_family_s_way(
    tmp_path: Path, name: str, command: str, before: str, after: str
) -> None:
    with quiet(tmp_path, name) as virtual, Port(tmp_path / "modem1") as port:
        assert port.at(command) == [f"{before}{virtual.identity.iccid}{after}", "OK"]


def test_a_command_of_another_family_is_not_known(tmp_path: Path) -> None:
    with quiet(tmp_path, "TelitLe910") as virtual, Port(tmp_path / "modem1") as port:
        assert port.at("AT^ICCID?") == port.at("AT+CCID") == port.at("AT+ZOPRT=5") == ["ERROR"]
        assert virtual.state().registration == "home"
    assert not knows(MODELS["Generic"], "+CSIM")
    assert not knows(MODELS["Sim800"], "+CEREG")


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("HuaweiE173", "COMMAND NOT SUPPORT"),
        ("SimcomSim7600", "+CME ERROR: unknown"),
        ("QuectelEc25", "+CME ERROR: 100"),
        ("ZteMf190", "ERROR"),
    ],
)
def test_an_unknown_command_is_refused_in_the_family_s_words(tmp_path: Path, name: str, answer: str) -> None:
    with quiet(tmp_path, name), Port(tmp_path / "modem1") as port:
        assert port.answer("AT+NONSENSE") == answer
        assert port.at("AT")[-1] == "OK"


@pytest.mark.parametrize(
    ("name", "stores"),
    [
        ("HuaweiE173", '("SM","ME"),("SM","ME"),("SM","ME")'),
        ("ZteMf190", '("ME","SM","SR"),("ME","SM"),("ME","SM")'),
        ("SimcomSim7600", '("SM","ME","SR"),("SM","ME"),("SM","ME")'),
        ("Sim800", '("SM"),("SM"),("SM")'),
        ("QuectelEc25", '("SM","ME","SR"),("SM","ME"),("SM","ME")'),
        ("TelitLe910", '("SM","ME"),("SM","ME"),("SM","ME")'),
    ],
)
def test_a_model_has_its_stores(tmp_path: Path, name: str, stores: str) -> None:
    with quiet(tmp_path, name), Port(tmp_path / "modem1") as port:
        assert port.at("AT+CPMS=?") == [f"+CPMS: {stores}", "OK"]
        assert port.at('AT+CPMS="XX"')[0].startswith("+CMS ERROR: ")


def test_the_sim_s_slots_and_the_modem_s_are_separate(tmp_path: Path) -> None:
    with quiet(tmp_path, "QuectelEc25") as virtual, Port(tmp_path / "modem1") as port:
        port.at("AT+CNMI=2,1,0,0,0")
        virtual.text(CUSTOMER, "in the modem")
        assert port.line() == '+CMTI: "ME",1'
        assert port.at('AT+CPMS="SM","SM","SM"') == ["+CPMS: 0,20,0,20,0,20", "OK"]
        virtual.text(CUSTOMER, "on the SIM")
        assert port.line() == '+CMTI: "SM",1'
        assert [text.text for text in inbox(port)] == ["on the SIM"]
        assert port.at('AT+CPMS="ME"') == ["+CPMS: 1,255,1,20,1,20", "OK"]
        assert port.at("AT+CPMS?") == ['+CPMS: "ME",1,255,"SM",1,20,"SM",1,20', "OK"]
        assert [text.text for text in inbox(port)] == ["in the modem"]
        virtual.do("insert_sim")
        until(lambda: well(port))
        assert virtual.state().stored == 1


@pytest.mark.parametrize("name", ["ZteMf190", "SimcomSim7600"])
def test_a_qualcomm_stick_says_that_it_shows_reports_and_stores_them(tmp_path: Path, name: str) -> None:
    with quiet(tmp_path, name), Port(tmp_path / "modem1") as port:
        port.at("AT+CMEE=1")
        assert port.at("AT+CNMI=?")[0].split("),(")[3] == "0,1,2"
        assert port.at("AT+CNMI=2,1,0,1,0") == ["+CMS ERROR: 302"]
        assert port.at("AT+CNMI=2,1,0,2,0") == ["OK"]
        port.submit(message(status_report=True))
        assert port.line() == '+CDSI: "SR",1'
        port.at('AT+CPMS="SR"')
        assert decode(port.at("AT+CMGR=1")[1]).reference == 1
        assert port.at("AT+CMGD=1") == ["OK"]
        assert port.at('AT+CPMS="SM","SR"') == ["+CMS ERROR: 302"]


def test_quectel_shows_the_next_message_only_after_cnma(tmp_path: Path) -> None:
    with quiet(tmp_path, "QuectelEc25") as virtual, Port(tmp_path / "modem1") as port:
        port.at("AT+CSMS=1;+CNMI=2,2,0,1,0")
        for text in ("one", "two"):
            virtual.text(CUSTOMER, text)
        assert port.line().startswith("+CMT: ,")
        assert decode(port.line()).text == "one"
        assert port.silent()
        assert virtual.state().waiting == 2
        port.write(b"AT+CNMA\r")
        assert port.line() == "OK"
        assert port.line().startswith("+CMT: ,")
        assert decode(port.line()).text == "two"
        assert virtual.state().waiting == 1
        assert port.at("AT+CNMA=2") == ["OK"]
        assert port.line().startswith("+CMT: ,")
        assert decode(port.line()).text == "two"
        assert port.at("AT+CNMA") == ["OK"]
        assert virtual.state().waiting == 0
        assert port.at("AT+CNMA") == ["+CMS ERROR: 340"]


def test_a_text_that_waits_for_cnma_survives_a_restart(tmp_path: Path) -> None:
    with quiet(tmp_path, "QuectelEc25") as virtual:
        with Port(tmp_path / "modem1") as port:
            port.at("AT+CSMS=1;+CNMI=2,2,0,1,0")
            virtual.text(CUSTOMER, "STOP")
            port.line()
            virtual.do("unplug")
        virtual.do("plug")
        with Port(tmp_path / "modem1") as port:
            until(lambda: virtual.state().stored == 1)
            port.at("AT")
            assert [text.text for text in inbox(port)] == ["STOP"]


def test_huawei_writes_ussd_as_packed_septets(tmp_path: Path) -> None:
    with quiet(tmp_path, "HuaweiE173", switches={"ussd": "*100#=You have 7.50"}), Port(tmp_path / "modem1") as port:
        assert port.at('AT+CUSD=1,"AA180C3602",15') == ["OK"]
        answer = bytes.fromhex(port.line().split('"')[1])
        assert alphabet.decode(alphabet.unpack(answer, len(answer) * 8 // 7)).rstrip("@") == "You have 7.50"
        assert port.at('AT+CUSD=1,"*100#",15') == ["ERROR"]


def test_zte_answers_ussd_in_ucs2(tmp_path: Path) -> None:
    with quiet(tmp_path, "ZteMf190", switches={"ussd": "*100#=7.50"}), Port(tmp_path / "modem1") as port:
        assert port.at('AT+CUSD=1,"*100#",15') == ["OK"]
        assert port.line() == '+CUSD: 0,"0037002E00350030",72'


def test_telit_tells_the_time_with_the_reference_and_has_no_sim_while_it_sends(tmp_path: Path) -> None:
    pdu = message()
    with quiet(tmp_path, "TelitLe910", switches={"latency": 0.2}), Port(tmp_path / "modem1") as port:
        port.at("AT+CMEE=1")
        port.prompt(pdu)
        port.write(pdu.hex.encode() + b"\x1aAT+CSQ\rAT+CIMI\rAT+CMGL=4\r")
        reference, final = lines(port.match(FINAL))
        assert reference.startswith('+CMGS: 1,"')
        assert final == "OK"
        assert lines(port.match(FINAL)) == ["+CSQ: 20,99", "OK"]
        assert lines(port.match(FINAL)) == ["+CME ERROR: 14"]
        assert lines(port.match(FINAL)) == ["+CMS ERROR: 314"]
        assert port.at("AT+CIMI")[-1] == "OK"


def test_zte_sleeps_and_wakes_by_its_own_command(tmp_path: Path) -> None:
    with quiet(tmp_path, "ZteMf190") as virtual, Port(tmp_path / "modem1") as port:
        assert port.at("AT+ZOPRT?") == ["+ZOPRT: 5", "OK"]
        assert port.at("AT+ZOPRT=6") == ["OK"]
        assert virtual.state().registration == "off"
        assert port.at("AT+ZPAS?") == ['+ZPAS: "No Service"', "OK"]
        assert port.at("AT+ZOPRT=5") == ["OK"]
        assert virtual.state().registration == "home"
        assert port.at("AT+ZCDRUN=8")[0].endswith("SUCCESS):1")


def test_huawei_is_quiet_after_curc_until_a_restart(tmp_path: Path) -> None:
    with modem(tmp_path, model="HuaweiE173", switches={"chatter": 0.02}) as virtual, Port(tmp_path / "modem1") as port:
        port.match(rb"\r\n\^[A-Z]+:")
        port.at("AT^CURC=0")
        port.at("AT")
        assert port.silent()
        assert virtual.state().plugged


def test_zte_talks_before_a_prompt_too(tmp_path: Path) -> None:
    # The same modem each time, and so the same noise.
    zte = modem(tmp_path, model="ZteMf190", switches={"chatter": 600}, identity=Identity.of_name("zte"))
    with zte, Port(tmp_path / "modem1") as port:
        before = []
        for _ in range(60):
            port.write(b"AT+CMGS=20\r")
            before.append(port.match(rb"\r\n> "))
            port.write(b"\x1b")
            port.match(FINAL)
    assert any(b"+Z" in said for said in before)
    assert b"\r\n> " in before


def test_huawei_says_once_that_the_sim_is_full(tmp_path: Path) -> None:
    with quiet(tmp_path, "HuaweiE173") as virtual, Port(tmp_path / "modem1") as port:
        port.at("AT+CNMI=2,1,0,0,0")
        virtual.do("fill")
        for _ in range(2):
            virtual.text(CUSTOMER, "STOP")
        assert port.line() == '^SMMEMFULL: "SM"'
        assert port.silent()
        port.write(b"AT+CMGD=0\r")
        assert [port.line(), port.line()] == ["OK", '+CMTI: "SM",0']


@pytest.mark.parametrize(
    ("name", "command", "answer"),
    [
        ("HuaweiE173", "AT^CPIN?", ["^CPIN: SIM PIN,2,10,2,10,3"]),
        ("SimcomSim7600", "AT+SPIC", ["+SPIC: 2,10,3,10"]),
        ("Sim800", "AT+SPIC", ["+SPIC: 2,3,10,10"]),
        ("QuectelEc25", 'AT+QPINC="SC"', ['+QPINC: "SC",2,10']),
        ("QuectelEc25", "AT+QPINC?", ['+QPINC: "SC",2,10', '+QPINC: "P2",3,10']),
        ("TelitLe910", "AT+CPINR", ["+CPINR: SIM PIN,2,3"]),
        *((name, 'AT+CSIM=10,"0020000100"', ['+CSIM: 4,"63C2"']) for name in REAL),
    ],
)
def test_the_tries_left_can_be_asked_without_using_one(
    tmp_path: Path, name: str, command: str, answer: list[str]
) -> None:
    with quiet(tmp_path, name, switches={"pin": "4711", "pin_tries": 2}) as virtual, Port(tmp_path / "modem1") as port:
        for _ in range(3):
            assert port.at(command) == [*answer, "OK"]
        assert virtual.state().sim == "SIM PIN"


def test_csim_tells_a_free_and_a_blocked_sim(tmp_path: Path) -> None:
    with quiet(tmp_path, "QuectelEc25") as virtual, Port(tmp_path / "modem1") as port:
        assert port.at('AT+CSIM=10,"0020000100"') == ['+CSIM: 4,"9000"', "OK"]
        virtual.do("puk")
        assert port.at('AT+CSIM=10,"0020000100"') == ['+CSIM: 4,"6983"', "OK"]
        assert port.at('AT+CSIM=26,"00200001083030303030303030"') == ["+CME ERROR: 4"]


@pytest.mark.parametrize("name", REAL)
def test_a_right_pin_is_followed_by_the_lines_of_a_ready_sim_and_can_be_switched_off(tmp_path: Path, name: str) -> None:
    with quiet(tmp_path, name, switches={"pin": "4711"}), Port(tmp_path / "modem1") as port:
        port.at("AT+CMEE=1")
        assert port.at('AT+CLCK="SC",2') == ["+CLCK: 1", "OK"]
        assert port.at('AT+CLCK="SC",0,"4711"') == ["+CME ERROR: 11"]
        assert port.at('AT+CPIN="4711"') == ["OK"]
        ready = MODELS[name].unasked.ready
        assert [port.line() for _ in ready] == list(ready)
        assert port.at('AT+CLCK="SC",0,"0000"') == ["+CME ERROR: 16"]
        assert port.at('AT+CLCK="SC",1,"4711"') == ["OK"]
        assert port.at('AT+CLCK="SC",0,"4711"') == ["OK"]
        assert port.at('AT+CLCK="SC",2') == ["+CLCK: 0", "OK"]
