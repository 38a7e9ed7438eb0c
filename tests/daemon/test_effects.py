"""What a subscriber's text does: how far a STOP reaches, keywords, and the double opt-in (compliance.md 2-5)."""

from datetime import timedelta

import pytest

from smsbox.errors import BadInput
from smsbox.rules.lanes import Kind, Lane
from smsbox.rules.lifecycle import State
from smsbox.rules.scope import Scope
from smsbox.services import consent, contacts, events, keywords, lists, messages, settings, wordings
from smsbox.services import inbox as inbox_service
from smsbox.services.activity import By
from smsbox.services.messages import NewMessage
from smsbox.store import contacts as contacts_table
from smsbox.store import holding, inbox, ledger, outbox, parts
from smsbox.store.activity import Actor
from smsbox.store.db import Database
from smsbox.store.ledger import ListState
from smsbox.store.parts import Key
from tests.fakes.clock import TUESDAY_NOON, Clock
from tests.fakes.receiving import Desk
from tests.fakes.rows import ANNA, LEO, add_sim, wrote

ROSA = By(Actor.PERSON, "Rosa", TUESDAY_NOON)


class Counter(Desk):
    """A receiving end in a shop with lists, wordings and keywords."""

    def __init__(self, db: Database, clock: Clock) -> None:
        super().__init__(db, clock)
        self.sim = add_sim(db)
        for key, value in (("shop.name", "Rosa's Deli"), ("shop.region", "GB"), ("shop.help", "0161 496 0000")):
            settings.set_value(db, key, value)
        for name, per_month in (("Offers", 4), ("Lunch", 8)):
            lists.create(db, name, now=clock())
            self.word(name, per_month)
        keywords.create(db, "DEALS", list_name="Offers", by=ROSA)
        keywords.create(db, "Lunch", list_name="Lunch", answer="Today: soup.", by=ROSA)
        keywords.create(db, "hours", answer="Mon-Sat 8-18.", by=ROSA)

    def word(self, name: str, per_month: int) -> str:
        """Puts a new wording into use for the list, and returns it."""
        text = wordings.proposal(settings.policy(self.db.connection()), kinds="offers", per_month=per_month)
        return wordings.put(self.db, name, text, kinds="offers", per_month=per_month, by=ROSA).text

    def air(self, lane: str, number: str = ANNA, *, kind: str = Kind.TEXT) -> int:
        """A text of the lane goes on air to the number now."""
        with self.db.write() as tx:
            new = NewMessage(number, "Something for you.", lane)
            message = messages.queue_in(tx, new, author="test", now=self.clock(), kind=kind)
            queued = parts.next_queued(tx, self.sim, [Lane.named(lane)], now=self.clock())
            assert queued is not None
            assert queued.key == Key(message.id, 1)
            parts.start(tx, queued, self.sim, now=self.clock())
            parts.sent(tx, queued.key, 1, now=self.clock())
        return message.id

    def scope(self, number: str = ANNA) -> Scope | None:
        found = ledger.suppression(self.db.connection(), number)
        return found.scope if found else None

    def standing(self, number: str = ANNA) -> dict[str, str]:
        """List → state."""
        return {name: str(state) for name, state in ledger.states(self.db.connection(), number).items()}

    def ledger(self, number: str = ANNA) -> list[tuple[str, str | None]]:
        """(event, list) of each row, oldest first."""
        return [(row.event, row.list) for row in ledger.history(self.db.connection(), number)]

    def ask(self, name: str = "Offers", number: str = ANNA) -> bool:
        with self.db.write() as tx:
            return consent.ask(tx, number, name, source="tablet at the door", channel="tablet", now=self.clock())

    def send(self, number: str = ANNA) -> None:
        """All that waits for the number goes out."""
        with self.db.write() as tx:
            while (part := parts.next_queued(tx, self.sim, tuple(Lane), now=self.clock())) is not None:
                parts.start(tx, part, self.sim, now=self.clock())
                parts.sent(tx, part.key, 1, now=self.clock())


@pytest.fixture
def counter(db: Database, clock: Clock) -> Counter:
    return Counter(db, clock)


# 3.4: how far a STOP reaches


