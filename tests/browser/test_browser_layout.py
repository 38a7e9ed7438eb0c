"""What holds for every page on every screen: nothing cut off, targets for thumbs, one heading, no strangers."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenTab
from tests.browser.screenshots import PAGES
from tests.fakes.shop import LEO, Shop

SMALL_TARGETS = """() => [...document.querySelectorAll("a,button,input,select,textarea,summary")].filter((element) => {
  const box = (element.closest("label") || element).getBoundingClientRect();
  const style = getComputedStyle(element);
  if (style.display === "inline" || !element.checkVisibility() || element.type === "hidden") return false;
  if (element.classList.contains("skip")) return false;
  return box.width < 44 || box.height < 44;
}).map((element) => element.outerHTML.slice(0, 120))"""

HIDDEN_BUT_SEEN = """() => [...document.querySelectorAll("[hidden]")]
  .filter((element) => getComputedStyle(element).display !== "none")
  .map((element) => element.outerHTML.slice(0, 120))"""

NAMELESS = """() => [...document.querySelectorAll("a,button")]
  .filter((element) => element.checkVisibility() && !element.textContent.trim() && !element.ariaLabel)
  .map((element) => element.outerHTML.slice(0, 120))"""

DOUBLE_IDS = """() => { const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  return ids.filter((id, index) => ids.indexOf(id) !== index); }"""

FOCUSED = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const box = element.getClientRects()[0];
  const label = element.closest("label");
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, 40) / 2);
  const ringed = label && getComputedStyle(label).outlineStyle !== "none" ? label : element;
  return {
    what: element.outerHTML.slice(0, 100),
    ring: parseFloat(getComputedStyle(ringed).outlineWidth),
    onTop: element.contains(top) || (label && label.contains(top)),
  };
}"""

WIDER_SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"

SCREENS = [(320, "light"), (820, "dark"), (1280, "light")]


@pytest.mark.parametrize(("width", "theme"), SCREENS)
def test_every_page_fits_every_screen(open_tab: OpenTab, shop: Shop, width: int, theme: str) -> None:
    page = open_tab(viewport={"width": width, "height": 800}, color_scheme=theme)
    shop.receive(LEO, "w" * 150)
    for name, visit in {"long word": lambda tab: tab.goto(f"/inbox/with/{LEO}"), **PAGES}.items():
        visit(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert page.evaluate(SMALL_TARGETS) == [], name
        assert page.evaluate(HIDDEN_BUT_SEEN) == [], name
        assert page.evaluate(NAMELESS) == [], name
        assert page.evaluate(DOUBLE_IDS) == [], name
        assert page.locator("h1").count() == 1, name
        assert page.title().endswith(" · Corner Shop"), name
        assert page.locator("html").get_attribute("lang") == "en"


def test_wider_letter_spacing_cuts_nothing_off(open_tab: OpenTab) -> None:
    page = open_tab(viewport={"width": 320, "height": 800}, bypass_csp=True)
    for name, visit in PAGES.items():
        visit(page)
        page.add_style_tag(content=WIDER_SPACING)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        cut = "[...document.querySelectorAll('button,.button')].filter(b => b.scrollWidth > b.clientWidth + 1).length"
        assert page.evaluate(cut) == 0, name


def test_the_sign_in_page_fits_a_small_phone(open_tab: OpenTab) -> None:
    page = open_tab(signed_in=False, viewport={"width": 320, "height": 480})
    page.goto("/sign-in")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(SMALL_TARGETS) == []
    expect(page.get_by_label("Password or PIN")).to_be_focused()


@pytest.mark.parametrize(("theme", "paper"), [("light", "rgb(251, 247, 240)"), ("dark", "rgb(18, 22, 19)")])
def test_the_page_follows_the_devices_theme(open_tab: OpenTab, theme: str, paper: str) -> None:
    page = open_tab(color_scheme=theme)
    page.goto("/")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == paper


def test_the_shops_own_letters_and_icons_are_there(page: Page) -> None:
    page.goto("/")
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px Figtree'))")
    assert page.locator("nav use").first.evaluate("icon => icon.getBBox().width") > 0


def test_every_focused_thing_is_on_screen_with_a_ring(open_tab: OpenTab) -> None:
    page = open_tab(viewport={"width": 390, "height": 640})
    for path in ("/", "/write", f"/inbox/with/{LEO}", "/more"):
        page.goto(path)
        page.evaluate("document.activeElement.blur()")
        seen = 0
        for _ in range(40):
            page.keyboard.press("Tab")
            state = page.evaluate(FOCUSED)
            if state is None:
                break
            seen += 1
            assert state["onTop"], (path, state["what"])
            assert state["ring"] >= 2, (path, state["what"])
        assert seen >= 6, path


def test_the_skip_link_leads_to_the_page(page: Page) -> None:
    page.goto("/inbox")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_mistakes_get_the_focus(page: Page) -> None:
    page.goto("/write")
    page.get_by_role("button", name="Check before sending").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Phone number")).to_have_attribute("aria-invalid", "true")
    assert page.title().startswith("(3) Error: ")


def test_the_rail_says_where_one_is_and_the_list_stands_beside_the_conversation(page: Page) -> None:
    page.goto(f"/inbox/with/{LEO}")
    expect(page.get_by_role("link", name="Inbox 2 unread")).to_have_attribute("aria-current", "page")
    expect(page.get_by_role("link", name="Anna Smith")).to_be_visible()
    expect(page.get_by_label("Your answer")).to_be_visible()


def test_on_a_phone_the_conversation_has_the_screen(open_tab: OpenTab) -> None:
    page = open_tab(viewport={"width": 390, "height": 800})
    page.goto(f"/inbox/with/{LEO}")
    expect(page.get_by_role("link", name="Anna Smith")).to_be_hidden()
    page.get_by_role("link", name="All messages").click()
    expect(page.get_by_role("link", name="Anna Smith")).to_be_visible()


def test_a_first_visit_is_light(open_tab: OpenTab) -> None:
    page = open_tab(signed_in=False)
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto("/sign-in", wait_until="networkidle")
    assert 4 <= len(sizes) <= 8
    assert sum(sizes) < 90_000


def test_no_motion_for_who_wants_none(open_tab: OpenTab) -> None:
    page = open_tab(reduced_motion="reduce")
    page.goto("/")
    assert page.locator(".tile").first.evaluate("tile => getComputedStyle(tile).transitionDuration") == "0s"


def test_printing_leaves_out_the_rails(page: Page) -> None:
    page.goto("/")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
