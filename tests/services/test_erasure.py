"""Erasing a person: nothing names them any more, and they stay suppressed (compliance.md 2.10)."""

from datetime import timedelta

import pytest

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.rules.scope import Scope
from smsbox.services import consent, contacts, erasure, lists, messages, person_export, settings
from smsbox.services.activity import Actor, By
from smsbox.services.consent import Act
from smsbox.services.messages import NewMessage
from smsbox.store import events, inbox, ledger, modems
from smsbox.store.db import Database
from tests.fakes.clock import TUESDAY_NOON

NOW = TUESDAY_NOON
ANNA, LEO = "+447700900101", "+447700900102"
BY = By(Actor.COMMAND, "Rosa", NOW)
WORDING = "Yes, Corner Shop may text me offers, about 4 a month. Reply STOP to opt out, HELP for help."


@pytest.fixture
def shop(db: Database) -> Database:
    """A shop that knows Anna by all that a box can know."""
    settings.set_value(db, "shop.region", "GB")
    lists.create(db, "Offers", now=NOW)
    contacts.put(db, ANNA, name="Anna Smith", fields={"notes": "likes plums"}, by=BY, now=NOW)
    for number in (ANNA, LEO):
        consent.record(
            db,
            number,
            list_name="Offers",
            action="opt_in",
            source="Anna said so",
            wording=WORDING,
            evidence="form 17",
            actor="Rosa",
            now=NOW,
        )
    messages.queue(db, NewMessage(to=ANNA, text="Your plums are here"), author="Rosa", now=NOW)
    with db.write() as tx:
        sim = modems.sim(tx, "8944100000000000001", None, None, now=NOW)
        came = inbox.add(tx, ANNA, "more plums please", sim, (), sent_at=None, now=NOW)
        modems.assign_route(tx, ANNA, sim, now=NOW)
        events.append(tx, "inbound.received", str(came), {"id": came, "from": ANNA}, now=NOW)
    return db


def test_rule_2_10_nothing_names_the_person_and_the_chain_still_verifies(shop: Database) -> None:
    before = len(ledger.history(shop.connection(), ANNA))
    erasure.erase(shop, ANNA, by=BY)
    dump = "\n".join(shop.connection().iterdump())
    leos_source = "Anna said so"
    assert dump.count(leos_source) == 1
    for word in (ANNA, "Anna", "plums"):
        assert word not in dump.replace(leos_source, "")
    assert ledger.first_broken_row(shop.connection()) is None
    skeleton = ledger.history(shop.connection(), digest(shop))
    assert [row.event for row in skeleton] == ["opt_in", "erase"]
    assert (len(skeleton), skeleton[0].wording, skeleton[0].list) == (before + 1, WORDING, "Offers")
    assert contacts.search(shop, "smith").items == ()


def digest(db: Database) -> str:
    number: str = db.connection().execute("SELECT number FROM suppressions").fetchone()[0]
    return number


def test_rule_2_10_an_erased_number_is_not_texted_nor_signed_up(shop: Database) -> None:
    erasure.erase(shop, ANNA, by=BY)
    queued = messages.queue(shop, NewMessage(to=ANNA, text="Hello"), author="Rosa", now=NOW)
    assert queued.state == "blocked"
    with pytest.raises(BadInput, match="STOP"):
        consent.record(
            shop, ANNA, list_name="Offers", action="opt_in", source="till", wording=WORDING, actor="Rosa", now=NOW
        )


def test_rule_2_10_the_card_of_an_erased_person_who_was_added_anew_says_that_nothing_is_sent(shop: Database) -> None:
    erasure.erase(shop, ANNA, by=BY)
    contacts.put(shop, ANNA, name="Anna", by=BY, now=NOW)
    anna = contacts.get(shop, ANNA)
    assert (anna.suppressed, anna.suppressed_scope) == (True, Scope.EVERYTHING)
    assert contacts.by_id(shop, anna.id) == anna


def test_rule_2_10_only_the_person_comes_back_and_begins_anew(shop: Database) -> None:
    erasure.erase(shop, ANNA, by=BY)
    with shop.write() as tx:
        assert consent.resume(tx, ANNA, Act(channel="keyword", occurred_at=NOW, act="START"), now=NOW)
    assert ledger.suppression(shop.connection(), ANNA) is None
    assert [row.event for row in ledger.history(shop.connection(), ANNA)] == ["resume"]
    assert ledger.permission(shop.connection(), ANNA) is None


def test_s32_a_text_does_not_lift_what_was_said_at_the_till_before_the_erasure(shop: Database) -> None:
    consent.record(shop, ANNA, list_name=None, action="opt_out", source="till", actor="Rosa", now=NOW)
    erasure.erase(shop, ANNA, by=BY)
    with shop.write() as tx:
        assert not consent.resume(tx, ANNA, Act(channel="keyword", occurred_at=NOW, act="START"), now=NOW)
    assert ledger.suppression(shop.connection(), ANNA) is not None


def test_rule_2_10_a_stop_of_an_erased_person_narrows_nothing_and_hides_nothing_said_before(shop: Database) -> None:
    consent.record(shop, ANNA, list_name=None, action="opt_out", source="till", actor="Rosa", now=NOW)
    erasure.erase(shop, ANNA, by=BY)
    later = NOW + timedelta(hours=1)
    stop = Act(channel="keyword", occurred_at=later, act="STOP")
    with shop.write() as tx:
        consent.opt_out(tx, ANNA, stop, scope=Scope.OFFERS, now=later)
    found = ledger.suppression(shop.connection(), ANNA)
    assert found is not None
    assert (found.scope, found.since) == (Scope.EVERYTHING, NOW)
    with shop.write() as tx:
        assert not consent.resume(tx, ANNA, Act(channel="keyword", occurred_at=later, act="START"), now=later)


def test_others_are_left_alone(shop: Database) -> None:
    before = ledger.history(shop.connection(), LEO)
    erasure.erase(shop, ANNA, by=BY)
    assert ledger.history(shop.connection(), LEO) == before
    assert ledger.permission(shop.connection(), LEO) == before[0].id


def test_nobody_is_erased_while_a_text_to_them_is_on_air(shop: Database) -> None:
    shop.connection().execute("UPDATE parts SET state = 'sending'")
    with pytest.raises(Conflict, match="right now"):
        erasure.erase(shop, ANNA, by=BY)
    assert contacts.get(shop, ANNA).name == "Anna Smith"


def test_whoever_is_unknown_cannot_be_erased(shop: Database) -> None:
    with pytest.raises(NotFound):
        erasure.erase(shop, "+447700900109", by=BY)


def test_rule_11_the_export_of_a_person_holds_all_that_is_kept(shop: Database) -> None:
    found = person_export.person(shop, "07700 900101", now=NOW)
    assert found.contact is not None
    assert (found.contact.name, found.opted_out) == ("Anna Smith", None)
    assert [(row.event, row.wording) for row in found.consent] == [("opt_in", WORDING)]
    assert sorted((text.direction, text.text) for text in found.texts) == [
        ("from", "more plums please"),
        ("to", "Your plums are here"),
    ]
    with pytest.raises(NotFound):
        person_export.person(shop, "+447700900109", now=NOW)