def test_rule_3_4_a_stop_in_answer_to_an_offer_ends_offers_only(counter: Counter) -> None:
    counter.say_yes()
    counter.air("promotional")
    offer, order = counter.queue(lane="promotional"), counter.queue()
    counter.receive("STOP")
    assert counter.scope() is Scope.OFFERS
    assert (counter.state(offer), counter.state(order)) == (State.CANCELLED, State.QUEUED)
    assert counter.state(counter.queue()) is State.QUEUED
    assert counter.state(counter.queue(lane="promotional")) is State.BLOCKED
    assert "no more offers" in counter.answers()[-1].text
    assert counter.standing() == {"Offers": "opted_out"}


def test_rule_3_4_a_stop_in_answer_to_a_transactional_text_ends_everything(counter: Counter) -> None:
    counter.say_yes()
    counter.air("promotional")
    counter.air("transactional")
    order = counter.queue()
    counter.receive("STOP")
    assert counter.scope() is Scope.EVERYTHING
    assert counter.state(order) is State.CANCELLED
    assert counter.state(counter.queue()) is State.BLOCKED
    assert "no more texts" in counter.answers()[-1].text


def test_rule_3_4_a_stop_of_somebody_who_never_got_a_text_ends_everything(counter: Counter) -> None:
    counter.receive("STOP")
    assert counter.scope() is Scope.EVERYTHING


def test_rule_3_4_a_stop_answers_the_last_72_hours(counter: Counter) -> None:
    counter.say_yes()
    counter.air("transactional")
    counter.clock.forward(hours=72, seconds=1)
    counter.air("promotional")
    counter.receive("STOP")
    assert counter.scope() is Scope.OFFERS


def test_rule_3_4_a_stop_after_a_long_silence_answers_the_latest_text(counter: Counter) -> None:
    counter.say_yes()
    counter.air("promotional")
    counter.clock.forward(days=2)
    counter.air("transactional")
    counter.clock.forward(days=30)
    counter.receive("STOP")
    assert counter.scope() is Scope.EVERYTHING


def test_rule_3_4_a_text_that_waits_is_not_what_a_stop_answers(counter: Counter) -> None:
    counter.say_yes()
    counter.air("promotional")
    counter.queue()
    counter.receive("STOP")
    assert counter.scope() is Scope.OFFERS


def test_rule_3_4_what_staff_wrote_is_the_persons_own_business(counter: Counter) -> None:
    counter.say_yes()
    counter.air("promotional")
    wrote(counter.db, now=counter.clock())
    counter.air("reply")
    counter.receive("STOP")
    assert counter.scope() is Scope.EVERYTHING


def test_rule_3_4_a_welcome_is_not(counter: Counter) -> None:
    counter.receive("DEALS")
    counter.clock.forward(hours=1)
    (welcome,) = counter.answers()
    with counter.db.write() as tx:
        queued = parts.next_queued(tx, counter.sim, [Lane.REPLY], now=counter.clock())
        assert queued is not None
        assert queued.key.message_id == welcome.id
        parts.start(tx, queued, counter.sim, now=counter.clock())
    counter.receive("STOP")
    assert counter.scope() is Scope.OFFERS


@pytest.mark.parametrize("text", ["STOP ALL", "stopall", "leave me alone", "Sorry, wrong number!", "falsche Nummer"])
def test_rule_3_4_some_words_end_everything_whatever_they_answer(counter: Counter, text: str) -> None:
    counter.say_yes()
    counter.air("promotional")
    counter.receive(text)
    assert counter.scope() is Scope.EVERYTHING


def test_rule_3_4_a_second_stop_widens_only_where_it_answers_more(counter: Counter) -> None:
    counter.say_yes()
    counter.air("promotional")
    counter.receive("STOP")
    counter.receive("STOP")
    assert counter.scope() is Scope.OFFERS
    counter.air("transactional")
    order = counter.queue()
    counter.receive("STOP")
    assert counter.scope() is Scope.EVERYTHING
    assert counter.state(order) is State.CANCELLED


def test_rule_3_4_a_wide_stop_never_becomes_narrower_and_is_confirmed_as_it_is(counter: Counter) -> None:
    counter.say_yes()
    counter.air("promotional")
    counter.receive("STOP ALL")
    counter.clock.forward(days=9)
    counter.receive("STOP")
    assert counter.scope() is Scope.EVERYTHING
    assert ["no more texts" in answer.text for answer in counter.answers()] == [True, True]


