"""What an offer holds and what makes one: the box's lines, offer words, reserved goods (compliance.md 1.1, 8, 10.4).

One TOML file for each language, beside this module, with regular expressions for whole words without accents:

    offers    what makes a text an offer        innocent  what is none, though it holds such a word
    reserved  a table: words for each of GOODS
"""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from smsbox.rules import wordings
from smsbox.sentences import Sentence, sentence

GOODS: dict[str, Sentence] = {
    "alcohol": sentence("alcohol"),
    "tobacco": sentence("tobacco"),
    "cannabis": sentence("cannabis"),
    "gambling": sentence("gambling"),
    "adult": sentence("adult goods"),
    "weapons": sentence("weapons"),
}
"""Goods that have rules of their own: the data files' word, and people's (10.4)."""

APOSTROPHES = "'’"

CACHED_TEXTS = 64
"""Texts whose offer words are remembered: many are queued with the same words."""


@dataclass(frozen=True)
class Lines:
    """What the box adds to every promotional text: `head` before it, with its space after it, and `tail` behind it."""

    shop: str
    head: str
    tail: str


@dataclass(frozen=True)
class Reserved:
    """A word for reserved goods as it stands in a text, and which of GOODS it means."""

    word: str
    goods: str


@dataclass(frozen=True)
class _Speech:
    offers: re.Pattern[str]
    reserved: re.Pattern[str]


def lines(shop: str, language: str) -> Lines:
    """The lines of a shop's offers; no head while the shop has no name."""
    return Lines(shop, f"{shop}: " if shop else "", f" {wordings.speech(language).opt_out_line}")


@cache
def opt_out_lines() -> tuple[str, ...]:
    """Every language's line: an author may have written any of them."""
    return tuple(wordings.speech(language).opt_out_line for language in wordings.languages())


def composed(text: str, own: Lines) -> str:
    """`text` as the offer that it becomes: the shop's name first, how to opt out last; neither twice (8.1, 8.2)."""
    text = text.strip()
    head = "" if _is_headed(text, own.shop) else own.head
    return f"{head}{text}" if _ends(text) else f"{head}{text}{own.tail}"


def from_other_number(offer: str, language: str) -> str:
    """A composed offer that says besides, before how to opt out, that the shop's number is another one (9.4)."""
    said = wordings.speech(language).other_number
    if said in offer:
        return offer
    end = len(offer.rstrip(" .!"))
    line = next((each for each in opt_out_lines() if offer[:end].casefold().endswith(each.casefold())), "")
    start = end - len(line) if line else len(offer)
    return f"{offer[:start].rstrip()} {said} {offer[start:]}".rstrip()


def _is_headed(text: str, shop: str) -> bool:
    if not text.casefold().startswith(shop.casefold()):
        return False
    following = text[len(shop) : len(shop) + 1]
    return not following.isalnum() and (not following or following not in APOSTROPHES)


def _ends(text: str) -> bool:
    end = text.rstrip(" .!").casefold()
    return any(end.endswith(line.casefold()) for line in opt_out_lines())


@lru_cache(CACHED_TEXTS)
def offer_words(text: str, language: str) -> tuple[str, ...]:
    """What makes `text` an offer, as it stands there; empty if nothing does (1.1)."""
    folded, places = _folded(text)
    found = (match for match in _speech(language).offers.finditer(folded) if match.lastgroup == "found")
    return tuple(dict.fromkeys(text[places[match.start()] : places[match.end() - 1] + 1] for match in found))


def reserved_words(text: str, language: str) -> tuple[Reserved, ...]:
    """The reserved goods that `text` speaks of (10.4)."""
    folded, places = _folded(text)
    found = (match for match in _speech(language).reserved.finditer(folded) if match.lastgroup in GOODS)
    return tuple(
        dict.fromkeys(
            Reserved(text[places[match.start()] : places[match.end() - 1] + 1], match.lastgroup or "")
            for match in found
        )
    )


_LETTERS = str.maketrans(
    {"ı": "i", "ł": "l", "’": "'", "\N{FRACTION SLASH}": "/", "\N{MINUS SIGN}": "-", "\N{EN DASH}": "-"}
)

_LETTERS_APART = re.compile(r"(?<!\w)[^\W\d_](?:[ .*_-][^\W\d_](?!\w)){3,}")
"""A word of four letters or more, written with something between each two of them: S A L E."""


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The text without accents, in small letters, and for each of its characters the place in `text`.

    What is written with its letters set apart is one word.
    """
    folded, places = _lowered(text)
    apart = {at for run in _LETTERS_APART.finditer(folded) for at in range(run.start() + 1, run.end(), 2)}
    if not apart:
        return folded, places
    kept = [at for at in range(len(folded)) if at not in apart]
    return "".join(folded[at] for at in kept), [places[at] for at in kept]


def _lowered(text: str) -> tuple[str, Sequence[int]]:
    if text.isascii():
        return text.lower(), range(len(text))
    pairs = [
        (char, place)
        for place, original in enumerate(text)
        for char in unicodedata.normalize("NFKD", original).casefold().translate(_LETTERS)
        if not unicodedata.combining(char) and unicodedata.category(char) != "Cf"
    ]
    return "".join(char for char, _ in pairs), [place for _, place in pairs]


@cache
def _speech(language: str) -> _Speech:
    name = language if language in wordings.languages() else wordings.FALLBACK
    values = tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))
    innocent = ("innocent", values["innocent"])
    return _Speech(
        _pattern(innocent, ("found", values["offers"])),
        _pattern(innocent, *((goods, values["reserved"][goods]) for goods in GOODS)),
    )


def _pattern(*groups: tuple[str, list[str]]) -> re.Pattern[str]:
    """Matches whole words of the groups; where two begin at the same place, of the first."""
    named = "|".join(f"(?P<{name}>{'|'.join(words)})" for name, words in groups)
    return re.compile(rf"(?<!\w)(?:{named})(?!\w)".replace(" ?", r"\s*").replace(" ", r"\s+"))
