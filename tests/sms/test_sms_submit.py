"""Submit PDUs against the classic example, our own decoder, and an independent one."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from smspdudecoder.fields import SMSSubmit

from smsbox.errors import BadInput, UndecodablePdu
from smsbox.sms.concat import Concat
from smsbox.sms.network import encode_deliver, encode_status_report
from smsbox.sms.segments import Encoding, normalise, split
from smsbox.sms.submit import LONGEST_VALIDITY, SHORTEST_VALIDITY, SubmitPdu, encode
from smsbox.sms.submitted import Submit, decode_submit
from smsbox.sms.tables import EXTENSION, LOCKING

few = settings(deadline=None, max_examples=150)
NUMBER = "+491511234567"
GSM_CHARACTERS = LOCKING[0].replace("\r", "") + "".join(EXTENSION.values())
# Of this reference's headers no septet is an escape, which the independent decoder would trip over.
REFERENCE = 1
# Where TP-DCS is in a PDU to NUMBER without a service centre address (3GPP TS 23.040 §9.2.2.2).
DATA_CODING = 12

any_text = st.one_of(
    st.text(st.sampled_from(GSM_CHARACTERS), min_size=1, max_size=500),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=300),
    st.text(st.sampled_from("aж😀👨‍👩‍👧"), min_size=1, max_size=200),
)


def encode_parts(text: str, **options: object) -> list[SubmitPdu]:
    segments = split(text)
    total = len(segments.parts)
    return [
        encode(
            NUMBER,
            part,
            encoding=segments.encoding,
            reference=sequence % 256,
            concat=Concat(REFERENCE, total, sequence) if total > 1 else None,
            **options,  # type: ignore[arg-type]
        )
        for sequence, part in enumerate(segments.parts, start=1)
    ]


def one(text: str = "hi", **options: object) -> Submit:
    return decode_submit(encode_parts(text, **options)[0].hex)


def test_the_classic_example_is_encoded_octet_for_octet() -> None:
    pdu = encode(
        "+46708251358",
        "hellohello",
        encoding=Encoding.GSM7,
        reference=0,
        status_report=False,
        validity=timedelta(days=4),
    )
    assert pdu == SubmitPdu("0011000B916407281553F80000AA0AE8329BFD4697D9EC37", 23)


@few
@given(any_text)
def test_the_parts_on_air_joined_are_the_text(text: str) -> None:
    segments = split(text)
    decoded = [decode_submit(pdu.hex) for pdu in encode_parts(text)]
    assert "".join(part.text for part in decoded) == normalise(text)
    assert {part.encoding for part in decoded} == {segments.encoding}
    if len(decoded) > 1:
        assert [part.concat for part in decoded] == [
            Concat(REFERENCE, len(decoded), sequence) for sequence in range(1, len(decoded) + 1)
        ]
    else:
        assert decoded[0].concat is None


@few
@given(any_text)
def test_an_independent_decoder_reads_the_same(text: str) -> None:
    segments = split(text)
    for part, pdu in zip(segments.parts, encode_parts(text), strict=True):
        read = SMSSubmit.decode(StringIO(pdu.hex))
        assert read["recipient"] == {
            "length": 12,
            "toa": {"ton": "international", "npi": "isdn"},
            "number": NUMBER[1:],
        }
        shown = read["user_data"]["data"]
        # It counts characters where the standard counts septets: filler after an extension character is "@".
        filler = ("", "@") if segments.encoding is Encoding.GSM7 and set(part) & set(EXTENSION.values()) else ("",)
        assert shown in [part + end for end in filler]


@few
@given(any_text)
def test_the_announced_length_is_that_of_the_tpdu_and_no_part_is_longer_than_a_message(text: str) -> None:
    for pdu in encode_parts(text, smsc="+15550000001", validity=timedelta(days=1)):
        assert pdu.length == len(pdu.hex) // 2 - 8 == decode_submit(pdu.hex).length
        assert len(bytes.fromhex(pdu.hex)) - 8 - 14 <= 141


def test_a_part_of_a_ucs2_message_stays_ucs2_though_it_has_gsm_characters_only() -> None:
    decoded = [decode_submit(pdu.hex) for pdu in encode_parts("a" * 70 + "ж")]
    assert [part.text for part in decoded] == ["a" * 67, "aaaж"]
    assert [part.data_coding for part in decoded] == [0x08, 0x08]


@pytest.mark.parametrize("text", ["😀", "👨‍👩‍👧‍👦", "§ and `", "ÿ", "a§", "😀" * 36])
def test_what_the_envelope_encoder_gets_wrong_is_sent_right(text: str) -> None:
    assert "".join(decode_submit(pdu.hex).text for pdu in encode_parts(text)) == text


def test_each_option_sets_its_own_bits_only() -> None:
    assert one(status_report=True).status_report
    assert not one(status_report=False).status_report
    assert one().validity_minutes is None
    assert one().message_class is None
    assert one(flash=True).message_class == 0
    assert one("ж", flash=True).data_coding == 0x18
    assert one(smsc="+15550000001").smsc == "+15550000001"
    assert one().smsc is None
    assert not one().reject_duplicates
    assert one("ж" * 71, flash=True, validity=timedelta(hours=1), status_report=True).text == "ж" * 67


@few
@given(any_text, st.booleans())
def test_the_class_of_every_part_is_the_one_asked_for_and_changes_nothing_else(text: str, flash: bool) -> None:
    ucs2 = split(text).encoding is Encoding.UCS2
    for pdu, plain in zip(encode_parts(text, flash=flash), encode_parts(text), strict=True):
        octets, without = bytes.fromhex(pdu.hex), bytes.fromhex(plain.hex)
        assert octets[DATA_CODING] == (0x08 if ucs2 else 0x00) | (0x10 if flash else 0x00)
        assert octets[:DATA_CODING] + octets[DATA_CODING + 1 :] == without[:DATA_CODING] + without[DATA_CODING + 1 :]
        assert SMSSubmit.decode(StringIO(pdu.hex))["dcs"]["encoding"] == ("ucs2" if ucs2 else "gsm")


@pytest.mark.parametrize("reference", [0, 1, 127, 128, 255])
def test_the_message_reference_is_the_one_given(reference: int) -> None:
    pdu = encode(NUMBER, "x", encoding=Encoding.GSM7, reference=reference)
    assert decode_submit(pdu.hex).reference == reference


def test_a_wide_reference_is_sent_in_sixteen_bits() -> None:
    concat = Concat(0x1234, 2, 1, wide=True)
    pdu = encode(NUMBER, "a" * 152, encoding=Encoding.GSM7, reference=0, concat=concat)
    assert decode_submit(pdu.hex).concat == concat
    assert decode_submit(pdu.hex).text == "a" * 152


@pytest.mark.parametrize(
    ("number", "on_air", "type_of_address"),
    [
        ("+49 (151) 123-4567", "+491511234567", "91"),
        ("0151 1234567", "01511234567", "81"),
        ("12345", "12345", "81"),
    ],
)
def test_numbers_go_on_air_international_or_as_dialled_at_home(number: str, on_air: str, type_of_address: str) -> None:
    pdu = encode(number, "x", encoding=Encoding.GSM7, reference=0)
    assert decode_submit(pdu.hex).number == on_air
    assert pdu.hex[8:10] == type_of_address


def test_the_validity_is_never_longer_than_asked_and_never_much_shorter() -> None:
    minutes = [*range(5, 24 * 60 + 31), *range(24 * 60, 62 * 7 * 24 * 60, 997)]
    for asked in minutes:
        got = one(validity=timedelta(minutes=asked, seconds=59)).validity_minutes
        assert got is not None
        assert got <= asked
        step = 5 if asked <= 720 else 30 if asked < 1440 else 1440 if asked < 31 * 1440 else 7 * 1440
        assert asked - got < step


def relative(value: int) -> timedelta:
    """What TP-VP says, by the standard's table (§9.2.3.12.1)."""
    if value <= 143:
        return (value + 1) * timedelta(minutes=5)
    if value <= 167:
        return timedelta(hours=12) + (value - 143) * timedelta(minutes=30)
    return timedelta(days=value - 166) if value <= 196 else timedelta(weeks=value - 192)


