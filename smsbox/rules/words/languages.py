"""The words of every language: one TOML file each, beside this module.

Members of a file, all optional; words are written as people do, accents and all:

    opt_out     words that opt out when they are the whole text
    everything  those of them that end every text, whatever they answer ("stop all")
    telling     words (and phrases) that make a longer text unclear
    list_names  words of `phrases` that mean a list wherever one goes by them: "stop offers" leaves the list Offers
    doubtful    words that opt out in one language and are honest words in another: alone, they are unclear
    slips       common mistypings of "stop"
    ordinary    honest words one edit from "stop"
    longer      honest words that begin with "stop"
    opt_in, help
    yes         words that agree to what a double opt-in asks
    small_talk  words that people send in any conversation: none of them may join a list
    polite      words that change nothing ("please stop")
    phrases     regular expressions for a whole text that opts out, over normalised words; {name} is a part
    everything_phrases  those that end every text ("leave me alone")
    parts       named alternatives for phrases
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
    everything: frozenset[str]
    telling: frozenset[str]
    list_names: frozenset[str]
    doubtful: frozenset[str]
    slips: frozenset[str]
    ordinary: frozenset[str]
    longer: frozenset[str]
    opt_in: frozenset[str]
    help: frozenset[str]
    yes: frozenset[str]
    small_talk: frozenset[str]
    polite: re.Pattern[str]
    phrases: tuple[re.Pattern[str], ...]
    everything_phrases: tuple[re.Pattern[str], ...]


@cache
def all_words() -> Words:
    """Reads every language's file once."""
    names = sorted(entry.name for entry in files(__package__).iterdir() if entry.name.endswith(".toml"))
    languages = [tomllib.loads((files(__package__) / name).read_text(encoding="utf-8")) for name in names]

    def merged(member: str) -> frozenset[str]:
        return frozenset(normalise(word) for language in languages for word in language.get(member, ()))

    return Words(
        opt_out=merged("opt_out") | merged("everything"),
        everything=merged("everything"),
        telling=merged("telling"),
        list_names=merged("list_names"),
        doubtful=merged("doubtful"),
        slips=merged("slips"),
        ordinary=merged("ordinary"),
        longer=merged("longer"),
        opt_in=merged("opt_in"),
        help=merged("help"),
        yes=merged("yes"),
        small_talk=merged("small_talk"),
        polite=_any_of(merged("polite")),
        phrases=tuple(phrase for language in languages for phrase in _phrases(language, "phrases")),
        everything_phrases=tuple(
            phrase for language in languages for phrase in _phrases(language, "everything_phrases")
        ),
    )


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")


def _phrases(language: dict[str, Any], member: str) -> list[re.Pattern[str]]:
    parts: dict[str, str] = language.get("parts", {})

    def filled(phrase: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda name: f"(?:{parts[name.group(1)]})", phrase)

    return [re.compile(filled(phrase)) for phrase in language.get(member, ())]
