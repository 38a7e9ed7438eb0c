"""One Chromium for the whole run; for each test a filled shop, its page served, and tabs that report what is wrong."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.box import Switch, context_of, served, sign_in, start_chromium
from tests.fakes.page import page_of
from tests.fakes.shop import Shop, filled

PATIENCE_MS = 8000
"""How long a test waits for the page before it fails."""


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


EXPECTED = re.compile(r"responded with a status of 4\d\d|ERR_INTERNET_DISCONNECTED|htmx:(sendError|afterRequest)")
"""What tests cause on purpose: error pages, a cable that is pulled."""

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


@pytest.fixture
def page(open_tab: OpenTab) -> Page:
    """A signed-in tab on a till's screen."""
    return open_tab(viewport={"width": 1280, "height": 900})


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def either(request: pytest.FixtureRequest, open_tab: OpenTab) -> Page:
    """A signed-in tab on a phone, once with scripts and once without."""
    return open_tab(viewport={"width": 390, "height": 800}, java_script_enabled=request.param)
