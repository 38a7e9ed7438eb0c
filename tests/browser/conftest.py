"""One Chromium for the whole run; for each test a filled shop, its page served, and tabs that report what is wrong.

The usual tabs stay open from test to test: a new one starts a process and fetches everything anew.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.box import Switch, context_of, served, sign_in, start_chromium
from tests.fakes.page import page_of
from tests.fakes.shop import Shop, filled

PATIENCE_MS = 20_000
"""How long a test waits for the page before it fails."""

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = start_chromium(playwright)
        yield browser
        browser.close()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = filled(tmp_path)
    yield shop
    shop.close()


@pytest.fixture(scope="session")
def server() -> Iterator[tuple[str, Switch]]:
    switch = Switch()
    with served(switch) as address:
        yield address, switch


@pytest.fixture
def address(server: tuple[str, Switch], shop: Shop) -> str:
    server[1].app = page_of(shop.db, shop.clock, development=True)
    return server[0]


EXPECTED = re.compile(
    r"responded with a status of 4\d\d|ERR_INTERNET_DISCONNECTED|htmx:(sendError|sendAbort|afterRequest)"
)
"""What tests cause on purpose: error pages, a cable that is pulled, a search that the next letter overtakes."""

OpenTab = Callable[..., Page]


@pytest.fixture
def open_tab(browser: Browser, shop: Shop, address: str, server: tuple[str, Switch]) -> Iterator[OpenTab]:
    """Opens an empty tab, signed in unless told otherwise; a script's error or a request to others fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_one(*, signed_in: bool = True, **options: Any) -> Page:
        context = context_of(browser, address, faults, **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        if signed_in:
            assert server[1].app is not None
            sign_in(context, server[1].app, shop, address)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    assert [fault for fault in faults if not EXPECTED.search(fault)] == []


@dataclass(frozen=True)
class Kind:
    """What a tab that stays open is like."""

    width: int
    height: int
    scripts: bool


TILL = Kind(1280, 900, scripts=True)


class Tabs:
    """Tabs that stay open, one of a kind."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.faults: list[str] = []
        self._browser = browser
        self._address = address
        self._pages: dict[Kind, Page] = {}

    def take(self, kind: Kind) -> Page:
        """An empty tab of somebody who has never been here."""
        if kind in self._pages:
            return self._pages.pop(kind)
        size = {"width": kind.width, "height": kind.height}
        context = context_of(self._browser, self._address, self.faults, viewport=size, java_script_enabled=kind.scripts)
        context.set_default_timeout(PATIENCE_MS)
        return context.new_page()

    def give_back(self, kind: Kind, page: Page) -> None:
        """Empties the tab for the next test; the page keeps nothing but cookies."""
        for opened in page.context.pages:
            if opened != page:
                opened.close()
        page.goto("about:blank")
        page.context.clear_cookies()
        page.set_viewport_size({"width": kind.width, "height": kind.height})
        page.emulate_media(media="null", color_scheme="null")
        self._pages[kind] = page


@pytest.fixture(scope="session")
def tabs(browser: Browser, server: tuple[str, Switch]) -> Tabs:
    return Tabs(browser, server[0])


def _signed_in(tabs: Tabs, kind: Kind, shop: Shop, address: str, app: Flask | None) -> Iterator[Page]:
    assert app is not None
    page = tabs.take(kind)
    tabs.faults.clear()
    sign_in(page.context, app, shop, address)
    yield page
    tabs.give_back(kind, page)
    assert [fault for fault in tabs.faults if not EXPECTED.search(fault)] == []


@pytest.fixture
def page(tabs: Tabs, shop: Shop, address: str, server: tuple[str, Switch]) -> Iterator[Page]:
    """A signed-in tab on a till's screen."""
    yield from _signed_in(tabs, TILL, shop, address, server[1].app)


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def either(
    request: pytest.FixtureRequest, tabs: Tabs, shop: Shop, address: str, server: tuple[str, Switch]
) -> Iterator[Page]:
    """A signed-in tab on a phone, once with scripts and once without."""
    yield from _signed_in(tabs, Kind(390, 800, scripts=request.param), shop, address, server[1].app)


@pytest.fixture
def watched(open_tab: OpenTab) -> Page:
    """A new signed-in tab on a till's screen, whose clock jumps forward on command."""
    page = open_tab(viewport={"width": TILL.width, "height": TILL.height})
    page.clock.install()
    return page
