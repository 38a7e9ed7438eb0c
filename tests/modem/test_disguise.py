"""Masking: no identity, number, PIN or text is left in any form, and what is left is read as before."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsbox.at import replies
from smsbox.modem.disguise import HIDDEN, Disguise
from smsbox.modem.profiles.loader import load_all
from smsbox.modem.profiles.profile import Profile, UssdCoding
from smsbox.modem.ussd import decode as decode_ussd
from smsbox.modem.ussd import encode as encode_ussd
from smsbox.sms import alphabet, deliver
from smsbox.sms.address import encode_address
from smsbox.sms.concat import Concat
from smsbox.sms.deliver import Deliver, StatusReport
from smsbox.sms.segments import Encoding, split
from smsbox.sms.submit import encode as encode_submit
from smsbox.sms.user_data import encode_user_data

STAMP = "62105101000000"

digit_runs = st.from_regex(r"[2-9]{7,15}", fullmatch=True)
pins = st.from_regex(r"[1-9][0-9]{3,7}", fullmatch=True)
words = st.text(st.sampled_from("abcdefghij ÄÖÜ€[]☺"), min_size=1, max_size=40)


def forms(digits: str) -> set[str]:
    """The ways in which digits are written on a modem's line: as they are, with swapped nibbles, in UCS-2."""
    even = digits + "F" * (len(digits) % 2)
    swapped = "".join(even[at + 1] + even[at] for at in range(0, len(even), 2))
    return {digits, swapped, digits.encode("utf-16-be").hex().upper()}


def leaks(line: str, secret: str) -> list[str]:
    return [form for form in forms(secret) if form in line.upper()]


@given(
    digit_runs,
    st.sampled_from(
        [
            '+CLIP: "+{}",145',
            '+CNUM: "Rosa","{}",129',
            "{}",
            '+CSCA: "+{}",145',
            "IMEI: {}",
            "^BOOT:{},0",
            '+CREG: 2,1,"{}"',
            '+COPS: 0,0,"{}"',
            "*PSUTTZ: {}",
            "+FOO: {}",
            "Hello, I am {}",
        ]
    ),
)
def test_a_number_is_gone_from_whatever_line_it_stands_in(digits: str, line: str) -> None:
    disguise = Disguise()
    said = line.format(digits)
    for masked in (disguise.unasked(said), disguise.answer(said, "AT+CLAC"), disguise.answer(said, "AT+CNUM")):
        assert leaks(masked, digits) == []
        assert len(masked) == len(said)


@given(
    digit_runs,
    st.sampled_from(
        [
            'AT+CSCA="+{}"',
            "ATD+{};",
            'AT+CPBW=1,"{}",129,"Rosa"',
            'AT+CMGS="{}"',
            'AT+CUSD=1,"*104*{}#",15',
            'AT+CUSD=1,"{}",15',
            "AT+FOO={}",
        ]
    ),
)
def test_a_number_is_gone_from_whatever_command_gives_it(digits: str, command: str) -> None:
    assert leaks(Disguise().command(command.format(digits)), digits) == []


@given(
    pins,
    st.sampled_from(
        [
            'AT+CPIN="{}"',
            "at+cpin={}",
            'AT+CPIN="12345678","{}"',
            'AT+CLCK="SC",1,"{}"',
            'AT+CPWD="SC","0000","{}"',
            'AT^CPIN="{}"',
            'AT+CMEE=1;+CPIN="{}"',
            'AT+VENDOR="{}"',
            'AT+CSIM=26,"00200001082{}FFFFFFFF"',
        ]
    ),
)
def test_a_pin_is_never_written_however_it_is_given(pin: str, command: str) -> None:
    masked = Disguise().command(command.format(pin))
    assert pin not in masked


def test_of_a_pin_not_even_the_length_is_told() -> None:
    disguise = Disguise()
    assert disguise.command('AT+CPIN="1234"') == disguise.command('AT+CPIN="12345678"') == f"AT+CPIN={HIDDEN}"