def test_rule_3_4_start_lifts_a_stop_to_offers(counter: Counter) -> None:
    counter.receive("DEALS")
    counter.air("promotional")
    counter.receive("STOP")
    assert counter.scope() is Scope.OFFERS
    counter.receive("START")
    assert counter.scope() is None
    assert counter.standing() == {"Offers": "subscribed"}
    assert counter.ledger() == [("opt_in", "Offers"), ("opt_out", None), ("resume", "Offers")]
    assert ledger.history(counter.db.connection(), ANNA)[-1].per_month == 4


@pytest.mark.parametrize("text", ["STOP Offers", "stop deals", "Please stop DEALS!", "UNSUBSCRIBE offers", "🛑 deals"])
def test_rule_3_4_stop_with_a_list_leaves_that_list_only(counter: Counter, text: str) -> None:
    counter.receive("LUNCH")
    lunch = counter.queue(lane="promotional")
    counter.clock.forward(minutes=1)
    counter.receive("DEALS")
    deal, order = counter.queue(lane="promotional"), counter.queue()
    counter.receive(text)
    assert counter.scope() is None
    assert counter.standing() == {"Lunch": "subscribed", "Offers": "opted_out"}
    assert [counter.state(each) for each in (deal, lunch, order)] == [State.CANCELLED, State.QUEUED, State.QUEUED]
    assert counter.answers()[-1].kind == Kind.OPT_OUT_CONFIRMATION
    assert "Offers" in counter.answers()[-1].text
    row = ledger.history(counter.db.connection(), ANNA)[-1]
    assert (row.event, row.list, row.act) == ("opt_out", "Offers", text)
    assert counter.texts()[-1].meaning == "opt_out"


@pytest.mark.parametrize("text", ["STOP NEWS", "stop news!"])
def test_rule_3_4_a_stop_leaves_all_lists_that_go_by_its_word(counter: Counter, text: str) -> None:
    with counter.db.write() as tx:
        for name in ("News", "News!"):
            contacts_table.add_list(tx, name, now=counter.clock())
    for name in ("News", "News!"):
        counter.word(name, 4)
        counter.say_yes(name=name)
    counter.receive(text)
    assert counter.standing() == {"News": "opted_out", "News!": "opted_out"}
    assert "News, News!" in counter.answers()[-1].text


def test_rule_3_4_start_takes_the_last_stop_back_be_it_of_one_list(counter: Counter) -> None:
    counter.receive("LUNCH")
    counter.receive("DEALS")
    counter.receive("STOP lunch")
    counter.receive("STOP deals")
    counter.receive("START")
    assert counter.standing() == {"Lunch": "opted_out", "Offers": "subscribed"}
    assert counter.ledger()[-1] == ("resume", "Offers")
    assert ledger.history(counter.db.connection(), ANNA)[-1].per_month == 4


def test_rule_2_9_start_opens_no_list_that_the_person_never_joined(counter: Counter) -> None:
    counter.receive("STOP lunch")
    counter.ask()
    counter.receive("STOP deals")
    counter.receive("START")
    assert counter.standing() == {"Lunch": "opted_out", "Offers": "opted_out"}


def test_rule_2_9_start_opens_a_list_that_was_left_twice(counter: Counter) -> None:
    counter.receive("LUNCH")
    counter.receive("STOP lunch")
    counter.receive("STOP lunch")
    counter.receive("START")
    assert counter.standing() == {"Lunch": "subscribed"}


def test_rule_4_4_start_does_not_open_a_list_that_was_left_at_the_till(counter: Counter) -> None:
    counter.say_yes()
    consent.record(
        counter.db, ANNA, list_name="Offers", action="opt_out", source="till", actor="Rosa", now=counter.clock()
    )
    counter.receive("STOP deals")
    counter.receive("START")
    assert counter.standing() == {"Offers": "opted_out"}


def test_rule_2_9_start_after_a_keyword_opens_what_the_stop_had_closed(counter: Counter) -> None:
    counter.receive("LUNCH")
    counter.receive("STOP")
    counter.receive("DEALS")
    counter.receive("START")
    assert counter.standing() == {"Lunch": "subscribed", "Offers": "subscribed"}


@pytest.mark.parametrize("text", ["STOP PIZZA", "stop hours", "cancel lunch", "bus stop outside?"])
def test_rule_3_4_a_word_that_names_no_list_leaves_none(counter: Counter, text: str) -> None:
    counter.receive("LUNCH")
    counter.receive(text)
    assert counter.scope() is None
    assert counter.standing() == {"Lunch": "subscribed"}


