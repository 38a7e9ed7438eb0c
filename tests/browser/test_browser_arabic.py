"""The page in Arabic: staff find their way by its own words, and everything runs from right to left but numbers."""

import pytest
from playwright.sync_api import Page, expect

from smsbox.rules.lifecycle import State
from smsbox.services import messages, people, settings
from tests.browser import checks
from tests.browser.axe import audit
from tests.browser.conftest import OpenTab
from tests.fakes.shop import ANNA, LEO, OWNER, PASSWORD, Shop
from web import languages

PHONE = {"width": 390, "height": 800}
TILL = {"width": 1280, "height": 900}
NARROWEST = {"width": 320, "height": 800}

READY = "حذاؤك جاهز، أهلًا بك!"
OPEN_ON_SUNDAY = "نعم، من العاشرة إلى الرابعة."

MAIN_PAGES = (
    "/", "/write", "/inbox", f"/inbox/with/{ANNA}", "/customers", "/customers/1", "/box", "/settings", "/more",
)  # fmt: skip

LATIN_DIRECTION = """() => {
  const found = { right: 0, wrong: [] };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const place = (node, index) => {
    const range = document.createRange();
    range.setStart(node, index);
    range.setEnd(node, index + 1);
    return range.getClientRects()[0];
  };
  while (walker.nextNode()) {
    const node = walker.currentNode;
    for (const match of node.data.matchAll(/(?:\\+\\d|\\b0\\d)[\\d ]{7,}\\d|-\\d+ dBm/g)) {
      const first = place(node, match.index);
      const last = place(node, match.index + match[0].length - 1);
      if (!first || !last || first.top !== last.top) continue;
      if (first.left < last.left) found.right += 1;
      else found.wrong.push(match[0]);
    }
  }
  return found;
}"""
"""How many telephone numbers and signal strengths run from left to right, and which do not."""

SIDES = "drawn => { const { left, right } = drawn.getBoundingClientRect(); return [left, right]; }"

OVERLAPPING = """labels => {
  const boxes = labels.map((label) => label.getBoundingClientRect()).filter((box) => box.width);
  return boxes.length < 2 || boxes.some((box, index) => index && boxes[index - 1].left <= box.right);
}"""


@pytest.fixture(autouse=True)
def _in_arabic(shop: Shop) -> None:
    settings.set_value(shop.db, "shop.language", "ar")


def said(sentence: str, **values: object) -> str:
    """An English sentence as the Arabic page says it."""
    return languages.translations("ar").gettext(sentence) % values


def counted(one: str, many: str, number: int) -> str:
    """The same for one with a number."""
    return languages.translations("ar").ungettext(one, many, number) % {"num": number}


def go(page: Page, entry: str) -> None:
    """By the main way about."""
    page.get_by_role("navigation", name=said("Main")).get_by_role("link", name=said(entry)).click()