@given(digit_runs, words, st.sampled_from([None, Concat(9, 3, 2)]), st.booleans())
def test_a_text_that_goes_out_keeps_its_form_and_nothing_else(
    digits: str, text: str, concat: Concat | None, report: bool
) -> None:
    said = encode_submit(
        f"+{digits}", text, encoding=split(text).encoding, reference=7, concat=concat, status_report=report
    )
    masked = Disguise().pdu(said.hex)
    assert len(masked) == len(said.hex)
    assert leaks(masked, digits) == []
    assert masked[:10] == said.hex[:10]
    other = "☺" * len(text) if split(text).encoding is Encoding.UCS2 else "y" * len(alphabet.encode(text))
    another = encode_submit(
        f"+{digits}", other, encoding=split(text).encoding, reference=7, concat=concat, status_report=report
    )
    assert Disguise().pdu(another.hex) == masked


@given(digit_runs, words, st.sampled_from([None, Concat(9, 3, 2)]))
def test_a_text_that_comes_in_is_read_as_letters_of_the_same_count(
    digits: str, text: str, concat: Concat | None
) -> None:
    encoding = split(text).encoding
    first = 0x44 if concat else 0x04
    coding = 0x08 if encoding is Encoding.UCS2 else 0x00
    pdu = bytes.fromhex("069144770000F0") + bytes([first]) + encode_address(f"+{digits}") + bytes([0, coding])
    pdu += bytes.fromhex(STAMP) + encode_user_data(text, encoding, concat)
    masked = Disguise().pdu(pdu.hex().upper())
    before, after = deliver.decode(pdu.hex()), deliver.decode(masked)
    assert isinstance(before, Deliver)
    assert isinstance(after, Deliver)
    assert leaks(masked, digits) == []
    assert set(after.text) == {"x"}
    assert (after.concat, after.encoding, after.sent_at) == (before.concat, before.encoding, before.sent_at)
    assert (len(after.sender), after.sender_kind) == (len(before.sender), before.sender_kind)
    assert after.sender != before.sender


@given(digit_runs)
def test_a_report_tells_the_number_by_its_stand_in_and_the_rest_as_it_was(digits: str) -> None:
    disguise = Disguise()
    pdu = "00062A" + encode_address(f"+{digits}").hex().upper() + STAMP + STAMP + "00"
    before, after = deliver.decode(pdu), deliver.decode(disguise.pdu(pdu))
    assert isinstance(before, StatusReport)
    assert isinstance(after, StatusReport)
    assert (after.reference, after.status, after.sent_at) == (before.reference, before.status, before.sent_at)
    assert after.number == f"+{disguise.number(digits)}" != before.number


def test_a_senders_name_is_as_long_and_another() -> None:
    pdu = "0004" + encode_address("Rosas Deli").hex().upper() + "0000" + STAMP + "02E834"
    after = deliver.decode(Disguise().pdu(pdu))
    assert isinstance(after, Deliver)
    assert after.sender == "x" * 10


def test_an_address_within_a_texts_header_is_masked() -> None:
    # Element 22 is the address to answer to (3GPP TS 23.040 §9.2.3.24.11).
    address = encode_address("+447911123456").hex().upper()
    header = f"22{len(address) // 2:02X}{address}"
    header = f"{len(header) // 2:02X}{header}"
    pdu = "0044" + encode_address("+447911000000").hex().upper() + "0004" + STAMP
    pdu += f"{len(header) // 2 + 2:02X}{header}6869"
    assert leaks(Disguise().pdu(pdu), "447911123456") == []


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_of_a_pdu_that_cannot_be_read_only_its_length_is_left(octets: bytes) -> None:
    digits = octets.hex().upper()
    masked = Disguise().pdu(digits)
    assert len(masked) == len(digits)
    assert re.fullmatch(r"[0-9A-F]*", masked)


@given(st.text(max_size=300))
def test_any_line_is_masked_without_a_fault_and_stays_one_line(text: str) -> None:
    disguise = Disguise()
    for masked in (
        disguise.command("AT" + text),
        disguise.answer(text, "AT+CMGL=4"),
        disguise.answer(text, "AT+CSQ"),
        disguise.unasked(text),
        disguise.ussd(text),
        disguise.ussd(f'+CUSD: 0,"{text}",15'),
        disguise.pdu(text),
    ):
        assert masked.isascii()
        assert "`" not in masked
        assert len(masked.splitlines()) <= 1


