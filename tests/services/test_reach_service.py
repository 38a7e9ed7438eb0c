"""Whom lists reach, and how long a text with their names becomes."""

from pathlib import Path

import pytest

from smsbox.errors import BadInput
from smsbox.services import campaigns, contacts, lists, reach, settings
from smsbox.services.activity import Actor, By
from smsbox.services.messages import MOST_PARTS
from smsbox.services.reach import Reach
from tests.fakes.shop import ANNA, LEO, MAYA, Shop

TEXT = "Hi {first name|there}, 20% off all shoes."


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """Anna and Leo are on Offers."""
    shop = Shop(tmp_path)
    shop.know(ANNA, "Anna Smith")
    shop.know(LEO, "Maximilian Rossi")
    shop.know(MAYA, "Paweł")
    shop.say_yes(ANNA)
    shop.say_yes(LEO)
    return shop


def offers(shop: Shop) -> Reach:
    return reach.of_names(shop.db, ["Offers"])


def draft(shop: Shop, text: str) -> int:
    return campaigns.create(shop.db, text=text, lists=["Offers"], by=by(shop)).id


def by(shop: Shop) -> By:
    return By(Actor.PERSON, "Rosa", shop.clock())


def preview(shop: Shop, text: str) -> campaigns.Preview:
    policy = settings.policy(shop.db.connection())
    return campaigns.preview(shop.db, campaigns.get(shop.db, draft(shop, text)), policy, now=shop.clock())


@pytest.mark.parametrize(
    ("placeholder", "word"),
    [
        ("{first name}", "Maximilian"),
        ("{name}", "Maximilian Rossi"),
        ("{name|dear customer of our shop}", "dear customer of our shop"),
    ],
)
def test_a_text_is_counted_with_the_longest_word_even_if_that_is_nobodys(
    shop: Shop, placeholder: str, word: str
) -> None:
    rest = "a" * (160 - len(word))
    assert len(offers(shop).longest(f"{placeholder}{rest}").parts) == 1
    assert len(offers(shop).longest(f"{placeholder}{rest}b").parts) == 2


def test_a_name_that_the_alphabet_does_not_hold_counts_though_it_is_shorter(shop: Shop) -> None:
    text = TEXT + "a" * 80
    assert len(offers(shop).longest(text).parts) == 1
    shop.say_yes(MAYA)
    assert len(offers(shop).longest(text).parts) == 2


def test_the_check_counts_as_the_writer_was_told(shop: Shop) -> None:
    text = "{name} " + "a" * 145
    seen = preview(shop, text)
    assert (seen.parts_each, seen.parts, seen.people) == (2, 4, 2)
    assert seen.parts_each == len(offers(shop).longest(text, reach.lines(settings.policy(shop.db.connection()))).parts)


def test_people_on_several_lists_count_once_and_those_who_said_stop_not(shop: Shop) -> None:
    lists.create(shop.db, "News", now=shop.clock())
    assert reach.of_names(shop.db, ["Offers", "News", "offers", "Nobody"]).people == 2
    assert reach.of_names(shop.db, []).people == 0
    shop.plug_in(0)
    shop.receive(LEO, "STOP")
    assert offers(shop).people == 1


def test_what_is_too_long_for_somebody_is_not_started(shop: Shop) -> None:
    added = reach.lines(settings.policy(shop.db.connection()))
    text = "{name}" + "a" * (MOST_PARTS * 153 - len(added.head + added.tail) - 12)
    campaign_id = draft(shop, text)
    with pytest.raises(BadInput, match=f"it would be {MOST_PARTS + 1} SMS"):
        campaigns.start(shop.db, campaign_id, by=by(shop))
    contacts.put(shop.db, LEO, name="Leo", now=shop.clock())
    assert campaigns.start(shop.db, campaign_id, by=by(shop)).state is campaigns.CampaignState.PLANNED
