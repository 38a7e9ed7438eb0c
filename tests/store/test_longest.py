"""The longest names on lists: the same by reading everybody and by the indexes, and never exceeded."""

import random
from collections.abc import Sequence

import pytest

from smsbox.sms import alphabet
from smsbox.sms.tables import EXTENSION, LOCKING, NO_LANGUAGE
from smsbox.store import contacts, ledger, longest
from smsbox.store.db import Database
from smsbox.store.longest import LOOKED_AT
from tests.fakes.plans import plans
from tests.fakes.rows import NOW

OFFERS, NEWS = 1, 2
MANY = LOOKED_AT + 1
"""Places of lists that are too long for reading them."""

NAMES = ("Anna", "Jo Maximilian", "Christopher Li", "Łucja", "Zoë Müller", "Ştefan cel Mare", "Bo", "")


def number(index: int) -> str:
    return f"+4477009{index:05d}"


def known(db: Database, names: Sequence[str]) -> None:
    """Contacts of these names, numbered from 0; the lists Offers and News."""
    with db.write() as tx:
        for name in ("Offers", "News"):
            contacts.add_list(tx, name, now=NOW)
        for index, name in enumerate(names):
            contacts.put(tx, number(index), name, {}, (), now=NOW)


def join(db: Database, list_id: int, indexes: Sequence[int]) -> None:
    """They say yes."""
    with db.write() as tx:
        for index in indexes:
            entry = ledger.NewEntry(number(index), ledger.LedgerEvent.OPT_IN, NOW, "web", list_id=list_id)
            row = ledger.append(tx, entry, now=NOW)
            ledger.set_state(tx, number(index), list_id, ledger.ListState.SUBSCRIBED, row)


def on(db: Database, *lists: int, places: int = 1) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The longest names and first names."""
    found = longest.on_lists(db.connection(), lists, places)
    assert {person.name for person in found.people} <= set(found.names)
    return found.names, found.first_names


@pytest.mark.parametrize("places", [1, MANY])
def test_the_longest_that_the_alphabet_holds_and_the_longest_other_one_are_told(db: Database, places: int) -> None:
    known(db, NAMES)
    join(db, OFFERS, range(len(NAMES)))
    assert on(db, OFFERS, places=places) == (("Christopher Li", "Ştefan cel Mare"), ("Christopher", "Ştefan"))


@pytest.mark.parametrize("places", [1, MANY])
def test_only_who_is_on_the_lists_counts_once_each(db: Database, places: int) -> None:
    known(db, NAMES)
    join(db, OFFERS, [0, 1])
    join(db, NEWS, [1, 3])
    assert on(db, OFFERS, places=places) == (("Jo Maximilian",), ("Anna",))
    assert on(db, OFFERS, NEWS, places=places) == (("Jo Maximilian", "Łucja"), ("Anna", "Łucja"))


@pytest.mark.parametrize("places", [1, MANY])
def test_where_nobody_is_known_by_name_there_is_none(db: Database, places: int) -> None:
    known(db, NAMES)
    join(db, OFFERS, [len(NAMES) - 1, 999])
    assert on(db, OFFERS, places=places) == on(db, places=places) == ((), ())


def test_a_name_is_followed_when_it_changes_and_goes(db: Database) -> None:
    known(db, NAMES)
    join(db, OFFERS, range(len(NAMES)))
    with db.write() as tx:
        contacts.put(tx, number(2), "Chris Li", {}, (), now=NOW)
        contacts.delete(tx, number(5))
    assert on(db, OFFERS, places=MANY) == on(db, OFFERS) == (("Jo Maximilian", "Zoë Müller"), ("Chris", "Łucja"))


def test_no_name_on_a_long_list_is_longer_than_what_is_told_for_it(db: Database) -> None:
    long = [f"A{'b' * (20 + index % 7)}" for index in range(LOOKED_AT)]
    known(db, [*long, "Anna", "Maximilian"])
    join(db, OFFERS, [LOOKED_AT])
    assert on(db, OFFERS) == (("Anna",), ("Anna",))
    assert on(db, OFFERS, places=MANY) == (("Maximilian",), ("Maximilian",))


def test_both_ways_find_names_of_the_same_length_whatever_the_names(db: Database) -> None:
    chance = random.Random(5)
    letters = "aeinr ÄßΩłş€😀-'"
    names = [" ".join("".join(chance.choices(letters, k=chance.randint(0, 12))).split()) for _ in range(200)]
    known(db, names)
    join(db, OFFERS, chance.sample(range(200), 60))
    read, looked_for = on(db, OFFERS), on(db, OFFERS, places=MANY)
    for one, other in zip(read, looked_for, strict=True):
        assert [(len(word), alphabet.fits(word)) for word in one] == [
            (len(word), alphabet.fits(word)) for word in other
        ]


def test_what_sqlite_takes_for_wide_is_what_the_alphabet_does_not_hold(db: Database) -> None:
    seen = set(LOCKING[NO_LANGUAGE]) | set(EXTENSION.values()) | set(map(chr, range(0x20, 0x600))) | set("😀中’–")
    for char in (char for char in seen if char.isprintable()):
        (wide,) = db.connection().execute(f"SELECT {longest.wide('?')}", (f"a{char}b",)).fetchone()
        assert bool(wide) is not alphabet.fits(char), ascii(char)


def test_long_lists_are_never_walked_through(db: Database) -> None:
    known(db, NAMES)
    steps = plans(db, lambda tx: longest.on_lists(tx, (OFFERS, NEWS), MANY))
    assert [step for step in steps if step.startswith("SCAN") and "contacts" in step] == []
    assert sum("USING INDEX contacts_by_length_of" in step for step in steps) == 8
