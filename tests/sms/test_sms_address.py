"""Numbers and names in PDUs."""

import pytest

from smsbox.errors import BadInput, UndecodablePdu
from smsbox.sms.address import (
    Address,
    AddressKind,
    clean_number,
    encode_address,
    encode_smsc,
    read_address,
    read_smsc,
)
from smsbox.sms.octets import Octets


def read(field: str) -> Address:
    return read_address(Octets(bytes.fromhex(field)))


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("0B919451113254F6", "+49151123456", AddressKind.INTERNATIONAL),
        ("0AA15111325476", "1511234567", AddressKind.NATIONAL),
        ("0A815111325476", "1511234567", AddressKind.NATIONAL),
        ("05812143F5", "12345", AddressKind.SHORT),
        ("04C92143", "1234", AddressKind.SHORT),
        ("05811A00FB", "*100#", AddressKind.OTHER),
        ("0081", "", AddressKind.OTHER),
        ("0091", "", AddressKind.OTHER),
        ("0691BADC1E", "*#abc1", AddressKind.OTHER),
        ("0BD0CDE6DB5DCE03", "MMoney", AddressKind.ALPHANUMERIC),
        ("14D0C4F23C7D760390EF7619", "Design@Home", AddressKind.ALPHANUMERIC),
        ("00D0", "", AddressKind.ALPHANUMERIC),
    ],
)
def test_addresses_of_every_kind_are_read(field: str, value: str, kind: AddressKind) -> None:
    assert read(field) == Address(value, kind)


def test_a_name_of_seven_characters_does_not_end_in_the_filler_that_some_centres_count() -> None:
    assert read("0ED0" + "31D98C56B3DD00").value == "1234567"


def test_a_name_cannot_bring_line_ends() -> None:
    assert read(encode_address("A\nB C").hex()).value == "A B C"


def test_filler_in_the_middle_ends_a_number() -> None:
    assert read("0A919451F1325476").value == "+49151"


@pytest.mark.parametrize("field", ["15810000000000000000000000", "0A91", "0A9121", "", "0A"])
def test_an_address_too_long_or_cut_off_is_undecodable(field: str) -> None:
    with pytest.raises(UndecodablePdu):
        read(field)


@pytest.mark.parametrize(
    "address", ["+491511234567", "12345", "123456", "*100#", "0151123", "Shop", "Käse 24", "A" * 11]
)
def test_an_encoded_address_is_read_as_it_was(address: str) -> None:
    assert read(encode_address(address).hex()).value == address


@pytest.mark.parametrize("address", ["", "+", "+49 151", "A" * 12, "Ж", "1" * 21, "€" * 6])
def test_an_address_that_has_no_field_is_refused(address: str) -> None:
    with pytest.raises(BadInput):
        encode_address(address)


def test_the_service_centre_is_read_with_its_length_in_octets() -> None:
    assert read_smsc(Octets(encode_smsc("+15550000001"))) == "+15550000001"
    assert read_smsc(Octets(bytes.fromhex("00"))) is None
    assert read_smsc(Octets(bytes.fromhex("0191"))) is None
    with pytest.raises(UndecodablePdu):
        read_smsc(Octets(bytes.fromhex("0C91") + bytes(11)))


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("+49 151-123 456", "+49151123456"),
        ("(0151) 44/55.66", "0151445566"),
        ("\u00a012345 ", "12345"),
    ],
)
def test_a_number_is_cleaned_of_what_people_write_between_the_digits(written: str, cleaned: str) -> None:
    assert clean_number(written) == cleaned


@pytest.mark.parametrize("written", ["", "+", "*100#", "Shop", "49+151", "+1234567890123456", "1" * 21, "١٢٣", "1e5"])
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(BadInput) as caught:
        clean_number(written)
    assert caught.value.field == "to"
