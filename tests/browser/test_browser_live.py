"""What moves on an open page without anybody touching it, with the eyes on a clock."""

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as BrowserTimeout

from smsbox.services import inbox
from tests.browser.conftest import OpenTab
from tests.fakes.shop import ANNA, LEO, Shop

SOON_MS = 4000
"""A number that has changed is on the screen within this."""


def test_numbers_on_today_move_without_a_reload(page: Page, shop: Shop) -> None:
    page.goto("/")
    page.evaluate("window.same = true")
    expect(page.get_by_role("link", name="Ready · 12 waiting")).to_be_visible()
    shop.send_next()
    expect(page.get_by_role("link", name="Ready · 11 waiting")).to_be_visible(timeout=SOON_MS)
    expect(page.locator("#going-out")).to_contain_text("4 of 16 sent")
    assert page.evaluate("window.same")


def test_a_text_that_comes_in_moves_badge_title_and_tile(page: Page, shop: Shop) -> None:
    page.goto("/")
    expect(page).to_have_title("(3) Today · Corner Shop")
    shop.receive(ANNA, "Hello?")
    expect(page).to_have_title("(4) Today · Corner Shop", timeout=SOON_MS)
    expect(page.get_by_role("link", name="Inbox 4 unread")).to_be_visible()
    expect(page.get_by_role("link", name="Answer 4 messages")).to_be_visible()


def test_the_inbox_brings_a_new_text_to_the_top(page: Page, shop: Shop) -> None:
    page.goto("/inbox")
    shop.receive(ANNA, "One more thing")
    expect(page.locator("#with-1")).to_contain_text("One more thing", timeout=SOON_MS)


def test_an_open_conversation_grows_and_what_is_being_typed_stays(page: Page, shop: Shop) -> None:
    page.goto(f"/inbox/with/{LEO}")
    answer = page.get_by_label("Your answer")
    answer.fill("Yes, fro")
    shop.receive(LEO, "Are you there?")
    expect(page.locator("#entries")).to_contain_text("Are you there?", timeout=SOON_MS)
    expect(answer).to_have_value("Yes, fro")
    expect(answer).to_be_focused()
    assert inbox.conversation(shop.db, LEO).unread == 0


def test_a_sent_texts_state_moves(page: Page, shop: Shop) -> None:
    while (key := shop.put_on_air()) is not None:
        shop.finish(key)
    message_id = shop.queue(ANNA, "Watch me")
    page.goto(f"/write/sent/{message_id}")
    expect(page.locator("#outcome")).to_contain_text("Waiting")
    shop.send_next(how="delivered")
    expect(page.locator("#outcome")).to_contain_text("Delivered", timeout=SOON_MS)


def test_a_modem_that_is_unplugged_turns_up_in_words(page: Page, shop: Shop) -> None:
    page.goto("/")
    shop.plug_in(1, state="lost", signal=None)
    expect(page.get_by_text("Modem 2: Not answering")).to_be_visible(timeout=SOON_MS)
    expect(page.get_by_role("link", name="1 modem not working")).to_be_visible()
    shop.plug_in(1)
    expect(page.get_by_text("Modem 2: Not answering")).to_be_hidden(timeout=SOON_MS)


def test_news_do_not_move_the_focus(page: Page, shop: Shop) -> None:
    page.goto("/")
    link = page.locator("#answer-tile")
    link.focus()
    shop.receive(ANNA, "Hello?")
    expect(page.get_by_role("link", name="Answer 4 messages")).to_be_visible(timeout=SOON_MS)
    expect(link).to_be_focused()


def test_a_hidden_tab_asks_for_nothing(page: Page) -> None:
    page.goto("/")
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
    with pytest.raises(BrowserTimeout), page.expect_request("**/live*", timeout=3000):
        pass


def test_a_screen_that_has_lost_the_box_says_so_and_recovers(page: Page) -> None:
    page.goto("/")
    banner = page.get_by_text("This screen has lost the box.")
    expect(banner).to_be_hidden()
    page.context.set_offline(True)
    expect(banner).to_be_visible(timeout=7000)
    page.context.set_offline(False)
    expect(banner).to_be_hidden(timeout=SOON_MS)


def test_an_ended_session_leads_to_the_sign_in_page(page: Page, shop: Shop) -> None:
    page.goto("/")
    shop.clock.forward(hours=12)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in", timeout=SOON_MS)


def test_with_scripts_off_the_page_is_whole(open_tab: OpenTab, shop: Shop) -> None:
    page = open_tab(java_script_enabled=False)
    shop.send_next()
    page.goto("/")
    expect(page.get_by_role("link", name="11 waiting")).to_be_visible()
