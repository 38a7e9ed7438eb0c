"""Whom some lists reach, and how many SMS a text with their names in it takes at most."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from smsbox.rules import content, merge
from smsbox.rules.content import Lines
from smsbox.rules.policy import Policy
from smsbox.sms import segments
from smsbox.sms.segments import Segments
from smsbox.store import campaigns, contacts, longest
from smsbox.store.campaigns import Audience
from smsbox.store.db import Database
from smsbox.store.longest import Longest, Named

Words = tuple[dict[str, str], ...]
"""What placeholders stand for with one and with another."""

NOBODY = {merge.NAME: "", merge.FIRST_NAME: ""}
"""Of who is not known by name."""

NONE = Longest((), (), ())
"""Of lists that nobody is on."""


@dataclass(frozen=True)
class Reach:
    """Whom lists reach: with none of their names a text gets longer than with one of `words`.

    A person's own fields are not among these: what stands for such a one is counted as if nobody had it.
    """

    audience: Audience
    words: Words
    longest_named: tuple[Named, ...]
    """Who has names that are as long as any, for showing what they would get."""

    @property
    def people(self) -> int:
        """How many get the text: each once, and nobody who said STOP."""
        return self.audience.people - self.audience.stopped

    def longest(self, text: str, lines: Lines | None = None) -> Segments:
        """What `text` becomes at most; with the lines that the box adds to an offer."""
        return _longest(text, self.words, lines)


def of_names(db: Database, names: Sequence[str]) -> Reach:
    """Whom the lists of these names reach; what is no list reaches nobody."""
    wanted = {name.strip().casefold() for name in names}
    with db.snapshot() as connection:
        known = contacts.all_lists(connection) if wanted else ()
        return of_lists(connection, tuple(each.id for each in known if each.name.casefold() in wanted))


def of_lists(connection: sqlite3.Connection, lists: tuple[int, ...]) -> Reach:
    """Whom these lists reach, now."""
    audience = campaigns.audience(connection, lists)
    found = longest.on_lists(connection, lists, audience.places) if audience.places else NONE
    return Reach(audience, _words(found), found.people)


def lines(policy: Policy) -> Lines:
    """What the box adds to this shop's offers."""
    return content.lines(policy.shop_name, policy.language)


def as_offer(text: str, policy: Policy) -> str:
    """`text` as the shop's offer goes out."""
    return content.composed(text, lines(policy))


def most_parts(connection: sqlite3.Connection, on: tuple[int, ...], text: str, policy: Policy) -> int:
    """How many SMS an offer of this text takes at most for whoever is on these lists."""
    places = sum(contacts.numbers_on(connection, list_id) for list_id in on)
    found = longest.on_lists(connection, on, places) if places else NONE
    return len(_longest(text, _words(found), lines(policy)).parts)


def _words(found: Longest) -> Words:
    both = product(found.names, found.first_names)
    return (NOBODY, *({merge.NAME: name, merge.FIRST_NAME: first} for name, first in both))


def _longest(text: str, words: Words, added: Lines | None) -> Segments:
    own = (merge.merged(text, each) for each in (words if merge.placeholders(text) else (NOBODY,)))
    return max((segments.split(content.composed(each, added) if added else each) for each in own), key=_size)


def _size(counted: Segments) -> tuple[int, int]:
    return len(counted.parts), -counted.left