def test_rule_3_4_a_deleted_list_cannot_be_left_or_joined(counter: Counter) -> None:
    counter.receive("LUNCH")
    lists.delete(counter.db, "Lunch", now=counter.clock())
    counter.receive("stop lunch")
    assert counter.texts()[-1].meaning == "unclear"
    counter.receive("LUNCH", LEO)
    assert counter.standing(LEO) == {}
    assert [answer.text for answer in counter.answers(LEO)] == ["Today: soup."]


def test_rule_1_1_the_keyword_of_a_deleted_list_answers_with_no_offer(counter: Counter) -> None:
    keywords.create(counter.db, "CAKE", list_name="Lunch", answer="Cake is 20% off today.", by=ROSA)
    counter.receive("CAKE")
    lists.delete(counter.db, "Lunch", now=counter.clock())
    counter.receive("CAKE", LEO)
    assert [answer.state for answer in counter.answers(ANNA)] == [State.QUEUED]
    assert [answer.state for answer in counter.answers(LEO)] == [State.BLOCKED]


def test_rule_3_4_staff_may_answer_whoever_ended_offers_only(counter: Counter) -> None:
    counter.say_yes()
    counter.air("promotional")
    counter.receive("STOP")
    assert inbox_service.answer(counter.db, ANNA, "Sorry!", author="Rosa", now=counter.clock()).state is State.QUEUED


def test_rule_4_4_what_is_said_at_the_till_ends_everything(counter: Counter) -> None:
    counter.say_yes()
    counter.air("promotional")
    act = {"source": "the till", "actor": "Rosa", "now": counter.clock()}
    consent.record(counter.db, ANNA, list_name=None, action="opt_out", **act)  # type: ignore[arg-type]
    assert counter.scope() is Scope.EVERYTHING


def test_rule_3_4_a_review_reaches_as_far_as_the_text_did_when_it_came(counter: Counter) -> None:
    counter.say_yes()
    counter.air("promotional")
    counter.receive("what time do you stop serving?")
    counter.clock.forward(hours=1)
    counter.air("transactional")
    inbox_service.decide_review(counter.db, ANNA, opt_out=True, actor="Rosa", now=counter.clock())
    assert counter.scope() is Scope.OFFERS


@pytest.mark.parametrize("word", ["START", "DEALS", "YES"])
def test_rule_3_3_the_persons_own_clear_word_settles_what_was_unclear(counter: Counter, word: str) -> None:
    counter.say_yes(name="Lunch")
    counter.ask()
    counter.send()
    offer = counter.queue(lane="promotional")
    counter.receive("what time do you stop serving?")
    assert inbox.is_in_review(counter.db.connection(), ANNA)
    with counter.db.write() as tx:
        holding.hold(tx, offer, "review", until=counter.clock() + timedelta(days=9), now=counter.clock())
    counter.receive(word)
    assert counter.state(offer) is State.QUEUED
    assert not inbox.is_in_review(counter.db.connection(), ANNA)
    counter.clock.forward(days=4)
    assert counter.deadlines.close_reviews() == 0
    assert counter.scope() is None
    assert counter.standing()["Lunch"] == "subscribed"


@pytest.mark.parametrize("word", ["HOURS", "HELP", "YES"])
def test_rule_3_3_a_word_that_joins_nothing_settles_nothing(counter: Counter, word: str) -> None:
    counter.say_yes(name="Lunch")
    counter.receive("what time do you stop serving?")
    counter.receive(word)
    assert inbox.is_in_review(counter.db.connection(), ANNA)


# 2.6, 2.9, 5: keywords


def test_rule_2_6_a_keyword_joins_its_list_with_everything_that_proves_it(counter: Counter) -> None:
    counter.receive("deals!")
    (text,) = counter.texts()
    assert (text.meaning, text.matched) == ("keyword", "exact")
    assert counter.standing() == {"Offers": "subscribed"}
    (row,) = ledger.history(counter.db.connection(), ANNA)
    assert (row.event, row.list, row.channel, row.source) == ("opt_in", "Offers", "keyword", "DEALS")
    assert (row.act, row.matched, row.per_month) == ("deals!", "keyword", 4)
    assert row.wording == wordings.in_use(counter.db, "Offers").text
    kept = counter.db.connection().execute("SELECT inbox_id, sim_id FROM consent_ledger").fetchone()
    assert (kept["inbox_id"], kept["sim_id"]) == (text.id, counter.sim)
    (standing,) = counter.db.connection().execute("SELECT per_month FROM subscriptions").fetchall()
    assert standing["per_month"] == 4
    assert counter.state(counter.queue(lane="promotional")) is State.QUEUED
    assert contacts.get(counter.db, ANNA).lists == {"Offers": ListState.SUBSCRIBED}


