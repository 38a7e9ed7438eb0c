"""Opting in and out: the ledger row and all that follows from it."""

from datetime import timedelta
from typing import Any

import pytest

from smsbox.errors import BadInput
from smsbox.rules.lifecycle import State
from smsbox.services import consent, contacts, lists, messages, settings, wordings
from smsbox.services.activity import Actor, By
from smsbox.services.messages import NewMessage
from smsbox.store import contacts as contacts_store
from smsbox.store import ledger
from smsbox.store.db import Database
from smsbox.store.ledger import ListState
from tests.fakes.clock import TUESDAY_NOON
from tests.fakes.rows import ANNA, LEO, everything, wrote

NOW = TUESDAY_NOON
YES: dict[str, Any] = {
    "list_name": "Offers",
    "action": "opt_in",
    "source": "counter form",
    "wording": "Offers, 4 a month. STOP to end.",
    "actor": "Rosa",
    "now": NOW,
}
WORDING = "Yes, Corner Shop may text me offers, about 4 a month. Reply STOP to opt out, HELP for help."
NO: dict[str, Any] = {"list_name": None, "action": "opt_out", "source": "the till", "actor": "Rosa", "now": NOW}


@pytest.fixture(autouse=True)
def offers(db: Database) -> None:
    lists.create(db, "Offers", now=NOW)
    lists.create(db, "News", now=NOW)


def test_a_yes_is_recorded_with_its_proof_and_subscribes(db: Database) -> None:
    row = consent.record(db, "+44 7700 900101", **{**YES, "evidence": "form 17"})
    assert (row.number, row.list, row.event, row.channel) == (ANNA, "Offers", "opt_in", "staff")
    assert (row.source, row.wording, row.evidence, row.actor) == (
        "counter form",
        YES["wording"],
        "form 17",
        "Rosa",
    )
    assert ledger.states(db.connection(), ANNA) == {"Offers": ListState.SUBSCRIBED}
    assert consent.history(db, ANNA) == (row,)


def test_rule_2_1_whoever_said_yes_is_found_among_the_customers(db: Database) -> None:
    consent.record(db, ANNA, **YES)
    assert contacts.get(db, ANNA).lists == {"Offers": ListState.SUBSCRIBED}
    contacts.put(db, LEO, name="Leo", now=NOW)
    consent.record(db, LEO, **YES)
    assert contacts.get(db, LEO).name == "Leo"


def test_a_no_alone_makes_nobody_a_customer(db: Database) -> None:
    consent.record(db, ANNA, **NO)
    consent.record(db, ANNA, **{**NO, "list_name": "News"})
    assert contacts.totals(db).contacts == 0


NO_CONSENT = [
    ("Christmas contest entry", "contest"),
    ("missed call", "missed call"),
    ("Receipts of May", "receipt"),
    ("appointment book", "appointment"),
]


@pytest.mark.parametrize(("source", "words"), NO_CONSENT)
def test_rule_2_8_where_nobody_agreed_to_offers_no_yes_is_recorded(db: Database, source: str, words: str) -> None:
    before = everything(db)
    with pytest.raises(BadInput, match=f"{words} is no yes to offers") as refusal:
        consent.record(db, ANNA, **{**YES, "source": source})
    assert refusal.value.field == "source"
    with db.write() as tx, pytest.raises(BadInput, match="is no yes"):
        consent.agree(tx, ANNA, {"Offers": "Offers."}, source=source, actor="Rosa", now=NOW)
    assert everything(db) == before


def test_rule_2_8_a_no_counts_wherever_it_comes_from(db: Database) -> None:
    consent.record(db, ANNA, **YES)
    consent.record(db, ANNA, **{**NO, "source": "at their appointment"})
    assert ledger.suppression(db.connection(), ANNA) is not None


def test_leaving_one_list_leaves_the_others_and_transactional_texts(db: Database) -> None:
    consent.record(db, ANNA, **YES)
    consent.record(db, ANNA, **{**YES, "list_name": "News"})
    consent.record(db, ANNA, **{**NO, "list_name": "News"})
    assert ledger.states(db.connection(), ANNA) == {"News": ListState.OPTED_OUT, "Offers": ListState.SUBSCRIBED}
    assert ledger.suppression(db.connection(), ANNA) is None


