"""One form for every way of writing a text, for comparing words (compliance.md 3, first sentence)."""

import re
import unicodedata

_STOP_SIGN = "\N{OCTAGONAL SIGN}"
_BARE = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "\u02bc": None})
"""Letters whose accent is no mark of its own to Unicode, and the apostrophe that comes out of ŉ.

Turkish: without this, I and ı were two letters.
"""

_PICTURED = {first + at: chr(ord("a") + at) for first in (0x1F150, 0x1F170) for at in range(26)}
"""Letters in black circles and squares, which have no plain form to Unicode."""

_APOSTROPHES = str.maketrans("", "", "'\u2018\u2019\u02bc\u00b4`")
_INVISIBLE = frozenset({"Mn", "Me", "Cf"})
"""Unicode categories of accents, enclosing marks, and direction or joining marks."""

_NOT_WORD = re.compile(r"[\W_]+")
_LETTERS_APART = re.compile(r"\b\w(?: \w\b)+")


def normalise(text: str) -> str:
    """Lower case, no accents, punctuation or doubled spaces; letters set apart are joined; the stop sign is "stop".

    Apostrophes vanish instead of making a space, so that "don't" and "dont" are one word.
    """
    spoken = text.replace(_STOP_SIGN, " stop ").translate(_APOSTROPHES).translate(_PICTURED).casefold()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", spoken).casefold())
    letters = "".join(letter for letter in plain.translate(_BARE) if unicodedata.category(letter) not in _INVISIBLE)
    spaced = _NOT_WORD.sub(" ", letters).strip()
    return _LETTERS_APART.sub(lambda run: run.group().replace(" ", ""), spaced)