@pytest.mark.parametrize("coding", list(UssdCoding))
@given(digits=digit_runs)
def test_what_the_network_tells_keeps_its_words_and_loses_its_digits(coding: UssdCoding, digits: str) -> None:
    said = encode_ussd(f"Number {digits}, 12.50 left", coding)
    masked = Disguise().unasked(f'+CUSD: 0,"{said}",15')
    assert leaks(masked, digits) == []
    assert decode_ussd(replies.cusd(masked), coding) == f"Number {'0' * len(digits)}, 00.00 left"


@pytest.mark.parametrize("coding", list(UssdCoding))
@given(digits=digit_runs)
def test_of_a_code_the_service_is_shown_and_not_what_is_given_to_it(coding: UssdCoding, digits: str) -> None:
    masked = Disguise().command(f'AT+CUSD=1,"{encode_ussd(f"*104*{digits}#", coding)}",15')
    hidden = encode_ussd("*104*" + "0" * len(digits) + "#", coding)
    assert masked == f'AT+CUSD=1,"{hidden}",15'


def test_a_piece_of_a_text_in_text_mode_is_crossed_out() -> None:
    disguise = Disguise()
    header = disguise.answer('+CMGL: 1,"REC READ","+447911123456","Rosa","26/01/15,10:00:00+04"', 'AT+CMGL="ALL"')
    assert header == '+CMGL: 1,"xxx xxxx","+000000000001","xxxx","26/01/15,10:00:00+04"'
    assert disguise.answer("Call Rosa: 12", 'AT+CMGL="ALL"') == "xxxx xxxx: 00"
    assert disguise.answer("+1 for Rosa", 'AT+CMGL="ALL"') == "+0 xxx xxxx"
    assert disguise.unasked("See you at 8, Bob") == "xxx xxx xx 0, xxx"


@pytest.mark.parametrize(
    "line",
    [
        "+CSQ: 20,99",
        "+CPMS: 1,20,1,20,1,20",
        '+CMTI: "SM",3',
        "^RSSI:20",
        "OK",
        "+CMS ERROR: 331",
        "RDY",
        '+COPS: 0,0,"Virtual",2',
        "+CMGL: 0,1,,23",
        "UNDER-VOLTAGE WARNNING",
        "+CMGS: 124",
        "+CPIN: SIM PIN",
        ">",
    ],
)
def test_what_tells_of_nobody_stays_as_it_is(line: str) -> None:
    assert Disguise().unasked(line) == Disguise().answer(line, "AT") == line


@pytest.mark.parametrize("profile", load_all(), ids=lambda profile: profile.name)
def test_the_families_commands_stay_as_they_are(profile: Profile) -> None:
    asked = [query.command for query in (*profile.sim.iccid, *profile.sim.pin_counter)]
    recovery = (*profile.recovery.radio, *profile.recovery.reset)
    for command in (*asked, *profile.start, *recovery, "AT+CNMI=2,1,0,1,0", "AT+CMGS=19", 'AT+CPMS="SM","SM","SM"'):
        assert Disguise().command(command) == command


@pytest.mark.parametrize("iccid", ["8944100000000012345", "984401000000002143F5", "89441000000000123456"])
def test_a_sims_identity_is_still_one_to_the_reader(iccid: str) -> None:
    disguise = Disguise()
    for line in (iccid, f"+CCID: {iccid}", f'+CRSM: 144,0,"{iccid}"'):
        masked = disguise.answer(line, "AT+CCID")
        assert leaks(masked, iccid) == []
        assert len(masked) == len(line)
    assert replies.iccid(disguise.answer(iccid, "AT+CCID")).startswith("89")
    assert replies.imei(disguise.answer("352099001761481", "AT+CGSN")) == disguise.number("352099001761481")


def test_one_number_has_one_stand_in_and_another_another() -> None:
    disguise = Disguise()
    first, second = disguise.number("447911123456"), disguise.number("447911654321")
    assert first != second
    assert disguise.number("447911123456") == first
    assert disguise.answer('+CSCA: "+447911654321",145', "AT+CSCA?") == f'+CSCA: "+{second}",145'
