"""How far the first set-up is, and who may do it."""

from datetime import UTC, datetime

import pytest

from smsbox.errors import BadInput, Conflict
from smsbox.rules.roles import Role
from smsbox.services import people, settings, setup
from smsbox.services.activity import Actor, By
from smsbox.services.people import Person
from smsbox.services.setup import FIRST_OWNER, Step
from smsbox.store import modems
from smsbox.store.db import Database

NOW = datetime(2027, 11, 23, 10, tzinfo=UTC)
BY = By(Actor.PERSON, FIRST_OWNER, NOW)
GOOD = "correct horse battery"


def begun(db: Database) -> Person:
    """Somebody has opened the link."""
    secret = setup.make_link(db)
    assert secret is not None
    owner = setup.use_link(db, secret, now=NOW)
    assert owner is not None
    return owner


def at_the_last_step(db: Database) -> Person:
    owner = begun(db)
    for step in list(Step)[:5]:
        setup.passed(db, step)
    return owner


def test_a_new_box_stands_at_the_first_step(db: Database) -> None:
    assert setup.step(db) is Step.COUNTRY
    assert not setup.is_done(db)
    assert not setup.is_claimed(db)


def test_a_shop_with_a_name_and_people_is_set_up_however_they_came_there(db: Database) -> None:
    people.add_person(db, "Rosa", "owner", GOOD, now=NOW)
    assert not setup.is_done(db)
    settings.set_value(db, "shop.name", "Rosa's")
    assert setup.is_done(db)
    assert setup.make_link(db) is None


def test_the_link_makes_one_owner_and_works_once(db: Database) -> None:
    secret = setup.make_link(db)
    assert secret is not None
    owner = setup.use_link(db, secret, now=NOW)
    assert owner == Person(1, FIRST_OWNER, Role.OWNER)
    assert setup.use_link(db, secret, now=NOW) is None
    assert setup.use_link(db, "guessed", now=NOW) is None
    assert begun(db) == owner
    assert len(people.all_people(db)) == 1


def test_a_newer_link_voids_the_older_and_neither_is_kept(db: Database) -> None:
    old, new = setup.make_link(db), setup.make_link(db)
    assert old is not None
    assert new is not None
    assert setup.use_link(db, old, now=NOW) is None
    assert new not in "\n".join(db.connection().iterdump())
    assert setup.use_link(db, new, now=NOW) is not None


def test_an_owner_made_on_the_box_closes_it_to_everybody_else(db: Database) -> None:
    secret = setup.make_link(db)
    assert secret is not None
    people.add_person(db, "Rosa", "owner", GOOD, now=NOW)
    assert setup.is_claimed(db)
    assert setup.use_link(db, secret, now=NOW) is None
    assert setup.make_link(db) is None


def test_steps_are_done_in_turn_and_doing_one_again_does_not_lose_the_others(db: Database) -> None:
    begun(db)
    setup.passed(db, Step.SHOP)
    assert setup.step(db) is Step.COUNTRY
    setup.passed(db, Step.COUNTRY)
    setup.passed(db, Step.SHOP)
    setup.passed(db, Step.COUNTRY)
    assert setup.step(db) is Step.MODEM


def test_the_step_outlasts_the_process(db: Database) -> None:
    begun(db)
    setup.passed(db, Step.COUNTRY)
    again = Database(db.folder)
    assert setup.step(again) is Step.SHOP
    again.close()


def test_the_first_owner_gets_a_name_and_a_password_once(db: Database) -> None:
    owner = begun(db)
    before = people.stamp(db, owner.id)
    assert setup.is_unnamed(db, owner)
    rosa = setup.name_owner(db, owner, " Rosa ", GOOD, by=BY)
    assert people.authenticate(db, "Rosa", GOOD) == rosa == Person(owner.id, "Rosa", Role.OWNER)
    assert people.stamp(db, owner.id) != before
    assert not setup.is_unnamed(db, rosa)
    assert setup.is_claimed(db)
    with pytest.raises(Conflict):
        setup.name_owner(db, rosa, "Tom", GOOD, by=BY)


def test_a_name_that_is_taken_and_a_weak_password_change_nothing(db: Database) -> None:
    owner = begun(db)
    people.add_person(db, "Tom", "till", "4821", now=NOW)
    with pytest.raises(Conflict, match="Choose another name"):
        setup.name_owner(db, owner, "TOM", GOOD, by=BY)
    with pytest.raises(BadInput):
        setup.name_owner(db, owner, "Rosa", "short", by=BY)
    assert setup.is_unnamed(db, owner)
    assert not setup.is_claimed(db)


def test_it_ends_at_the_last_step_with_an_owner_who_can_sign_in(db: Database) -> None:
    owner = begun(db)
    with pytest.raises(Conflict):
        setup.finish(db)
    for step in Step:
        setup.passed(db, step)
    assert setup.step(db) is Step.STAFF
    with pytest.raises(Conflict):
        setup.finish(db)
    setup.name_owner(db, owner, "Rosa", GOOD, by=BY)
    setup.finish(db)
    assert setup.is_done(db)
    assert setup.make_link(db) is None


def test_a_link_that_was_not_used_opens_nothing_after_the_end(db: Database) -> None:
    owner = at_the_last_step(db)
    secret = setup.make_link(db)
    assert secret is not None
    setup.name_owner(db, owner, "Rosa", GOOD, by=BY)
    assert setup.use_link(db, secret, now=NOW) is None
    setup.finish(db)
    assert setup.use_link(db, secret, now=NOW) is None


def test_the_test_text_is_remembered_until_the_end(db: Database) -> None:
    owner = at_the_last_step(db)
    assert setup.test_message(db) is None
    setup.keep_test(db, 7)
    assert setup.test_message(db) == 7
    setup.name_owner(db, owner, "Rosa", GOOD, by=BY)
    setup.finish(db)
    assert setup.test_message(db) is None


def test_a_pin_that_a_sim_did_not_take_is_told_until_another_is_given(db: Database) -> None:
    assert not setup.has_pin(db)
    assert not setup.is_pin_spent(db)
    settings.set_value(db, "modem.pin", "0000")
    assert setup.has_pin(db)
    assert not setup.is_pin_spent(db)
    with db.write() as tx:
        assert modems.claim_pin_attempt(tx, "8944", settings.pin_digest("0000"), now=NOW)
    assert setup.is_pin_spent(db)
    settings.set_value(db, "modem.pin", "1234")
    assert not setup.is_pin_spent(db)
