"""The segment meter under a text: the same count and words as `static/js/counter.js` shows while one types."""

import unicodedata
from dataclasses import dataclass

from smsbox.services.messages import MOST_PARTS
from smsbox.sms import segments
from smsbox.sms.segments import Encoding
from smsbox.sms.tables import EXTENSION, LOCKING, NO_LANGUAGE
from web.languages import gettext, ngettext, plural, plural_forms

BASIC = LOCKING[NO_LANGUAGE].replace("\r", "")
EXTENDED = "".join(EXTENSION.values())
"""The alphabet, for the page's script. CR is not in it: line ends are LF before anything is counted."""

TEXTS = plural("%(num)s text", "%(num)s texts")
LEFT = plural("%(num)s character left", "%(num)s characters left")
LONG = plural(
    "The character %(chars)s cuts a text from 160 to 70 characters.",
    "The characters %(chars)s cut a text from 160 to 70 characters.",
)


@dataclass(frozen=True)
class Meter:
    """What the meter shows: units used of `room` in each part, a sentence, and why the text is longer than it looks."""

    units: tuple[int, ...]
    room: int
    sentence: str
    why: str
    over: bool


def meter(text: str) -> Meter:
    """The meter of `text` as it stands."""
    counted = segments.split(text)
    wide = counted.encoding is Encoding.UCS2
    if len(counted.parts) > 1:
        room = segments.PART_UTF16_UNITS if wide else segments.PART_SEPTETS
    else:
        room = segments.WHOLE_UTF16_UNITS if wide else segments.WHOLE_SEPTETS
    return Meter(counted.part_units, room, _sentence(counted.part_units, room), _why(text), is_too_long(text))


def is_too_long(text: str) -> bool:
    """Whether `text` takes more parts than a message may have."""
    return len(segments.split(text).parts) > MOST_PARTS


def _sentence(units: tuple[int, ...], room: int) -> str:
    texts = ngettext(*TEXTS, len(units))
    if len(units) > MOST_PARTS:
        return _over() % {"texts": texts, "most": MOST_PARTS}
    left = ngettext(*LEFT, room - (units[-1] if units else 0))
    return f"{texts} · {left}" if units else left


def _why(text: str) -> str:
    long = segments.long_characters(text)
    return ngettext(*LONG, len(long), chars=named(long)) if long and not segments.is_of_another_alphabet(text) else ""


def _over() -> str:
    return gettext("Too long: %(texts)s, and %(most)s is the most")


def script_words() -> dict[str, str | dict[str, str]]:
    """The meter's sentences for `counter.js`: each with its plural forms, and what is filled in still open."""
    return {
        "texts": plural_forms(*TEXTS),
        "left": plural_forms(*LEFT),
        "long": plural_forms(*LONG),
        "over": _over(),
    }


def named(chars: tuple[str, ...]) -> str:
    """Characters side by side; those that cannot be seen by their code."""
    return "  ".join(f"U+{ord(char):04X}" if unicodedata.category(char)[0] in "CZM" else char for char in chars)
