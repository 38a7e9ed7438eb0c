"""The tablet at the counter in a browser: from starting it to the YES of a phone, and out again."""

import pytest
from playwright.sync_api import Page, expect

from smsbox.services import contacts
from smsbox.store.ledger import ListState
from tests.fakes.shop import Shop
from tests.fakes.waiting import until

NUMBER, E164 = "07700 900 155", "+447700900155"


@pytest.fixture(autouse=True)
def words(shop: Shop) -> None:
    """The list has the words that people agree to."""
    shop.word()


def test_rule_2_4_a_customer_signs_up_on_the_tablet_and_by_the_phones_yes(either: Page, shop: Shop) -> None:
    either.goto("/more")
    either.get_by_role("link", name="Let customers sign up here").click()
    either.get_by_role("button", name="Start the sign-up page").click()
    expect(either.get_by_role("heading", name="Stay in touch by text")).to_be_visible()
    expect(either.get_by_role("navigation")).to_have_count(0)
    either.get_by_label("Your mobile number").fill(NUMBER)
    either.get_by_role("checkbox", name="Yes, Corner Shop may text me").check()
    either.get_by_role("button", name="Sign me up").click()
    expect(either.get_by_text("Reply YES to the text on your phone.")).to_be_visible()
    while (text := shop.put_on_air()) is not None:
        shop.finish(text)
    shop.receive(E164, "YES")
    assert contacts.get(shop.db, E164).lists == {"Offers": ListState.SUBSCRIBED}
    either.get_by_role("link", name="Close this page").click()
    expect(either.get_by_label("Your mobile number")).to_have_value("")


def test_the_tablet_leads_nowhere_until_somebody_signs_in(page: Page, shop: Shop) -> None:
    page.goto("/kiosk/start")
    page.get_by_role("button", name="Start the sign-up page").click()
    page.goto("/customers")
    expect(page).to_have_url("/kiosk")
    page.get_by_role("link", name="For staff: leave this page").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(shop.link())
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    page.goto("/customers")
    expect(page.get_by_role("heading", name="Customers")).to_be_visible()


def test_a_form_begins_anew_a_minute_after_the_last_touch_and_never_under_somebodys_hands(page: Page) -> None:
    page.clock.install()
    page.goto("/kiosk/start")
    page.get_by_role("button", name="Start the sign-up page").click()
    number = page.get_by_label("Your mobile number")
    page.clock.run_for(29 * 60_000)
    for digit in "07700":
        number.press_sequentially(digit)
        page.clock.run_for(50_000)
    expect(number).to_have_value("07700")
    page.clock.run_for(11_000)
    expect(number).to_have_value("")


def test_a_form_stays_while_the_box_is_away_and_begins_anew_when_it_is_back(page: Page) -> None:
    page.clock.install()
    page.goto("/kiosk/start")
    page.get_by_role("button", name="Start the sign-up page").click()
    number = page.get_by_label("Your mobile number")
    number.fill("07700")
    page.route("**/kiosk", lambda route: route.abort("internetdisconnected"))
    with page.expect_event("requestfailed"):
        page.clock.run_for(61_000)
    expect(number).to_have_value("07700")
    page.unroute("**/kiosk")
    until(lambda: page.clock.run_for(61_000) or number.input_value() == "", 10, "an empty form")
