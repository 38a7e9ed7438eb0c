"""The queue of unclear texts."""

import pytest

from smsbox.daemon.inbound import Inbound
from smsbox.errors import BadInput
from smsbox.services import contacts, reviews
from smsbox.sms.network import encode_deliver
from smsbox.store.db import Database
from tests.fakes.clock import Clock
from tests.fakes.plans import plans
from tests.fakes.rows import ANNA, LEO, MAYA

UNCLEAR = "what time do you stop serving?"


def receive(db: Database, clock: Clock, text: str, number: str = ANNA) -> None:
    clock.forward(minutes=10)
    Inbound(db, clock).store("8944100000000000001", (encode_deliver(number, text, sent_at=clock()),))


def test_rule_3_3_the_queue_holds_the_text_that_was_unclear_with_its_deadline(db: Database, clock: Clock) -> None:
    contacts.put(db, ANNA, name="Anna", now=clock())
    receive(db, clock, UNCLEAR)
    came = clock()
    receive(db, clock, "Thank you!")
    (found,) = reviews.waiting(db).items
    assert (found.number, found.name, found.text, found.received_at) == (ANNA, "Anna", UNCLEAR, came)
    assert found.due_at > clock()


def test_rule_3_3_what_is_due_first_comes_first_in_pages_without_gap_or_double(db: Database, clock: Clock) -> None:
    for number in (MAYA, ANNA):
        receive(db, clock, UNCLEAR, number)
    clock.forward(days=1)
    receive(db, clock, UNCLEAR, LEO)
    first = reviews.waiting(db, limit=1)
    second = reviews.waiting(db, after=first.next, limit=1)
    third = reviews.waiting(db, after=second.next, limit=1)
    assert [page.items[0].number for page in (first, second, third)] == [ANNA, MAYA, LEO]
    assert third.next is None


@pytest.mark.parametrize("opt_out", [True, False])
def test_rule_3_3_what_is_decided_is_in_the_queue_no_more(db: Database, clock: Clock, opt_out: bool) -> None:
    receive(db, clock, UNCLEAR)
    reviews.decide(db, ANNA, opt_out=opt_out, actor="Rosa", now=clock())
    assert reviews.waiting(db).items == ()


@pytest.mark.parametrize("after", ["x", "_", "1.5_a"])
def test_a_cursor_that_cannot_be_is_refused(db: Database, after: str) -> None:
    with pytest.raises(BadInput):
        reviews.waiting(db, after=after)


def test_the_queue_is_read_by_its_index(db: Database, clock: Clock) -> None:
    receive(db, clock, UNCLEAR)
    found = plans(db, lambda _: reviews.waiting(db, after="5_+44"))
    assert not [line for line in found if "TEMP B-TREE" in line or line.startswith("SCAN")]
