"""The record of who did what, and taking it back."""

from datetime import timedelta

import pytest

from smsbox.services import activity
from smsbox.services.activity import Actor, By, Verb
from smsbox.store.db import Database
from tests.fakes.shop import TUESDAY_MORNING

ROSA = By(Actor.PERSON, "Rosa", TUESDAY_MORNING)
TILL = By(Actor.TOKEN, "Till", TUESDAY_MORNING)


def note(db: Database, by: By, subject: str) -> None:
    with db.write() as tx:
        activity.record(tx, by, Verb.LIST_CREATED, subject)


def test_the_newest_act_comes_first_with_who_did_it_and_when(db: Database) -> None:
    note(db, ROSA, "Offers")
    note(db, TILL, "News")
    newest, oldest = activity.find(db).items
    assert (newest.by, newest.subject) == (TILL, "News")
    assert (oldest.by, oldest.subject) == (ROSA, "Offers")


def test_one_persons_acts_can_be_looked_at_alone(db: Database) -> None:
    for number in range(3):
        note(db, ROSA, f"List {number}")
        note(db, TILL, f"Other {number}")
    assert {entry.by for entry in activity.find(db, kind=Actor.PERSON, name="Rosa").items} == {ROSA}
    assert {entry.by for entry in activity.find(db, kind=Actor.TOKEN).items} == {TILL}


def test_pages_follow_each_other_without_a_gap(db: Database) -> None:
    for number in range(5):
        note(db, ROSA, str(number))
    first = activity.find(db, limit=3)
    second = activity.find(db, limit=3, after=first.next)
    assert [entry.subject for entry in (*first.items, *second.items)] == ["4", "3", "2", "1", "0"]
    assert second.next is None


def test_an_act_that_fails_leaves_no_record(db: Database) -> None:
    def fail() -> None:
        with db.write() as tx:
            activity.record(tx, ROSA, Verb.LIST_CREATED, "Offers")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert activity.find(db).items == ()


def test_every_verb_has_its_words() -> None:
    assert set(activity.WORDS) == set(Verb)


def test_an_act_is_told_in_words(db: Database) -> None:
    note(db, ROSA, "Offers {0}")
    assert activity.words(activity.find(db).items[0]) == "Made the list Offers {0}"


def test_what_takes_an_old_act_back_is_forgotten_and_the_act_is_not(db: Database) -> None:
    with db.write() as tx:
        activity.record(tx, ROSA, Verb.LIST_CREATED, "Offers", undo={"id": 1})
    assert not activity.forget(db, now=TUESDAY_MORNING + timedelta(days=30))
    assert activity.forget(db, now=TUESDAY_MORNING + timedelta(days=30, seconds=1))
    (entry,) = activity.find(db).items
    assert entry.undo is None
    assert not activity.forget(db, now=TUESDAY_MORNING + timedelta(days=31))
