"""A real page for browsers: the filled shop served by waitress on a free port, and Debian's Chromium."""

import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Playwright, Request
from waitress import wasyncore
from waitress.server import create_server

from tests.fakes.shop import Shop

CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The one that opens no window costs less of everything."""

CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


class Switch:
    """Stands before the app that is being tested: one server serves one after the other."""

    def __init__(self) -> None:
        self.app: Flask | None = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        assert self.app is not None, "no app is being served"
        return self.app(environ, start_response)


@contextmanager
def served(app: Callable[..., Any]) -> Iterator[str]:
    """The app's address, while it is served."""
    server = create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, name="page", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # In the server's own thread, which waits on what is closed here.
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map, ignore_all=True))
        thread.join(5)
        server.task_dispatcher.shutdown()


def start_chromium(playwright: Playwright) -> Browser:
    """Debian's browser; an AssertionError says what to install if it is not there."""
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    assert path, (
        "Chromium is missing: sudo apt install chromium-headless-shell, or chromium where there is no such package"
    )
    return playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)


def context_of(browser: Browser, address: str, faults: list[str], **options: Any) -> BrowserContext:
    """A fresh browser of somebody at `address`; scripts' errors and requests to anybody else go into `faults`."""
    context = browser.new_context(base_url=address, **options)

    def note_stranger(request: Request) -> None:
        if not request.url.startswith((address, "data:")):
            faults.append(f"request to {request.url}")

    context.on("request", note_stranger)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    return context


def sign_in(context: BrowserContext, app: Flask, shop: Shop, address: str) -> None:
    """Makes the owner the one who uses `context`."""
    client = app.test_client()
    client.get(shop.link())
    cookie = client.get_cookie("smsbox")
    assert cookie is not None
    context.add_cookies([{"name": "smsbox", "value": cookie.value, "url": address}])
