"""Every page on every screen in every look: no violation of WCAG 2.2 AA, nothing too small, too wide or covered.

One shop, one browser and one tab serve them all: each page is opened once, and then looked at in all sizes and looks.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import checks
from tests.browser.axe import audit
from tests.browser.box import context_of, served, sign_in
from tests.browser.conftest import EXPECTED, PATIENCE_MS
from tests.browser.pages import OUTSIDE, PAGES, Visit
from tests.fakes.shop import filled
from web import create_app

WIDTHS = (360, 820, 1280)
HEIGHT = 800
NARROWEST = 320
"""CSS pixels: a window of 1280 at a zoom of 400 % (WCAG 2.2, 1.4.10)."""

LOOKS = ("light", "dark", "rtl")


class Tour:
    """One tab that goes from page to page."""

    def __init__(self, page: Page, faults: list[str]) -> None:
        self.page = page
        self.faults = faults

    def visit(self, there: Visit) -> None:
        """Opens a page as light, from left to right, on a till's screen."""
        self.page.emulate_media(color_scheme="light")
        self.size(WIDTHS[-1])
        there(self.page)
        self.page.wait_for_load_state()

    def size(self, width: int) -> None:
        self.page.set_viewport_size({"width": width, "height": HEIGHT})

    def look(self, name: str) -> None:
        """Turns the page as it stands; a direction is a matter of styles alone."""
        self.page.emulate_media(color_scheme="dark" if name == "dark" else "light")
        self.page.evaluate("dir => { document.documentElement.dir = dir }", "rtl" if name == "rtl" else "ltr")

    def missed(self) -> list[str]:
        """Scripts' errors and requests to others since the last time."""
        found = [fault for fault in self.faults if not EXPECTED.search(fault)]
        self.faults.clear()
        return found


@pytest.fixture(scope="module")
def tours(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Tour, Tour]]:
    """The owner's tab and a stranger's."""
    shop = filled(tmp_path_factory.mktemp("tour"))
    app = create_app(shop.db, clock=shop.clock, secret=b"s" * 32, development=True)
    faults: list[str] = []
    with served(app) as address:
        contexts = [context_of(browser, address, faults, reduced_motion="reduce") for _ in range(2)]
        sign_in(contexts[0], app, shop, address)
        for context in contexts:
            context.set_default_timeout(PATIENCE_MS)
        yield Tour(contexts[0].new_page(), faults), Tour(contexts[1].new_page(), faults)
        for context in contexts:
            context.close()
    shop.close()


@pytest.fixture(params=[*PAGES, *OUTSIDE])
def tour(request: pytest.FixtureRequest, tours: tuple[Tour, Tour]) -> Tour:
    """A page of the list, opened."""
    name: str = request.param
    tour = tours[0] if name in PAGES else tours[1]
    tour.visit((PAGES | OUTSIDE)[name])
    return tour


def test_a_page_is_for_everybody(tour: Tour) -> None:
    page = tour.page
    wrong = {"everywhere": checks.everything_of_a_page(page)}
    for look in LOOKS:
        tour.look(look)
        for width in WIDTHS:
            tour.size(width)
            wrong[f"{look} {width}"] = audit(page) + checks.everything_of_a_screen(page)
    for look in ("rtl", "light"):
        tour.look(look)
        tour.size(NARROWEST)
        wrong[f"{look} {NARROWEST}"] = checks.everything_of_a_screen(page) + checks.spaced_out(page)
    for width in (NARROWEST, WIDTHS[-1]):
        tour.size(width)
        wrong[f"focus {width}"] = checks.lost_focus(page)
    wrong["faults"] = tour.missed()
    assert {where: found for where, found in wrong.items() if found} == {}


BROKEN = """
<html><head><title>Nothing</title><style>.note{display:flex}.long{width:900px}#cover{position:fixed;inset:0}
 a:focus,button:focus{outline:0}</style></head>
<body><h1>One</h1><h1>Two</h1><div class="note" hidden>Lost</div><div class="long">wide</div>
<button id="a" style="width:20px;height:20px;padding:0">Go on and on</button><button id="a"></button>
<a href="#">one</a><a href="#">two</a><a href="#">three</a><p><span class="tag"></span></p><p class="bubble">Hi</p>
<p>Call +44 7700 900123</p><main>null</main><img src="data:,"><div id="cover"></div></body></html>
"""


def test_the_checks_see_what_is_wrong(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 640})
    page.set_content(BROKEN)
    assert any(found.startswith("image-alt") for found in audit(page))
    assert any(found.startswith("html-has-lang") for found in audit(page))
    assert len(checks.small_targets(page)) >= 2
    assert any("long" in found for found in checks.too_wide(page))
    assert checks.cut_off(page)
    assert checks.hidden_but_seen(page)
    assert len(checks.undirected(page)) == 2
    assert checks.colour_alone(page)
    assert checks.untold(page)[-1] == "a"
    assert len(checks.mistitled(page)) == 3
    assert checks.misworded(page) == ["null"]
    lost = checks.lost_focus(page)
    assert any(found.startswith("covered") for found in lost)
    assert any(found.startswith("no ring") for found in lost)
    page.close()
