"""Conversations, and answering them."""

import pytest

from smsbox.daemon.inbound import Inbound
from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.rules.lifecycle import State
from smsbox.rules.scope import Scope
from smsbox.services import consent, contacts, inbox, messages
from smsbox.services.inbox import Filter
from smsbox.services.messages import NewMessage
from smsbox.sms.network import encode_deliver
from smsbox.store import modems, outbox, parts
from smsbox.store.db import Database
from tests.fakes.clock import Clock
from tests.fakes.plans import plans
from tests.fakes.rows import ANNA, LEO, MAYA, everything


def receive(db: Database, clock: Clock, text: str, number: str = ANNA) -> None:
    clock.forward(seconds=10)
    Inbound(db, clock).store("8944100000000000001", (encode_deliver(number, text, sent_at=clock()),))


def write(db: Database, clock: Clock, text: str, number: str = ANNA) -> int:
    clock.forward(seconds=10)
    return messages.queue(db, NewMessage(number, text), author="Rosa", now=clock()).id


def test_a_conversation_holds_both_sides_oldest_first(db: Database, clock: Clock) -> None:
    contacts.put(db, ANNA, name="Anna", now=clock())
    write(db, clock, "Your shoes are here.")
    receive(db, clock, "Thank you!")
    write(db, clock, "You are welcome.")
    found = inbox.conversation(db, ANNA)
    assert [(entry.inbound, entry.text) for entry in found.entries] == [
        (False, "Your shoes are here."),
        (True, "Thank you!"),
        (False, "You are welcome."),
    ]
    assert [entry.author for entry in found.entries] == ["Rosa", None, "Rosa"]
    assert [entry.state for entry in found.entries] == [State.QUEUED, None, State.QUEUED]
    assert [entry.meaning for entry in found.entries] == [None, "none", None]
    assert (found.number, found.name, found.unread, found.done) == (ANNA, "Anna", 1, False)
    assert found.suppressed_since is None
    assert not found.review


def test_a_conversation_with_nobody_is_not_found(db: Database) -> None:
    with pytest.raises(NotFound):
        inbox.conversation(db, ANNA)


def test_a_conversation_shows_the_newest_texts_only(
    db: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "ENTRIES", 3)
    for number in range(3):
        receive(db, clock, f"theirs {number}")
        write(db, clock, f"ours {number}")
    assert [entry.text for entry in inbox.conversation(db, ANNA).entries] == ["ours 1", "theirs 2", "ours 2"]


def test_a_conversation_says_since_when_somebody_is_opted_out(db: Database, clock: Clock) -> None:
    receive(db, clock, "STOP")
    assert inbox.conversation(db, ANNA).suppressed_since == clock()


def test_the_list_has_the_newest_first_with_names(db: Database, clock: Clock) -> None:
    contacts.put(db, LEO, name="Leo", now=clock())
    receive(db, clock, "one", ANNA)
    receive(db, clock, "two", LEO)
    receive(db, clock, "three", MAYA)
    write(db, clock, "four", ANNA)
    rows = inbox.conversations(db).items
    assert [(row.number, row.name, row.last_text, row.last_inbound) for row in rows] == [
        (ANNA, "", "four", False),
        (MAYA, "", "three", True),
        (LEO, "Leo", "two", True),
    ]


def test_whom_the_shop_alone_has_texted_is_no_conversation(db: Database, clock: Clock) -> None:
    write(db, clock, "Your order is ready.")
    assert inbox.conversations(db).items == ()


def test_the_list_is_paged_without_gap_or_double_even_at_the_same_instant(db: Database, clock: Clock) -> None:
    people = [f"+4477009001{number:02}" for number in range(7)]
    pdus = tuple(encode_deliver(number, "hello", sent_at=clock()) for number in people)
    Inbound(db, clock).store("8944100000000000001", pdus)
    seen: list[str] = []
    after = None
    while True:
        page = inbox.conversations(db, after=after, limit=3)
        seen += [row.number for row in page.items]
        after = page.next
        if after is None:
            break
    assert seen == sorted(people, reverse=True)


@pytest.mark.parametrize("after", ["x", "_", "²_+44", "1.5_a"])
def test_a_cursor_that_cannot_be_is_refused(db: Database, after: str) -> None:
    with pytest.raises(BadInput):
        inbox.conversations(db, after=after)


def test_the_lists_of_conversations_use_their_indexes(db: Database, clock: Clock) -> None:
    receive(db, clock, "hello")

    def look(_: object) -> None:
        inbox.conversations(db, after="5_+44", limit=10)
        inbox.conversations(db, wanted=Filter.UNREAD)
        inbox.unread_count(db)
        inbox.received(db, limit=10)

    found = plans(db, look)
    sorting = [line for line in found if "TEMP B-TREE" in line]
    whole = [line for line in found if line.startswith("SCAN") and "INDEX" not in line]
    assert sorting == whole == []


