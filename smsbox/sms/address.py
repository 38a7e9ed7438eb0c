"""Numbers and names of senders, recipients and service centres (3GPP TS 23.040 §9.1.2.5, 24.011 §8.2.5)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from smsbox.errors import BadInput, UndecodablePdu
from smsbox.sms import alphabet
from smsbox.sms.octets import Octets

# The address field has at most 12 octets: length, type, and 10 of value.
LONGEST_SEMI_OCTETS = 20
LONGEST_SMSC_OCTETS = 11
LONGEST_NAME_SEPTETS = 11
# ITU-T E.164 §6.2.1.
LONGEST_INTERNATIONAL_DIGITS = 15
# Senders with this many digits or fewer are services' short codes: no phone has so short a national number.
LONGEST_SHORT_CODE_DIGITS = 6

_INTERNATIONAL = 1
_ALPHANUMERIC = 5
# Bit 7 is always set; the low bits are the ISDN/telephone numbering plan.
INTERNATIONAL_TYPE = 0x91
UNKNOWN_TYPE = 0x81
_ALPHANUMERIC_TYPE = 0xD0

_SEMI_OCTETS = "0123456789*#abc"
_FILLER = 0xF
_SEPARATORS = re.compile(r"[\s\u00a0().\-–/]+")
_NUMBER = re.compile(rf"\+[0-9]{{1,{LONGEST_INTERNATIONAL_DIGITS}}}|[0-9]{{1,{LONGEST_SEMI_OCTETS}}}", re.ASCII)


class AddressKind(StrEnum):
    """What an address is good for: a number from anywhere, one dialled at home, a service, a name, or nothing."""

    INTERNATIONAL = "international"
    NATIONAL = "national"
    SHORT = "short"
    ALPHANUMERIC = "alphanumeric"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Address:
    """A decoded address: "+" and digits, digits (also * # a b c), or a name."""

    value: str
    kind: AddressKind


def clean_number(number: str, field: str = "to") -> str:
    """Return `number` without the spaces, dashes, dots, slashes and brackets that people write.

    Raises BadInput, naming `field`, unless "+" and 1-15 digits or 1-20 digits are left.
    """
    cleaned = _SEPARATORS.sub("", number)
    if not _NUMBER.fullmatch(cleaned):
        raise BadInput("This is not a phone number: write + and the country's digits, or digits only.", field)
    return cleaned


def read_address(octets: Octets) -> Address:
    """Read an address field whose first octet counts semi-octets (TP-OA, TP-DA, TP-RA)."""
    count = octets.octet()
    if count > LONGEST_SEMI_OCTETS:
        raise UndecodablePdu(f"an address of {count} digits is longer than {LONGEST_SEMI_OCTETS}")
    type_of_number = octets.octet() >> 4 & 0x07
    value = octets.take((count + 1) // 2)
    if type_of_number == _ALPHANUMERIC:
        return Address(_name(value, count), AddressKind.ALPHANUMERIC)
    return _number(_digits(value, count), type_of_number)


def read_smsc(octets: Octets) -> str | None:
    """Read the service centre's address, whose first octet counts octets; None when the modem gave none."""
    count = octets.octet()
    if count > LONGEST_SMSC_OCTETS:
        raise UndecodablePdu(f"a service centre address of {count} octets is too long")
    if count == 0:
        return None
    type_of_number = octets.octet() >> 4 & 0x07
    value = octets.take(count - 1)
    return _number(_digits(value, 2 * len(value)), type_of_number).value or None


def encode_address(address: str) -> bytes:
    """Return the address field of a number or, with letters, of a name; raises BadInput."""
    if any(char.isalpha() for char in address):
        return _encode_name(address)
    semi_octets, type_of_address = _encode_number(address)
    return bytes([len(address.lstrip("+")), type_of_address]) + semi_octets


def encode_smsc(number: str) -> bytes:
    """Return the service centre's address field (length in octets, type, number); raises BadInput."""
    semi_octets, type_of_address = _encode_number(number)
    return bytes([1 + len(semi_octets), type_of_address]) + semi_octets


def _number(digits: str, type_of_number: int) -> Address:
    if type_of_number == _INTERNATIONAL and digits.isdecimal():
        return Address("+" + digits, AddressKind.INTERNATIONAL)
    if not digits.isdecimal():
        return Address(digits, AddressKind.OTHER)
    short = len(digits) <= LONGEST_SHORT_CODE_DIGITS
    return Address(digits, AddressKind.SHORT if short else AddressKind.NATIONAL)


def _digits(value: bytes, count: int) -> str:
    nibbles = [nibble for octet in value for nibble in (octet & 0x0F, octet >> 4)][:count]
    if _FILLER in nibbles:
        nibbles = nibbles[: nibbles.index(_FILLER)]
    return "".join([_SEMI_OCTETS[nibble] for nibble in nibbles])


def _name(value: bytes, count: int) -> str:
    septets = alphabet.unpack(value, count * 4 // 7)
    # Seven characters and an "@" fill the same octets as seven and the filler that some centres count.
    if count * 4 == len(septets) * 7 and septets.endswith(b"\0"):
        septets = septets[:-1]
    return " ".join(alphabet.decode(septets).split())


def _encode_name(name: str) -> bytes:
    try:
        septets = alphabet.encode(name)
    except alphabet.NotInAlphabet:
        raise BadInput("A sender's name has GSM characters only.", "sender") from None
    if len(septets) > LONGEST_NAME_SEPTETS:
        raise BadInput(f"A sender's name has at most {LONGEST_NAME_SEPTETS} characters.", "sender")
    return bytes([(len(septets) * 7 + 3) // 4, _ALPHANUMERIC_TYPE]) + alphabet.pack(septets)


def _encode_number(number: str) -> tuple[bytes, int]:
    type_of_address = INTERNATIONAL_TYPE if number.startswith("+") else UNKNOWN_TYPE
    digits = number.removeprefix("+")
    if not digits or len(digits) > LONGEST_SEMI_OCTETS or set(digits) - set(_SEMI_OCTETS):
        raise BadInput("This is not a phone number: write + and digits, or digits only.", "sender")
    nibbles = [_SEMI_OCTETS.index(digit) for digit in digits]
    if len(nibbles) % 2:
        nibbles.append(_FILLER)
    pairs = zip(nibbles[::2], nibbles[1::2], strict=True)
    return bytes([high << 4 | low for low, high in pairs]), type_of_address
