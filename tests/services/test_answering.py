"""Answers used last, and a text that did not arrive sent once more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from smsbox.errors import Conflict, NotFound
from smsbox.rules.lifecycle import State
from smsbox.services import answering, inbox, messages, reviews
from tests.fakes.shop import ANNA, LEO, OWNER, Shop, filled

LOST = "+447700900104"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = filled(tmp_path)
    yield shop
    shop.close()


def answer(shop: Shop, text: str, *, author: str = OWNER) -> int:
    return inbox.answer(shop.db, LEO, text, author=author, now=shop.clock()).id


def try_again(shop: Shop, message_id: int, number: str = LOST) -> int:
    return answering.try_again(shop.db, number, message_id, author="Tom", now=shop.clock())


def lost(shop: Shop) -> int:
    """The id of the one text of the shop that failed."""
    return messages.find(shop.db, to=LOST).items[-1].id


def test_the_three_answers_used_last_are_offered_each_once(shop: Shop) -> None:
    for text in ("Yes", "No", "Yes", "Until six", "At noon"):
        answer(shop, text)
    assert answering.last_answers(shop.db, OWNER) == ("At noon", "Until six", "Yes")


def test_somebody_s_own_answers_are_offered_and_nothing_else_that_was_sent(shop: Shop) -> None:
    answer(shop, "Tom says yes", author="Tom")
    shop.queue(LEO, "No answer at all")
    assert answering.last_answers(shop.db, "Tom") == ("Tom says yes",)
    assert answering.last_answers(shop.db, OWNER) == ("See you later then!",)
    assert answering.last_answers(shop.db, "Nobody") == ()


def test_a_text_that_failed_goes_once_more_however_often_it_is_asked_for(shop: Shop) -> None:
    (failed,) = messages.find(shop.db, to=LOST).items
    anew = try_again(shop, failed.id)
    assert try_again(shop, failed.id) == anew
    again, first = messages.find(shop.db, to=LOST).items
    assert (again.id, again.text, again.lane, again.author) == (anew, first.text, first.lane, "Tom")
    assert again.state is State.QUEUED
    assert first.state is State.FAILED


def test_only_the_newest_of_the_same_texts_may_be_tried_again(shop: Shop) -> None:
    assert [entry.may_try_again for entry in inbox.conversation(shop.db, LOST).entries] == [True]
    try_again(shop, lost(shop))
    assert [entry.may_try_again for entry in inbox.conversation(shop.db, LOST).entries] == [False, False]


def test_what_arrived_or_may_have_arrived_is_not_sent_again(shop: Shop) -> None:
    delivered = messages.find(shop.db, to=ANNA).items[-1]
    with pytest.raises(Conflict):
        try_again(shop, delivered.id, ANNA)
    assert not any(entry.may_try_again for entry in inbox.conversation(shop.db, ANNA).entries)


def test_somebody_elses_text_is_not_found(shop: Shop) -> None:
    for number, message_id in ((ANNA, lost(shop)), (LOST, 999_999)):
        with pytest.raises(NotFound):
            try_again(shop, message_id, number)


def test_an_answer_that_failed_is_an_answer_no_more_after_72_hours(shop: Shop) -> None:
    while (key := shop.put_on_air()) is not None:
        shop.finish(key)
    message_id = answer(shop, "Yes, until noon")
    shop.send_next(how="failed")
    shop.clock.forward(hours=73)
    with pytest.raises(Conflict, match="72 hours"):
        try_again(shop, message_id, LEO)


def test_who_said_stop_meanwhile_gets_nothing(shop: Shop) -> None:
    shop.receive(LOST, "STOP")
    anew = try_again(shop, lost(shop))
    assert messages.get(shop.db, anew).state is State.BLOCKED


def test_the_questions_that_wait_are_counted_with_the_first_deadline(shop: Shop) -> None:
    (waiting,) = reviews.waiting(shop.db).items
    assert inbox.reviews(shop.db) == inbox.Reviews(1, waiting.due_at)
    inbox.decide_review(shop.db, "+447700900106", opt_out=False, actor=OWNER, now=shop.clock())
    assert inbox.reviews(shop.db) == inbox.Reviews(0, None)
