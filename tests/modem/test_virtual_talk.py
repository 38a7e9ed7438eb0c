"""Plain AT exchanges over the pseudo-terminal, and the port itself."""

from pathlib import Path

import pytest
from virtual_port import Port, modem

from smsbox.errors import BadInput, SmsboxError
from smsbox.modem.virtual import Behaviour, Identity, VirtualModem


def luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def test_a_modem_answers_at_with_echo_until_ate0(tmp_path: Path) -> None:
    with modem(tmp_path), Port(tmp_path / "modem1", echo=True) as port:
        assert port.at("AT") == ["AT\r", "OK"]
        assert port.at("ATE0") == ["ATE0\r", "OK"]
        assert port.at("AT") == ["OK"]
        assert port.at("ATE1") == ["OK"]
        assert port.at("ATZ") == ["ATZ\r", "OK"]


def test_errors_take_the_form_that_cmee_sets(tmp_path: Path) -> None:
    with modem(tmp_path), Port(tmp_path / "modem1") as port:
        assert port.at("AT+NONSENSE") == ["ERROR"]
        assert port.at("AT+CMEE=1") == ["OK"]
        assert port.at("AT+NONSENSE") == ["+CME ERROR: 100"]
        assert port.at("AT+CMGR=3") == ["+CMS ERROR: 321"]
        assert port.at("AT+CMEE=2") == ["OK"]
        assert port.at("AT+CMEE?") == ["+CMEE: 2", "OK"]
        assert port.at("AT+NONSENSE") == ["+CME ERROR: unknown"]
        assert port.at("AT+CMGR=3") == ["+CMS ERROR: invalid memory index"]


@pytest.mark.parametrize(
    "bad", ["AT+CMEE=7", "AT+CMEE=x", "AT+CSQ?rubbish", "AT)", "ATD*99#", "ATV0", 'AT+CSCS="KLINGON"']
)
def test_what_is_no_proper_command_gets_an_error(tmp_path: Path, bad: str) -> None:
    with modem(tmp_path), Port(tmp_path / "modem1") as port:
        assert port.at(bad) == ["ERROR"]
        assert port.at("AT") == ["OK"]


def test_several_commands_fit_one_line_and_the_first_error_ends_it(tmp_path: Path) -> None:
    with modem(tmp_path), Port(tmp_path / "modem1") as port:
        assert port.at("ATE0V1+CMEE=1;+CSQ;+CPIN?") == ["+CSQ: 20,99", "+CPIN: READY", "OK"]
        assert port.at("AT+CSQ;+NONSENSE;+CPIN?") == ["+CSQ: 20,99", "+CME ERROR: 100"]


def test_rubbish_before_at_is_passed_over(tmp_path: Path) -> None:
    with modem(tmp_path), Port(tmp_path / "modem1") as port:
        assert port.at("\x1b\xff\x00at+csq") == ["+CSQ: 20,99", "OK"]
        port.write(b"no command\r")
        assert port.silent()


