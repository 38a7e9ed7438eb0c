"""The words of every language: one TOML file each, beside this module.

Members of a file, all optional; words are written as people do, accents and all:

    opt_out   words that opt out when they are the whole text
    telling   words (and phrases) that make a longer text unclear
    slips     common mistypings of "stop"
    ordinary  honest words one edit from "stop"
    opt_in, help
    polite    words that change nothing ("please stop")
    phrases   regular expressions for a whole text, over normalised words; {name} is a part
    parts     named alternatives for phrases
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from smsbox.rules.words.normal import normalise


@dataclass(frozen=True)
class Words:
    """The words of all languages together, normalised; see the module's head for what each is."""

    opt_out: frozenset[str]
    telling: frozenset[str]
    slips: frozenset[str]
    ordinary: frozenset[str]
    opt_in: frozenset[str]
    help: frozenset[str]
    polite: re.Pattern[str]
    phrases: tuple[re.Pattern[str], ...]


@cache
def all_words() -> Words:
    """Reads every language's file once."""
    names = sorted(entry.name for entry in files(__package__).iterdir() if entry.name.endswith(".toml"))
    languages = [tomllib.loads((files(__package__) / name).read_text(encoding="utf-8")) for name in names]

    def merged(member: str) -> frozenset[str]:
        return frozenset(normalise(word) for language in languages for word in language.get(member, ()))

    return Words(
        opt_out=merged("opt_out"),
        telling=merged("telling"),
        slips=merged("slips"),
        ordinary=merged("ordinary"),
        opt_in=merged("opt_in"),
        help=merged("help"),
        polite=_any_of(merged("polite")),
        phrases=tuple(phrase for language in languages for phrase in _phrases(language)),
    )


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")


def _phrases(language: dict[str, Any]) -> list[re.Pattern[str]]:
    parts: dict[str, str] = language.get("parts", {})

    def filled(phrase: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda name: f"(?:{parts[name.group(1)]})", phrase)

    return [re.compile(filled(phrase)) for phrase in language.get("phrases", ())]
