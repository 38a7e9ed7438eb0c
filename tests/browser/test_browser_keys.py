"""Single keys: where they lead, that they are silent while somebody types, and that they can be switched off."""

import pytest
from playwright.sync_api import Page, expect

from smsbox.services import inbox
from tests.fakes.shop import ANNA, LEO, TUESDAY_MORNING, Shop


@pytest.mark.parametrize(
    ("keys", "heading"),
    [("gi", "Inbox"), ("gt", "Good morning, Corner Shop"), ("gc", "Customers"), ("n", "Send a text"), ("?", "Help")],
)
def test_a_key_leads_to_its_page(watched: Page, keys: str, heading: str) -> None:
    watched.goto("/more")
    watched.clock.set_fixed_time(TUESDAY_MORNING)
    for key in keys:
        watched.keyboard.press(key)
    expect(watched.get_by_role("heading", level=1)).to_have_text(heading)


def test_a_list_is_walked_and_a_conversation_answered_and_put_away(page: Page, shop: Shop) -> None:
    page.goto("/inbox")
    for key in "jjk":
        page.keyboard.press(key)
    expect(page.get_by_role("link", name="07700 900108")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Leo Rossi")
    page.keyboard.press("r")
    expect(page.get_by_label("Your answer")).to_be_focused()
    page.get_by_label("Your answer").blur()
    page.keyboard.press("e")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert inbox.conversation(shop.db, LEO).done


def test_the_search_field_is_one_key_away(page: Page) -> None:
    page.goto("/inbox")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.get_by_role("searchbox")).to_have_value("")


def test_keys_are_only_letters_while_somebody_types(page: Page, shop: Shop) -> None:
    page.goto(f"/inbox/with/{ANNA}")
    page.get_by_label("Your answer").press_sequentially("gi n e?")
    expect(page.get_by_label("Your answer")).to_have_value("gi n e?")
    expect(page.get_by_role("heading", level=1)).to_have_text("Anna Smith")
    assert not inbox.conversation(shop.db, ANNA).done


def test_keys_of_the_browser_stay_its_own(page: Page, shop: Shop) -> None:
    page.goto(f"/inbox/with/{ANNA}")
    page.locator("main").focus()
    page.keyboard.press("Control+e")
    page.keyboard.press("Alt+r")
    expect(page.get_by_label("Your answer")).not_to_be_focused()
    assert not inbox.conversation(shop.db, ANNA).done


def test_a_second_key_counts_only_soon_after_the_first(watched: Page) -> None:
    watched.goto("/more")
    watched.keyboard.press("g")
    watched.clock.fast_forward(2000)
    watched.keyboard.press("i")
    expect(watched.get_by_role("heading", level=1)).to_have_text("More")


def test_keys_that_are_switched_off_do_nothing(page: Page) -> None:
    page.goto("/help")
    page.get_by_role("button", name="Switch the keys off").click()
    expect(page.get_by_role("button", name="Switch the keys on")).to_be_visible()
    page.locator("main").focus()
    page.keyboard.press("n")
    page.keyboard.press("g")
    page.keyboard.press("t")
    expect(page.get_by_role("heading", level=1)).to_have_text("Help")


def test_help_is_whole_without_scripts(either: Page) -> None:
    either.goto("/help")
    expect(either.get_by_role("heading", level=1)).to_have_text("Help")
    expect(either.get_by_role("heading", name="When you call for help")).to_be_visible()
    either.get_by_role("button", name="Switch the keys off").click()
    expect(either.get_by_role("button", name="Switch the keys on")).to_be_visible()
