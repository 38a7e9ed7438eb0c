"""What moves on an open page without anybody touching it, and how soon by the page's own clock; once by a real one."""

from playwright.sync_api import Page, expect

from smsbox.services import inbox
from tests.browser.conftest import OpenTab
from tests.fakes.shop import ANNA, LEO, Shop

SOON_MS = 4000
"""A number that has changed is on the screen within this."""


def soon(page: Page) -> None:
    """SOON_MS pass on the page."""
    page.clock.fast_forward(SOON_MS)


def test_numbers_on_today_move_without_a_reload(page: Page, shop: Shop) -> None:
    page.goto("/")
    page.evaluate("window.same = true")
    expect(page.get_by_role("link", name="Ready · 12 waiting")).to_be_visible()
    shop.send_next()
    expect(page.get_by_role("link", name="Ready · 11 waiting")).to_be_visible()
    expect(page.locator("#going-out")).to_contain_text("4 of 16 sent")
    assert page.evaluate("window.same")


def test_a_text_that_comes_in_moves_badge_title_and_tile(watched: Page, shop: Shop) -> None:
    watched.goto("/")
    expect(watched).to_have_title("(3) Today · Corner Shop")
    shop.receive(ANNA, "Hello?")
    soon(watched)
    expect(watched).to_have_title("(4) Today · Corner Shop")
    expect(watched.get_by_role("link", name="Inbox 4 unread")).to_be_visible()
    expect(watched.get_by_role("link", name="Answer 4 messages")).to_be_visible()


def test_the_inbox_brings_a_new_text_to_the_top(watched: Page, shop: Shop) -> None:
    watched.goto("/inbox")
    shop.receive(ANNA, "One more thing")
    soon(watched)
    expect(watched.locator("#with-1")).to_contain_text("One more thing")


def test_an_open_conversation_grows_and_what_is_being_typed_stays(watched: Page, shop: Shop) -> None:
    watched.goto(f"/inbox/with/{LEO}")
    answer = watched.get_by_label("Your answer")
    answer.fill("Yes, fro")
    shop.receive(LEO, "Are you there?")
    soon(watched)
    expect(watched.locator("#entries")).to_contain_text("Are you there?")
    expect(answer).to_have_value("Yes, fro")
    expect(answer).to_be_focused()
    assert inbox.conversation(shop.db, LEO).unread == 0


def test_a_sent_texts_state_moves(watched: Page, shop: Shop) -> None:
    while (key := shop.put_on_air()) is not None:
        shop.finish(key)
    message_id = shop.queue(ANNA, "Watch me")
    watched.goto(f"/write/sent/{message_id}")
    expect(watched.locator("#outcome")).to_contain_text("Waiting")
    shop.send_next(how="delivered")
    soon(watched)
    expect(watched.locator("#outcome")).to_contain_text("Delivered")


def test_a_modem_that_is_unplugged_turns_up_in_words(watched: Page, shop: Shop) -> None:
    watched.goto("/")
    shop.plug_in(1, state="lost", signal=None)
    soon(watched)
    expect(watched.get_by_text("Modem 2: Not answering")).to_be_visible()
    expect(watched.get_by_role("link", name="1 modem not working")).to_be_visible()
    shop.plug_in(1)
    soon(watched)
    expect(watched.get_by_text("Modem 2: Not answering")).to_be_hidden()


def test_news_do_not_move_the_focus(watched: Page, shop: Shop) -> None:
    watched.goto("/")
    link = watched.locator("#answer-tile")
    link.focus()
    shop.receive(ANNA, "Hello?")
    soon(watched)
    expect(watched.get_by_role("link", name="Answer 4 messages")).to_be_visible()
    expect(link).to_be_focused()


BEGIN = """() => { window.asked = 0; window.since = Date.now();
  document.body.addEventListener("tick", () => { window.asked += 1; }); }"""
ASKED = "[window.asked, (Date.now() - window.since) / 1000]"


def polls(page: Page, *, seconds: int) -> float:
    """How often the page asks for news within `seconds`; counted before a slow answer can hold one back.

    The page's clock goes on by itself, too, while a busy machine takes its time: what is asked then is taken off.
    """
    page.evaluate(BEGIN)
    page.clock.run_for(seconds * 1000)
    asked, passed = page.evaluate(ASKED)
    return float(asked * seconds / passed)


def test_the_page_asks_often_while_it_is_used_and_seldom_when_nothing_moves(watched: Page, shop: Shop) -> None:
    shop.stop_daemon()
    watched.goto("/more")
    assert 8 <= polls(watched, seconds=20) <= 11
    watched.reload()
    watched.clock.run_for(61_000)
    assert 1 <= polls(watched, seconds=20) <= 3


def test_a_hidden_tab_asks_for_nothing(watched: Page) -> None:
    watched.goto("/")
    watched.evaluate("Object.defineProperty(document, 'hidden', { value: true })")
    assert polls(watched, seconds=30) == 0


def test_a_screen_that_has_lost_the_box_says_so_and_recovers(watched: Page) -> None:
    watched.goto("/")
    banner = watched.get_by_text("This screen has lost the box.")
    expect(banner).to_be_hidden()
    watched.context.set_offline(True)
    for _ in range(2):
        with watched.expect_event("requestfailed"):
            soon(watched)
    expect(banner).to_be_visible()
    watched.context.set_offline(False)
    soon(watched)
    expect(banner).to_be_hidden()


def test_an_ended_session_leads_to_the_sign_in_page(watched: Page, shop: Shop) -> None:
    watched.goto("/")
    shop.clock.forward(hours=12)
    soon(watched)
    expect(watched.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_with_scripts_off_the_page_is_whole(open_tab: OpenTab, shop: Shop) -> None:
    page = open_tab(java_script_enabled=False)
    shop.send_next()
    page.goto("/")
    expect(page.get_by_role("link", name="11 waiting")).to_be_visible()
