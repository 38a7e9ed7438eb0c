"""A text to a list, by the names that staff see; with scripts and without."""

import pytest
from playwright.sync_api import Page, expect

from smsbox.daemon.campaigns import Campaigns
from smsbox.rules.campaign import CampaignState
from smsbox.services import campaigns
from tests.fakes.shop import LEO, MAYA, Shop

MOST_TAPS = 6
"""From Today until a text to a list is on its way, beside the typing (ui.md 4.13)."""


class Taps:
    """Presses what is named, and counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def on(self, role: str, name: str) -> None:
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        self.count += 1


@pytest.fixture
def three(shop: Shop) -> Shop:
    """Three people said yes."""
    for number in (LEO, MAYA):
        shop.say_yes(number)
    return shop


def send(page: Page) -> int:
    """Writes, checks and sends; how many taps it took."""
    page.goto("/")
    taps = Taps(page)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Send").click()
    taps.on("link", "Lists")
    taps.on("checkbox", "Offers")
    page.get_by_label("Your message").fill("Hi {first name|there}, 20% off all shoes.")
    taps.on("button", "Check before sending")
    expect(page.get_by_text("3 people will get this text")).to_be_visible()
    taps.on("checkbox", "I have checked")
    taps.on("button", "Send to 3 people")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    return taps.count + 1


def work(shop: Shop) -> None:
    worker = Campaigns(shop.db, shop.clock, lambda: None)
    while worker.step():
        pass


def test_sending_to_a_list_takes_six_taps_and_can_be_undone(either: Page, three: Shop) -> None:
    assert send(either) <= MOST_TAPS
    either.get_by_role("button", name="Undo").click()
    expect(either.get_by_label("Your message")).to_have_value("Hi {first name|there}, 20% off all shoes.")
    three.clock.forward(seconds=60)
    work(three)
    assert campaigns.find(three.db).items[0].state is CampaignState.DRAFT


def test_it_is_paused_goes_on_and_is_stopped_with_a_question(either: Page, three: Shop) -> None:
    send(either)
    three.clock.forward(seconds=31)
    work(three)
    either.reload()
    expect(either.locator("#course")).to_contain_text("0 of 3 sent")
    either.get_by_role("button", name="Pause").click()
    expect(either.locator("#course")).to_contain_text("Paused by Rosa")
    either.get_by_role("button", name="Go on").click()
    either.get_by_role("link", name="Stop it for good").click()
    expect(either.get_by_text("0 texts have gone.")).to_be_visible()
    either.get_by_role("button", name="Do not send the other 3").click()
    expect(either.locator("#course")).to_contain_text("Stopped by Rosa")


def test_the_undo_goes_by_itself_when_it_has_begun(watched: Page, three: Shop) -> None:
    send(watched)
    three.clock.forward(seconds=31)
    work(three)
    watched.clock.fast_forward(4000)
    expect(watched.locator("#course")).to_contain_text("0 of 3 sent")
    expect(watched.get_by_role("button", name="Undo")).to_have_count(0)


def test_a_mistake_keeps_what_was_typed_and_leads_to_the_field(either: Page, three: Shop) -> None:
    either.goto("/campaigns/new")
    either.get_by_label("Your message").fill("Hello")
    either.get_by_role("button", name="Check before sending").click()
    expect(either.get_by_role("alert")).to_contain_text("Tick a list.")
    expect(either.get_by_label("Your message")).to_have_value("Hello")
