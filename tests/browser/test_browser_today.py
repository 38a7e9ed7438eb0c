"""Today: every tile leads somewhere, a campaign moves by itself and is paused from here."""

import pytest
from playwright.sync_api import Page, expect

from smsbox.daemon.campaigns import Campaigns
from smsbox.rules.campaign import CampaignState
from smsbox.services import campaigns
from smsbox.services.activity import Actor, By
from tests.fakes.shop import LEO, OWNER, Shop

SOON_MS = 4000
"""A number that has changed is on the screen within this."""


def begin(shop: Shop) -> int:
    """The id of a campaign to two people whose texts are the only ones that wait."""
    while (key := shop.put_on_air()) is not None:
        shop.finish(key)
    by = By(Actor.PERSON, OWNER, shop.clock())
    shop.say_yes(LEO)
    made = campaigns.create(shop.db, text="20% off all shoes", lists=["Offers"], name="Shoes", by=by)
    campaigns.start(shop.db, made.id, by=by)
    shop.clock.forward(seconds=31)
    worker = Campaigns(shop.db, shop.clock, lambda: None)
    while worker.step():
        pass
    return made.id


@pytest.mark.parametrize(
    ("tile", "heading"),
    [
        ("Send a text to customers", "Send a text"),
        ("Answer 3 messages", "Inbox"),
        ("Add a customer", "Add a customer"),
        ("Look at the box", "Box"),
    ],
)
def test_a_tile_leads_to_its_page(page: Page, tile: str, heading: str) -> None:
    page.goto("/")
    page.locator(".tiles").get_by_role("link", name=tile).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)


def test_a_campaign_moves_without_a_reload(watched: Page, shop: Shop) -> None:
    begin(shop)
    watched.goto("/")
    card = watched.get_by_role("region", name="Going out now")
    expect(card).to_contain_text("0 of 2 sent")
    shop.send_next()
    watched.clock.fast_forward(SOON_MS)
    expect(card).to_contain_text("1 of 2 sent")


def test_a_campaign_is_paused_from_today(either: Page, shop: Shop) -> None:
    campaign_id = begin(shop)
    either.goto("/")
    either.get_by_role("button", name="Pause").click()
    expect(either.get_by_role("button", name="Go on")).to_be_visible()
    assert campaigns.get(shop.db, campaign_id).state is CampaignState.PAUSED


def test_what_waits_is_one_tap_away(either: Page) -> None:
    either.goto("/")
    either.get_by_role("link", name="Decide now").click()
    expect(either.get_by_text("Did they mean stop?")).to_be_visible()
