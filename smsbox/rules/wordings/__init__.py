"""What the box says about consent, in each language, and what a sign-up's wording must hold (compliance.md 2.5, 2.6).

One TOML file for each language, beside this module. Sentences with {names} to fill in:

    sign_up       what people agree to, as a proposal   some_kinds  what kind of texts it proposes
    ask           the double opt-in's question          welcome     the first text after an opt-in
    contact       the help contact inside others        opt_out_line  the end of every offer
    other_number  in an offer that another SIM sends than usual
    this_shop     who speaks while the shop's name is not set
    opted_out, opted_out_of_offers, left_list, started, help          answers to what a person texted
    fees, no_purchase                                   what the United States demand beside
    kinds, every  words of which a wording must hold one: what kind of texts, and how often
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from smsbox.rules.words.languages import all_words
from smsbox.rules.words.normal import normalise
from smsbox.sentences import sentence

FALLBACK = "en"

UNITED_STATES = "US"
"""The region whose sign-ups also speak of fees and of purchases (47 CFR 64.1200(f)(9), CTIA 5.1)."""

STOP = "stop"


@dataclass(frozen=True)
class Speech:
    """The sentences and words of one language; see the module's head for what each is."""

    sign_up: str
    some_kinds: str
    ask: str
    welcome: str
    contact: str
    this_shop: str
    opt_out_line: str
    other_number: str
    opted_out: str
    opted_out_of_offers: str
    left_list: str
    started: str
    help: str
    fees: str
    no_purchase: str
    kinds: tuple[str, ...]
    every: tuple[str, ...]


@cache
def languages() -> tuple[str, ...]:
    """The codes (ISO 639-1) of the languages that have a file."""
    names = (entry.name for entry in files(__package__).iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def speech(language: str) -> Speech:
    """What the box says in `language`; in English where it has no file."""
    name = language if language in languages() else FALLBACK
    values = tomllib.loads((files(__package__) / f"{name}.toml").read_text(encoding="utf-8"))
    return Speech(kinds=tuple(values.pop("kinds")), every=tuple(values.pop("every")), **values)


def proposal(language: str, region: str, *, shop: str, kinds: str, per_month: int) -> str:
    """A sign-up wording that holds all that it must."""
    said = speech(language)
    text = said.sign_up.format(shop=shop, kinds=kinds, per_month=per_month)
    return f"{text} {said.fees} {said.no_purchase}" if region == UNITED_STATES else text


def missing(text: str, language: str, region: str, *, shop: str, per_month: int) -> tuple[str, ...]:
    """What a sign-up wording lacks, a sentence for staff each; empty if it may be used (2.5)."""
    said, message = speech(language), f" {normalise(text)} "
    often = f" {normalise(re.sub('[0-9]+', ' ', text))} "  # "4 a month" would be normalised as letters set apart
    words = message.split()
    wanted = [
        (bool(shop) and normalise(shop) in message, sentence("It must name the shop as its name is set.")),
        (
            _holds_any(message, said.kinds),
            sentence("It must say what kind of texts will come, such as offers or news."),
        ),
        (
            str(per_month) in re.findall(r"\d+", text) and _holds_any(often, said.every),
            sentence("It must say how often, such as “up to {per_month} texts a month”.", per_month=per_month),
        ),
        (STOP in words, sentence("It must say that STOP ends it.")),
        (any(word in all_words().help for word in words), sentence("It must say that HELP gets help.")),
    ]
    if region == UNITED_STATES:
        wanted += [
            (normalise(said.fees) in message, sentence("It must say: {fees}", fees=said.fees)),
            (normalise(said.no_purchase) in message, sentence("It must say: {words}", words=said.no_purchase)),
        ]
    return tuple(words for holds, words in wanted if not holds)


def _holds_any(message: str, words: tuple[str, ...]) -> bool:
    """Whether one of `words` begins a word of the message: plurals and endings do not matter."""
    return any(f" {normalise(word)}" in message for word in words)
