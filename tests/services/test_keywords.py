"""Keywords: which words may be one, what they do, and taking it back (compliance.md 3.6)."""

import pytest

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.services import activity, keywords, lists, settings, undo, wordings
from smsbox.services.activity import By
from smsbox.store.activity import Actor
from smsbox.store.db import Database
from tests.fakes.clock import TUESDAY_NOON

NOW = TUESDAY_NOON
ROSA = By(Actor.PERSON, "Rosa", NOW)


@pytest.fixture
def shop(db: Database) -> Database:
    for key, value in (("shop.name", "Rosa's Deli"), ("shop.region", "GB")):
        settings.set_value(db, key, value)
    for name in ("Offers", "Bare"):
        lists.create(db, name, now=NOW)
    with db.write() as tx:
        policy = settings.policy(tx)
    text = wordings.proposal(policy, kinds="offers", per_month=4)
    wordings.put(db, "Offers", text, kinds="offers", per_month=4, by=ROSA)
    return db


def take_back_latest(db: Database) -> None:
    undo.take_back(db, activity.find(db).items[0].id, by=ROSA)


def test_a_keyword_joins_a_list_and_may_answer(shop: Database) -> None:
    made = keywords.create(shop, " Shoes! ", list_name="offers", answer="Show this at the till.", by=ROSA)
    assert (made.word, made.written, made.list, made.answer) == ("shoes", "Shoes!", "Offers", "Show this at the till.")
    assert keywords.all_keywords(shop) == (made,)


@pytest.mark.parametrize(
    "word",
    ["STOP", "end", "Cancel", "QUIT", "s.t.o.p", "stpo", "unsubscribe", "START", "join", "help", "hilfe", "YES", "C"],
)
def test_rule_3_6_words_that_mean_something_to_every_phone_are_refused(shop: Database, word: str) -> None:
    with pytest.raises(BadInput, match="Choose another word"):
        keywords.create(shop, word, answer="Hello", by=ROSA)
    assert keywords.all_keywords(shop) == ()


@pytest.mark.parametrize(
    "word",
    ["DELETE", "Thanks", "OK", "nope", "HELLO", "please", "hi", "yeah", "SURE", "thx", "BYE", "merci", "nein", "não"],
)
def test_rule_3_6_words_of_small_talk_are_refused(shop: Database, word: str) -> None:
    with pytest.raises(BadInput, match="Choose another word"):
        keywords.create(shop, word, list_name="Offers", by=ROSA)
    assert keywords.all_keywords(shop) == ()


@pytest.mark.parametrize("word", ["SHOP", "step"])
def test_rule_3_2_an_honest_word_one_slip_from_stop_may_be_a_keyword(shop: Database, word: str) -> None:
    assert keywords.create(shop, word, answer="Hello", by=ROSA).written == word


@pytest.mark.parametrize("word", ["", "  ", "!!!", "two words", "a" * 21])
def test_a_keyword_is_one_word(shop: Database, word: str) -> None:
    with pytest.raises(BadInput, match="one word"):
        keywords.create(shop, word, answer="Hello", by=ROSA)


def test_a_keyword_does_something(shop: Database) -> None:
    with pytest.raises(BadInput, match="Say what the keyword does"):
        keywords.create(shop, "SHOES", by=ROSA)


def test_rule_2_5_a_keyword_joins_no_list_that_has_no_wording(shop: Database) -> None:
    with pytest.raises(BadInput, match="no sign-up wording yet"):
        keywords.create(shop, "SHOES", list_name="Bare", by=ROSA)
    with pytest.raises(BadInput, match="There is no list"):
        keywords.create(shop, "SHOES", list_name="Nobody", by=ROSA)


def test_a_word_is_one_keyword_however_it_is_written(shop: Database) -> None:
    keywords.create(shop, "CAFÉ", answer="Open until six.", by=ROSA)
    with pytest.raises(Conflict, match="There is a keyword"):
        keywords.create(shop, "cafe", answer="Closed.", by=ROSA)


def test_keywords_that_are_easily_mistaken_are_named(shop: Database) -> None:
    for word in ("SHOES", "HATS"):
        keywords.create(shop, word, answer="Hello", by=ROSA)
    assert [found.written for found in keywords.similar(shop, "shoe")] == ["SHOES"]
    assert [found.written for found in keywords.similar(shop, "shose")] == ["SHOES"]
    assert keywords.similar(shop, "SHOES") == ()


def test_making_changing_and_deleting_can_be_taken_back(shop: Database) -> None:
    made = keywords.create(shop, "SHOES", answer="Hello", by=ROSA)
    keywords.change(shop, made.id, list_name="Offers", answer="Welcome", by=ROSA)
    take_back_latest(shop)
    assert keywords.get(shop, made.id) == made
    keywords.delete(shop, made.id, by=ROSA)
    assert keywords.all_keywords(shop) == ()
    take_back_latest(shop)
    (back,) = keywords.all_keywords(shop)
    assert (back.word, back.written, back.answer) == ("shoes", "SHOES", "Hello")


def test_taking_back_that_a_keyword_was_made_removes_it(shop: Database) -> None:
    made = keywords.create(shop, "SHOES", answer="Hello", by=ROSA)
    take_back_latest(shop)
    with pytest.raises(NotFound):
        keywords.get(shop, made.id)


def test_rule_1_1_an_answer_holds_no_offer_unless_the_word_joins_a_list(shop: Database) -> None:
    with pytest.raises(BadInput, match="“20% off” is an offer") as caught:
        keywords.create(shop, "cake", answer="20% off today", by=ROSA)
    assert caught.value.field == "answer"
    assert keywords.create(shop, "cake", list_name="Offers", answer="20% off today", by=ROSA).answer == "20% off today"
