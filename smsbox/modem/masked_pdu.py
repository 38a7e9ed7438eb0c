"""Masks one PDU: its addresses and its text make way for filler of the same length (3GPP TS 23.040 §9.2.2)."""

from collections.abc import Callable

from smsbox.errors import UndecodablePdu
from smsbox.sms import alphabet, first_octet
from smsbox.sms.data_coding import read_data_coding
from smsbox.sms.octets import Octets
from smsbox.sms.segments import Encoding

PLAIN_ELEMENTS = frozenset({0x00, 0x04, 0x05, 0x08, 0x24, 0x25})
"""Elements of a user data header that hold no address: concatenation, ports, languages (§9.2.3.24)."""

_FILLER = 0xF
_ALPHANUMERIC = 5
_STAMP = 7
_LETTER = b"x"

Number = Callable[[str], str]
"""Digits → as many other ones."""


def masked_pdu(digits: str, number: Number) -> str:
    """The PDU `digits`, in hex, masked; zeros if it cannot be read. `number` gives the stand-in for a number."""
    try:
        masked = _masked(Octets.from_hex(digits), number).hex().upper()
    except UndecodablePdu:
        masked = ""
    return masked if len(masked) == len(digits) else "0" * len(digits)


def _masked(octets: Octets, number: Number) -> bytes:
    length = octets.octet()
    centre = octets.take(length)
    first = octets.octet()
    out = bytes([length]) + centre[:1] + _semi_octets(centre[1:], 2 * length, number) + bytes([first])
    kind = first & first_octet.TYPE_BITS
    if kind == first_octet.STATUS_REPORT:
        # Reference, address, two stamps and the status; what may follow is a text (§9.2.2.3).
        out += octets.take(1) + _address(octets, number) + octets.take(2 * _STAMP + 1)
        return out + bytes(octets.left)
    if kind == first_octet.SUBMIT:
        out += octets.take(1)
    elif kind != first_octet.DELIVER:
        raise UndecodablePdu("the PDU is of a reserved type")
    out += _address(octets, number)
    protocol, coding = octets.take(2)
    out += bytes([protocol, coding]) + octets.take(_period(first, kind))
    encoding = read_data_coding(coding).encoding
    return out + _user_data(octets, encoding, bool(first & first_octet.HAS_HEADER))


def _period(first: int, kind: int) -> int:
    """Octets of the service centre's time stamp, or of the validity period (§9.2.3.3)."""
    if kind == first_octet.DELIVER:
        return _STAMP
    form = first >> first_octet.VALIDITY_SHIFT & first_octet.VALIDITY_BITS
    return {0: 0, first_octet.RELATIVE_VALIDITY: 1}.get(form, _STAMP)


def _address(octets: Octets, number: Number) -> bytes:
    count, kind = octets.take(2)
    value = octets.take((count + 1) // 2)
    head = bytes([count, kind])
    if kind >> 4 & 0x07 == _ALPHANUMERIC:
        return head + alphabet.pack(_LETTER * (count * 4 // 7))[: len(value)].ljust(len(value), b"\0")
    return head + _semi_octets(value, count, number)


def _semi_octets(value: bytes, count: int, number: Number) -> bytes:
    nibbles = [nibble for octet in value for nibble in (octet & 0x0F, octet >> 4)]
    digits = [str(nibble % 10) for nibble in nibbles[:count] if nibble != _FILLER]
    stand_in = iter(number("".join(digits)))
    new = [_FILLER if nibble == _FILLER else int(next(stand_in, "0")) for nibble in nibbles]
    return bytes(high << 4 | low for low, high in zip(new[::2], new[1::2], strict=True))


def _user_data(octets: Octets, encoding: Encoding, has_header: bool) -> bytes:
    if not octets.left:
        return b""
    length = octets.octet()
    data = octets.take(octets.left)
    used = 1 + data[0] if has_header and data else 0
    if used > len(data):
        raise UndecodablePdu("the user data header is longer than the user data")
    size = len(data)
    if encoding is Encoding.GSM7:
        # Septets count from the header's first octet, so a text of one letter is the same behind any header.
        body = alphabet.pack(_LETTER * (size * 8 // 7 + 1))[used:size]
    elif encoding is Encoding.UCS2:
        body = (b"\0" + _LETTER) * (size - used)
    else:
        body = _LETTER * (size - used)
    return bytes([length]) + _header(data[:used]) + body[: size - used]


def _header(header: bytes) -> bytes:
    """The header with zeros in those of its elements that may hold an address or a text."""
    out = bytearray(header)
    at = 1
    while at + 2 <= len(header):
        end = min(at + 2 + header[at + 1], len(header))
        if header[at] not in PLAIN_ELEMENTS:
            out[at + 2 : end] = bytes(end - at - 2)
        at = end
    return bytes(out)
