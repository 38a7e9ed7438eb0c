"""`smsbox review`."""

import json

import pytest

from smsbox.daemon.inbound import Inbound
from smsbox.services import contacts, reviews
from smsbox.sms.network import encode_deliver
from smsbox.store import ledger
from smsbox.store.db import Database
from tests.fakes.clock import TUESDAY_NOON, Clock
from tests.fakes.command import Smsbox
from tests.fakes.rows import ANNA, LEO

UNCLEAR = "What time do you stop serving?"


@pytest.fixture
def shop(db: Database) -> Database:
    """Somebody has written what may mean STOP."""
    contacts.put(db, ANNA, name="Anna", now=TUESDAY_NOON)
    Inbound(db, Clock()).store("8944100000000000001", (encode_deliver(ANNA, UNCLEAR, sent_at=TUESDAY_NOON),))
    return db


def test_rule_3_3_the_texts_that_wait_are_listed_with_their_deadlines(smsbox: Smsbox, shop: Database) -> None:
    line = smsbox("review", "list").output
    assert line.split() == [ANNA, "Anna", "Wed", "24", "Nov", "20:00", *UNCLEAR.split()]
    (item,) = json.loads(smsbox("review", "list", "--json").output)["items"]
    assert item == {
        "number": ANNA,
        "name": "Anna",
        "text": UNCLEAR,
        "received_at": "2027-11-23T12:00:00Z",
        "due_at": "2027-11-24T20:00:00Z",
    }


def test_rule_3_3_it_meant_stop(smsbox: Smsbox, shop: Database) -> None:
    result = smsbox("review", "opt-out", "+44 7700 900101")
    assert (result.exit_code, result.output) == (0, f"{ANNA} gets no more offers.\n")
    row = ledger.history(shop.connection(), ANNA)[-1]
    assert (row.event, row.matched, row.actor) == ("opt_out", "review", "command line")
    assert smsbox("review", "list").output == ""


def test_rule_3_3_it_did_not_mean_stop(smsbox: Smsbox, shop: Database) -> None:
    assert smsbox("review", "keep", ANNA).exit_code == 0
    assert reviews.waiting(shop).items == ()
    assert ledger.history(shop.connection(), ANNA) == ()


def test_what_nobody_asks_cannot_be_decided(smsbox: Smsbox, shop: Database) -> None:
    for number in (LEO, "hello"):
        result = smsbox("review", "opt-out", number)
        assert result.exit_code == 1
        assert result.output.startswith("smsbox: ")
    assert len(reviews.waiting(shop).items) == 1
