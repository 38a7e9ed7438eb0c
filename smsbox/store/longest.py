"""The longest names on some lists, by indexes from the longest down: how long a text with a name in it may become."""

import json
import sqlite3
from dataclasses import dataclass

READ = 300
"""Places on lists up to which everybody's name is read."""

LOOKED_AT = 2000
"""Of the shop's longest names, those that are looked for on longer lists."""

HELD = (
    "aeinrlosthumdkcgybvfpzjwxqAMSEBKLCTJRHFDNPGVOIWUYZXQ -'.üöäßéèàñåøæìòù"
    '!"#$%&()*+,/0123456789:;<=>?@[\\]^_{|}~¡£¤¥§¿ÄÅÆÇÉÑÖØÜΓΔΘΛΞΠΣΦΨΩ€'
)
"""The characters of the GSM alphabet (3GPP TS 23.038 §6.2.1), those that names have most often first."""

FIRST_NAME = "substr(name, 1, instr(name || ' ', ' ') - 1)"


def wide(word: str) -> str:
    """SQL that tells whether a word, as SQL, holds a character outside of the GSM alphabet."""
    return f"rtrim({word}, '{HELD.replace(chr(39), chr(39) * 2)}') <> ''"


@dataclass(frozen=True)
class Named:
    """Somebody on a list, with what placeholders stand for."""

    number: str
    name: str
    fields: dict[str, str]


@dataclass(frozen=True)
class Longest:
    """Names that are not exceeded on some lists: one that the GSM alphabet holds, one that it does not; none if empty.

    A text is counted with each: the second may be shorter, and make it longer all the same. `people` have such names.
    """

    names: tuple[str, ...]
    first_names: tuple[str, ...]
    people: tuple[Named, ...]


def on_lists(connection: sqlite3.Connection, lists: tuple[int, ...], places: int) -> Longest:
    """The longest on `lists`, which have `places` in all.

    Of long lists somebody else's may be told, where none of LOOKED_AT names that are longer is anybody's on them.
    """
    if places <= READ:
        return _of_everybody(connection, lists)
    told = {f"list{n}": list_id for n, list_id in enumerate(lists)}
    rows = connection.execute(_longest(len(lists)), told).fetchall()
    found = {row["place"]: row["word"] for row in rows}
    if len(found) < len(_PLACES):
        found = {row["place"]: row["word"] for row in connection.execute(_NOT_EXCEEDED)} | found
    names, first_names = (tuple(found[place] for place in places if found.get(place)) for places in ((0, 1), (2, 3)))
    return Longest(names, first_names, tuple(_named(row) for row in rows if row["place"] in (0, 1)))


def _of_everybody(connection: sqlite3.Connection, lists: tuple[int, ...]) -> Longest:
    marks = ", ".join("?" * len(lists))
    rows = connection.execute(
        f"SELECT contacts.number AS number, name, fields, {wide('name')} AS wide,"
        f" {FIRST_NAME} AS first_name, {wide(FIRST_NAME)} AS first_wide"
        " FROM subscriptions INDEXED BY subscriptions_by_list"
        " CROSS JOIN contacts ON contacts.number = subscriptions.number"
        f" WHERE list_id IN ({marks}) AND state = 'subscribed' AND name <> ''",
        lists,
    ).fetchall()
    named = _of_both(rows, "name", "wide")
    first_named = _of_both(rows, "first_name", "first_wide")
    return Longest(
        tuple(row["name"] for row in named),
        tuple(row["first_name"] for row in first_named if row["first_name"]),
        tuple(map(_named, named)),
    )


def _of_both(rows: list[sqlite3.Row], word: str, wide: str) -> list[sqlite3.Row]:
    """Of those whose word the alphabet holds, and of the others, the one with the longest."""
    sides = ([row for row in rows if row[wide] == side] for side in (0, 1))
    return [max(side, key=lambda row: len(row[word])) for side in sides if side]


def _named(row: sqlite3.Row) -> Named:
    return Named(row["number"], row["name"], json.loads(row["fields"]))


_PLACES = tuple(
    f"SELECT number, name, fields, {word} AS word FROM contacts INDEXED BY {index}"
    f" WHERE ({wide(word)}) = {is_wide} AND name <> '' ORDER BY length({word}) DESC"
    for word, index in (("name", "contacts_by_length_of_name"), (FIRST_NAME, "contacts_by_length_of_first_name"))
    for is_wide in (0, 1)
)
"""The shop's names, then first names, each without and with characters outside of the alphabet, the longest first."""

_NOT_EXCEEDED = " UNION ALL ".join(
    f"SELECT * FROM (SELECT {place} AS place, word FROM ({words} LIMIT 1 OFFSET {LOOKED_AT}))"
    for place, words in enumerate(_PLACES)
)
"""What is not among the LOOKED_AT longest is no longer than these; none where there are not so many."""


def _longest(count: int) -> str:
    """One statement: each of the longest is looked for on `count` lists until one is found."""
    marks = ", ".join(f":list{n}" for n in range(count))
    return " UNION ALL ".join(
        f"SELECT * FROM (SELECT {place} AS place, word, number, name, fields"
        f" FROM ({words} LIMIT {LOOKED_AT}) AS longest"
        " WHERE EXISTS (SELECT 1 FROM subscriptions WHERE subscriptions.number = longest.number"
        f" AND list_id IN ({marks}) AND state = 'subscribed') LIMIT 1)"
        for place, words in enumerate(_PLACES)
    )
