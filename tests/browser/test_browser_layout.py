"""What single pages do on a screen: where the focus goes, which theme and letters they have, what a printer gets."""

import re

import pytest
from playwright.sync_api import Page, Request, expect

from smsbox.services import campaigns
from smsbox.services.activity import Actor, By
from tests.browser import checks
from tests.browser.conftest import OpenTab
from tests.fakes.shop import LEO, OWNER, Shop


def test_a_word_that_does_not_end_fits_a_small_phone(open_tab: OpenTab, shop: Shop) -> None:
    page = open_tab(viewport={"width": 320, "height": 800})
    shop.receive(LEO, "w" * 150)
    for path in (f"/inbox/with/{LEO}", "/inbox", "/"):
        page.goto(path)
        assert checks.everything_of_a_screen(page) == [], path


def test_the_longest_name_of_a_text_to_a_list_fits_a_small_phone(open_tab: OpenTab, shop: Shop) -> None:
    by = By(Actor.PERSON, OWNER, shop.clock())
    made = campaigns.create(shop.db, text="20% off", lists=["Offers"], name="w" * campaigns.LONGEST_NAME, by=by)
    campaigns.start(shop.db, made.id, by=by)
    page = open_tab(viewport={"width": 320, "height": 800})
    for path in ("/", "/campaigns?show=planned", f"/campaigns/{made.id}"):
        page.goto(path)
        assert checks.everything_of_a_screen(page) == [], path


def test_the_sign_in_page_fits_a_small_phone(open_tab: OpenTab) -> None:
    page = open_tab(signed_in=False, viewport={"width": 320, "height": 480})
    page.goto("/sign-in")
    assert checks.everything_of_a_screen(page) == []
    expect(page.get_by_label("Password or PIN")).to_be_focused()


@pytest.mark.parametrize(("theme", "paper"), [("light", "rgb(251, 247, 240)"), ("dark", "rgb(18, 22, 19)")])
def test_the_page_follows_the_devices_theme(open_tab: OpenTab, theme: str, paper: str) -> None:
    page = open_tab(color_scheme=theme)
    page.goto("/")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == paper


@pytest.mark.parametrize(
    ("device", "button", "paper"),
    [("light", "Use dark", "rgb(18, 22, 19)"), ("dark", "Use light", "rgb(251, 247, 240)")],
)
def test_a_chosen_theme_stays_whatever_the_device_says(open_tab: OpenTab, device: str, button: str, paper: str) -> None:
    page = open_tab(color_scheme=device)
    page.goto("/more")
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("button", name=button)).to_have_attribute("aria-pressed", "true")
    page.goto("/")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == paper


def test_the_shops_own_letters_and_icons_are_there(page: Page) -> None:
    page.goto("/")
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px Figtree'))")
    assert page.locator("nav use").first.evaluate("icon => icon.getBBox().width") > 0


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
    loaded: list[Request] = []

    def note(request: Request) -> None:
        loaded.append(request)

    page.on("requestfinished", note)
    page.goto("/sign-in", wait_until="networkidle")
    assert 4 <= len(loaded) <= 8
    assert sum(request.sizes()["responseBodySize"] for request in loaded) < 90_000


def test_no_motion_for_who_wants_none(open_tab: OpenTab) -> None:
    page = open_tab(reduced_motion="reduce")
    page.goto("/")
    assert page.locator(".tile").first.evaluate("tile => getComputedStyle(tile).transitionDuration") == "0s"


def test_printing_leaves_out_the_rails(page: Page) -> None:
    page.goto("/")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()


def test_a_dark_screen_prints_on_light_paper(open_tab: OpenTab) -> None:
    page = open_tab(color_scheme="dark")
    page.goto("/")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(251, 247, 240)"


def test_a_poster_is_one_sheet_with_nothing_else_on_it(page: Page) -> None:
    page.goto("/styleguide")
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


def test_with_the_systems_own_colours_edges_and_signs_stay(open_tab: OpenTab) -> None:
    page = open_tab(forced_colors="active")
    page.goto("/styleguide")
    for sign in (".card", ".tag", ".note", ".pill", ".tile.primary", ".bubble.out"):
        assert page.locator(sign).first.evaluate("sign => parseFloat(getComputedStyle(sign).borderTopWidth)") >= 1, sign
    done, under = page.locator(".bar").first.evaluate(
        "bar => [getComputedStyle(bar.querySelector('.done')).fill, getComputedStyle(bar).backgroundColor]"
    )
    assert done != under


def test_the_last_field_is_not_under_the_bottom_bar(open_tab: OpenTab) -> None:
    page = open_tab(viewport={"width": 360, "height": 640})
    for path in ("/write", "/styleguide", f"/inbox/with/{LEO}"):
        page.goto(path)
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        last = page.locator("main :is(button, input, a.button, p):visible").last.bounding_box()
        bar = page.get_by_role("navigation", name="Main").bounding_box()
        assert last
        assert bar
        assert last["y"] + last["height"] <= bar["y"], path