def test_identity_is_told_by_all_its_commands(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        who = virtual.identity
        assert port.at("AT+CGSN") == port.at("AT+GSN") == [who.imei, "OK"]
        assert port.at("AT+CIMI") == [who.imsi, "OK"]
        assert port.at("AT+CCID") == [f"+CCID: {who.iccid}", "OK"]
        assert port.at("AT+ICCID") == [f"+ICCID: {who.iccid}", "OK"]
        assert port.at("AT^ICCID?") == [f"^ICCID: {who.iccid}", "OK"]
        assert port.at("AT+CNUM") == [f'+CNUM: "","{who.number}",145', "OK"]
        assert port.at("AT+CGMI") == port.at("AT+GMI") == ["Smsbox", "OK"]
        assert port.at("AT+CGMM") == port.at("AT+GMM") == ["Virtual Modem", "OK"]
        assert port.at("AT+CGMR") == port.at("AT+GMR") == ["VM-1.0", "OK"]
        assert f"IMEI: {who.imei}" in port.at("ATI")


def test_two_modems_differ_and_the_same_link_gives_the_same_sim_again(tmp_path: Path) -> None:
    first, second = modem(tmp_path, "modem1").identity, modem(tmp_path, "modem2").identity
    assert first == modem(tmp_path, "modem1").identity
    for one, other in zip(
        (first.imei, first.iccid, first.imsi, first.number),
        (second.imei, second.iccid, second.imsi, second.number),
        strict=True,
    ):
        assert one != other


def test_sixteen_modems_in_one_folder_never_share_a_number(tmp_path: Path) -> None:
    numbers = {Identity.of_link(tmp_path / f"modem{place}").number for place in range(1, 17)}
    assert len(numbers) == 16


@pytest.mark.parametrize("name", ["/a/modem1", "/a/modem2", "", "x" * 300])
def test_imei_and_iccid_have_right_check_digits(name: str) -> None:
    who = Identity.of_name(name)
    assert len(who.imei) == 15
    assert luhn(who.imei)
    assert len(who.iccid) == 19
    assert luhn(who.iccid)


def test_a_wrong_check_digit_is_refused_with_the_right_one() -> None:
    with pytest.raises(BadInput, match="490154203237518 would be right"):
        Identity(imei="490154203237517", iccid="8944991973288467079", imsi="001010000000001", number="+447700900001")


def test_network_queries_answer_as_27007_says(tmp_path: Path) -> None:
    with modem(tmp_path), Port(tmp_path / "modem1") as port:
        for name in ("+CREG", "+CGREG", "+CEREG"):
            assert port.at(f"AT{name}?") == [f"{name}: 0,1", "OK"]
            assert port.at(f"AT{name}=2") == ["OK"]
            assert port.at(f"AT{name}?") == [f'{name}: 2,1,"00C3","0001A2B3",7', "OK"]
        assert port.at("AT+COPS?") == ['+COPS: 0,0,"Virtual Network",7', "OK"]
        assert port.at("AT+COPS=3,2") == ["OK"]
        assert port.at("AT+COPS?") == ['+COPS: 0,2,"00101",7', "OK"]
        assert port.at("AT+CPAS") == ["+CPAS: 0", "OK"]
        assert port.at("AT+CSCA?") == ['+CSCA: "+15550000001",145', "OK"]
        assert port.at('AT+CSCA="+447785016005",145') == ["OK"]
        assert port.at("AT+CSCA?") == ['+CSCA: "+447785016005",145', "OK"]
        assert port.at("AT+CCLK?")[0].startswith('+CCLK: "')
        assert port.at("AT+CTZU=1") == ["OK"]
        assert port.at("AT+CTZU?") == ["+CTZU: 1", "OK"]


def test_message_settings_answer_as_27005_says(tmp_path: Path) -> None:
    with modem(tmp_path), Port(tmp_path / "modem1") as port:
        assert port.at("AT+CMGF=0") == ["OK"]
        assert port.at("AT+CMGF=1") == ["+CMS ERROR: 303"]
        assert port.at("AT+CMGF?") == ["+CMGF: 0", "OK"]
        assert port.at("AT+CPMS=?") == ['+CPMS: ("SM"),("SM"),("SM")', "OK"]
        assert port.at('AT+CPMS="SM","SM","SM"') == ["+CPMS: 0,20,0,20,0,20", "OK"]
        assert port.at('AT+CPMS="ME"') == ["+CMS ERROR: 302"]
        assert port.at("AT+CNMI=2,1,0,1,0") == ["OK"]
        assert port.at("AT+CNMI?") == ["+CNMI: 2,1,0,1,0", "OK"]
        assert port.at("AT+CNMI=2,1,0,3,0") == ["+CMS ERROR: 302"]
        assert port.at("AT+CSMS?") == ["+CSMS: 0,1,1,1", "OK"]
        assert port.at("AT+CNMA") == ["+CMS ERROR: 340"]
        assert port.at("AT+CSMS=1") == ["+CSMS: 1,1,1", "OK"]
        assert port.at("AT+CNMA") == ["OK"]
        assert port.at("AT+CMMS=2") == ["OK"]
        assert port.at("AT+CMMS?") == ["+CMMS: 2", "OK"]
        assert port.at("AT+CSAS") == ["OK"]


def test_strings_are_hexadecimal_in_the_ucs2_character_set(tmp_path: Path) -> None:
    with modem(tmp_path), Port(tmp_path / "modem1") as port:
        assert port.at('AT+CSCS="UCS2"') == ["OK"]
        assert "Virtual Network".encode("utf-16-be").hex().upper() in port.at("AT+COPS?")[0]


def test_a_ussd_code_is_answered_after_ok(tmp_path: Path) -> None:
    with modem(tmp_path), Port(tmp_path / "modem1") as port:
        assert port.at('AT+CUSD=1,"*100#",15') == ["OK"]
        assert port.line() == '+CUSD: 0,"Your balance is 10.00.",15'
        assert port.at('AT+CUSD=1,"what",15') == ["OK"]
        assert port.line() == "+CUSD: 4"


def test_the_radio_can_be_switched_off_and_on(tmp_path: Path) -> None:
    with modem(tmp_path), Port(tmp_path / "modem1") as port:
        assert port.at("AT+CREG=1") == ["OK"]
        assert port.at("AT+CFUN=0") == ["OK"]
        assert port.line() == "+CREG: 0"
        assert port.at("AT+COPS?") == ["+COPS: 0", "OK"]
        assert port.at("AT+CFUN=1") == ["OK"]
        assert port.line() == "+CREG: 1"
        assert port.at("AT+CFUN?") == ["+CFUN: 1", "OK"]


def test_a_pin_is_asked_and_the_third_wrong_one_asks_for_the_puk(tmp_path: Path) -> None:
    with modem(tmp_path, switches={"pin": "1234"}), Port(tmp_path / "modem1") as port:
        port.at("AT+CMEE=1")
        assert port.at("AT+CPIN?") == ["+CPIN: SIM PIN", "OK"]
        assert port.at("AT+CIMI") == ["+CME ERROR: 11"]
        assert port.at("AT+CMGL=4") == ["+CMS ERROR: 311"]
        assert port.at("AT+CREG?") == ["+CREG: 0,0", "OK"]
        assert port.at('AT+CPIN="0000"') == ["+CME ERROR: 16"]
        assert port.at("AT+CPINR") == ["+CPINR: SIM PIN,2,3", "OK"]
        assert port.at('AT+CPIN="1234"') == ["OK"]
        assert port.at("AT+CPIN?") == ["+CPIN: READY", "OK"]
        assert port.at('AT+CPIN="1234"') == ["+CME ERROR: 3"]
    with modem(tmp_path, switches={"pin": "1234"}), Port(tmp_path / "modem1") as port:
        port.at("AT+CMEE=1")
        assert [port.at('AT+CPIN="9"') for _ in range(3)][-1] == ["+CME ERROR: 12"]
        assert port.at("AT+CPIN?") == ["+CPIN: SIM PUK", "OK"]
        assert port.at("AT+CMGL=4") == ["+CMS ERROR: 316"]


def test_the_link_is_removed_at_the_end_and_a_stale_one_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "modem1").symlink_to("/nowhere/at/all")
    with modem(tmp_path), Port(tmp_path / "modem1") as port:
        assert port.at("AT") == ["OK"]
        assert [path.name for path in tmp_path.iterdir() if path.is_symlink()] == ["modem1"]
    assert not (tmp_path / "modem1").is_symlink()
    assert not (tmp_path / "modem1.sock").exists()


