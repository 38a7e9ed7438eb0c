"""What people type to find somebody: how names are folded, and the full-text queries made of words. Pure text."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST_QUERY = 60
"""Characters of a search that are looked at; a name or a number is shorter."""

MOST_WORDS = 6
"""Words of a search that are looked at."""

TRIGRAM = 3
"""Characters from which on the contacts' index finds a word anywhere; fewer are a name's beginning."""

NAMELESS = "\uffff"
"""The folded form of no name: contacts without one come last."""

LAST_CHARACTER = "\U0010ffff"
"""Sorts after all that anybody writes: the end of a range of beginnings."""

_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
"""Letters of European names that Unicode does not take apart."""


CACHED_CHARACTERS = 2000
"""Characters of which it is at hand whether they are seen: those of the names of one country, several times over."""

_UNSEEN = frozenset({"Mn", "Me", "Cc", "Cf", "Cs", "Cn"})
"""Unicode's categories of accents and of what is not seen."""


def fold(text: str) -> str:
    """`text` for comparing: small letters without accents, single spaces, nothing that is not seen."""
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().split())
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(filter(is_seen, apart)).casefold().translate(_UNDECOMPOSED).split())


@lru_cache(CACHED_CHARACTERS)
def is_seen(char: str) -> bool:
    """Whether a character takes room of its own: a letter, a sign or a space."""
    return char.isspace() or unicodedata.category(char) not in _UNSEEN


def folded_name(name: str) -> str:
    """What `contacts.folded` keeps of a name."""
    return fold(name) or NAMELESS


@dataclass(frozen=True)
class Term:
    """One word of a search: as it was typed, as a folded name may hold it, and as a number may hold it."""

    typed: str
    word: str
    numbers: tuple[str, ...] = ()


Terms = tuple[Term, ...]


def is_short(term: Term) -> bool:
    """Whether the contacts' index cannot find the term."""
    return _columns(term) == []


def _columns(term: Term) -> list[str]:
    found = [f"number : {quoted(number)}" for number in term.numbers if len(number) >= TRIGRAM]
    return [*found, f"folded : {quoted(term.word)}"] if len(term.word) >= TRIGRAM else found


def quoted(text: str) -> str:
    """`text` as an FTS5 string: no character of it is an operator."""
    return '"' + text.replace('"', '""') + '"'


def contacts_match(terms: Terms) -> str | None:
    """The FTS5 query on `contacts_search`: all that it can find of `terms`; None if that is nothing."""
    found = [f"({' OR '.join(_columns(term))})" for term in terms if not is_short(term)]
    return " AND ".join(found) or None


def texts_match(terms: Terms) -> str | None:
    """The FTS5 query on `inbox_search`: texts with words that begin so; None if `terms` hold no word."""
    return " AND ".join(f"{quoted(term.typed)} *" for term in terms if any(map(str.isalnum, term.typed))) or None


def beginnings(terms: Terms) -> tuple[str, ...]:
    """The beginnings of whole numbers that the terms, if they are one number, may mean."""
    numbers = terms[0].numbers if len(terms) == 1 else ()
    return tuple(number for number in numbers if number.startswith("+") and len(number) >= TRIGRAM)
