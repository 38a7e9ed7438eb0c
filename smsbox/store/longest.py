"""The longest names on some lists, by indexes from the longest down: how long a text with a name in it may become."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

READ = 300
"""Places on lists up to which everybody's name is read."""

LOOKED_AT = 2000
"""Of the shop's longest names, those that are looked for on longer lists."""

WIDE = "*[^]A-Za-z0-9 @£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!\"#¤%&'()*+,./:;<=>?¡ÄÖÑÜ§¿äöñüà^{}\\[~|€-]*"
"""SQLite's GLOB of what holds a character outside of the GSM alphabet (3GPP TS 23.038 §6.2.1)."""

FIRST_NAME = "substr(name, 1, instr(name || ' ', ' ') - 1)"


@dataclass(frozen=True)
class Longest:
    """Names that are not exceeded on some lists: one that the GSM alphabet holds, one that it does not; none if empty.

    A text is counted with each: the second may be shorter, and make it longer all the same.
    """

    names: tuple[str, ...]
    first_names: tuple[str, ...]


def on_lists(connection: sqlite3.Connection, lists: tuple[int, ...], places: int) -> Longest:
    """The longest on `lists`, which have `places` in all.

    Of long lists somebody else's may be told, where none of LOOKED_AT names that are longer is anybody's on them.
    """
    if places <= READ:
        return _of_everybody(connection, lists)
    told = {f"list{n}": list_id for n, list_id in enumerate(lists)}
    found = {row["place"]: row["word"] for row in connection.execute(_longest(len(lists)), told)}
    if len(found) < len(_PLACES):
        found = {row["place"]: row["word"] for row in connection.execute(_NOT_EXCEEDED)} | found
    return Longest(*(tuple(found[place] for place in places if found.get(place)) for places in ((0, 1), (2, 3))))


def _of_everybody(connection: sqlite3.Connection, lists: tuple[int, ...]) -> Longest:
    marks = ", ".join("?" * len(lists))
    rows = connection.execute(
        f"SELECT DISTINCT name, name GLOB ? AS wide, {FIRST_NAME} AS first_name, {FIRST_NAME} GLOB ? AS first_wide"
        " FROM subscriptions INDEXED BY subscriptions_by_list"
        " CROSS JOIN contacts ON contacts.number = subscriptions.number"
        f" WHERE list_id IN ({marks}) AND state = 'subscribed' AND name <> ''",
        (WIDE, WIDE, *lists),
    ).fetchall()
    return Longest(
        _both((row["name"], row["wide"]) for row in rows), _both((row["first_name"], row["first_wide"]) for row in rows)
    )


def _both(words: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    found: dict[int, str] = {}
    for word, wide in words:
        found[wide] = max(found.get(wide, ""), word, key=len)
    return tuple(found[wide] for wide in sorted(found) if found[wide])


_PLACES = tuple(
    f"SELECT number, {word} AS word FROM contacts INDEXED BY {index}"
    f" WHERE ({word} GLOB '{WIDE.replace(chr(39), chr(39) * 2)}') = {wide} AND name <> '' ORDER BY length({word}) DESC"
    for word, index in (("name", "contacts_by_length_of_name"), (FIRST_NAME, "contacts_by_length_of_first_name"))
    for wide in (0, 1)
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
        f"SELECT * FROM (SELECT {place} AS place, word FROM ({words} LIMIT {LOOKED_AT}) AS longest"
        " WHERE EXISTS (SELECT 1 FROM subscriptions WHERE subscriptions.number = longest.number"
        f" AND list_id IN ({marks}) AND state = 'subscribed') LIMIT 1)"
        for place, words in enumerate(_PLACES)
    )
