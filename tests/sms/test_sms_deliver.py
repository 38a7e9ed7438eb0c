"""Inbound PDUs: known ones, every data coding, headers, and the faults found in other decoders."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from smspdudecoder.fields import SMSDeliver

from smsbox.errors import BadInput, UndecodablePdu
from smsbox.sms import alphabet
from smsbox.sms.address import AddressKind
from smsbox.sms.concat import Concat
from smsbox.sms.deliver import Deliver, ReportOutcome, StatusReport, decode
from smsbox.sms.network import SERVICE_CENTRE, encode_deliver, encode_status_report
from smsbox.sms.segments import Encoding, normalise, split
from smsbox.sms.tables import EXTENSION

few = settings(deadline=None, max_examples=150)
MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
TIME = "62304050607000"
NUMBER = "+491511234567"


def deliver(
    user_data: str, *, coding: int = 0, first: int = 0x04, sender: str = "0C91945111325476", time: str = TIME
) -> Deliver:
    """Decode a message made of hexadecimal pieces; `user_data` starts with TP-UDL."""
    decoded = decode(f"00{first:02X}{sender}00{coding:02X}{time}{user_data}")
    assert isinstance(decoded, Deliver)
    return decoded


def raw_septets(codes: bytes, header: str) -> str:
    """Return TP-UDL and TP-UD of septets behind a header given without its length."""
    octets = bytes.fromhex(header)
    octets = bytes([len(octets)]) + octets if octets else b""
    in_header = (len(octets) * 8 + 6) // 7
    packed = alphabet.pack(codes, in_header * 7 - len(octets) * 8)
    return (bytes([in_header + len(codes)]) + octets + packed).hex()


def septets(text: str, header: str = "") -> str:
    return raw_septets(alphabet.encode(text), header)


def test_a_message_recorded_from_a_network_is_read_whole() -> None:
    pdu = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07"
    assert decode(pdu) == Deliver(
        smsc="+31624000000",
        sender="+31641600986",
        sender_kind=AddressKind.INTERNATIONAL,
        text="How are you?",
        sent_at=datetime(2002, 8, 26, 19, 37, 41, tzinfo=UTC),
        encoding=Encoding.GSM7,
        concat=None,
        message_class=None,
        protocol=0,
        data_coding=0,
        loop_prevention=False,
        reply_path=False,
        ports=None,
    )
    assert decode(f"  {pdu.lower()}\r\n") == decode(pdu)


@pytest.mark.parametrize(
    ("coding", "encoding", "message_class"),
    [
        (0x00, "gsm7", None),
        (0x04, "data8", None),
        (0x08, "ucs2", None),
        (0x0C, "gsm7", None),
        (0x10, "gsm7", 0),
        (0x11, "gsm7", 1),
        (0x18, "ucs2", 0),
        (0x1B, "ucs2", 3),
        (0x40, "gsm7", None),
        (0x48, "ucs2", None),
        (0x55, "data8", 1),
        (0x80, "gsm7", None),
        (0xB8, "gsm7", None),
        (0xC0, "gsm7", None),
        (0xC8, "gsm7", None),
        (0xD1, "gsm7", None),
        (0xE0, "ucs2", None),
        (0xE9, "ucs2", None),
        (0xF0, "gsm7", 0),
        (0xF1, "gsm7", 1),
        (0xF5, "data8", 1),
        (0xF7, "data8", 3),
    ],
)
def test_every_data_coding_group_shows_its_text(coding: int, encoding: str, message_class: int | None) -> None:
    user_data = {"gsm7": septets("STOP"), "ucs2": "0800530054004F0050", "data8": "0453544F50"}[encoding]
    read = deliver(user_data, coding=coding)
    assert (read.text, read.encoding, read.message_class) == ("STOP", encoding, message_class)
    assert read.data_coding == coding


@pytest.mark.parametrize("coding", [0x20, 0x28, 0x3F, 0x60, 0x7C])
def test_a_compressed_text_is_undecodable(coding: int) -> None:
    with pytest.raises(UndecodablePdu):
        deliver(septets("STOP"), coding=coding)


def test_no_data_coding_crashes() -> None:
    for coding in range(256):
        try:
            assert deliver("0400540045", coding=coding).text
        except UndecodablePdu:
            assert coding & 0xA0 == 0x20


def test_a_sixteen_bit_concatenation_keeps_the_first_character() -> None:
    read = deliver(septets("Hello", "0804ABCD0302"), first=0x44)
    assert (read.text, read.concat) == ("Hello", Concat(0xABCD, 3, 2, wide=True))


def test_a_port_header_keeps_the_first_character() -> None:
    read = deliver(septets("Hello", "05040B8423F0"), first=0x44)
    assert (read.text, read.ports) == ("Hello", (2948, 9200))
    assert deliver(septets("Hi", "0402F0F1"), first=0x44).ports == (0xF0, 0xF1)


@pytest.mark.parametrize("length", range(1, 25))
def test_a_header_of_any_length_is_filled_up_to_a_septet(length: int) -> None:
    header = bytes([0x70, length, *bytes(length)]).hex()
    assert deliver(septets("Hello@", header), first=0x44).text == "Hello@"


@pytest.mark.parametrize("text", ["1234567@", "@", "@@@@@@@@", "123456@", "a" * 159 + "@", "1234567"])
def test_a_final_at_sign_is_kept_and_none_is_added(text: str) -> None:
    assert deliver(septets(text)).text == text


def test_emoji_are_whole_and_half_a_pair_is_the_replacement_character() -> None:
    assert deliver("04D83DDE00", coding=8).text == "😀"
    assert deliver("060041D83D0042", coding=8).text == "A\ufffdB"
    assert deliver("04DE00D83D", coding=8).text == "\ufffd\ufffd"
    assert deliver("0500410042FF", coding=8).text.startswith("AB")
    assert deliver("06FEFF00480069", coding=8).text == "Hi"


@pytest.mark.parametrize(
    ("codes", "header", "text"),
    [
        (b"Mu\x1bstafa, te\x1bsekk\x7er", "240101", "Muştafa, teşekkür"),
        (b"\x0b\x1c\x07\x1d\x60", "250101", "ĞŞışç"),
        (b"\x40\x1bi\x1be", "250101240101", "İı€"),
        (b"Adi\x1bos, qu\x1b\x69", "240102", "Adiós, quí"),
        (b"\x1b{ \x1b\x09 \x1b\x7c", "240103", "ã ç õ"),
        (b"N{o \x09 \x1b\x65", "250103", "Não ç €"),
        (b"an element that overruns its header \x1bs", "240501", "an element that overruns its header s"),
        (b"\x1be\x04", "240163250163", "€è"),
    ],
)
def test_national_shift_tables_are_used(codes: bytes, header: str, text: str) -> None:
    assert deliver(raw_septets(codes, header), first=0x44).text == text


def test_a_time_that_is_none_loses_no_text() -> None:
    read = deliver(septets("STOP"), time="FFFFFFFFFFFFFF")
    assert (read.text, read.sent_at) == ("STOP", None)
    assert deliver(septets("STOP")).sent_at == MOMENT


def test_a_message_cut_off_anywhere_is_undecodable() -> None:
    for pdu in (
        encode_deliver(NUMBER, "Hello there", sent_at=MOMENT, concat=Concat(1, 2, 1)),
        encode_status_report(NUMBER, 1, sent_at=MOMENT, discharged_at=MOMENT, status=0),
    ):
        for end in range(len(pdu)):
            with pytest.raises(UndecodablePdu):
                decode(pdu[:end])


def test_filler_after_a_message_changes_nothing() -> None:
    pdu = encode_deliver(NUMBER, "Hello", sent_at=MOMENT)
    assert decode(pdu + "FF" * 20) == decode(pdu)


@pytest.mark.parametrize(
    "user_data",
    ["050601020304", "0105", "0106" + "00" * 6, "FF" + "00" * 255, "A1" + "00" * 141, "00"],
)
def test_lengths_that_do_not_hold_are_undecodable(user_data: str) -> None:
    with pytest.raises(UndecodablePdu):
        deliver(user_data, first=0x44)


@pytest.mark.parametrize("header", ["00030102", "0003010003", "0003010203FF", "0003010200", "00FF0102"])
def test_a_header_that_makes_no_sense_costs_the_header_not_the_text(header: str) -> None:
    read = deliver(septets("Hello", header), first=0x44)
    assert (read.text, read.concat) == ("Hello", None)


def test_of_an_element_that_comes_twice_the_last_counts() -> None:
    header = "0003010201" + "0003090302"
    assert deliver(septets("x", header), first=0x44).concat == Concat(9, 3, 2)


@pytest.mark.parametrize(("octets", "text"), [("48690A", "Hi\n"), ("00FF", "00ff"), ("4869E9", "4869e9"), ("", "")])
def test_data_is_text_when_it_is_readable_and_hexadecimal_when_not(octets: str, text: str) -> None:
    read = deliver(f"{len(octets) // 2:02X}{octets}", coding=4)
    assert (read.text, read.encoding) == (text, Encoding.DATA8)


def test_the_first_octets_flags_are_read_each_by_itself() -> None:
    assert deliver(septets("x"), first=0x0C).loop_prevention
    assert not deliver(septets("x"), first=0x84).loop_prevention
    assert deliver(septets("x"), first=0x84).reply_path


@pytest.mark.parametrize(
    ("sender", "kind"),
    [
        (NUMBER, AddressKind.INTERNATIONAL),
        ("01511234567", AddressKind.NATIONAL),
        ("22123", AddressKind.SHORT),
        ("*100#", AddressKind.OTHER),
        ("MyShop", AddressKind.ALPHANUMERIC),
        ("Design@Home", AddressKind.ALPHANUMERIC),
    ],
)
def test_every_kind_of_sender_survives_the_way(sender: str, kind: AddressKind) -> None:
    read = decode(encode_deliver(sender, "x", sent_at=MOMENT))
    assert isinstance(read, Deliver)
    assert (read.sender, read.sender_kind, read.smsc) == (sender, kind, SERVICE_CENTRE)


message = st.one_of(
    st.text(st.sampled_from("aé€@[ж’😀\n"), max_size=67), st.text(st.characters(codec="utf-8"), max_size=60)
)


@few
@given(message, st.booleans())
def test_any_text_survives_the_way_and_an_independent_decoder_reads_it_too(text: str, part: bool) -> None:
    text = split(text).parts[0] if text else ""
    concat = Concat(1, 2, 1) if part else None
    if part:
        text = text[:33]
    pdu = encode_deliver(NUMBER, text, sent_at=MOMENT, concat=concat)
    read = decode(pdu)
    assert isinstance(read, Deliver)
    assert (read.text, read.concat, read.sent_at) == (normalise(text).removeprefix("\ufeff"), concat, MOMENT)
    other = SMSDeliver.decode(StringIO(pdu))
    filler = ("", "@") if read.encoding is Encoding.GSM7 and set(text) & set(EXTENSION.values()) else ("",)
    assert other["user_data"]["data"] in [normalise(text) + end for end in filler]
    assert other["scts"] == MOMENT


def test_a_status_report_is_read_whole() -> None:
    later = datetime(2026, 3, 4, 5, 6, 40, tzinfo=UTC)
    pdu = encode_status_report(NUMBER, 200, sent_at=MOMENT, discharged_at=later, status=0)
    assert decode(pdu) == StatusReport(SERVICE_CENTRE, 200, NUMBER, MOMENT, later, 0)


def test_every_status_has_the_outcome_of_the_standard() -> None:
    outcomes = [StatusReport(None, 0, NUMBER, None, None, status).outcome for status in range(256)]
    assert outcomes[0x00:0x03] == [ReportOutcome.DELIVERED] * 3
    assert outcomes[0x03:0x10] == [ReportOutcome.FAILED] * 13
    assert outcomes[0x10:0x20] == [ReportOutcome.DELIVERED] * 16
    assert outcomes[0x20:0x40] == [ReportOutcome.TRYING] * 32
    assert outcomes[0x40:] == [ReportOutcome.FAILED] * 192


@pytest.mark.parametrize("reference_or_status", [-1, 256])
def test_a_report_that_has_no_octets_is_refused(reference_or_status: int) -> None:
    with pytest.raises(BadInput):
        encode_status_report(NUMBER, reference_or_status, sent_at=MOMENT, discharged_at=MOMENT, status=0)
    with pytest.raises(BadInput):
        encode_status_report(NUMBER, 0, sent_at=MOMENT, discharged_at=MOMENT, status=reference_or_status)


def test_a_part_longer_than_a_message_is_refused() -> None:
    with pytest.raises(BadInput):
        encode_deliver(NUMBER, "ж" * 71, sent_at=MOMENT)
