"""The box and its settings in a real browser: pausing everything, a modem that is unplugged, a wrong value."""

import pytest
from playwright.sync_api import Page, expect

from smsbox.daemon.balances import Balances
from smsbox.daemon.desk import Desk
from smsbox.services import settings, sims
from tests.fakes.shop import ICCIDS, Shop

RED_MS = 5000
"""A modem that is unplugged is red on the screen within this."""


def is_paused(shop: Shop) -> bool:
    return settings.policy(shop.db.connection()).pause_ends(shop.clock()) is not None


def test_all_sending_is_paused_in_two_taps_from_any_page(either: Page, shop: Shop) -> None:
    for path in ("/", "/inbox", "/write"):
        either.goto(path)
        either.get_by_role("link", name="12 waiting").click()
        either.get_by_role("button", name="Pause for 1 hour").click()
        expect(either.get_by_role("link", name="Paused")).to_be_visible()
        assert is_paused(shop)
        either.get_by_role("button", name="Resume all sending").click()
        expect(either.get_by_role("button", name="Pause until I resume")).to_be_visible()
        assert not is_paused(shop)


def test_a_modem_that_is_unplugged_is_red_in_words_and_the_pill_changes(watched: Page, shop: Shop) -> None:
    watched.goto("/box")
    watched.evaluate("window.same = true")
    card = watched.get_by_role("region", name="Modem 2")
    expect(card.get_by_text("Working", exact=True)).to_be_visible()
    shop.plug_in(1, state="lost", signal=None)
    watched.clock.fast_forward(RED_MS)
    expect(card.locator(".tag.bad")).to_have_text("Not answering")
    expect(watched.get_by_role("heading", name="Modem 2: Not answering")).to_be_visible()
    expect(watched.get_by_role("link", name="1 modem not working")).to_be_visible()
    assert watched.evaluate("window.same")


def test_a_balance_is_asked_for_and_its_answer_comes(either: Page, shop: Shop, request: pytest.FixtureRequest) -> None:
    settings.set_value(shop.db, "balance.code", "*100#")
    either.goto("/box")
    either.get_by_role("region", name="Modem 1").get_by_role("button", name="Ask for the balance").click()
    card = either.get_by_role("region", name="Modem 1")
    expect(card.get_by_role("status")).to_have_text("Asking the network…")
    shop.clock.forward(seconds=9)
    Balances(shop.db, Desk(), shop.clock).keep(ICCIDS[0], "Your balance is 7.50 EUR.")
    if "no-scripts" in request.node.name:
        either.reload()
    expect(card).to_contain_text("7.50")
    expect(card.get_by_role("button", name="Ask for the balance")).to_be_visible()


def test_a_message_centre_is_entered_from_the_red_card(either: Page, shop: Shop) -> None:
    shop.plug_in(1, state="no_smsc")
    either.goto("/")
    either.get_by_role("link", name="Enter the number").click()
    either.get_by_label("Message centre").fill("07785 016005")
    either.get_by_role("button", name="Save").click()
    expect(either.get_by_text("Saved.")).to_be_visible()
    assert sims.smsc(shop.db, ICCIDS[1]) == "+447785016005"


def test_the_countdown_in_the_pill_moves_by_itself(watched: Page, shop: Shop) -> None:
    watched.goto("/box")
    watched.get_by_role("button", name="Pause for 10 minutes").click()
    watched.goto("/inbox")
    expect(watched.get_by_role("link", name="Paused · 10 min left")).to_be_visible()
    shop.clock.forward(minutes=4)
    watched.clock.fast_forward(RED_MS)
    expect(watched.get_by_role("link", name="Paused · 6 min left")).to_be_visible()


def test_a_wrong_limit_focuses_the_summary_and_keeps_the_other_fields(either: Page) -> None:
    either.goto("/settings/limits")
    either.get_by_label("Offers to one customer in a month").fill("7")
    either.get_by_label("Offers to one customer in a day").fill("many")
    either.get_by_role("button", name="Save").click()
    summary = either.get_by_role("alert")
    expect(summary).to_contain_text("enter a number from 0 to 3.")
    expect(either.get_by_label("Offers to one customer in a month")).to_have_value("7")
    expect(either.get_by_label("Offers to one customer in a day")).to_have_value("many")
    summary.get_by_role("link").click()
    expect(either.get_by_label("Offers to one customer in a day")).to_be_focused()


def test_hours_are_saved(either: Page, shop: Shop) -> None:
    either.goto("/more")
    either.get_by_role("link", name="Change the settings").click()
    either.get_by_role("link", name="Change the hours").click()
    either.get_by_label("Offers until").fill("18:30")
    either.get_by_role("checkbox", name="Saturday").uncheck()
    either.get_by_role("button", name="Save").click()
    expect(either.get_by_text("Saved.")).to_be_visible()
    assert settings.get(shop.db, "quiet.promotional_end") == "18:30"
    assert settings.get(shop.db, "quiet.promotional_days") == "mon-fri"
