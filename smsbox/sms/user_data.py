"""The text of one part with its header, into octets and back (3GPP TS 23.040 §9.2.3.16, §9.2.3.24)."""

from collections.abc import Iterator
from dataclasses import dataclass

from smsbox.errors import BadInput, UndecodablePdu
from smsbox.sms import alphabet
from smsbox.sms.concat import Concat, read_concat
from smsbox.sms.octets import Octets
from smsbox.sms.segments import Encoding
from smsbox.sms.tables import NO_LANGUAGE

LONGEST_USER_DATA_OCTETS = 140

_PORTS_8_BIT = 0x04
_PORTS_16_BIT = 0x05
_SINGLE_SHIFT = 0x24
_LOCKING_SHIFT = 0x25


@dataclass(frozen=True, slots=True)
class UserData:
    """One part's text and what its header says; `ports` are destination and source."""

    text: str
    concat: Concat | None = None
    ports: tuple[int, int] | None = None


@dataclass(slots=True)
class _Header:
    concat: Concat | None = None
    ports: tuple[int, int] | None = None
    single: int = NO_LANGUAGE
    locking: int = NO_LANGUAGE


def read_user_data(octets: Octets, encoding: Encoding, has_header: bool) -> UserData:
    """Read TP-UDL and TP-UD; raises UndecodablePdu when the lengths do not hold.

    8-bit data is text when it is printable ASCII, else its hexadecimal digits. Half a surrogate pair is U+FFFD.
    """
    length = octets.octet()
    size = _septet_octets(length) if encoding is Encoding.GSM7 else length
    if size > LONGEST_USER_DATA_OCTETS:
        raise UndecodablePdu(f"{size} octets of user data are more than {LONGEST_USER_DATA_OCTETS}")
    data = octets.take(size)
    used = _header_octets(data) if has_header else 0
    header = _read_header(data[1:used])
    if encoding is Encoding.GSM7:
        text = _read_septets(data, length, used, header)
    elif encoding is Encoding.UCS2:
        text = data[used:].decode("utf-16-be", "replace").removeprefix("\ufeff")
    else:
        text = _read_data(data[used:])
    return UserData(text, header.concat, header.ports)


def encode_user_data(text: str, encoding: Encoding, concat: Concat | None) -> bytes:
    """Return TP-UDL and TP-UD of one part; raises BadInput when it does not fit or not in that encoding."""
    header = concat.element() if concat else b""
    if header:
        header = bytes([len(header)]) + header
    if encoding is Encoding.GSM7:
        length, body = _encode_septets(text, len(header))
    elif encoding is Encoding.UCS2:
        body = text.encode("utf-16-be", "replace")
        length = len(header) + len(body)
    else:
        raise BadInput("A text is sent as gsm7 or ucs2.", "encoding")
    if len(header) + len(body) > LONGEST_USER_DATA_OCTETS:
        raise BadInput("The text is longer than one part of a message.", "text")
    return bytes([length]) + header + body


def _encode_septets(text: str, header: int) -> tuple[int, bytes]:
    try:
        septets = alphabet.encode(text)
    except alphabet.NotInAlphabet as missing:
        raise BadInput(f"{missing.char!r} cannot be sent as gsm7.", "encoding") from None
    return _header_septets(header) + len(septets), alphabet.pack(septets, _fill_bits(header))


def _header_octets(data: bytes) -> int:
    used = 1 + data[0] if data else 1
    if used > len(data):
        raise UndecodablePdu("the user data header is longer than the user data")
    return used


def _elements(header: bytes) -> Iterator[tuple[int, bytes]]:
    """Walk identifier and data of each element; what overruns the header ends it, as the standard says."""
    at = 0
    while at + 2 <= len(header):
        end = at + 2 + header[at + 1]
        if end > len(header):
            return
        yield header[at], header[at + 2 : end]
        at = end


def _read_header(header: bytes) -> _Header:
    found = _Header()
    for identifier, data in _elements(header):
        # Of an element that comes twice the last one counts (§9.2.3.24).
        found.concat = read_concat(identifier, data) or found.concat
        if identifier == _PORTS_8_BIT and len(data) == 2:
            found.ports = data[0], data[1]
        elif identifier == _PORTS_16_BIT and len(data) == 4:
            found.ports = int.from_bytes(data[:2], "big"), int.from_bytes(data[2:], "big")
        elif identifier == _SINGLE_SHIFT and len(data) == 1:
            found.single = data[0]
        elif identifier == _LOCKING_SHIFT and len(data) == 1:
            found.locking = data[0]
    return found


def _read_septets(data: bytes, length: int, used: int, header: _Header) -> str:
    count = length - _header_septets(used)
    if count < 0:
        raise UndecodablePdu("the user data header is longer than the user data")
    septets = alphabet.unpack(data[used:], count, _fill_bits(used))
    return alphabet.decode(septets, header.locking, header.single)


def _read_data(data: bytes) -> str:
    text = data.decode("latin-1")
    readable = text.isascii() and text.translate({9: 32, 10: 32, 13: 32}).isprintable()
    return text if readable else data.hex()


def _septet_octets(septets: int) -> int:
    return (septets * 7 + 7) // 8


def _header_septets(octets: int) -> int:
    return (octets * 8 + 6) // 7


def _fill_bits(octets: int) -> int:
    """Return how many bits fill up a header of so many octets to a whole number of septets."""
    return _header_septets(octets) * 7 - octets * 8
