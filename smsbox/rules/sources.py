"""Where a number comes from, and where that is no consent: nobody agrees to offers by the way (compliance.md 2.8)."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from smsbox.rules.words.normal import normalise
from smsbox.sentences import Sentence, sentence

CACHED_SOURCES = 128
"""Different sources at hand: the rows of an import name the same few."""

REFUSALS: Mapping[str, Sentence] = {
    "contest": sentence("Taking part in a contest is no yes to offers. Write down how the person said yes to them."),
    "missed_call": sentence("A missed call is no yes to offers. Write down how the person said yes to them."),
    "receipt": sentence("A number on a receipt is no yes to offers. Write down how the person said yes to them."),
    "appointment": sentence(
        "A number given for an appointment is no yes to offers. Write down how the person said yes to them."
    ),
    "someone_else": sentence(
        "Only people who said yes to this shop may be texted. Addresses of someone else stay out."
    ),
}
"""By the table in sources.toml whose word was found."""


@lru_cache(CACHED_SOURCES)
def refusal(source: str) -> Sentence | None:
    """Why what comes from `source`, in somebody's words, is no consent; None if nothing speaks against it."""
    said = normalise(source)
    return next((words for kind, words in REFUSALS.items() if _patterns()[kind].search(said)), None)


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    values = tomllib.loads((files("smsbox.rules") / "sources.toml").read_text(encoding="utf-8"))
    return {kind: re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)") for kind, words in values.items()}