def test_rule_2_6_the_first_answer_is_the_welcome(counter: Counter) -> None:
    counter.receive("DEALS")
    (welcome,) = counter.answers()
    assert (welcome.kind, welcome.lane, welcome.state) == (Kind.WELCOME, Lane.REPLY, State.QUEUED)
    assert welcome.text.startswith("Rosa's Deli: you are on our list Offers. Up to 4 texts a month.")
    for wanted in ("0161 496 0000", "HELP", "STOP"):
        assert wanted in welcome.text


def test_rule_2_6_the_keywords_own_answer_follows_in_the_same_sms_where_it_fits(counter: Counter) -> None:
    counter.receive("LUNCH")
    (answer,) = counter.answers()
    assert answer.text.endswith("STOP to opt out. Today: soup.")
    assert len(answer.parts) == 1


def test_rule_2_6_a_long_answer_is_a_text_of_its_own(counter: Counter) -> None:
    word = next(each for each in keywords.all_keywords(counter.db) if each.word == "lunch")
    keywords.change(counter.db, word.id, list_name="Lunch", answer="Today: " + "soup, " * 20, by=ROSA)
    counter.receive("LUNCH")
    assert [answer.kind for answer in counter.answers()] == [Kind.WELCOME, Kind.KEYWORD]
    assert counter.answers()[1].text.startswith("Today: soup, soup")


def test_rule_2_6_in_the_us_the_welcome_speaks_of_fees(counter: Counter) -> None:
    settings.set_value(counter.db, "shop.region", "US")
    counter.receive("DEALS")
    assert counter.answers()[0].text.endswith("Msg & data rates may apply.")


def test_rule_9_2_in_france_a_keyword_is_answered_with_what_the_rules_demand_only(counter: Counter) -> None:
    settings.set_value(counter.db, "shop.region", "FR")
    counter.receive("LUNCH")
    counter.receive("Hours")
    counter.receive("HELP")
    welcome, _help = counter.answers()
    assert (welcome.kind, "Today: soup" in welcome.text) == (Kind.WELCOME, False)
    assert _help.kind == Kind.HELP


def test_a_keyword_without_a_list_only_gets_its_answer(counter: Counter) -> None:
    counter.receive("Hours")
    assert [(answer.kind, answer.text) for answer in counter.answers()] == [(Kind.KEYWORD, "Mon-Sat 8-18.")]
    assert counter.ledger() == []


def test_a_keyword_without_a_list_is_not_answered_to_whoever_said_stop(counter: Counter) -> None:
    counter.receive("STOP")
    counter.receive("Hours")
    assert [answer.kind for answer in counter.answers()] == [Kind.OPT_OUT_CONFIRMATION]


def test_a_keyword_without_a_list_is_answered_to_whoever_ended_offers_only(counter: Counter) -> None:
    counter.say_yes()
    counter.air("promotional")
    counter.receive("STOP")
    counter.receive("Hours")
    assert [answer.kind for answer in counter.answers()] == [Kind.OPT_OUT_CONFIRMATION, Kind.KEYWORD]


def test_rule_3_3_whoever_gets_no_offers_is_not_decided_about(counter: Counter) -> None:
    counter.receive("STOP")
    counter.receive("what time do you stop serving?")
    conversation = inbox.conversation(counter.db.connection(), ANNA)
    assert conversation is not None
    assert not conversation.review


def test_rule_2_9_a_keyword_lifts_the_persons_own_stop_and_joins_its_list_only(counter: Counter) -> None:
    counter.receive("LUNCH")
    counter.receive("STOP")
    counter.receive("DEALS")
    assert counter.scope() is None
    assert counter.standing() == {"Lunch": "opted_out", "Offers": "subscribed"}
    assert counter.state(counter.queue(lane="promotional")) is State.QUEUED


