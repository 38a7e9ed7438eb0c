"""A text is kept while it is written and when the page is left; with scripts by itself, without them by its button."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from smsbox.services import activity, campaigns
from smsbox.services.campaigns import Campaign
from tests.fakes.shop import Shop
from tests.fakes.waiting import until

SAVE_MS = 5000
SOON = 5.0
"""Seconds in which the box has what the page sent when it was left."""


def drafts(shop: Shop) -> tuple[Campaign, ...]:
    return campaigns.find(shop.db).items


@pytest.fixture
def page(watched: Page) -> Page:
    """A tab of its own: the usual one would keep the clock that is moved."""
    return watched


@pytest.fixture
def saves(page: Page) -> Callable[[], int]:
    """How often the page has sent what is typed."""
    sent: list[Request] = []

    def note(request: Request) -> None:
        if request.method == "POST" and "save" in (request.post_data or ""):
            sent.append(request)

    page.on("request", note)
    return lambda: len(sent)


def write(page: Page, text: str) -> None:
    page.get_by_label("Your message").press_sequentially(text)


def test_a_text_to_a_list_is_kept_every_five_seconds_in_one_draft(
    page: Page, shop: Shop, saves: Callable[[], int]
) -> None:
    page.goto("/campaigns/new")
    page.clock.run_for(3 * SAVE_MS)
    assert saves() == 0
    page.get_by_role("checkbox", name="Offers").check()
    write(page, "Sale")
    page.clock.run_for(SAVE_MS)
    expect(page.get_by_text("Saved 10:30")).to_be_visible()
    shop.clock.forward(minutes=1)
    write(page, " on")
    page.clock.run_for(SAVE_MS)
    expect(page.get_by_text("Saved 10:31")).to_be_visible()
    sent = saves()
    page.clock.run_for(3 * SAVE_MS)
    assert saves() == sent
    (draft,) = drafts(shop)
    assert (draft.text, draft.lists) == ("Sale on", ("Offers",))
    assert activity.find(shop.db).items == ()
    page.reload()
    expect(page.get_by_label("Your message")).to_have_value("Sale on")
    expect(page.get_by_role("checkbox", name="Offers")).to_be_checked()
    assert page.evaluate("[localStorage.length, Object.keys(sessionStorage)]") == [0, ["htmx-current-path-for-history"]]


def test_what_was_typed_last_is_kept_when_the_page_is_left(page: Page, shop: Shop) -> None:
    page.goto("/campaigns/new")
    write(page, "Sale")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Today").click()
    until(lambda: [draft.text for draft in drafts(shop)] == ["Sale"], SOON, "the draft")
    page.goto("/campaigns?show=drafts")
    page.get_by_role("link", name="Sale").click()
    page.get_by_role("link", name="Change it").click()
    expect(page.get_by_label("Your message")).to_have_value("Sale")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Today").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Good morning")
    assert len(drafts(shop)) == 1


def test_a_hidden_page_sends_what_was_typed_once_and_then_nothing(
    page: Page, shop: Shop, saves: Callable[[], int]
) -> None:
    page.goto("/campaigns/new")
    write(page, "Sale")
    page.evaluate("""() => {
      Object.defineProperty(document, "hidden", { value: true, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }""")
    until(lambda: len(drafts(shop)) == 1, SOON, "the draft")
    page.clock.run_for(4 * SAVE_MS)
    assert saves() <= 1
    assert len(drafts(shop)) == 1


def test_pressing_check_right_after_a_save_makes_no_second_draft(page: Page, shop: Shop) -> None:
    page.goto("/campaigns/new")
    page.get_by_role("checkbox", name="Offers").check()
    write(page, "Sale")
    page.clock.run_for(SAVE_MS)
    page.get_by_role("button", name="Check before sending").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before sending")
    assert len(drafts(shop)) == 1


def test_a_text_to_one_number_is_kept_and_offered_again(page: Page) -> None:
    page.goto("/write")
    page.get_by_label("Phone number").fill("07700 900")
    write(page, "Hello")
    page.clock.run_for(SAVE_MS)
    expect(page.get_by_text("Saved 10:30")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Your message")).to_have_value("Hello")
    expect(page.get_by_label("Phone number")).to_have_value("07700 900")
    page.goto("/write")
    page.get_by_role("link", name="Go on writing it").click()
    expect(page.get_by_label("Your message")).to_have_value("Hello")


def test_the_button_keeps_a_draft_with_scripts_and_without(either: Page, shop: Shop) -> None:
    either.goto("/campaigns/new")
    either.get_by_role("checkbox", name="Offers").check()
    either.get_by_label("Your message").fill("Sale")
    expect(either.locator("#saved")).to_be_hidden()
    either.get_by_role("button", name="Keep as a draft").click()
    expect(either.get_by_text("The draft is kept.")).to_be_visible()
    assert [draft.text for draft in drafts(shop)] == ["Sale"]