def test_a_no_at_the_till_counts_as_much_as_a_text(db: Database) -> None:
    consent.record(db, ANNA, **YES)
    settings.set_value(db, "shop.name", "Rosa's Deli")
    wrote(db)
    ids = [
        messages.queue(db, NewMessage(ANNA, "hello", lane), author="till", now=NOW).id
        for lane in ("reply", "transactional", "promotional")
    ]
    row = consent.record(db, ANNA, **NO)
    assert (row.event, row.channel, row.list) == ("opt_out", "staff", None)
    assert [messages.get(db, each).state for each in ids] == [State.CANCELLED] * 3
    assert ledger.states(db.connection(), ANNA) == {"Offers": ListState.OPTED_OUT}
    found = ledger.suppression(db.connection(), ANNA)
    assert found is not None
    assert found.channel == "staff"


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no such list": ({"list_name": "Gone"}, "list"),
    "a yes to no list": ({"list_name": None}, "list"),
    "no such action": ({"action": "maybe"}, "action"),
    "no source": ({"source": " "}, "source"),
    "no wording": ({"wording": None}, "wording"),
    "blank wording": ({"wording": " "}, "wording"),
    "long source": ({"source": "x" * 2001}, "source"),
    "long wording": ({"wording": "x" * 2001}, "wording"),
    "long evidence": ({"evidence": "x" * 2001}, "evidence"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_used_is_refused_and_nothing_is_written(db: Database, name: str) -> None:
    changes, field = BAD[name]
    before = everything(db)
    with pytest.raises(BadInput) as caught:
        consent.record(db, ANNA, **{**YES, **changes})
    assert caught.value.field == field
    assert everything(db) == before


def test_a_number_that_cannot_be_is_refused(db: Database) -> None:
    with pytest.raises(BadInput):
        consent.record(db, "60999", **YES)
    with pytest.raises(BadInput):
        consent.history(db, "Anna")


def test_2_9_staff_cannot_open_again_what_the_person_closed(db: Database) -> None:
    consent.record(db, ANNA, **NO)
    before = everything(db)
    with pytest.raises(BadInput, match="texting START"):
        consent.record(db, ANNA, **YES)
    assert everything(db) == before


@pytest.mark.parametrize("channel", ["staff", "keyword"])
def test_rule_2_9_staff_cannot_bring_back_whoever_left_a_list(db: Database, channel: str) -> None:
    consent.record(db, ANNA, **YES)
    with db.write() as tx:
        list_id = contacts_store.list_id(tx, "Offers")
        assert list_id is not None
        consent.leave(tx, ANNA, list_id, consent.Act(channel, NOW), now=NOW)
    before = everything(db)
    with pytest.raises(BadInput, match="left the list"):
        consent.record(db, ANNA, **YES)
    assert everything(db) == before
    consent.record(db, ANNA, **{**YES, "list_name": "News"})


def asked_anew(db: Database, after: str) -> None:
    """Somebody ticked the tablet's box for Anna's number; what was said `after` that is a text of hers."""
    settings.set_value(db, "shop.name", "Corner Shop")
    settings.set_value(db, "shop.region", "GB")
    wordings.put(db, "Offers", WORDING, kinds="offers", per_month=4, by=By(Actor.COMMAND, "", NOW))
    with db.write() as tx:
        assert consent.ask(tx, ANNA, "Offers", source="tablet", channel="tablet", now=NOW)
        if after:
            assert consent.resume(tx, ANNA, consent.Act("keyword", NOW, act=after), now=NOW)


@pytest.mark.parametrize("after", ["", "START"])
def test_rule_2_9_staff_cannot_bring_back_whoever_left_a_list_and_is_asked_anew(db: Database, after: str) -> None:
    consent.record(db, ANNA, **{**NO, "list_name": "Offers"})
    asked_anew(db, after)
    with pytest.raises(BadInput, match="left the list"):
        consent.record(db, ANNA, **YES)


@pytest.mark.parametrize("after", ["", "START"])
def test_rule_2_4_a_question_that_lapses_leaves_whoever_had_left_where_they_were(db: Database, after: str) -> None:
    consent.record(db, ANNA, **{**NO, "list_name": "Offers"})
    asked_anew(db, after)
    assert consent.lapse(db, now=NOW + timedelta(hours=49)) == 1
    assert ledger.states(db.connection(), ANNA) == {"Offers": ListState.OPTED_OUT}


def stop_and_start(db: Database) -> None:
    with db.write() as tx:
        consent.opt_out(tx, ANNA, consent.Act("keyword", NOW, act="STOP"), now=NOW)
        assert consent.resume(tx, ANNA, consent.Act("keyword", NOW, act="START"), now=NOW)


def test_rule_2_9_a_stop_taken_back_closes_no_list_that_nobody_was_on(db: Database) -> None:
    stop_and_start(db)
    asked_anew(db, "")
    consent.record(db, ANNA, **YES)
    assert contacts.get(db, ANNA).lists == {"Offers": ListState.SUBSCRIBED}


def test_rule_2_9_whoever_left_a_list_has_left_it_after_stop_and_start_too(db: Database) -> None:
    consent.record(db, ANNA, **{**NO, "list_name": "Offers"})
    stop_and_start(db)
    asked_anew(db, "")
    with pytest.raises(BadInput, match="left the list"):
        consent.record(db, ANNA, **YES)


def test_s28_deleting_and_adding_a_contact_keeps_its_opt_out_and_its_ledger(db: Database) -> None:
    contacts.put(db, ANNA, name="Anna", now=NOW)
    consent.record(db, ANNA, **NO)
    contacts.delete(db, ANNA)
    assert contacts.put(db, ANNA, name="Anna again", now=NOW).suppressed
    assert len(consent.history(db, ANNA)) == 1


def test_everything_said_is_in_one_whole_chain(db: Database) -> None:
    consent.record(db, ANNA, **YES)
    consent.record(db, LEO, **YES)
    consent.record(db, ANNA, **NO)
    assert [row.event for row in consent.history(db, ANNA)] == ["opt_in", "opt_out"]
    assert ledger.first_broken_row(db.connection()) is None
