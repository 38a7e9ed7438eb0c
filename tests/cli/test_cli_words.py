"""`smsbox keyword` and `smsbox wording`."""

import json

import pytest

from smsbox.services import keywords, lists, settings, wordings
from smsbox.store.db import Database
from tests.fakes.clock import TUESDAY_NOON
from tests.fakes.command import Smsbox

WORDING = "Yes, Rosa's Deli may text me offers, up to 2 texts a month. Reply STOP to opt out, HELP for help."


@pytest.fixture
def shop(db: Database) -> Database:
    settings.set_value(db, "shop.name", "Rosa's Deli")
    settings.set_value(db, "shop.region", "GB")
    lists.create(db, "Offers", now=TUESDAY_NOON)
    return db


def test_a_wording_is_set_and_shown(smsbox: Smsbox, shop: Database) -> None:
    result = smsbox("wording", "Offers", "--set", WORDING, "--kinds", "offers", "--per-month", "2")
    assert (result.exit_code, result.output) == (0, f"{WORDING}\n")
    assert wordings.in_use(shop, "Offers").per_month == 2
    shown = json.loads(smsbox("wording", "offers", "--json").output)
    assert shown == {"list": "Offers", "text": WORDING, "kinds": "offers", "per_month": 2}


def test_the_boxs_own_proposal_is_put_into_use(smsbox: Smsbox, shop: Database) -> None:
    result = smsbox("wording", "Offers", "--propose", "--per-month", "3")
    assert result.exit_code == 0
    assert "Rosa's Deli" in result.output
    assert "up to 3 texts a month" in result.output


def test_rule_2_5_an_incomplete_wording_is_not_taken(smsbox: Smsbox, shop: Database) -> None:
    result = smsbox("wording", "Offers", "--set", "Text me!", "--kinds", "offers")
    assert result.exit_code == 1
    assert "The wording is not complete." in result.stderr
    assert wordings.of_lists(shop) == ()


def test_a_list_without_a_wording_says_so(smsbox: Smsbox, shop: Database) -> None:
    assert "has no sign-up wording yet" in smsbox("wording", "Offers").stderr
    assert smsbox("wording", "Offers", "--set", "a", "--propose").exit_code == 2


def test_a_keyword_is_made_shown_and_removed(smsbox: Smsbox, shop: Database) -> None:
    smsbox("wording", "Offers", "--propose")
    assert smsbox("keyword", "add", "SHOES", "--list", "Offers").output == "Whoever texts SHOES joins Offers.\n"
    again = smsbox("keyword", "add", "SHOE", "--answer", "We sell shoes.")
    assert again.stdout == "Whoever texts SHOE gets the answer.\n"
    assert again.stderr == "It is easily mistaken for SHOES.\n"
    shown = json.loads(smsbox("keyword", "list", "--json").output)
    assert [one["word"] for one in shown["items"]] == ["SHOE", "SHOES"]
    assert "SHOES" in smsbox("keyword", "list").output
    assert smsbox("keyword", "remove", "shoe").output == "SHOE is no keyword any more.\n"
    assert [one.written for one in keywords.all_keywords(shop)] == ["SHOES"]


def test_rule_3_6_a_reserved_word_is_refused_in_one_line(smsbox: Smsbox, shop: Database) -> None:
    result = smsbox("keyword", "add", "STOP", "--answer", "No.")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert smsbox("keyword", "remove", "NOBODY").exit_code == 1
