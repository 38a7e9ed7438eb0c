"""Counting a text and splitting it into the parts that each fit one SMS (3GPP TS 23.040 §9.2.3.24.1)."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from smsbox.sms import alphabet
from smsbox.sms.characters import is_of_another_alphabet, long_characters, normalise, plain

__all__ = ["Encoding", "Segments", "is_of_another_alphabet", "long_characters", "normalise", "plain", "split"]

# TP-UD holds 140 octets; the header of an 8-bit concatenation takes 6 of them from each part of several.
WHOLE_SEPTETS = 160
PART_SEPTETS = 153
WHOLE_UTF16_UNITS = 70
PART_UTF16_UNITS = 67

CACHED_TEXTS = 64
"""Texts whose parts are remembered: one is counted when it is checked, queued and sent, and a list's all read alike."""


class Encoding(StrEnum):
    """How a message's text is carried: GSM 7-bit, UTF-16 under the name of UCS-2, or (inbound only) as data."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"
    DATA8 = "data8"


@dataclass(frozen=True, slots=True)
class Segments:
    """A text as it goes out; the parts joined are the normalised text, the empty text has none.

    `units` are septets (GSM7) or UTF-16 units (UCS2), `part_units` those of each part.
    """

    encoding: Encoding
    units: int
    parts: tuple[str, ...]
    part_units: tuple[int, ...]

    @property
    def room(self) -> int:
        """Units that each part holds."""
        if len(self.parts) > 1:
            return PART_UTF16_UNITS if self.encoding is Encoding.UCS2 else PART_SEPTETS
        return WHOLE_UTF16_UNITS if self.encoding is Encoding.UCS2 else WHOLE_SEPTETS

    @property
    def left(self) -> int:
        """Units that the last part still takes."""
        return self.room - (self.part_units[-1] if self.part_units else 0)


@lru_cache(CACHED_TEXTS)
def split(text: str) -> Segments:
    """Count and split `text`; no escape or surrogate pair is parted, so a part may end one unit early."""
    text = normalise(text)
    if alphabet.fits(text):
        encoding, whole, limit = Encoding.GSM7, WHOLE_SEPTETS, PART_SEPTETS
        sizes = [alphabet.septet_count(char) for char in text]
    else:
        encoding, whole, limit = Encoding.UCS2, WHOLE_UTF16_UNITS, PART_UTF16_UNITS
        sizes = [2 if char > "\uffff" else 1 for char in text]
    units = sum(sizes)
    if not text:
        return Segments(encoding, 0, (), ())
    if units <= whole:
        return Segments(encoding, units, (text,), (units,))
    parts, part_units = _cut(text, sizes, limit)
    return Segments(encoding, units, parts, part_units)


def _cut(text: str, sizes: list[int], limit: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    parts: list[str] = []
    part_units: list[int] = []
    start = used = 0
    for index, size in enumerate(sizes):
        if used + size > limit:
            parts.append(text[start:index])
            part_units.append(used)
            start, used = index, 0
        used += size
    parts.append(text[start:])
    part_units.append(used)
    return tuple(parts), tuple(part_units)
