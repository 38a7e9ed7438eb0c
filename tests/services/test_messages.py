"""Queueing, finding and cancelling messages."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.rules.lanes import Kind, Lane
from smsbox.rules.lifecycle import State
from smsbox.rules.scope import Scope
from smsbox.services import consent, lists, messages, settings
from smsbox.services.messages import NewMessage
from smsbox.store import modems, parts
from smsbox.store import settings as settings_table
from smsbox.store.db import Database
from smsbox.store.parts import Key
from tests.fakes.clock import TUESDAY_NOON
from tests.fakes.rows import ANNA, LEO, add_sim, everything, put_in, wrote

NOW = TUESDAY_NOON
GOOD = NewMessage(ANNA, "Your order is ready.")


def queue(db: Database, new: NewMessage = GOOD) -> messages.Message:
    return messages.queue(db, new, author="till", now=NOW)


def stop(db: Database, number: str = ANNA) -> None:
    with db.write() as tx:
        consent.opt_out(tx, number, consent.Act(consent.BY_TEXT, NOW), now=NOW)


def stop_offers(db: Database) -> None:
    with db.write() as tx:
        consent.opt_out(tx, ANNA, consent.Act(consent.BY_TEXT, NOW), scope=Scope.OFFERS, now=NOW)


def say_yes(db: Database, number: str = ANNA) -> int:
    lists.create(db, "Offers", now=NOW)
    return consent.record(
        db,
        number,
        list_name="Offers",
        action="opt_in",
        source="form",
        wording="Offers. STOP to end.",
        actor="Rosa",
        now=NOW,
    ).id


@pytest.fixture(autouse=True)
def named(db: Database) -> None:
    """A shop that may send offers, and a customer who wrote a moment ago."""
    settings.set_value(db, "shop.name", "Rosa's Deli")
    wrote(db)


def test_a_queued_message_is_what_was_asked_for(db: Database) -> None:
    add_sim(db, "8944100000000000001")
    asked = NewMessage(
        "+44 7700 900101",
        "Grüße ✓",
        lane="reply",
        urgent=True,
        send_at=NOW + timedelta(hours=1),
        expires_at=NOW + timedelta(hours=2),
        sim="8944100000000000001",
        reference="order 17",
        flash=True,
    )
    found = queue(db, asked)
    assert (found.number, found.text, found.lane) == (ANNA, "Grüße ✓", Lane.REPLY)
    assert (found.urgent, found.flash) == (True, True)
    assert (found.state, found.reason, found.kind, found.encoding) == (State.QUEUED, None, Kind.TEXT, "ucs2")
    assert (found.send_at, found.expires_at, found.created_at) == (asked.send_at, asked.expires_at, NOW)
    assert (found.sim, found.reference, found.author) == ("8944100000000000001", "order 17", "till")
    assert [(part.part, part.state, part.sim) for part in found.parts] == [(1, State.QUEUED, "8944100000000000001")]
    assert messages.get(db, found.id) == found


def test_a_message_expires_after_the_shops_validity_counted_from_when_it_should_go(db: Database) -> None:
    settings.set_value(db, "message.validity_hours", "3")
    assert queue(db).expires_at == NOW + timedelta(hours=3)
    later = queue(db, replace(GOOD, send_at=NOW + timedelta(days=1)))
    assert later.expires_at == NOW + timedelta(days=1, hours=3)


def test_a_long_text_has_a_row_for_each_part(db: Database) -> None:
    assert [part.part for part in queue(db, replace(GOOD, text="x" * 400)).parts] == [1, 2, 3]
    assert len(queue(db, replace(GOOD, text="x" * 1530)).parts) == messages.MOST_PARTS


def test_a_local_number_is_read_by_the_shops_region(db: Database) -> None:
    settings.set_value(db, "shop.region", "GB")
    assert queue(db, replace(GOOD, to="07700 900101")).number == ANNA


BAD: dict[str, tuple[dict[str, Any], str, str]] = {
    "no number": ({"to": ""}, "to", "telephone number"),
    "letters": ({"to": "Anna"}, "to", "telephone number"),
    "short code": ({"to": "60999"}, "to", "too short"),
    "impossible": ({"to": "+44123"}, "to", "too short"),
    "premium": ({"to": "+449012345678"}, "to", "premium"),
    "local without region": ({"to": "07700900101"}, "to", "country"),
    "empty": ({"text": ""}, "text", "empty"),
    "blank": ({"text": " \n\t "}, "text", "empty"),
    "too long": ({"text": "x" * 1531}, "text", "too long"),
    "too long in UCS-2": ({"text": "✓" * 671}, "text", "11 SMS"),
    "huge": ({"text": "x" * 200_000}, "text", "too long"),
    "no such lane": ({"lane": "bulk"}, "lane", "reply, transactional, promotional"),
    "lane in capitals": ({"lane": "REPLY"}, "lane", "no lane"),
    "expired": ({"expires_at": NOW}, "expires_at", "later time"),
    "expires before it goes": (
        {"send_at": NOW + timedelta(hours=2), "expires_at": NOW + timedelta(hours=1)},
        "expires_at",
        "later time",
    ),
    "an offer that is not kept": ({"lane": "promotional", "flash": True}, "flash", "STOP"),
    "no such SIM": ({"sim": "123"}, "sim", "no SIM"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_used_is_refused_and_nothing_is_written(db: Database, name: str) -> None:
    changes, field, words = BAD[name]
    before = everything(db)
    with pytest.raises(BadInput, match=words) as caught:
        queue(db, replace(GOOD, **changes))
    assert caught.value.field == field
    assert everything(db) == before


def test_a_batch_takes_the_good_and_answers_the_bad_in_their_places(db: Database) -> None:
    batch = [GOOD, replace(GOOD, to="60999"), replace(GOOD, to=LEO), replace(GOOD, text="")]
    answers = messages.queue_many(db, batch, author="till", now=NOW)
    assert [type(answer) for answer in answers] == [messages.Message, BadInput, messages.Message, BadInput]
    assert [each.number for each in messages.find(db).items] == [LEO, ANNA]


def test_a_batch_is_one_transaction(db: Database) -> None:
    seen: list[str] = []
    db.connection().set_trace_callback(lambda statement: seen.append(statement.split()[0]))
    messages.queue_many(db, [GOOD] * 50, author="till", now=NOW)
    assert seen.count("COMMIT") == 1


def test_a_text_to_whoever_said_stop_is_kept_as_blocked(db: Database) -> None:
    stop(db)
    for lane in ("reply", "transactional", "promotional"):
        found = queue(db, replace(GOOD, lane=lane))
        assert (found.state, found.reason) == (State.BLOCKED, "opted_out")
        assert {part.state for part in found.parts} == {State.BLOCKED}


def test_an_offer_without_consent_is_kept_as_blocked(db: Database) -> None:
    found = queue(db, replace(GOOD, lane="promotional"))
    assert (found.state, found.reason) == (State.BLOCKED, "no_consent")


def test_an_offer_keeps_the_ledger_row_that_permits_it(db: Database) -> None:
    row_id = say_yes(db)
    found = queue(db, replace(GOOD, lane="promotional"))
    assert found.state is State.QUEUED
    kept = db.connection().execute("SELECT permission_id FROM messages WHERE id = ?", (found.id,)).fetchone()
    assert kept["permission_id"] == row_id
    other = queue(db)
    kept = db.connection().execute("SELECT permission_id FROM messages WHERE id = ?", (other.id,)).fetchone()
    assert kept["permission_id"] is None


def test_a_message_takes_the_numbers_own_sim_unless_another_is_asked_for(db: Database) -> None:
    own, other = add_sim(db, "1"), add_sim(db, "2")
    with db.write() as tx:
        modems.assign_route(tx, ANNA, own, now=NOW)
    assert queue(db).parts[0].sim == "1"
    assert queue(db, replace(GOOD, sim="2")).parts[0].sim == "2"
    assert queue(db, replace(GOOD, to=LEO)).parts[0].sim is None
    assert own != other


def test_what_is_not_there_is_not_found(db: Database) -> None:
    with pytest.raises(NotFound, match="no message 7"):
        messages.get(db, 7)
    with pytest.raises(NotFound, match="no message 7"):
        messages.cancel(db, 7, now=NOW)


def test_messages_are_found_by_state_lane_and_number_newest_first(db: Database) -> None:
    first, second, third = queue(db), queue(db, replace(GOOD, lane="reply")), queue(db, replace(GOOD, to=LEO))
    messages.cancel(db, third.id, now=NOW)
    ids: Callable[..., list[int]] = lambda **filters: [each.id for each in messages.find(db, **filters).items]  # noqa: E731
    assert ids() == [third.id, second.id, first.id]
    assert ids(state="queued") == [second.id, first.id]
    assert ids(lane="reply") == [second.id]
    assert ids(to="+44 7700 900102") == [third.id]
    assert ids(state="cancelled", to=ANNA) == []


def test_messages_are_paged(db: Database) -> None:
    expected = [queue(db).id for _ in range(5)][::-1]
    seen: list[int] = []
    after = None
    while True:
        page = messages.find(db, after=after, limit=2)
        seen += [each.id for each in page.items]
        after = page.next
        if after is None:
            break
    assert seen == expected


@pytest.mark.parametrize(
    ("filters", "field"),
    [
        ({"state": "gone"}, "state"),
        ({"lane": "bulk"}, "lane"),
        ({"to": "Anna"}, "to"),
        ({"after": "x"}, "after"),
        ({"limit": 501}, "limit"),
    ],
)
def test_a_filter_that_cannot_be_is_refused(db: Database, filters: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as caught:
        messages.find(db, **filters)
    assert caught.value.field == field


@pytest.mark.parametrize("state", State)
def test_only_what_is_not_on_air_yet_can_be_cancelled(db: Database, state: State) -> None:
    sim, message_id = add_sim(db), queue(db).id
    put_in(db, Key(message_id, 1), state, sim)
    if state in (State.QUEUED, State.HELD):
        assert messages.cancel(db, message_id, now=NOW).state is State.CANCELLED
        return
    before = everything(db)
    with pytest.raises(Conflict, match=f"{state}: it can no longer be cancelled"):
        messages.cancel(db, message_id, now=NOW)
    assert everything(db) == before


def test_a_long_text_that_has_begun_cannot_be_cancelled(db: Database) -> None:
    sim, message_id = add_sim(db), queue(db, replace(GOOD, text="x" * 400)).id
    put_in(db, Key(message_id, 1), State.SENDING, sim)
    with db.write() as tx:
        parts.sent(tx, Key(message_id, 1), 1, now=NOW)
    before = everything(db)
    with pytest.raises(Conflict):
        messages.cancel(db, message_id, now=NOW)
    assert everything(db) == before


def test_rule_8_1_and_8_2_the_box_puts_its_lines_round_every_offer_and_counts_them(db: Database) -> None:
    say_yes(db)
    found = queue(db, replace(GOOD, text="x" * 130, lane="promotional"))
    assert found.text == f"Rosa's Deli: {'x' * 130} Reply STOP to opt out"
    assert len(found.parts) == 2
    again = queue(db, replace(GOOD, text=found.text, lane="promotional"))
    assert again.text == found.text


def test_rule_8_1_without_the_shops_name_no_offer_is_queued(db: Database) -> None:
    with db.write() as tx:
        settings_table.drop(tx, "shop.name")
    with pytest.raises(BadInput, match="Set the name first: More, Settings, Your shop") as caught:
        queue(db, replace(GOOD, lane="promotional"))
    assert caught.value.field == "text"
    assert queue(db).state is State.QUEUED


def test_rule_1_1_an_offer_in_a_transactional_text_is_refused_with_its_words(db: Database) -> None:
    before = everything(db)
    with pytest.raises(
        BadInput, match=r"“20% off” is an offer\. Take it out, or send it as an offer to a list"
    ) as caught:
        queue(db, replace(GOOD, text="Your order is ready. 20% off next time!"))
    assert caught.value.field == "text"
    assert everything(db) == before


def test_rule_1_1_whoever_gets_offers_may_be_answered_with_one(db: Database) -> None:
    say_yes(db)
    assert queue(db, replace(GOOD, text="Yes, that is 20% off!", lane="reply")).state is State.QUEUED


@pytest.mark.parametrize("ends", ["STOP", "nothing"])
def test_rule_1_1_an_answer_to_whoever_gets_no_offers_holds_none(db: Database, ends: str) -> None:
    if ends == "STOP":
        say_yes(db)
        stop_offers(db)
    before = everything(db)
    with pytest.raises(BadInput, match="“SALE”, “20% off”, “voucher” is an offer") as caught:
        queue(db, replace(GOOD, text="SALE! 20% off with this voucher", lane="reply"))
    assert caught.value.field == "text"
    assert everything(db) == before
    assert queue(db, replace(GOOD, text="Yes, we are open.", lane="reply")).state is State.QUEUED


def test_rule_1_an_answer_follows_a_text_of_the_last_72_hours(db: Database) -> None:
    answer = replace(GOOD, lane="reply")
    assert messages.queue(db, answer, author="till", now=NOW + timedelta(hours=72)).state is State.QUEUED
    with pytest.raises(BadInput, match="not written in the last 72 hours") as caught:
        messages.queue(db, answer, author="till", now=NOW + timedelta(hours=72, seconds=1))
    assert caught.value.field == "lane"
    with pytest.raises(BadInput, match="not written"):
        queue(db, replace(answer, to=LEO))


def test_rule_10_4_an_offer_of_reserved_goods_waits_for_the_owners_acceptance(db: Database) -> None:
    say_yes(db)
    wine = replace(GOOD, text="Red wine, half price", lane="promotional")
    with pytest.raises(BadInput, match="“wine” is alcohol"):
        queue(db, wine)
    settings.set_value(db, "shop.reserved_goods", "2027-11-23")
    assert queue(db, wine).state is State.QUEUED
