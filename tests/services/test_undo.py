"""Taking back what was done."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from smsbox.errors import Conflict, NotFound
from smsbox.services import activity, consent, contacts, inbox, lists, messages, modems, people, settings, sign_up, undo
from smsbox.services.activity import Actor, By, Entry, Verb
from smsbox.services.sign_up import NewCustomer
from smsbox.store import ledger
from smsbox.store import modems as modem_table
from smsbox.store.db import Database
from tests.fakes.shop import ANNA, ICCIDS, LEO, PASSWORD, TUESDAY_MORNING, Shop

NOW = TUESDAY_MORNING
ROSA = By(Actor.PERSON, "Rosa", NOW)
LATER = replace(ROSA, at=NOW + timedelta(days=1))


@pytest.fixture
def shop(db: Database) -> Shop:
    return Shop(db.folder)


def latest(db: Database) -> Entry:
    """The newest entry."""
    return activity.find(db).items[0]


def take_back(db: Database) -> None:
    """Takes the newest entry back."""
    assert undo.take_back(db, latest(db).id, by=LATER)


def test_every_verb_can_be_taken_back_or_says_why_not() -> None:
    assert set(undo.WAYS) | set(undo.NEVER) == set(Verb)
    assert not set(undo.WAYS) & set(undo.NEVER)


def test_a_setting_is_what_it_was(db: Database) -> None:
    settings.set_value(db, "cap.per_day", "3", by=ROSA)
    assert activity.words(latest(db)) == "Changed a setting to 3: cap.per_day"
    take_back(db)
    assert settings.get(db, "cap.per_day") == "1"


def test_a_setting_that_stays_the_same_is_no_act(db: Database) -> None:
    settings.set_value(db, "cap.per_day", "1", by=ROSA)
    assert activity.find(db).items == ()


def test_a_secret_setting_is_neither_told_nor_kept(db: Database) -> None:
    settings.set_value(db, "modem.pin", "4821", by=ROSA)
    assert "4821" not in activity.words(latest(db))
    assert "4821" not in "".join(str(tuple(row)) for row in db.connection().execute("SELECT * FROM activity"))
    assert undo.obstacle(latest(db), NOW) == undo.NOTHING_KEPT


def test_a_person_who_was_added_is_gone_again(db: Database) -> None:
    people.add_person(db, "Tom", "till", "4821", by=ROSA, now=NOW)
    take_back(db)
    assert people.all_people(db) == ()


def test_a_person_who_was_removed_signs_in_as_before(db: Database) -> None:
    people.add_person(db, "Tom", "till", "4821", now=NOW)
    people.remove_person(db, "Tom", by=ROSA)
    take_back(db)
    back = people.authenticate(db, "Tom", "4821")
    assert back is not None
    assert back.role is people.Role.TILL


def test_nobody_comes_back_under_a_name_that_is_taken(db: Database) -> None:
    people.add_person(db, "Tom", "till", "4821", now=NOW)
    people.remove_person(db, "Tom", by=ROSA)
    entry = latest(db)
    people.add_person(db, "tom", "staff", "1848", now=NOW)
    with pytest.raises(Conflict, match="Choose another name"):
        undo.take_back(db, entry.id, by=LATER)
    assert latest(db).undone_at is None


def test_a_role_is_what_it_was(db: Database) -> None:
    people.add_person(db, "Tom", "till", "4821", now=NOW)
    people.set_role(db, "Tom", "staff", by=ROSA)
    take_back(db)
    assert people.all_people(db)[0].role is people.Role.TILL


def test_a_lower_role_with_a_new_pin_since_does_not_rise_again(db: Database) -> None:
    people.add_person(db, "Tom", "manager", PASSWORD, now=NOW)
    people.set_role(db, "Tom", "staff", by=ROSA)
    entry = latest(db)
    people.set_password(db, "Tom", "4821")
    with pytest.raises(Conflict, match="changed again since"):
        undo.take_back(db, entry.id, by=LATER)


def test_the_only_owner_is_not_undone(db: Database) -> None:
    people.add_person(db, "Rosa", "owner", PASSWORD, by=ROSA, now=NOW)
    with pytest.raises(Conflict, match="only owner"):
        undo.take_back(db, latest(db).id, by=LATER)


def test_a_program_that_was_let_in_is_shut_out(db: Database) -> None:
    secret = people.add_token(db, "Till", "staff", by=ROSA, now=NOW)
    take_back(db)
    assert people.token_for(db, secret) is None


def test_a_new_list_is_gone_unless_somebody_has_joined(shop: Shop) -> None:
    lists.create(shop.db, "Offers", by=ROSA, now=NOW)
    take_back(shop.db)
    assert lists.all_lists(shop.db) == ()
    lists.create(shop.db, "Offers", by=ROSA, now=NOW)
    entry = latest(shop.db)
    shop.say_yes(ANNA)
    with pytest.raises(Conflict, match="joined"):
        undo.take_back(shop.db, entry.id, by=LATER)


def test_a_list_has_its_old_name_again(db: Database) -> None:
    lists.create(db, "Offers", now=NOW)
    lists.rename(db, "offers", "News", by=ROSA)
    assert activity.words(latest(db)) == "Gave the list Offers the name News"
    take_back(db)
    assert [found.name for found in lists.all_lists(db)] == ["Offers"]


def lists_of(db: Database, number: str) -> dict[str, str]:
    return {name: str(state) for name, state in ledger.states(db.connection(), number).items()}


def test_a_deleted_customer_gets_no_offers_until_that_is_taken_back(shop: Shop) -> None:
    shop.say_yes(ANNA)
    contacts.put(shop.db, ANNA, name="Anna", now=NOW)
    contacts.delete(shop.db, ANNA, by=ROSA)
    assert lists_of(shop.db, ANNA) == {"Offers": "none"}
    take_back(shop.db)
    assert lists_of(shop.db, ANNA) == {"Offers": "subscribed"}
    assert contacts.get(shop.db, ANNA).name == "Anna"


def test_rule_2_9_a_customer_whose_adding_is_taken_back_gets_no_offers(shop: Shop) -> None:
    lists.create(shop.db, "Offers", now=NOW)
    new = NewCustomer(ANNA, "Anna", {"Offers": "Offers, 4 a month. STOP to end."})
    sign_up.sign_up(shop.db, new, source="counter", by=ROSA)
    take_back(shop.db)
    assert lists_of(shop.db, ANNA) == {"Offers": "none"}
    assert ledger.permission(shop.db.connection(), ANNA) is None


def test_rule_2_9_a_stop_outlasts_the_taking_back_of_the_adding(shop: Shop) -> None:
    contacts.put(shop.db, ANNA, name="Anna", by=ROSA, now=NOW)
    added = latest(shop.db)
    shop.say_yes(ANNA)
    shop.receive(ANNA, "STOP")
    undo.take_back(shop.db, added.id, by=LATER)
    assert lists_of(shop.db, ANNA) == {"Offers": "opted_out"}
    assert ledger.suppression(shop.db.connection(), ANNA) is not None


@pytest.mark.parametrize("list_name", ["Offers", None])
def test_rule_2_9_who_left_after_they_were_deleted_stays_away_when_that_is_taken_back(
    shop: Shop, list_name: str | None
) -> None:
    shop.say_yes(ANNA)
    contacts.put(shop.db, ANNA, name="Anna", now=NOW)
    contacts.delete(shop.db, ANNA, by=ROSA)
    deletion = latest(shop.db)
    consent.record(
        shop.db, ANNA, list_name=list_name, action="opt_out", source="letter", wording=None, actor="Rosa", now=NOW
    )
    assert undo.take_back(shop.db, deletion.id, by=LATER)
    assert "subscribed" not in lists_of(shop.db, ANNA).values()


def test_a_deleted_list_comes_back_with_everybody_on_it(shop: Shop) -> None:
    shop.say_yes(ANNA)
    shop.say_yes(LEO)
    lists.delete(shop.db, "Offers", by=ROSA, now=NOW)
    assert lists.all_lists(shop.db) == ()
    with shop.db.snapshot() as connection:
        assert ledger.permission(connection, ANNA) is None
        assert ledger.states(connection, ANNA) == {}
    take_back(shop.db)
    assert lists.get(shop.db, "Offers").subscribed == 2
    assert ledger.permission(shop.db.connection(), ANNA) is not None


def test_who_said_stop_meanwhile_stays_off_the_list_that_comes_back(shop: Shop) -> None:
    shop.say_yes(ANNA)
    lists.delete(shop.db, "Offers", by=ROSA, now=NOW)
    entry = latest(shop.db)
    with shop.db.write() as tx:
        consent.opt_out(tx, ANNA, consent.Act("staff", NOW), now=NOW)
    undo.take_back(shop.db, entry.id, by=LATER)
    assert lists.get(shop.db, "Offers").subscribed == 0
    assert ledger.permission(shop.db.connection(), ANNA) is None


def test_a_deleted_lists_name_is_free_and_then_taken(shop: Shop) -> None:
    shop.say_yes(ANNA)
    lists.delete(shop.db, "Offers", by=ROSA, now=NOW)
    entry = latest(shop.db)
    lists.create(shop.db, "Offers", now=NOW)
    with pytest.raises(Conflict, match="already"):
        undo.take_back(shop.db, entry.id, by=LATER)


def test_a_customer_is_as_before(db: Database) -> None:
    contacts.put(db, ANNA, name="Anna", fields={"shoe": "38"}, tags=["kids"], by=ROSA, now=NOW)
    added = latest(db)
    contacts.put(db, ANNA, name="Anna Smith", by=ROSA, now=NOW)
    with pytest.raises(Conflict, match="Take the later change back first"):
        undo.take_back(db, added.id, by=LATER)
    take_back(db)
    anna = contacts.get(db, ANNA)
    assert (anna.name, anna.fields, anna.tags) == ("Anna", {"shoe": "38"}, ("kids",))
    undo.take_back(db, added.id, by=LATER)
    with pytest.raises(NotFound):
        contacts.get(db, ANNA)


def test_a_deleted_customer_is_there_again(db: Database) -> None:
    contacts.put(db, ANNA, name="Anna", fields={"shoe": "38"}, now=NOW)
    contacts.delete(db, ANNA, by=ROSA)
    take_back(db)
    assert contacts.get(db, ANNA).fields == {"shoe": "38"}


def test_a_customer_who_was_added_anew_is_not_overwritten(db: Database) -> None:
    contacts.put(db, ANNA, name="Anna", now=NOW)
    contacts.delete(db, ANNA, by=ROSA)
    entry = latest(db)
    contacts.put(db, ANNA, name="Another Anna", now=NOW)
    with pytest.raises(Conflict, match="added again"):
        undo.take_back(db, entry.id, by=LATER)


def test_a_conversation_is_where_it_was(shop: Shop) -> None:
    shop.plug_in(0)
    shop.receive(ANNA, "Hello")
    inbox.mark_done(shop.db, ANNA, True, by=ROSA)
    take_back(shop.db)
    assert not inbox.conversation(shop.db, ANNA).done
    inbox.mark_done(shop.db, ANNA, True, by=ROSA)
    entry = latest(shop.db)
    shop.receive(ANNA, "Hello?")
    with pytest.raises(Conflict, match="moved on"):
        undo.take_back(shop.db, entry.id, by=LATER)


def test_a_stopped_text_stays_stopped_and_says_so(shop: Shop) -> None:
    message_id = shop.queue(ANNA, "Hello")
    messages.cancel(shop.db, message_id, by=ROSA, now=NOW)
    with pytest.raises(Conflict, match="Write it again"):
        undo.take_back(shop.db, latest(shop.db).id, by=LATER)


def test_a_sims_limits_are_what_they_were(shop: Shop) -> None:
    shop.plug_in(0)
    modems.set_budget(shop.db, ICCIDS[0], {"daily_parts": 50}, by=ROSA)
    modems.set_budget(shop.db, ICCIDS[0], {"daily_parts": 80}, by=ROSA)
    take_back(shop.db)
    (view,) = modems.all_modems(shop.db, now=NOW)
    assert view.left_today == 50


def test_a_sim_that_was_resumed_is_set_aside_again(shop: Shop) -> None:
    shop.plug_in(0)
    shop.start_daemon()
    with shop.db.write() as tx:
        sim = modem_table.sim_id(tx, ICCIDS[0])
        assert sim is not None
        modem_table.pause_sim(tx, sim, now=NOW)
    modems.resume_sim(shop.db, ICCIDS[0], by=ROSA, now=NOW)
    take_back(shop.db)
    (view,) = modems.all_modems(shop.db, now=NOW)
    assert view.state == modems.PAUSED
    shop.close()


def test_taking_back_is_itself_on_record_and_done_once(db: Database) -> None:
    contacts.put(db, ANNA, name="Anna", now=NOW)
    contacts.delete(db, ANNA, by=ROSA)
    entry = latest(db)
    assert undo.take_back(db, entry.id, by=LATER)
    assert not undo.take_back(db, entry.id, by=LATER)
    record, original = activity.find(db).items
    assert (record.undoes, record.by) == (entry.id, LATER)
    assert original.undone_at == LATER.at
    assert activity.words(record) == f"Took back: Deleted the customer {ANNA}"
    with pytest.raises(Conflict, match="took something back"):
        undo.take_back(db, record.id, by=LATER)


def test_after_thirty_days_it_is_too_late(db: Database) -> None:
    contacts.put(db, ANNA, name="Anna", now=NOW)
    contacts.delete(db, ANNA, by=ROSA)
    entry = latest(db)
    with pytest.raises(Conflict, match="older than 30 days"):
        undo.take_back(db, entry.id, by=replace(ROSA, at=NOW + timedelta(days=30, seconds=1)))
    assert undo.take_back(db, entry.id, by=replace(ROSA, at=NOW + timedelta(days=30)))


def test_nothing_is_taken_back_that_was_never_done(db: Database) -> None:
    with pytest.raises(NotFound):
        undo.take_back(db, 99, by=ROSA)


def test_what_fails_to_be_taken_back_changes_nothing(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    contacts.put(db, ANNA, name="Anna", now=NOW)
    contacts.delete(db, ANNA, by=ROSA)
    entry = latest(db)

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("smsbox.services.undo.table.mark_undone", broken)
    with pytest.raises(ZeroDivisionError):
        undo.take_back(db, entry.id, by=LATER)
    with pytest.raises(NotFound):
        contacts.get(db, ANNA)


def test_who_was_on_a_long_deleted_list_is_forgotten_in_pieces(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "CHUNK", 1)
    shop.say_yes(ANNA)
    shop.say_yes(LEO)
    lists.delete(shop.db, "Offers", by=ROSA, now=NOW)
    assert not lists.forget(shop.db, now=NOW + timedelta(days=30))
    late = NOW + timedelta(days=30, seconds=1)
    assert [lists.forget(shop.db, now=late) for _ in range(3)] == [True, True, False]
    assert ledger.history(shop.db.connection(), ANNA)


UNRECORDED: list[Callable[[Database], object]] = [
    lambda db: contacts.put(db, ANNA, name="Anna", now=NOW),
    lambda db: settings.set_value(db, "cap.per_day", "3"),
    lambda db: lists.create(db, "Offers", now=NOW),
]


@pytest.mark.parametrize("act", UNRECORDED)
def test_what_nobody_does_is_not_on_record(db: Database, act: Callable[[Database], object]) -> None:
    act(db)
    assert activity.find(db).items == ()
