"""Pictures of every page at three widths, light and dark: `make screenshots`."""

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.box import served, start_chromium
from tests.browser.pages import OUTSIDE, PAGES, SETUP, SETUP_OUTSIDE, Visit
from tests.fakes.new_box import new_box
from tests.fakes.shop import Shop, filled
from web import create_app

WIDTHS = (360, 820, 1280)
HEIGHT = 900


def take(browser: Browser, shop: Shop, address: str, folder: Path) -> None:
    """Every page in every width and theme; on the phone once as the screen shows it, and once whole."""
    for theme in ("light", "dark"):
        for width in WIDTHS:
            look = f"{width}-{theme}"
            context = browser.new_context(
                base_url=address, viewport={"width": width, "height": HEIGHT}, color_scheme=theme
            )
            page = context.new_page()
            _take_all(page, OUTSIDE, folder, look)
            page.goto(shop.link())
            page.wait_for_url(address + "/")
            _take_all(page, PAGES, folder, look)
            context.close()


def take_set_up(browser: Browser, folder: Path) -> None:
    """The steps of a new box, each look on a box of its own."""
    for theme in ("light", "dark"):
        for width in WIDTHS:
            with (
                tempfile.TemporaryDirectory() as data,
                new_box(Path(data), "Corner Shop") as box,
                served(create_app(box.db, clock=box.clock)) as address,
            ):
                size = {"width": width, "height": HEIGHT}
                page = browser.new_page(base_url=address, viewport=size, color_scheme=theme)
                _take_all(page, SETUP_OUTSIDE, folder, f"{width}-{theme}")
                page.goto(box.link())
                page.wait_for_url("**/setup/country")
                box.fill()
                _take_all(page, SETUP, folder, f"{width}-{theme}")
                page.close()


def _take_all(page: Page, pages: dict[str, Visit], folder: Path, look: str) -> None:
    for name, visit in pages.items():
        visit(page)
        page.evaluate("document.fonts.ready")
        if look.startswith(str(WIDTHS[0])):
            page.screenshot(path=folder / f"{name}-{look}-screen.png")
        page.screenshot(path=folder / f"{name}-{look}.png", full_page=True)


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
        with served(create_app(shop.db, clock=shop.clock, development=True)) as address:
            take_for_readme(browser, shop, address, folder)
            take(browser, shop, address, folder)
        take_set_up(browser, folder)
        browser.close()
        shop.close()


if __name__ == "__main__":
    main()