def test_reading_and_finishing(db: Database, clock: Clock) -> None:
    receive(db, clock, "one")
    receive(db, clock, "two", LEO)
    assert inbox.unread_count(db) == 2
    inbox.mark_read(db, ANNA)
    assert inbox.unread_count(db) == 1
    assert [row.number for row in inbox.conversations(db, wanted=Filter.UNREAD).items] == [LEO]
    inbox.mark_done(db, LEO, True)
    assert inbox.unread_count(db) == 0
    assert inbox.conversation(db, LEO).done
    receive(db, clock, "one more thing", LEO)
    assert not inbox.conversation(db, LEO).done
    assert inbox.unread_count(db) == 1


def test_reading_what_is_read_writes_nothing(db: Database, clock: Clock) -> None:
    receive(db, clock, "one")
    inbox.mark_read(db, ANNA)
    other = Database(db.folder)
    version = other.version()
    inbox.mark_read(db, ANNA)
    inbox.mark_read(db, LEO)
    assert other.version() == version
    other.close()


def answer(db: Database, clock: Clock) -> messages.Message:
    return inbox.answer(db, ANNA, "Yes, until six.", author="Rosa", now=clock())


def test_an_answer_goes_in_the_reply_lane(db: Database, clock: Clock) -> None:
    receive(db, clock, "Are you open?")
    found = answer(db, clock)
    assert (found.lane.word, found.state, found.author) == ("reply", State.QUEUED, "Rosa")


def test_somebody_who_wrote_within_72_hours_is_answered_and_later_not(db: Database, clock: Clock) -> None:
    receive(db, clock, "Are you open?")
    clock.forward(hours=72)
    assert answer(db, clock).state is State.QUEUED
    clock.forward(seconds=1)
    before = everything(db)
    with pytest.raises(Conflict, match="72 hours"):
        answer(db, clock)
    assert everything(db) == before


def test_whoever_never_wrote_is_not_answered(db: Database, clock: Clock) -> None:
    write(db, clock, "Your order is ready.")
    with pytest.raises(Conflict, match="72 hours"):
        answer(db, clock)


def test_whoever_said_stop_is_not_answered(db: Database, clock: Clock) -> None:
    receive(db, clock, "STOP")
    before = everything(db)
    with pytest.raises(Conflict, match="said STOP"):
        answer(db, clock)
    assert everything(db) == before


def test_rule_1_1_a_stop_does_not_open_the_way_for_an_offer_as_an_answer(db: Database, clock: Clock) -> None:
    receive(db, clock, "Are you open?")
    with db.write() as tx:
        consent.opt_out(tx, ANNA, consent.Act(consent.BY_TEXT, clock()), scope=Scope.OFFERS, now=clock())
    before = everything(db)
    with pytest.raises(BadInput, match="is an offer"):
        inbox.answer(db, ANNA, "50% off everything today only!", author="Rosa", now=clock())
    assert everything(db) == before
    assert answer(db, clock).state is State.QUEUED


def test_a_question_is_decided_once(db: Database, clock: Clock) -> None:
    receive(db, clock, "what time do you stop serving?")
    inbox.decide_review(db, ANNA, opt_out=False, actor="Rosa", now=clock())
    with pytest.raises(Conflict, match="decided already"):
        inbox.decide_review(db, ANNA, opt_out=True, actor="Leo", now=clock())
    with pytest.raises(Conflict):
        inbox.decide_review(db, LEO, opt_out=True, actor="Leo", now=clock())
    assert inbox.conversation(db, ANNA).suppressed_since is None


def test_what_was_received_is_paged_newest_first(db: Database, clock: Clock) -> None:
    for number in range(5):
        receive(db, clock, f"text {number}")
    first = inbox.received(db, limit=3)
    rest = inbox.received(db, after=first.next, limit=3)
    assert [text.text for text in (*first.items, *rest.items)] == [f"text {number}" for number in (4, 3, 2, 1, 0)]
    assert rest.next is None


def test_a_text_stands_where_it_went_out(db: Database, clock: Clock) -> None:
    """A text queued before an answer came, but sent after it, is below the answer."""
    message_id = write(db, clock, "Your shoes are here.")
    receive(db, clock, "Hello?")
    clock.forward(minutes=5)
    with db.write() as tx:
        sim = modems.sim_id(tx, "8944100000000000001")
        assert sim is not None
        part = parts.next_queued(tx, sim, [outbox.Lane.TRANSACTIONAL], now=clock())
        assert part is not None
        parts.start(tx, part, sim, now=clock())
        parts.sent(tx, parts.Key(message_id, 1), 1, now=clock())
    assert [entry.text for entry in inbox.conversation(db, ANNA).entries] == ["Hello?", "Your shoes are here."]


def test_there_is_a_conversation_once_either_side_has_written(db: Database) -> None:
    clock = Clock()
    assert not inbox.has_texts(db, ANNA)
    write(db, clock, "Ready")
    receive(db, clock, "Hello?", LEO)
    assert inbox.has_texts(db, ANNA)
    assert inbox.has_texts(db, LEO)
    assert not inbox.has_texts(db, MAYA)
