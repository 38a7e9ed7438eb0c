"""Whatever comes in, a decoder gives a message or says that it cannot; it raises nothing else and is quick."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from smsbox.errors import UndecodablePdu
from smsbox.sms.concat import Concat
from smsbox.sms.deliver import decode
from smsbox.sms.network import encode_deliver, encode_status_report
from smsbox.sms.octets import LONGEST_PDU_OCTETS
from smsbox.sms.segments import Encoding
from smsbox.sms.submit import encode
from smsbox.sms.submitted import decode_submit

MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
NUMBER = "+491511234567"
VALID = [
    encode_deliver(NUMBER, "Hello {there}", sent_at=MOMENT),
    encode_deliver("Shop", "ж😀" * 10, sent_at=MOMENT, concat=Concat(7, 3, 2)),
    encode_deliver("12345", "a" * 152, sent_at=MOMENT, concat=Concat(700, 3, 2, wide=True)),
    encode_status_report(NUMBER, 7, sent_at=MOMENT, discharged_at=MOMENT, status=0x30),
    encode(NUMBER, "a" * 160, encoding=Encoding.GSM7, reference=1, validity=timedelta(days=1)).hex,
    encode(NUMBER, "ж", encoding=Encoding.UCS2, reference=1, concat=Concat(1, 2, 2)).hex,
]
# Everything before the time of a message and of a report, or before the text of one to send.
STARTS = [
    "000404812143000C",
    "0044048121430008",
    "00020704812143",
    "0001070481214300F5",
    "004107048121430008",
]
decoders = pytest.mark.parametrize("decoder", [decode, decode_submit])


def readable(decoder: Callable[[str], object], pdu: str) -> bool:
    """Say whether the PDU was decoded, to a value that can be stored."""
    try:
        decoded = decoder(pdu)
    except UndecodablePdu:
        return False
    repr(decoded).encode("utf-8")
    return True


@decoders
def test_ten_thousand_random_inputs_raise_nothing_else(decoder: Callable[[str], object]) -> None:
    dice = random.Random(20260304)
    read = 0
    for _ in range(10_000):
        octets = dice.randbytes(dice.randrange(0, 200))
        pdu = octets.hex() if dice.random() < 0.8 else octets.decode("latin-1")
        if dice.random() < 0.5:
            # With a plausible start more of the inputs get past the first checks.
            pdu = dice.choice(STARTS) + pdu
        read += readable(decoder, pdu)
    assert read > 100


@decoders
def test_valid_messages_with_changed_octets_raise_nothing_else(decoder: Callable[[str], object]) -> None:
    dice = random.Random(20260305)
    read = 0
    for _ in range(10_000):
        octets = bytearray.fromhex(dice.choice(VALID))
        for _ in range(dice.randrange(1, 4)):
            octets[dice.randrange(len(octets))] = dice.randrange(256)
        if dice.random() < 0.2:
            del octets[dice.randrange(len(octets)) :]
        read += readable(decoder, octets.hex())
    assert read > 1000


@decoders
@pytest.mark.parametrize(
    "pdu",
    [
        "",
        " ",
        "0",
        "zz",
        "٠٠",
        "00 0",
        "\x00",
        "-1",
        "0x00",
        "\ud800",
        "00" * (LONGEST_PDU_OCTETS + 1),
        "F" * 1_000_000,
    ],
    ids=lambda pdu: repr(pdu[:8]),
)
def test_what_is_no_pdu_is_undecodable(decoder: Callable[[str], object], pdu: str) -> None:
    with pytest.raises(UndecodablePdu):
        decoder(pdu)


@pytest.mark.parametrize("pdu", VALID[4:])
def test_a_message_to_send_is_nothing_from_the_network(pdu: str) -> None:
    with pytest.raises(UndecodablePdu):
        decode(pdu)
