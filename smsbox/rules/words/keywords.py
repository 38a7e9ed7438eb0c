"""The shop's own words: what keywords and lists may not be called, and what is too much alike (compliance.md 3.6)."""

from smsbox.rules.words import MeaningKind, classify
from smsbox.rules.words.edits import is_one_edit
from smsbox.rules.words.languages import all_words
from smsbox.rules.words.normal import normalise

RESERVED = frozenset(
    map(
        normalise,
        ("STOP", "END", "CANCEL", "QUIT", "START", "HELP", "YES", "NO", "C", "R", "X", "IN", "OUT"),
    )
)
"""STOP, END, CANCEL and QUIT (47 CFR 64.1200(a)(10)), and the words that appointments, rentals and sign-ups use."""


def may_be_keyword(word: str) -> bool:
    """Whether the normalised word is free for the shop: an honest word one slip from STOP ("shop") is, too.

    Words of small talk ("thanks", "sure") are not: whoever says one has asked for nothing (2.8).
    """
    words = all_words()
    if word in RESERVED or word in words.small_talk or words.polite.fullmatch(word):
        return False
    return word in words.ordinary or classify(word, asked=True).kind is MeaningKind.NONE


def may_name_list(name: str) -> bool:
    """Whether `STOP <name>` can mean to leave the list of this normalised name: "stop texts" ends more (3.4)."""
    return not name or name in all_words().list_names or classify(f"stop {name}").kind is not MeaningKind.OPT_OUT


def clashes(one: str, other: str) -> bool:
    """Whether two normalised words are a slip apart: SHOE and SHOES, OFFER and OFFRE."""
    return one != other and is_one_edit(one, other)