def test_rule_2_9_a_keyword_by_text_does_not_lift_what_was_said_at_the_till(counter: Counter) -> None:
    act = {"source": "the till", "actor": "Rosa", "now": counter.clock()}
    consent.record(counter.db, ANNA, list_name=None, action="opt_out", **act)  # type: ignore[arg-type]
    counter.receive("DEALS")
    assert counter.scope() is Scope.EVERYTHING
    assert counter.standing() == {}
    assert counter.answers() == []


def test_rule_5_a_keyword_is_answered_once_a_day_and_counts_each_time(counter: Counter) -> None:
    counter.receive("DEALS")
    counter.receive("DEALS")
    counter.receive("LUNCH")
    assert [answer.reference for answer in counter.answers()] == ["deals", "lunch"]
    assert counter.ledger() == [("opt_in", "Offers"), ("opt_in", "Offers"), ("opt_in", "Lunch")]
    counter.clock.forward(hours=24)
    counter.receive("deals")
    assert [answer.reference for answer in counter.answers()] == ["deals", "lunch", "deals"]


@pytest.mark.parametrize("sender", ["ACME", "60999"])
def test_rule_5_names_and_short_numbers_get_no_welcome_and_join_nothing(counter: Counter, sender: str) -> None:
    counter.receive("DEALS", sender)
    counter.receive("hours", sender)
    assert counter.answers(sender) == []
    assert counter.standing(sender) == {}
    assert [text.meaning for text in counter.texts()] == ["keyword", "keyword"]


def test_rule_5_a_flood_of_keywords_is_not_answered(counter: Counter) -> None:
    for _ in range(10):
        counter.receive("hello")
    counter.receive("DEALS")
    assert counter.answers() == []
    assert counter.standing() == {"Offers": "subscribed"}


def test_rule_3_2_a_keyword_is_never_a_mistyped_stop(counter: Counter) -> None:
    keywords.create(counter.db, "Shop", answer="See you!", by=ROSA)
    counter.receive("SHOP")
    assert counter.texts()[-1].meaning == "keyword"
    assert counter.scope() is None


def test_a_new_keyword_counts_at_once_and_a_deleted_one_no_more(counter: Counter) -> None:
    counter.receive("soup")
    made = keywords.create(counter.db, "soup", list_name="Lunch", by=ROSA)
    counter.receive("soup")
    keywords.delete(counter.db, made.id, by=ROSA)
    counter.receive("soup")
    assert [text.meaning for text in counter.texts()] == ["none", "keyword", "none"]


def test_rule_4_3_a_welcome_that_waits_is_not_sent_after_a_stop(counter: Counter) -> None:
    counter.receive("DEALS")
    counter.receive("STOP")
    assert [(answer.kind, answer.state) for answer in counter.answers()] == [
        (Kind.WELCOME, State.CANCELLED),
        (Kind.OPT_OUT_CONFIRMATION, State.QUEUED),
    ]


# 2.4: the double opt-in


def test_rule_2_4_whoever_signs_up_without_texting_is_asked(counter: Counter) -> None:
    assert counter.ask()
    assert counter.standing() == {"Offers": "pending"}
    (row,) = ledger.history(counter.db.connection(), ANNA)
    assert (row.event, row.list, row.channel, row.source) == ("doi_sent", "Offers", "tablet", "tablet at the door")
    assert (row.act, row.per_month) == ("box ticked", 4)
    assert row.wording == wordings.in_use(counter.db, "Offers").text
    (question,) = counter.answers()
    assert (question.kind, question.lane, question.state) == (Kind.DOUBLE_OPT_IN, Lane.REPLY, State.QUEUED)
    assert question.text.startswith("Rosa's Deli: reply YES within 48 hours to get offers by text, up to 4 a month.")
    assert counter.state(counter.queue(lane="promotional")) is State.BLOCKED


@pytest.mark.parametrize("text", ["YES", "yes please!", "Y", "Ja", "oui", "Sí", "SI", "Sim", "tak", "EVET"])
def test_rule_2_4_yes_in_time_confirms(counter: Counter, text: str) -> None:
    counter.ask()
    counter.send()
    agreed = wordings.in_use(counter.db, "Offers").text
    counter.word("Offers", 8)
    counter.clock.forward(hours=47, minutes=59)
    counter.receive(text)
    assert counter.texts()[-1].meaning == "confirm"
    assert counter.standing() == {"Offers": "subscribed"}
    row = ledger.history(counter.db.connection(), ANNA)[-1]
    assert (row.event, row.list, row.source, row.act) == ("doi_confirmed", "Offers", "tablet at the door", text)
    assert (row.wording, row.per_month) == (agreed, 4)
    assert [answer.kind for answer in counter.answers()] == [Kind.DOUBLE_OPT_IN, Kind.WELCOME]
    assert "Up to 4 texts a month" in counter.answers()[-1].text
    assert counter.state(counter.queue(lane="promotional")) is State.QUEUED


