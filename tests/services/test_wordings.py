"""Sign-up wordings: complete or not saved (compliance.md 2.5), one in use for each list, the earlier ones kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from smsbox.errors import BadInput, NotFound
from smsbox.rules.policy import Policy
from smsbox.rules.wordings import languages
from smsbox.services import activity, lists, settings, wordings
from smsbox.services.activity import By
from smsbox.store.activity import Actor
from smsbox.store.db import Database
from tests.fakes.clock import TUESDAY_NOON

NOW = TUESDAY_NOON
ROSA = By(Actor.PERSON, "Rosa", NOW)
SHOP = Policy(shop_name="Rosa's Deli", region="GB")
KINDS = "offers and news"


@pytest.fixture
def shop(db: Database) -> Database:
    for key, value in (("shop.name", "Rosa's Deli"), ("shop.region", "GB")):
        settings.set_value(db, key, value)
    lists.create(db, "Offers", now=NOW)
    return db


def whole(policy: Policy = SHOP) -> str:
    return wordings.proposal(policy, kinds=KINDS, per_month=4)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("region", ["GB", "US"])
def test_rule_2_5_the_boxs_own_proposal_lacks_nothing(language: str, region: str) -> None:
    policy = replace(SHOP, language=language, region=region)
    kinds = wordings.proposal_kinds(policy)
    assert wordings.missing(policy, wordings.proposal(policy, kinds=kinds, per_month=4), per_month=4) == ()


@pytest.mark.parametrize(
    ("cut", "lacks"),
    [
        ("Rosa's Deli", "It must name the shop as its name is set."),
        (KINDS, "It must say what kind of texts will come, such as offers or news."),
        ("4", "It must say how often, such as “up to 4 texts a month”."),
        ("a month", "It must say how often, such as “up to 4 texts a month”."),
        ("STOP", "It must say that STOP ends it."),
        ("HELP for help", "It must say that HELP gets help."),
    ],
)
def test_rule_2_5_a_wording_without_one_of_its_parts_cannot_be_saved(shop: Database, cut: str, lacks: str) -> None:
    with pytest.raises(BadInput) as refusal:
        wordings.put(shop, "Offers", whole().replace(cut, ""), kinds=KINDS, per_month=4, by=ROSA)
    assert str(refusal.value) == f"The wording is not complete. {lacks}"
    assert wordings.of_lists(shop) == ()


@pytest.mark.parametrize("cut", ["Msg & data rates may apply.", "Consent is not a condition of purchase."])
def test_rule_2_5_in_the_united_states_fees_and_purchases_are_spoken_of(cut: str) -> None:
    american = replace(SHOP, region="US")
    assert wordings.missing(american, whole(american).replace(cut, ""), per_month=4) == (f"It must say: {cut}",)
    assert wordings.missing(SHOP, whole(american).replace(cut, ""), per_month=4) == ()


def test_a_wording_that_is_in_use_stays_the_one_it_is(shop: Database) -> None:
    first = wordings.put(shop, "Offers", whole(), kinds=KINDS, per_month=4, by=ROSA)
    later = replace(ROSA, at=NOW + timedelta(days=1))
    assert wordings.put(shop, "Offers", f" {whole()}\n", kinds=KINDS, per_month=4, by=later) == first
    assert wordings.history(shop, "Offers") == (first,)
    assert [entry.by.at for entry in activity.find(shop).items] == [NOW]


def test_a_new_wording_takes_the_place_of_the_one_before_which_is_kept(shop: Database) -> None:
    first = wordings.put(shop, "Offers", whole(), kinds=KINDS, per_month=4, by=ROSA)
    second = wordings.put(shop, "offers", whole().replace("4", "2"), kinds=KINDS, per_month=2, by=ROSA)
    assert (first.author, first.per_month, first.retired_at) == ("Rosa", 4, None)
    assert wordings.in_use(shop, "Offers") == second
    assert [(each.id, each.retired_at) for each in wordings.history(shop, "Offers")] == [
        (second.id, None),
        (first.id, NOW),
    ]
    assert wordings.of_lists(shop) == (second,)


def test_a_wording_is_kept_on_one_line(shop: Database) -> None:
    spread = whole().replace(". ", ".\n\n")
    assert wordings.put(shop, "Offers", spread, kinds=KINDS, per_month=4, by=ROSA).text == whole()


@pytest.mark.parametrize(
    ("per_month", "kinds", "field"), [(0, KINDS, "per_month"), (32, KINDS, "per_month"), (4, " ", "kinds")]
)
def test_how_often_and_what_kind_must_be_told(shop: Database, per_month: int, kinds: str, field: str) -> None:
    with pytest.raises(BadInput) as refusal:
        wordings.put(shop, "Offers", whole(), kinds=kinds, per_month=per_month, by=ROSA)
    assert refusal.value.field == field


def test_a_list_without_a_wording_says_so(shop: Database) -> None:
    with pytest.raises(NotFound, match="has no sign-up wording yet"):
        wordings.in_use(shop, "Offers")
    with pytest.raises(NotFound, match="There is no list"):
        wordings.put(shop, "Nobody", whole(), kinds=KINDS, per_month=4, by=ROSA)
