"""The shop's own words, as they change what a text means: its keywords, and the names of its lists (3.2, 3.4)."""

import sqlite3
from dataclasses import dataclass
from functools import lru_cache

from smsbox.rules.words import ShopWords
from smsbox.rules.words.normal import normalise
from smsbox.store import keywords, lists
from smsbox.store.keywords import Keyword
from smsbox.store.lists import Name

REMEMBERED = 2
"""Sets of words that are kept ready: the one of now, and the one of a moment ago."""


@dataclass(frozen=True)
class Vocabulary:
    """What the classifier needs, and what each of the words stands for, by its normal form."""

    words: ShopWords
    keywords: dict[str, Keyword]
    lists: dict[str, tuple[Name, ...]]
    """What `STOP <word>` leaves: all that go by the word, be it as a list's own name or as a keyword that joins it."""
    open_lists: frozenset[int]
    """The ids of the lists that can be joined."""


def vocabulary(connection: sqlite3.Connection) -> Vocabulary:
    """The words of this moment: two short queries; what follows from them is worked out when they have changed."""
    return _vocabulary(keywords.all_keywords(connection), lists.names(connection))


@lru_cache(REMEMBERED)
def _vocabulary(all_keywords: tuple[Keyword, ...], names: tuple[Name, ...]) -> Vocabulary:
    by_id = {name.id: name for name in names}
    targets: dict[str, tuple[Name, ...]] = {}
    joined = [(each.word, by_id[each.list_id]) for each in all_keywords if each.list_id in by_id]
    for word, name in (*((normalise(name.name), name) for name in names), *joined):
        if word and name not in targets.get(word, ()):
            targets[word] = (*targets.get(word, ()), name)
    return Vocabulary(
        ShopWords(frozenset(each.word for each in all_keywords), frozenset(targets)),
        {each.word: each for each in all_keywords},
        targets,
        frozenset(by_id),
    )