def expect_title(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


@pytest.mark.parametrize("size", [PHONE, TILL], ids=["phone", "till"])
def test_a_shift_is_done_in_arabic(open_tab: OpenTab, shop: Shop, size: dict[str, int]) -> None:
    people.set_password(shop.db, OWNER, PASSWORD)
    page = open_tab(signed_in=False, viewport=size)
    page.goto("/")
    expect(page.locator("html[lang=ar][dir=rtl]")).to_have_count(1)
    page.get_by_label(said("Your name")).fill(OWNER)
    page.get_by_label(said("Password or PIN")).fill(PASSWORD)
    page.get_by_role("button", name=said("Open the box")).click()
    expect_title(page, said("%(greeting)s, %(shop)s", greeting=said("Good morning"), shop="Corner Shop"))

    go(page, "Send")
    page.get_by_label(said("Phone number")).fill("07700 900 101")
    page.get_by_label(said("Your message")).fill(READY)
    expect(page.locator(".count")).to_contain_text(counted("%(num)s text", "%(num)s texts", 1))
    page.get_by_role("button", name=said("Check before sending")).click()
    expect_title(page, said("Check before sending"))
    page.get_by_role("button", name=said("Send to %(who)s", who="Anna Smith")).click()
    expect(page.locator("#outcome")).to_contain_text(said("Waiting"))

    go(page, "Inbox")
    page.get_by_role("link", name="Leo Rossi").click()
    page.get_by_label(said("Your answer")).fill(OPEN_ON_SUNDAY)
    page.get_by_role("button", name=said("Send the answer")).click()
    expect(page.locator("#entries > .out").last).to_contain_text(OPEN_ON_SUNDAY)

    go(page, "Customers")
    page.get_by_label(said("Search by name or number")).fill("leo")
    expect(page.get_by_role("status").filter(has_text=counted("%(num)s found", "%(num)s found", 1))).to_be_visible()
    page.get_by_role("link", name="Leo Rossi").click()
    expect_title(page, "Leo Rossi")

    page.get_by_role("link", name=counted("%(num)s waiting", "%(num)s waiting", 14)).click()
    page.get_by_role("button", name=said("Pause for 1 hour")).click()
    expect(page.get_by_role("link", name=said("Paused"))).to_be_visible()

    for number, text in ((ANNA, READY), (LEO, OPEN_ON_SUNDAY)):
        sent = messages.find(shop.db, to=number).items[0]
        assert (sent.text, sent.state) == (text, State.QUEUED)
    assert settings.policy(shop.db.connection()).pause_ends(shop.clock()) is not None


def test_the_main_pages_can_be_read_by_everybody(open_tab: OpenTab) -> None:
    page = open_tab(viewport=TILL)
    numbers = 0
    for path in MAIN_PAGES:
        page.set_viewport_size(TILL)
        page.goto(path)
        expect(page.locator("html[lang=ar][dir=rtl]")).to_have_count(1)
        assert audit(page) == [], path
        assert checks.everything_of_a_page(page) + checks.too_wide(page) + checks.cut_off(page) == [], path
        page.set_viewport_size(NARROWEST)
        assert checks.everything_of_a_screen(page) == [], path
        latin = page.evaluate(LATIN_DIRECTION)
        assert latin["wrong"] == [], path
        numbers += latin["right"]
    assert numbers >= 15


def test_what_points_somewhere_points_the_other_way(open_tab: OpenTab) -> None:
    page = open_tab(viewport=PHONE)
    page.goto("/")
    at_once = f"() => ['.bar .done', '.bar'].map(name => document.querySelector(name)).map({SIDES})"
    (done, begun), (bar, begin) = page.evaluate(at_once)
    assert begun == pytest.approx(begin, abs=1)
    assert done > bar + 1
    newest, plot = page.locator(".plot .latest").evaluate(SIDES), page.locator(".plot svg").evaluate(SIDES)
    assert newest[0] - plot[0] < plot[1] - newest[1]
    page.goto(f"/inbox/with/{LEO}")
    back = page.get_by_role("link", name=said("All messages")).locator("svg")
    assert back.evaluate("icon => getComputedStyle(icon).transform") == "matrix(-1, 0, 0, 1, 0, 0)"


def test_a_text_of_the_other_direction_is_cut_at_its_end(open_tab: OpenTab) -> None:
    page = open_tab(viewport=PHONE)
    page.goto("/inbox")
    shown = page.locator(".people .ours > bdi").filter(has_text="you are opted out")
    begin, box = shown.evaluate("""shown => {
      const range = document.createRange();
      range.setStart(shown.firstChild, 0);
      range.setEnd(shown.firstChild, 1);
      return [range.getBoundingClientRect().left, shown.parentElement.getBoundingClientRect().left];
    }""")
    assert begin >= box


def test_months_with_long_names_do_not_run_into_each_other(open_tab: OpenTab, shop: Shop) -> None:
    settings.set_value(shop.db, "shop.region", "JO")
    page = open_tab(viewport=PHONE)
    for width in (360, 600):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto("/")
        assert not page.locator(".labels span").evaluate_all(OVERLAPPING), width
