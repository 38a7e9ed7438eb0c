"""A person's rights in a browser: their data in two clicks, their erasure in three."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from smsbox.errors import NotFound
from smsbox.services import contacts
from tests.fakes.shop import ANNA, Shop


def test_rule_11_somebodys_data_is_saved_with_two_clicks(either: Page, shop: Shop) -> None:
    either.goto("/customers/1")
    either.get_by_role("link", name="See all you keep about them").click()
    with either.expect_download() as saving:
        either.get_by_role("link", name="Save as a file").click()
    assert json.loads(saving.value.path().read_bytes())["number"] == ANNA


def test_rule_11_the_sheet_is_printed_without_what_only_a_screen_needs(page: Page) -> None:
    page.goto("/customers/1/data")
    expect(page.get_by_role("button", name="Print it")).to_be_visible()
    page.emulate_media(media="print")
    for gone in ("Print it", "Save as a file"):
        expect(page.get_by_text(gone, exact=True)).to_be_hidden()
    expect(page.get_by_text("Corner Shop: offers, 4 a month.")).to_be_visible()
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1


def test_whoever_has_no_scripts_is_told_how_to_print(either: Page) -> None:
    either.goto("/customers/1/data")
    ways = either.get_by_role("button", name="Print it").or_(either.get_by_text("To print it, open"))
    expect(ways.filter(visible=True)).to_have_count(1)


def test_rule_11_an_erasure_takes_three_clicks_and_four_digits(either: Page, shop: Shop) -> None:
    either.goto("/customers/1")
    either.get_by_role("link", name="Erase them for good").click()
    either.get_by_label("Type the last four digits").fill("0101")
    either.get_by_role("checkbox").check()
    either.get_by_role("button", name="Erase them for good").click()
    expect(either.get_by_text("Nobody finds them any more")).to_be_visible()
    expect(either.get_by_text("Anna Smith")).to_have_count(0)
    with pytest.raises(NotFound):
        contacts.get(shop.db, ANNA)