def test_a_link_that_another_modem_took_over_is_left_alone(tmp_path: Path) -> None:
    first = modem(tmp_path)
    first.start()
    (tmp_path / "modem1").unlink()
    with VirtualModem(tmp_path / "modem1"):
        first.stop()
        with Port(tmp_path / "modem1") as port:
            assert port.at("AT") == ["OK"]


def test_a_file_in_the_place_of_the_link_is_not_destroyed(tmp_path: Path) -> None:
    (tmp_path / "modem1").write_text("precious")
    with pytest.raises(BadInput, match="is not a link"):
        modem(tmp_path).start()
    assert (tmp_path / "modem1").read_text() == "precious"
    assert not (tmp_path / "modem1.sock").exists()


def test_a_folder_that_is_not_there_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SmsboxError, match="cannot be made: No such file or directory"):
        VirtualModem(tmp_path / "none" / "modem1").start()
    with pytest.raises(SmsboxError, match="cannot be written"):
        VirtualModem(tmp_path / "modem1", log=tmp_path / "none" / "log").start()
    assert not (tmp_path / "modem1").is_symlink()


def test_programs_may_come_and_go(tmp_path: Path) -> None:
    with modem(tmp_path):
        for _ in range(3):
            with Port(tmp_path / "modem1") as port:
                assert port.at("AT") == ["OK"]


def test_a_program_that_never_reads_does_not_stop_the_modem(tmp_path: Path) -> None:
    with modem(tmp_path) as virtual, Port(tmp_path / "modem1") as port:
        for _ in range(200):
            port.write(b"ATI\r" * 10)
        assert virtual.state().plugged
        port.serial.timeout = 0.2
        while port.serial.read(65536):
            pass
        assert port.at("AT")[-1] == "OK"


def test_unknown_models_and_slots_out_of_range_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="choose one of: Generic"):
        modem(tmp_path, model="Nokia3310")
    with pytest.raises(BadInput, match="1 to 255 slots"):
        modem(tmp_path, slots=0)


def test_the_settings_given_are_not_shared_between_modems(tmp_path: Path) -> None:
    settings = Behaviour(swallow=1)
    with modem(tmp_path, settings=settings) as virtual:
        virtual.do("set", swallow=5)
    assert settings.swallow == 1


def test_a_modem_that_does_not_run_says_so(tmp_path: Path) -> None:
    virtual = modem(tmp_path)
    with pytest.raises(SmsboxError, match="start it first"):
        virtual.state()
    virtual.stop()
