"""Takes identities, numbers, PINs and texts out of what passes between smsbox and a modem, so that it can be shown.

What is put in their place has the same length and form: a masked line is read as the line itself would be. The same
number becomes the same stand-in throughout. Where it is not certain what a line holds, more is masked than need be.
"""

import re
from collections.abc import Callable

from smsbox.at.finals import read_final
from smsbox.at.notices import PDU_HEADERS, notice_name
from smsbox.modem.masked_pdu import masked_pdu
from smsbox.sms import alphabet

SHORTEST_SECRET = 6
"""Digits: runs this long are masked wherever they stand; shorter ones are counts, codes and file numbers."""

SHORTEST_HEX = 8
"""Hex digits: coded numbers and names are longer, cell numbers and status words shorter."""

SHORTEST_PDU = 16
"""Hex digits: no PDU is shorter (3GPP TS 23.040 §9.2.2)."""

LONGEST_SERVICE_CODE = 3
"""Digits of a USSD code's first group that are shown ("*100#"); what follows may be a voucher or a number."""

MOST_NUMBERS = 10_000
"""Stand-ins that are remembered; beyond them all numbers look the same."""

HIDDEN = "****"
"""Instead of everything that is given with a command about PINs and locks, its length included."""

ASKS_FOR_PIN_TRIES = "0020000100"
"""VERIFY without data (ETSI TS 102 221 §11.1.9): no secret, and a question of the families'."""

PEOPLE = frozenset({"+CNUM", "+CPBR", "+CPBF", "+CPBW", "+CLIP", "+CCWA", "+COLP", "+CMGL", "+CMGR", "+CMT", "+CDS"})
"""Lines whose quoted fields are people's names and numbers (3GPP TS 27.007 §7, §8; 27.005 §3.4)."""

_PIN = re.compile(r"([^A-Z](?:CPIN2?|CPWD|CLCK|SPIC|QPIN|PIN)\s*=).*", re.IGNORECASE | re.DOTALL)
_NAMED = re.compile(r"[+^*#%$&!][A-Z][A-Z0-9_]*(?::|$)")
_USSD_HEAD = re.compile(r'\+CUSD: ?\d(?:, ?"?|$)', re.ASCII)
_USSD_TAIL = re.compile(r'"(?:, ?\d{1,3})?$', re.ASCII)
_STAMP = re.compile(r"\d\d/\d\d/\d\d,\d\d:\d\d:\d\d(?:[+-]\d\d)?", re.ASCII)
_QUOTED = re.compile(r'"([^"]*)"?')
_QUOTED_PIN = re.compile(r'"(\d{4,8})"', re.ASCII)
_HEX = re.compile(r"[0-9A-Fa-f]+")
_DIGITS = re.compile(rf"\d{{{SHORTEST_SECRET},}}", re.ASCII)
_SECRET = re.compile(
    r"(?<![0-9A-Za-z])(?P<iccid>(?:89|98)[0-9A-Fa-f]{16,18})(?![0-9A-Za-z])"
    rf"|(?<![0-9A-Za-z])(?=[A-Fa-f]*[0-9])(?=[0-9]*[A-Fa-f])[0-9A-Fa-f]{{{SHORTEST_HEX},}}(?![0-9A-Za-z])"
    rf"|{_DIGITS.pattern}",
    re.ASCII,
)
_UNPRINTABLE = re.compile(r"[^ -~]")


