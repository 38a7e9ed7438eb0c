"""What an inbound text means: opt-out, opt-in, help, or unclear (compliance.md, 3)."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from smsbox.rules.words.edits import is_one_edit
from smsbox.rules.words.languages import Words, all_words
from smsbox.rules.words.normal import normalise

LONGEST_PHRASE = 12
"""Words: a longer text is not read as a phrase; a person looks at it if it holds a stop word."""

TYPO_LENGTHS = range(4, 6)
"""Letters of a one-word text that may be a mistyped STOP (compliance.md 3.2)."""


class MeaningKind(StrEnum):
    """What a text asks for; the words of the API's `meaning`."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    UNCLEAR = "unclear"
    NONE = "none"


@dataclass(frozen=True)
class Meaning:
    """`matched` says how sure it is: `exact`, `phrase` or `typo`; None where `kind` is unclear or none."""

    kind: MeaningKind
    matched: str | None = None


_NONE = Meaning(MeaningKind.NONE)
_UNCLEAR = Meaning(MeaningKind.UNCLEAR)


def classify(text: str, keywords: Collection[str] = ()) -> Meaning:
    """What the whole text means, in any of the languages that have a data file.

    Opting out is read widely (rule 3.2), opting in only to the letter: a false opt-out costs a customer,
    a false opt-in breaks the law. `keywords` are the shop's own words, which are never a mistyped STOP.

    A text that says more than a stop word is `unclear` (3.3), where the word has hardly another meaning:
    `stop`, `unsubscribe`. END, QUIT, CANCEL and the like count only alone, else "can I cancel my
    appointment?" would silence the shop for that customer.

    An ordinary word one edit from STOP ("shop", "step") is `unclear`, not an opt-out: promotions pause
    at once all the same, and a person tells a slip from an honest word. Languages list such words as `ordinary`.
    """
    message = normalise(text)
    if not message:
        return _NONE
    words = all_words()
    exact = _exact(message, words)
    if exact is not None:
        return Meaning(exact, "exact")
    if message in {normalise(keyword) for keyword in keywords}:
        return _NONE
    if message in words.slips:
        return Meaning(MeaningKind.OPT_OUT, "typo")
    if message.count(" ") < LONGEST_PHRASE:
        core = _core(message, words)
        if _is_opt_out_phrase(core, words):
            return Meaning(MeaningKind.OPT_OUT, "phrase")
        if core in words.help:
            return Meaning(MeaningKind.HELP, "phrase")
        if len(core) in TYPO_LENGTHS and " " not in core and is_one_edit(core, "stop"):
            if core not in words.ordinary:
                return Meaning(MeaningKind.OPT_OUT, "typo")
            return _UNCLEAR if core == message else _NONE
    return _UNCLEAR if _holds_stop_word(message, words) else _NONE


def _exact(message: str, words: Words) -> MeaningKind | None:
    if message in words.opt_out:
        return MeaningKind.OPT_OUT
    if message in words.opt_in:
        return MeaningKind.OPT_IN
    return MeaningKind.HELP if message in words.help else None


def _core(message: str, words: Words) -> str:
    """The message without polite words, and with known slips of STOP put right."""
    said = " ".join(words.polite.sub(" ", message).split())
    return " ".join("stop" if word in words.slips else word for word in said.split())


def _is_opt_out_phrase(core: str, words: Words) -> bool:
    if core in words.opt_out or any(phrase.fullmatch(core) for phrase in words.phrases):
        return True
    said = core.split()
    return bool(said) and all(word in words.opt_out for word in said)


def _holds_stop_word(message: str, words: Words) -> bool:
    if any(word in words.telling or word in words.slips for word in message.split()):
        return True
    padded = f" {message} "
    return any(f" {hint} " in padded for hint in words.telling if " " in hint)
