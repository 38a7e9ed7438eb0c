"""Contacts: adding, changing, finding, removing."""

from typing import Any

import pytest

from smsbox.errors import BadInput, NotFound
from smsbox.services import contacts
from smsbox.store.db import Database
from tests.fakes.clock import TUESDAY_NOON
from tests.fakes.rows import ANNA, everything

NOW = TUESDAY_NOON


def test_a_contact_comes_back_as_it_was_put(db: Database) -> None:
    found = contacts.put(
        db, "+44 7700 900101", name=" Anna Smith ", fields={"size": "38", "Straße": "Hö✓"}, tags=["vip", "vip"], now=NOW
    )
    assert (found.number, found.name, found.fields) == (ANNA, "Anna Smith", {"size": "38", "Straße": "Hö✓"})
    assert (found.tags, found.lists, found.suppressed, found.created_at) == (("vip",), {}, False, NOW)
    assert contacts.get(db, ANNA) == found


def test_putting_again_replaces_and_keeps_the_first_day(db: Database) -> None:
    contacts.put(db, ANNA, name="Anna", fields={"a": "1"}, tags=["x"], now=NOW)
    again = contacts.put(db, ANNA, name="Ann", now=NOW.replace(year=2028))
    assert (again.name, again.fields, again.tags, again.created_at) == ("Ann", {}, (), NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "Anna"}, "to"),
        ({"name": "x" * 101}, "name"),
        ({"fields": {str(number): "" for number in range(65)}}, "fields"),
        ({"tags": [str(number) for number in range(65)]}, "fields"),
        ({"fields": {"a": "x" * 501}}, "fields"),
        ({"fields": {"x" * 501: ""}}, "fields"),
        ({"tags": ["x" * 501]}, "fields"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_written(
    db: Database, changes: dict[str, Any], field: str
) -> None:
    before = everything(db)
    number = changes.pop("number", ANNA)
    with pytest.raises(BadInput) as caught:
        contacts.put(db, number, now=NOW, **changes)
    assert caught.value.field == field
    assert everything(db) == before


def test_contacts_are_paged_by_number(db: Database) -> None:
    expected = [f"+4477009001{number:02}" for number in range(5)]
    for number in reversed(expected):
        contacts.put(db, number, now=NOW)
    seen: list[str] = []
    after = None
    while True:
        page = contacts.find(db, after=after, limit=2)
        seen += [each.number for each in page.items]
        after = page.next
        if after is None:
            break
    assert seen == expected


def test_a_removed_contact_is_gone(db: Database) -> None:
    contacts.put(db, ANNA, now=NOW)
    contacts.delete(db, ANNA)
    with pytest.raises(NotFound):
        contacts.get(db, ANNA)
    with pytest.raises(NotFound):
        contacts.delete(db, ANNA)


def test_a_contact_is_found_by_its_id(db: Database) -> None:
    anna = contacts.put(db, ANNA, name="Anna", now=NOW)
    assert contacts.by_id(db, anna.id) == anna
    with pytest.raises(NotFound):
        contacts.by_id(db, anna.id + 1)