class Disguise:
    """The stand-ins of one recording."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def command(self, text: str) -> str:
        """A command line that smsbox sends."""
        text = _PIN.sub(rf"\g<1>{HIDDEN}", _printable(text))
        if "+CUSD=" in text.upper():
            return _QUOTED.sub(lambda found: f'"{_coded(found[1], _service_code)}"', text)
        text = _QUOTED_PIN.sub(lambda found: f'"{"0" * len(found[1])}"' if not _is_query(found[1]) else found[0], text)
        return self._line(text, text[2:].partition("=")[0].upper())

    def pdu(self, digits: str) -> str:
        """A PDU in hex, with its service centre; of one that cannot be read nothing is left but its length."""
        return masked_pdu(digits, self.number)

    def answer(self, text: str, command: str) -> str:
        """A line of the answer to `command`, or its final result."""
        text, asked = _printable(text), command.upper()
        if read_final(text) is None and any(name in asked for name in PDU_HEADERS) and not text.startswith("+CMG"):
            return self._body(text)
        if text.startswith("+CUSD"):
            return self.ussd(text)
        if any(name in asked for name in PEOPLE) and not _NAMED.match(text) and read_final(text) is None:
            return _crossed_out(text)
        return self._line(text, text.partition(":")[0])

    def unasked(self, text: str) -> str:
        """A line that the modem says by itself, or that nobody understands: it might be a piece of a text."""
        text = _printable(text)
        name = text.partition(":")[0]
        if name == "+CUSD":
            return self.ussd(text)
        if text in ("", ">") or notice_name(text) or _NAMED.match(text) or read_final(text) is not None:
            return self._line(text, name)
        return self._body(text)

    def ussd(self, text: str) -> str:
        """A line of what the network says to a USSD code, the first or a further one: every digit is masked."""
        text = _printable(text)
        head = _USSD_HEAD.match(text)
        said = text[head.end() :] if head else text
        tail = _USSD_TAIL.search(said)
        end = tail.start() if tail else len(said)
        return text[: len(text) - len(said)] + _coded(said[:end], _without_digits) + said[end:]

    def number(self, digits: str) -> str:
        """The stand-in for a number or identity: as many digits, zeros but for a count."""
        if digits not in self._known and len(self._known) < MOST_NUMBERS:
            self._known[digits] = len(self._known) + 1
        return str(self._known.get(digits, 0)).zfill(len(digits))[-len(digits) :] if digits else ""

    def _body(self, text: str) -> str:
        if _HEX.fullmatch(text):
            return self.pdu(text) if len(text) >= SHORTEST_PDU else "0" * len(text)
        return _crossed_out(text)

    def _line(self, text: str, name: str) -> str:
        if name in PEOPLE:
            text = _QUOTED.sub(_person, text)
        return _SECRET.sub(self._secret, text)

    def _secret(self, found: re.Match[str]) -> str:
        """Every SIM card begins with 89 (ITU-T E.118), or with 98 where the digits are swapped; fillers stay."""
        whole, iccid = found[0], found["iccid"]
        if iccid is not None:
            stand_in = iter(self.number("".join(filter(str.isdigit, iccid[2:]))))
            return iccid[:2] + "".join(next(stand_in) if char.isdigit() else "F" for char in iccid[2:])
        return whole if _is_query(whole) else self.number(whole) if whole.isdigit() else "0" * len(whole)


def _person(found: re.Match[str]) -> str:
    """A quoted field; long runs of digits get their stand-in with the rest of the line."""
    value = found[1]
    if not value or _STAMP.fullmatch(value) or _DIGITS.fullmatch(value.removeprefix("+")):
        return found[0]
    return found[0].replace(value, _crossed_out(value))


def _is_query(digits: str) -> bool:
    return digits == ASKS_FOR_PIN_TRIES


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("?", text).replace("`", "'")


def _crossed_out(text: str) -> str:
    return "".join("0" if char.isdigit() else "x" if char.isalpha() else char for char in text)


def _without_digits(text: str) -> str:
    return "".join("0" if char.isdigit() else char for char in text)


def _service_code(text: str) -> str:
    """A USSD code of which the first group of digits is left, if it is short."""
    start = re.match(rf"\D*\d{{1,{LONGEST_SERVICE_CODE}}}(?!\d)", text)
    shown = start.end() if start else 0
    return text[:shown] + _without_digits(text[shown:])


def _coded(text: str, mask: Callable[[str], str]) -> str:
    """The text of a USSD code or answer after `mask`, in whatever coding it is (see `UssdCoding`)."""
    if not _HEX.fullmatch(text) or len(text) % 2:
        return mask(text)
    octets = bytes.fromhex(text)
    if len(octets) % 2 == 0 and 0 in octets[::2]:
        plain = mask(octets.decode("utf-16-be", "surrogatepass"))
        return plain.encode("utf-16-be", "surrogatepass").hex().upper()
    if text.isdecimal():
        return mask(text)
    septets = alphabet.unpack(octets, len(octets) * 8 // 7).decode("latin-1")
    return alphabet.pack(mask(septets).encode("latin-1")).ljust(len(octets), b"\0").hex().upper()
