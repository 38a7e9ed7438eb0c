"""Who a virtual modem and its SIM are: numbers derived from a name, the same ones every time."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from smsbox.errors import BadInput

# 00 is the body that issues type codes for test equipment, so no real device has such an IMEI.
TEST_IMEI_PREFIX = "00"
# 89 telecommunications, 44 United Kingdom, 99 an issuer that does not exist (ITU-T E.118).
TEST_ICCID_PREFIX = "894499"
# Mobile country and network code of test networks (ITU-T E.212).
TEST_IMSI_PREFIX = "00101"
# The thousand numbers that the regulator keeps free for drama; nobody has one.
TEST_NUMBER_PREFIX = "+447700900"


@dataclass(frozen=True, slots=True)
class Identity:
    """IMEI (15 digits), ICCID (19 or 20 digits), IMSI (14 or 15 digits) and own number (E.164)."""

    imei: str
    iccid: str
    imsi: str
    number: str

    def __post_init__(self) -> None:
        _check("imei", self.imei, r"\d{15}", "15 digits", luhn=True)
        _check("iccid", self.iccid, r"\d{19,20}", "19 or 20 digits", luhn=True)
        _check("imsi", self.imsi, r"\d{14,15}", "14 or 15 digits")
        _check("number", self.number, r"\+[1-9]\d{6,14}", "a number like +447700900123")

    @classmethod
    def of_name(cls, name: str) -> Self:
        """The identity that belongs to `name`: equal for equal names."""
        digits = str(int(hashlib.sha256(name.encode()).hexdigest(), 16))
        return cls(
            imei=with_check_digit(TEST_IMEI_PREFIX + digits[:12]),
            iccid=with_check_digit(TEST_ICCID_PREFIX + digits[12:24]),
            imsi=TEST_IMSI_PREFIX + digits[24:34],
            number=f"{TEST_NUMBER_PREFIX}{_subscriber(name):03d}",
        )

    @classmethod
    def of_link(cls, link: Path) -> Self:
        """The identity of the modem behind `link`, by its absolute path."""
        return cls.of_name(str(link.absolute()))


def _subscriber(name: str) -> int:
    """Three digits of a subscriber; names that differ in a final number only (modem1, modem2) never share them."""
    match = re.fullmatch(r"(.*?)(\d*)", name, re.DOTALL)
    stem, final = match.groups() if match else (name, "")
    return (int(hashlib.sha256(stem.encode()).hexdigest(), 16) + int(final[-3:] or "0")) % 1000


def with_check_digit(digits: str) -> str:
    """`digits` and the Luhn digit that completes them."""
    return digits + str(-_luhn_sum(digits + "0") % 10)


def _luhn_sum(digits: str) -> int:
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return doubled + sum(int(digit) for digit in digits[-1::-2])


def _check(field: str, value: str, pattern: str, shape: str, *, luhn: bool = False) -> None:
    if not re.fullmatch(pattern, value, re.ASCII):
        raise BadInput(f"--{field} must be {shape}, not {value!r}.", field)
    if luhn and _luhn_sum(value) % 10:
        right = with_check_digit(value[:-1])
        raise BadInput(f"--{field} {value} has a wrong check digit; {right} would be right.", field)
