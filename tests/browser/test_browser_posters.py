"""Posters on paper: one sheet of each size with nothing else on it, whatever is written."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.fakes.shop import Shop

MILLIMETRES = {"a4": (210, 297), "a5": (148, 210), "a6": (105, 148)}
POINTS_PER_MILLIMETRE = 72 / 25.4
SMALLEST_CODE = 20.0
"""Millimetres: a phone's camera reads a code of this size from a hand's breadth."""

PIXELS_PER_MILLIMETRE = 96 / 25.4

FITS = """() => { const sheet = document.querySelector(".poster").getBoundingClientRect();
  return [...document.querySelectorAll(".poster :is(p, b, bdi, img)")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.left < sheet.left - 1 || box.right > sheet.right + 1 || box.top < sheet.top || box.bottom > sheet.bottom;
  }).map((element) => element.outerHTML.slice(0, 80)); }"""

OVERLAPS = """() => { const boxes = [...document.querySelectorAll(".poster > *")].map((e) => e.getBoundingClientRect());
  return boxes.slice(1).filter((box, at) => box.top < boxes[at].bottom - 1).length; }"""


@pytest.fixture(autouse=True)
def words(shop: Shop) -> None:
    """The list has the words that people agree to, and a keyword."""
    shop.word()


@pytest.mark.parametrize("size", MILLIMETRES)
def test_a_poster_is_one_page_of_its_size(page: Page, size: str) -> None:
    page.goto(f"/posters/shoes?size={size}")
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    media = re.search(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", pdf)
    assert media
    found = [float(side) / POINTS_PER_MILLIMETRE for side in media.groups()]
    assert found == pytest.approx(MILLIMETRES[size], abs=1)


@pytest.mark.parametrize("size", MILLIMETRES)
def test_the_longest_word_and_wording_fit_on_it_with_a_code_that_can_be_read(page: Page, shop: Shop, size: str) -> None:
    connection = shop.db.connection()
    connection.execute("UPDATE keywords SET word = 'wwwwwwwwwwwwwwwwwwww', written = 'WWWWWWWWWWWWWWWWWWWW'")
    connection.execute("UPDATE wordings SET text = substr(replace(hex(zeroblob(200)), '00', 'Offers '), 1, 1000)")
    page.goto(f"/posters/wwwwwwwwwwwwwwwwwwww?size={size}")
    width, height = (int(side * PIXELS_PER_MILLIMETRE) for side in MILLIMETRES[size])
    page.set_viewport_size({"width": width, "height": height})  # as on the paper, of whose width the margins are a part
    page.emulate_media(media="print")
    assert page.evaluate(FITS) == []
    assert page.evaluate(OVERLAPS) == 0
    code = page.locator(".poster img").bounding_box()
    assert code is not None
    assert min(code["width"], code["height"]) / PIXELS_PER_MILLIMETRE >= SMALLEST_CODE
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1


def test_only_black_is_printed_and_only_the_sheet(page: Page) -> None:
    page.goto("/posters/shoes")
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.get_by_role("heading", name="Poster for SHOES")).to_be_hidden()
    expect(page.get_by_role("button")).to_have_count(0)
    colours = page.eval_on_selector_all(
        ".poster, .poster *", "all => [...new Set(all.map((element) => getComputedStyle(element).color))]"
    )
    assert colours == ["rgb(0, 0, 0)"]
    assert "stroke%3D%27%23000%27" in (page.locator(".poster img").get_attribute("src") or "")


def test_the_way_from_more_to_a_poster_and_a_piece_of_a_web_site(either: Page) -> None:
    either.goto("/more")
    either.get_by_role("link", name="Print a poster").click()
    either.get_by_role("link", name="Print the poster").click()
    either.get_by_role("link", name="A5").click()
    expect(either.get_by_role("img", name="A code for the camera")).to_be_visible()
    either.get_by_role("link", name="Posters").click()
    either.get_by_role("link", name="Put it on your web site").click()
    expect(either.get_by_label("HTML for your web site")).to_have_value(
        re.compile(r"sms:\+447700900000\?&amp;body=SHOES")
    )
