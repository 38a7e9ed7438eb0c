"""One Chromium for the whole run; for each test a filled shop, its page served, and tabs that report what is wrong."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests.browser.box import Switch, served, start_chromium
from tests.fakes.shop import Shop, filled
from web import create_app

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
    server[1].app = create_app(shop.db, clock=shop.clock, secret=b"s" * 32)
    return server[0]


EXPECTED = re.compile(r"responded with a status of 4\d\d|ERR_INTERNET_DISCONNECTED|htmx:(sendError|afterRequest)")
"""What tests cause on purpose: error pages, a cable that is pulled."""

OpenTab = Callable[..., Page]


@pytest.fixture
def open_tab(browser: Browser, shop: Shop, address: str, server: tuple[str, Switch]) -> Iterator[OpenTab]:
    """Opens an empty tab, signed in unless told otherwise; a script's error or a request to others fails the test."""
    contexts, faults = [], []

    def note_strangers(request: Request) -> None:
        if not request.url.startswith((address, "data:")):
            faults.append(f"request to {request.url}")

    def sign_in() -> str:
        assert server[1].app is not None
        client = server[1].app.test_client()
        client.get(shop.link())
        cookie = client.get_cookie("smsbox")
        assert cookie is not None
        return cookie.value

    def open_one(*, signed_in: bool = True, **options: Any) -> Page:
        context = browser.new_context(base_url=address, **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.on("request", note_strangers)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        if signed_in:
            context.add_cookies([{"name": "smsbox", "value": sign_in(), "url": address}])
        return page

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
