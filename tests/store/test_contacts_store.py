"""Contacts and lists, as rows."""

from smsbox.store import contacts
from smsbox.store.db import Database
from tests.fakes.rows import ANNA, LEO, NOW


def test_a_contact_is_kept_replaced_and_removed(db: Database) -> None:
    with db.write() as tx:
        contacts.put(tx, ANNA, "Anna", {"size": "38"}, ("vip",), now=NOW)
        contacts.put(tx, ANNA, "Ann", {}, (), now=NOW.replace(year=2028))
        found = contacts.get(tx, ANNA)
        assert found is not None
        assert (found.name, found.fields, found.tags, found.created_at) == ("Ann", {}, (), NOW)
        assert contacts.delete(tx, ANNA)
        assert not contacts.delete(tx, ANNA)
        assert contacts.get(tx, ANNA) is None


def test_a_page_of_contacts_goes_on_after_the_last_number(db: Database) -> None:
    with db.write() as tx:
        for number in (LEO, ANNA):
            contacts.put(tx, number, "", {}, (), now=NOW)
    first = contacts.find(db.connection(), None, 1)
    assert ([each.number for each in first.items], first.next) == ([ANNA], ANNA)
    assert [each.number for each in contacts.find(db.connection(), first.next, 1).items] == [LEO]


def test_a_lists_name_is_one_whatever_its_case(db: Database) -> None:
    with db.write() as tx:
        assert contacts.add_list(tx, "Offers", now=NOW)
        assert not contacts.add_list(tx, "OFFERS", now=NOW)
        assert contacts.list_id(tx, "offers") == contacts.list_id(tx, "Offers") is not None
        assert contacts.list_id(tx, "News") is None
