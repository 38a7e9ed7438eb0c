"""Signing up at the counter: all of it or nothing."""

import pytest

from smsbox.errors import BadInput
from smsbox.services import activity, consent, contacts, lists, settings, sign_up
from smsbox.services.activity import Actor, By
from smsbox.services.sign_up import NewCustomer
from smsbox.store.db import Database
from smsbox.store.ledger import ListState
from tests.fakes.clock import TUESDAY_NOON
from tests.fakes.rows import ANNA, everything

NOW = TUESDAY_NOON
ROSA = By(Actor.PERSON, "Rosa", NOW)
WORDING = "Corner Shop may text me offers. STOP ends it."


@pytest.fixture(autouse=True)
def shop(db: Database) -> None:
    settings.set_value(db, "shop.region", "GB")
    for name in ("Offers", "News"):
        lists.create(db, name, now=NOW)


def test_a_new_customer_is_known_and_on_the_lists_they_said_yes_to(db: Database) -> None:
    new = NewCustomer("07700 900101", " Anna ", {"Offers": WORDING, "News": WORDING})
    added = sign_up.sign_up(db, new, source="counter", by=ROSA)
    assert (added.number, added.name) == (ANNA, "Anna")
    assert added.lists == {"News": ListState.SUBSCRIBED, "Offers": ListState.SUBSCRIBED}
    rows = consent.history(db, ANNA)
    assert [(row.list, row.source, row.wording, row.actor) for row in rows] == [
        ("Offers", "counter", WORDING, "Rosa"),
        ("News", "counter", WORDING, "Rosa"),
    ]
    (entry,) = activity.find(db).items
    assert (entry.verb, entry.subject) == (activity.Verb.CONTACT_ADDED, ANNA)


def test_who_said_yes_to_nothing_is_on_no_list(db: Database) -> None:
    assert sign_up.sign_up(db, NewCustomer(ANNA), source="counter", by=ROSA).lists == {}
    assert consent.history(db, ANNA) == ()


def test_a_known_number_is_told_and_left_as_it_is(db: Database) -> None:
    known = contacts.put(db, ANNA, name="Anna", now=NOW)
    before = everything(db)
    with pytest.raises(sign_up.Known) as caught:
        sign_up.sign_up(db, NewCustomer("07700900101", "Ben", {"Offers": WORDING}), source="counter", by=ROSA)
    assert caught.value.contact == known
    assert everything(db) == before


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewCustomer("020 7946 0123", "Anna"), "number"),
        (NewCustomer("12", "Anna"), "to"),
        (NewCustomer(ANNA, "x" * 101), "name"),
        (NewCustomer(ANNA, "Anna", {"Offers": WORDING, "Nothing": WORDING}), "list"),
        (NewCustomer(ANNA, "Anna", {"Offers": " "}), "wording"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(db: Database, new: NewCustomer, field: str) -> None:
    before = everything(db)
    with pytest.raises(BadInput) as caught:
        sign_up.sign_up(db, new, source="counter", by=ROSA)
    assert caught.value.field == field
    assert everything(db) == before


def test_a_yes_does_not_lift_a_stop(db: Database) -> None:
    consent.record(db, ANNA, list_name=None, action="opt_out", source="the till", actor="Rosa", now=NOW)
    before = everything(db)
    with pytest.raises(BadInput, match="Only the person can start again"):
        sign_up.sign_up(db, NewCustomer(ANNA, "Anna", {"Offers": WORDING}), source="counter", by=ROSA)
    assert everything(db) == before
    assert sign_up.sign_up(db, NewCustomer(ANNA, "Anna"), source="counter", by=ROSA).suppressed