def test_rule_2_4_yes_too_late_is_for_staff(counter: Counter) -> None:
    counter.ask()
    counter.send()
    counter.clock.forward(hours=48)
    counter.receive("YES")
    assert counter.texts()[-1].meaning == "none"
    assert counter.standing() == {"Offers": "pending"}
    conversation = inbox.conversation(counter.db.connection(), ANNA)
    assert conversation is not None
    assert conversation.unread == 1


def test_rule_2_4_yes_of_somebody_who_was_not_asked_is_for_staff(counter: Counter) -> None:
    counter.ask()
    counter.send()
    counter.receive("YES", LEO)
    assert counter.texts()[-1].meaning == "none"
    assert counter.ledger(LEO) == []


def test_rule_2_4_yes_counts_once(counter: Counter) -> None:
    counter.ask()
    counter.send()
    counter.receive("YES")
    counter.receive("YES")
    assert [text.meaning for text in counter.texts()] == ["confirm", "none"]


def test_rule_2_4_yes_counts_only_once_the_question_is_on_air(counter: Counter) -> None:
    counter.ask()
    counter.receive("Yes please")
    assert counter.texts()[-1].meaning == "none"
    assert counter.standing() == {"Offers": "pending"}
    counter.send()
    counter.receive("Yes please")
    assert counter.standing() == {"Offers": "subscribed"}


def test_rule_2_4_one_yes_answers_only_the_questions_that_have_gone_out(counter: Counter) -> None:
    counter.ask("Offers")
    counter.send()
    counter.clock.forward(seconds=1)
    counter.ask("Lunch")
    counter.receive("YES")
    assert counter.standing() == {"Lunch": "pending", "Offers": "subscribed"}


@pytest.mark.parametrize(
    ("state", "standing"),
    [
        ("sending", "subscribed"),
        ("delivered", "subscribed"),
        ("unknown", "subscribed"),
        ("held", "pending"),
        ("failed", "pending"),
        ("expired", "pending"),
        ("blocked", "pending"),
    ],
)
def test_rule_2_4_a_question_is_open_as_far_as_its_text_may_have_arrived(
    counter: Counter, state: str, standing: str
) -> None:
    counter.ask()
    counter.db.connection().execute("UPDATE messages SET state = ?", (state,))
    counter.receive("YES")
    assert counter.standing() == {"Offers": standing}


def test_rule_2_4_a_list_with_a_new_name_is_joined_by_the_yes(counter: Counter) -> None:
    counter.ask("Lunch")
    counter.send()
    lists.rename(counter.db, "Lunch", "Dinner", by=ROSA)
    counter.receive("YES")
    assert counter.standing() == {"Dinner": "subscribed"}


def test_rule_2_4_one_yes_answers_every_question_that_is_open(counter: Counter) -> None:
    counter.ask("Offers")
    counter.ask("Lunch")
    counter.send()
    counter.receive("YES")
    assert counter.standing() == {"Lunch": "subscribed", "Offers": "subscribed"}
    assert counter.ledger()[2:] == [("doi_confirmed", "Offers"), ("doi_confirmed", "Lunch")]


def test_rule_2_4_after_48_hours_nothing_is_pending(counter: Counter) -> None:
    counter.ask()
    counter.clock.forward(hours=47, minutes=59)
    assert counter.deadlines.close_questions() == 0
    counter.clock.forward(minutes=1)
    assert counter.deadlines.close_questions() == 1
    assert counter.deadlines.close_questions() == 0
    assert counter.standing() == {"Offers": "none"}


def test_rule_2_4_nobody_is_asked_twice_in_48_hours(counter: Counter) -> None:
    assert counter.ask()
    assert not counter.ask()
    counter.clock.forward(hours=47, minutes=59)
    counter.deadlines.close_questions()
    assert not counter.ask()
    counter.clock.forward(minutes=1)
    counter.deadlines.close_questions()
    assert counter.ask()
    assert len(counter.answers()) == 2