@few
@given(
    st.one_of(
        st.timedeltas(SHORTEST_VALIDITY, timedelta(hours=12)),
        st.timedeltas(timedelta(hours=12), timedelta(days=1)),
        st.timedeltas(timedelta(days=1), timedelta(days=30)),
        st.timedeltas(timedelta(days=30), timedelta(weeks=70)),
    )
)
def test_the_validity_on_air_is_the_longest_that_the_octet_can_say_and_that_was_asked_for(asked: timedelta) -> None:
    read = SMSSubmit.decode(StringIO(encode_parts("hi", validity=asked)[0].hex))
    assert read["header"]["vpf"] == 0b10
    assert SHORTEST_VALIDITY <= relative(read["vp"]) <= asked
    assert read["vp"] == max(value for value in range(256) if relative(value) <= asked)


def test_the_validity_ends_at_what_the_octet_can_say() -> None:
    assert one(validity=SHORTEST_VALIDITY).validity_minutes == 5
    assert one(validity=timedelta(days=9999)).validity_minutes == LONGEST_VALIDITY // timedelta(minutes=1)
    with pytest.raises(BadInput) as caught:
        one(validity=timedelta(minutes=4, seconds=59))
    assert caught.value.field == "validity"


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"number": "*100#"}, "to"),
        ({"number": "Shop"}, "to"),
        ({"number": ""}, "to"),
        ({"smsc": "nowhere"}, "smsc"),
        ({"reference": 256}, "reference"),
        ({"reference": -1}, "reference"),
        ({"text": "a" * 161}, "text"),
        ({"text": "a" * 154, "concat": Concat(1, 2, 1)}, "text"),
        ({"text": "ж", "encoding": Encoding.GSM7}, "encoding"),
        ({"text": "ж" * 71, "encoding": Encoding.UCS2}, "text"),
        ({"encoding": Encoding.DATA8}, "encoding"),
    ],
)
def test_what_cannot_be_sent_is_refused_by_name(options: dict[str, object], field: str) -> None:
    right: dict[str, object] = {"number": NUMBER, "text": "x", "encoding": Encoding.GSM7, "reference": 0}
    with pytest.raises(BadInput) as caught:
        encode(**(right | options))  # type: ignore[arg-type]
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("first", "validity", "minutes"),
    [("01", "", None), ("11", "AA", 4 * 24 * 60), ("19", "42103121000000", None), ("09", "00000000000000", None)],
)
def test_every_form_of_validity_is_stepped_over(first: str, validity: str, minutes: int | None) -> None:
    submit = decode_submit(f"00{first}00048121430000{validity}05E8329BFD06")
    assert (submit.text, submit.validity_minutes) == ("hello", minutes)


def test_what_comes_from_the_network_is_no_submit() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    report = encode_status_report(NUMBER, 1, sent_at=moment, discharged_at=moment, status=0)
    for pdu in (encode_deliver(NUMBER, "x", sent_at=moment), report, "", "00", "zz"):
        with pytest.raises(UndecodablePdu):
            decode_submit(pdu)
