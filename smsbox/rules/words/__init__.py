"""What an inbound text means: opt-out, opt-in, help, a keyword, a yes, or unclear (compliance.md, 3)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from smsbox.rules.words.edits import is_one_edit
from smsbox.rules.words.languages import Words, all_words
from smsbox.rules.words.normal import normalise

LONGEST_PHRASE = 12
"""Words: a longer text is not read as a phrase; a person looks at it if it holds a stop word."""

TYPO_LENGTHS = range(4, 6)
"""Letters of a one-word text that may be a mistyped STOP (compliance.md 3.2)."""

LONG_STOP = re.compile("s+t+o+p+")
"""STOP as an angry thumb writes it."""

LONG_WORD = "unsubscribe"
"""The stop word that is long enough for one wrong letter to leave no doubt."""


class MeaningKind(StrEnum):
    """What a text asks for; the words of the API's `meaning`."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    KEYWORD = "keyword"
    CONFIRM = "confirm"
    UNCLEAR = "unclear"
    NONE = "none"


@dataclass(frozen=True)
class Meaning:
    """`matched` says how sure it is: `exact`, `phrase` or `typo`; None where `kind` is unclear or none.

    An opt-out ends `everything`, or leaves the list that goes by the normalised `name`, or neither is said. `name` is
    also the keyword that a text is.
    """

    kind: MeaningKind
    matched: str | None = None
    everything: bool = False
    name: str = ""


@dataclass(frozen=True)
class ShopWords:
    """The shop's own words, normalised: its keywords, and the `names` (keywords among them) of lists one can leave."""

    keywords: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, keywords: Iterable[str] = (), names: Iterable[str] = ()) -> Self:
        """From words as people write them."""
        return cls(frozenset(map(normalise, keywords)), frozenset(map(normalise, names)))


NO_WORDS = ShopWords()

_NONE = Meaning(MeaningKind.NONE)
_UNCLEAR = Meaning(MeaningKind.UNCLEAR)


def classify(text: str, shop: ShopWords = NO_WORDS, *, asked: bool = False) -> Meaning:
    """What the whole text means, in any of the languages that have a data file.

    Opting out is read widely (rule 3.2), opting in only to the letter: a false opt-out costs a customer,
    a false opt-in breaks the law. The shop's keywords are never a mistyped STOP, and a yes is one only while
    somebody was `asked` for it (2.4).

    A text that says more than a stop word is `unclear` (3.3), where the word has hardly another meaning:
    `stop`, `unsubscribe`. END, QUIT, CANCEL and the like count only alone, else "can I cancel my
    appointment?" would silence the shop for that customer.

    A phrase that opts out ("stop texts") does so for all lists, even where one goes by its word (3.4).

    An ordinary word one edit from STOP ("shop", "step") is `unclear`, not an opt-out: promotions pause
    at once all the same, and a person tells a slip from an honest word. Languages list such words as `ordinary`;
    likewise `doubtful` ones, which opt out in one language and say something else in another ("red", "fine").
    """
    message = normalise(text)
    if not message:
        return _NONE
    words = all_words()
    exact = _exact(message, words)
    if exact is not None:
        return exact
    if message in shop.keywords:
        return Meaning(MeaningKind.KEYWORD, "exact", name=message)
    if asked and message in words.yes:
        return Meaning(MeaningKind.CONFIRM, "exact")
    if message in words.slips or (" " not in message and _mended(message, words) != message):
        return Meaning(MeaningKind.OPT_OUT, "typo")
    if message in words.doubtful:
        return _UNCLEAR
    if message.count(" ") < LONGEST_PHRASE:
        found = _phrase(message, _core(message, words), words, shop, asked)
        if found is not None:
            return found
    return _UNCLEAR if _holds_stop_word(message, words) else _NONE


def _exact(message: str, words: Words) -> Meaning | None:
    if message in words.opt_out:
        return Meaning(MeaningKind.OPT_OUT, "exact", everything=message in words.everything)
    if message in words.opt_in:
        return Meaning(MeaningKind.OPT_IN, "exact")
    return Meaning(MeaningKind.HELP, "exact") if message in words.help else None


def _phrase(message: str, core: str, words: Words, shop: ShopWords, asked: bool) -> Meaning | None:
    """What a short text means by its `core`; None if that says nothing."""
    everything = _is_one_of(core, words.everything, words.everything_phrases)
    opts_out = everything or _is_opt_out_phrase(core, words)
    for said in (message, core):
        stop, _, name = said.partition(" ")
        if opts_out and name not in words.list_names:
            continue
        if name in shop.names and stop in words.opt_out and stop in words.telling:
            return Meaning(MeaningKind.OPT_OUT, "exact" if said is message else "phrase", name=name)
    if opts_out:
        return Meaning(MeaningKind.OPT_OUT, "phrase", everything=everything)
    if core in words.help:
        return Meaning(MeaningKind.HELP, "phrase")
    if asked and core in words.yes:
        return Meaning(MeaningKind.CONFIRM, "phrase")
    if len(core) in TYPO_LENGTHS and " " not in core and is_one_edit(core, "stop") and core not in shop.keywords:
        if core not in words.ordinary:
            return Meaning(MeaningKind.OPT_OUT, "typo")
        return _UNCLEAR if core == message else _NONE
    return _glued(core, words, shop)


def _glued(core: str, words: Words, shop: ShopWords) -> Meaning | None:
    """What one word that begins with STOP means: what the two words would ("stopshoes"), or nothing clear."""
    rest = core.removeprefix("stop")
    if rest == core or not rest or " " in core or core in words.longer:
        return None
    apart = _phrase(f"stop {rest}", f"stop {rest}", words, shop, asked=False)
    return _UNCLEAR if apart is None else replace(apart, matched="typo")


def _core(message: str, words: Words) -> str:
    """The message without polite words, and with known slips of STOP and UNSUBSCRIBE put right."""
    said = " ".join(words.polite.sub(" ", message).split())
    return " ".join(_mended(word, words) for word in said.split())


def _mended(word: str, words: Words) -> str:
    """The stop word that a slip of it was to be: STOP with letters held too long, UNSUBSCRIBE with one wrong."""
    if word in words.ordinary or word in words.telling:
        return word
    if word in words.slips or LONG_STOP.fullmatch(word):
        return "stop"
    return LONG_WORD if abs(len(word) - len(LONG_WORD)) <= 1 and is_one_edit(word, LONG_WORD) else word


def _is_one_of(core: str, exact: frozenset[str], phrases: tuple[re.Pattern[str], ...]) -> bool:
    return core in exact or any(phrase.fullmatch(core) for phrase in phrases)


def _is_opt_out_phrase(core: str, words: Words) -> bool:
    if _is_one_of(core, words.opt_out, words.phrases):
        return True
    said = core.split()
    return bool(said) and all(word in words.opt_out for word in said)


def _holds_stop_word(message: str, words: Words) -> bool:
    if any(_mended(word, words) in words.telling for word in message.split()):
        return True
    padded = f" {message} "
    return any(f" {hint} " in padded for hint in words.telling if " " in hint)