def test_rule_2_4_nobody_is_asked_who_said_stop_or_is_on_the_list(counter: Counter) -> None:
    counter.receive("STOP")
    counter.receive("DEALS", LEO)
    assert not counter.ask()
    assert not counter.ask(number=LEO)
    assert counter.standing() == {}
    assert Kind.DOUBLE_OPT_IN not in [answer.kind for answer in counter.answers() + counter.answers(LEO)]


def test_rule_2_4_a_stop_ends_the_question(counter: Counter) -> None:
    counter.ask()
    counter.receive("STOP")
    counter.receive("YES")
    assert counter.standing() == {"Offers": "none"}
    assert counter.answers()[0].state is State.CANCELLED
    assert counter.scope() is not None


def test_rule_2_4_whoever_had_left_the_list_has_still_left_it_after_an_unanswered_question(counter: Counter) -> None:
    counter.receive("DEALS")
    counter.receive("STOP DEALS")
    assert counter.ask()
    assert counter.standing() == {"Offers": "pending"}
    counter.clock.forward(hours=48)
    counter.deadlines.close_questions()
    assert counter.standing() == {"Offers": "opted_out"}


def test_rule_2_4_whoever_had_left_the_list_has_still_left_it_after_a_stop_and_a_start(counter: Counter) -> None:
    counter.receive("DEALS")
    counter.receive("STOP DEALS")
    counter.ask()
    counter.receive("STOP")
    counter.receive("START")
    assert counter.standing() == {"Offers": "opted_out"}


def test_rule_2_9_staff_do_not_answer_the_question_for_somebody_who_had_left_the_list(counter: Counter) -> None:
    counter.receive("DEALS")
    counter.receive("STOP DEALS")
    counter.ask()
    with pytest.raises(BadInput, match="left the list"):
        counter.say_yes()
    assert counter.standing() == {"Offers": "pending"}


@pytest.mark.parametrize("number", ["+44161496", "hello", "+441614960000"])
def test_rule_2_4_a_number_that_cannot_be_texted_is_refused(counter: Counter, number: str) -> None:
    with pytest.raises(BadInput):
        counter.ask(number=number)


def test_rule_2_4_a_list_without_a_wording_cannot_be_asked_about(counter: Counter) -> None:
    lists.create(counter.db, "Bare", now=counter.clock())
    with pytest.raises(BadInput, match="wording"):
        counter.ask("Bare")
    assert counter.ledger() == []


def test_rule_2_4_a_refused_question_leaves_nothing_behind(counter: Counter) -> None:
    with pytest.raises(BadInput, match="list"):
        counter.ask("Unknown")
    assert outbox.to_number(counter.db.connection(), ANNA, 5) == ()


# 4.3: the confirmation's clock


def late(counter: Counter) -> list[str]:
    return [event.subject for event in events.after(counter.db, limit=500).items if "confirmation" in event.type]


def test_rule_4_3_a_confirmation_that_waits_for_four_minutes_is_told_of_once(counter: Counter) -> None:
    counter.receive("STOP")
    counter.clock.forward(minutes=3, seconds=59)
    assert counter.deadlines.watch_confirmations() == 0
    counter.clock.forward(seconds=1)
    assert counter.deadlines.watch_confirmations() == 1
    assert counter.deadlines.watch_confirmations() == 0
    assert late(counter) == [str(counter.answers()[0].id)]


def test_rule_4_3_a_confirmation_on_air_is_not_late(counter: Counter) -> None:
    counter.receive("STOP")
    with counter.db.write() as tx:
        queued = parts.next_queued(tx, counter.sim, [Lane.REPLY], now=counter.clock())
        assert queued is not None
        parts.start(tx, queued, counter.sim, now=counter.clock())
    counter.clock.forward(minutes=4)
    assert counter.deadlines.watch_confirmations() == 0


def test_rule_4_3_a_confirmation_is_not_sent_after_five_minutes(counter: Counter) -> None:
    counter.receive("STOP")
    assert counter.answers()[0].expires_at == counter.clock() + timedelta(minutes=5)
    counter.clock.forward(minutes=5)
    with counter.db.write() as tx:
        parts.expire(tx, now=counter.clock())
    assert counter.answers()[0].state is State.EXPIRED
