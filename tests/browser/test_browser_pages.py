"""Every page on every screen in every look: no violation of WCAG 2.2 AA, nothing too small, too wide or covered.

One shop, one browser and one tab serve them all: each page is opened once, and then looked at in all sizes and looks.
With each change of size or look only what it can have changed is audited anew; `make test-system` audits everything.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import checks
from tests.browser.axe import Of, audit
from tests.browser.box import context_of, served, sign_in
from tests.browser.conftest import EXPECTED, PATIENCE_MS
from tests.browser.pages import OUTSIDE, PAGES, SETUP, SETUP_OUTSIDE, Visit
from tests.fakes.new_box import NewBox, new_box
from tests.fakes.shop import filled
from web import create_app

WIDTHS = (360, 820, 1280)
HEIGHT = 800
NARROWEST = 320
"""CSS pixels: a window of 1280 at a zoom of 400 % (WCAG 2.2, 1.4.10)."""

LOOKS = ("light", "dark", "rtl")

SIGHTS = (
    (1280, "light", Of.ALL),
    (1280, "rtl", None),
    (360, "dark", Of.COLOURS),
    (360, "rtl", None),
    (360, "light", Of.ALL_BUT_COLOURS),
    (820, "light", Of.ALL_BUT_COLOURS),
)
"""A width, a look and what is audited, in an order with few changes, each of which the browser has to draw.

No rule of an audit sees a direction, and few colours hang on the width: `make test-system` audits all in every sight.
Where things stand and how large they are is checked in each of these.
"""


class Tour:
    """One tab that goes from page to page."""

    def __init__(self, page: Page, faults: list[str]) -> None:
        self.page = page
        self.faults = faults
        self.width = 0
        self.scheme = ""

    def visit(self, there: Visit) -> None:
        """Opens a page as light, from left to right, on a till's screen."""
        self.shine("light")
        self.size(WIDTHS[-1])
        there(self.page)
        self.page.wait_for_load_state()

    def size(self, width: int) -> None:
        if width != self.width:
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            self.width = width

    def shine(self, scheme: Literal["light", "dark"]) -> None:
        if scheme != self.scheme:
            self.page.emulate_media(color_scheme=scheme)
            self.scheme = scheme

    def look(self, name: str) -> None:
        """Turns the page as it stands; a direction is a matter of styles alone."""
        self.shine("dark" if name == "dark" else "light")
        self.page.evaluate("dir => { document.documentElement.dir = dir }", "rtl" if name == "rtl" else "ltr")

    def missed(self) -> list[str]:
        """Scripts' errors and requests to others since the last time."""
        found = [fault for fault in self.faults if not EXPECTED.search(fault)]
        self.faults.clear()
        return found


@contextmanager
def touring(browser: Browser, address: str, sign_in: Callable[[BrowserContext], object]) -> Iterator[dict[bool, Tour]]:
    """A tab of somebody inside (True) and a stranger's (False)."""
    faults: list[str] = []
    contexts = {inside: context_of(browser, address, faults, reduced_motion="reduce") for inside in (True, False)}
    for context in contexts.values():
        context.set_default_timeout(PATIENCE_MS)
    sign_in(contexts[True])
    yield {inside: Tour(context.new_page(), faults) for inside, context in contexts.items()}
    for context in contexts.values():
        context.close()


@pytest.fixture(scope="module")
def of_the_shop(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[bool, Tour]]:
    """A filled shop."""
    shop = filled(tmp_path_factory.mktemp("tour"))
    app = create_app(shop.db, clock=shop.clock, secret=b"s" * 32, development=True)
    with (
        served(app) as address,
        touring(browser, address, lambda context: sign_in(context, app, shop, address)) as tours,
    ):
        yield tours
    shop.close()


@pytest.fixture(scope="module")
def of_the_new_box(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[bool, Tour]]:
    """A box that is being set up: all but its last step is done."""
    with new_box(tmp_path_factory.mktemp("new"), "Corner Shop") as box:
        app = create_app(box.db, clock=box.clock, secret=b"s" * 32)
        with served(app) as address, touring(browser, address, lambda context: begin(context, box)) as tours:
            yield tours


def begin(context: BrowserContext, box: NewBox) -> None:
    """Opens the link into the set-up."""
    page = context.new_page()
    page.goto(box.link())
    page.wait_for_url("**/setup/country")
    page.close()
    box.fill()


KINDS = (
    ("of_the_shop", True, PAGES),
    ("of_the_shop", False, OUTSIDE),
    ("of_the_new_box", True, SETUP),
    ("of_the_new_box", False, SETUP_OUTSIDE),
)
"""Which tours see which pages, and whether from inside."""


@pytest.fixture(params=[pytest.param((*kind, name), id=name) for kind in KINDS for name in kind[-1]])
def tour(request: pytest.FixtureRequest) -> Tour:
    """A page of the list, opened."""
    tours, inside, pages, name = request.param
    tour: Tour = request.getfixturevalue(tours)[inside]
    tour.visit(pages[name])
    return tour


def test_a_page_is_for_everybody(tour: Tour) -> None:
    page = tour.page
    wrong = {"everywhere": checks.everything_of_a_page(page)}
    for width, look, of in SIGHTS:
        tour.look(look)
        tour.size(width)
        wrong[f"{look} {width}"] = (audit(page, of) if of else []) + checks.everything_of_a_screen(page)
    for look in ("rtl", "light"):
        tour.look(look)
        tour.size(NARROWEST)
        wrong[f"{look} {NARROWEST}"] = checks.everything_of_a_screen(page) + checks.spaced_out(page)
    for width in (NARROWEST, WIDTHS[-1]):
        tour.size(width)
        wrong[f"focus {width}"] = checks.lost_focus(page)
    wrong["faults"] = tour.missed()
    assert {where: found for where, found in wrong.items() if found} == {}


@pytest.mark.system
def test_no_look_on_any_screen_breaks_a_rule(tour: Tour) -> None:
    wrong = {}
    for width in WIDTHS:
        tour.size(width)
        for look in LOOKS:
            tour.look(look)
            wrong[f"{look} {width}"] = audit(tour.page) + checks.everything_of_a_screen(tour.page)
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
