"""Pictures of every page: `python -m tests.browser.screenshots FOLDER`, at three widths, light and dark."""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.box import served, start_chromium
from tests.fakes.shop import ANNA, Shop, filled
from web import create_app

WIDTHS = (360, 820, 1280)
HEIGHT = 900


def _write(page: Page, number: str = "07700 900 101") -> None:
    page.goto("/write")
    page.get_by_label("Phone number").fill(number)
    page.get_by_label("Your message").fill(
        "Hi Anna, it’s ready! Your blue shoes wait for you at the counter until Saturday."
    )


def _check(page: Page, number: str = "07700 900 101") -> None:
    _write(page, number)
    page.get_by_role("button", name="Check before sending").click()
    page.wait_for_url("**/check/**")


def _error(page: Page) -> None:
    page.goto("/write")
    page.get_by_role("button", name="Check before sending").click()
    page.get_by_role("alert").wait_for()


PAGES: dict[str, Callable[[Page], object]] = {
    "today": lambda page: page.goto("/"),
    "inbox": lambda page: page.goto("/inbox"),
    "thread": lambda page: page.goto(f"/inbox/with/{ANNA}"),
    "review": lambda page: page.goto("/inbox/with/+447700900106"),
    "stopped": lambda page: page.goto("/inbox/with/+447700900107"),
    "write": _write,
    "write-error": _error,
    "check": _check,
    "check-refused": lambda page: _check(page, "07700 900 107"),
    "sent": lambda page: page.goto("/write/sent/1"),
    "more": lambda page: page.goto("/more"),
    "missing": lambda page: page.goto("/nowhere"),
}


def take(browser: Browser, shop: Shop, address: str, folder: Path) -> None:
    """Every page in every width and theme, signed in; and the sign-in page."""
    for theme in ("light", "dark"):
        for width in WIDTHS:
            context = browser.new_context(
                base_url=address, viewport={"width": width, "height": HEIGHT}, color_scheme=theme
            )
            page = context.new_page()
            page.goto("/sign-in")
            page.screenshot(path=folder / f"sign-in-{width}-{theme}.png", full_page=True)
            page.goto(shop.link())
            page.wait_for_url(address + "/")
            for name, visit in PAGES.items():
                visit(page)
                page.evaluate("document.fonts.ready")
                page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=width > WIDTHS[0])
                if width == WIDTHS[0]:
                    page.screenshot(path=folder / f"{name}-{width}-{theme}-full.png", full_page=True)
            context.close()


README = {"page-phone": (390, 844), "page-desktop": (1280, 800)}
"""The pictures of Today in the README."""


def take_for_readme(browser: Browser, shop: Shop, address: str, folder: Path) -> None:
    """The README's pictures, as large as a screen."""
    for name, (width, height) in README.items():
        page = browser.new_page(base_url=address, viewport={"width": width, "height": height})
        page.goto(shop.link())
        page.wait_for_url(address + "/")
        page.evaluate("document.fonts.ready")
        page.screenshot(path=folder / f"{name}.png")
        page.close()


def main() -> None:
    """Fills a shop, serves it, takes the pictures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    folder: Path = arguments.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        shop = filled(Path(data))
        browser = start_chromium(playwright)
        with served(create_app(shop.db, clock=shop.clock)) as address:
            take_for_readme(browser, shop, address, folder)
            take(browser, shop, address, folder)
        browser.close()
        shop.close()


if __name__ == "__main__":
    main()
