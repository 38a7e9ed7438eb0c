"""The parts of a long message: their header and putting them together (3GPP TS 23.040 §9.2.3.24.1, .8)."""

from collections.abc import Mapping
from dataclasses import dataclass

MISSING = " […] "

_NARROW_ELEMENT = 0x00
_WIDE_ELEMENT = 0x08


@dataclass(frozen=True, slots=True)
class Concat:
    """Which part of which message: `sequence` counts from 1 to `total`; `wide` is the 16-bit reference.

    Raises ValueError for what the standard tells a receiver to ignore: a total or sequence of 0, a sequence
    beyond the total.
    """

    reference: int
    total: int
    sequence: int
    wide: bool = False

    def __post_init__(self) -> None:
        """Refuse values that the octets of the header cannot or must not hold."""
        if not 0 <= self.reference <= (0xFFFF if self.wide else 0xFF):
            raise ValueError("the reference does not fit its octets")
        if not 1 <= self.sequence <= self.total <= 0xFF:
            raise ValueError("the sequence is not within the total, or the total not within an octet")

    def element(self) -> bytes:
        """Return the information element: identifier, length, reference, total, sequence."""
        identifier, width = (_WIDE_ELEMENT, 2) if self.wide else (_NARROW_ELEMENT, 1)
        reference = self.reference.to_bytes(width, "big")
        return bytes([identifier, width + 2]) + reference + bytes([self.total, self.sequence])


def read_concat(identifier: int, data: bytes) -> Concat | None:
    """Return the header in the information element, or None when it is another element or to be ignored."""
    wide = identifier == _WIDE_ELEMENT
    if identifier not in (_NARROW_ELEMENT, _WIDE_ELEMENT) or len(data) != (4 if wide else 3):
        return None
    try:
        return Concat(int.from_bytes(data[:-2], "big"), data[-2], data[-1], wide)
    except ValueError:
        return None


def assemble(parts: Mapping[int, str], total: int) -> str:
    """Join received parts (sequence → text) of a message of `total`; parts that are missing show as one gap."""
    text = []
    gap = False
    for sequence in range(1, total + 1):
        part = parts.get(sequence)
        if part is not None:
            text.append(part)
        elif not gap:
            text.append(MISSING)
        gap = part is None
    return "".join(text)
