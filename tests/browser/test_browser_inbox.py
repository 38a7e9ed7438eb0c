"""The inbox: finding somebody, choosing what to see, answering in two taps, taking it back."""

from playwright.sync_api import Page, expect

from smsbox.rules.lifecycle import State
from smsbox.services import inbox, messages
from tests.fakes.shop import ANNA, LEO, Shop

LOST = "+447700900104"


def test_finding_somebody_by_a_word_they_wrote(either: Page) -> None:
    either.goto("/inbox")
    either.get_by_role("searchbox", name="Find a name, number or word").fill("sunday")
    either.get_by_role("button", name="Search").click()
    expect(either.get_by_role("link", name="Leo Rossi")).to_be_visible()
    expect(either.get_by_role("link", name="Anna Smith")).to_have_count(0)


def test_choosing_what_the_list_shows(either: Page) -> None:
    either.goto("/inbox")
    choice = either.get_by_role("navigation", name="Which messages")
    choice.get_by_role("link", name="To answer").click()
    expect(choice.get_by_role("link", name="To answer")).to_have_attribute("aria-current", "page")
    expect(either.get_by_role("link", name="Maya Okafor")).to_have_count(0)
    choice.get_by_role("link", name="Replies to an offer").click()
    expect(either.get_by_text("No replies yet")).to_be_visible()


def test_a_quick_answer_goes_in_two_taps(either: Page, shop: Shop) -> None:
    either.goto(f"/inbox/with/{LEO}")
    either.get_by_role("link", name="See you later then!").click()
    expect(either.get_by_label("Your answer")).to_have_value("See you later then!")
    either.get_by_role("button", name="Send the answer").click()
    expect(either.locator("#entries")).to_contain_text("See you later then!")
    (message,) = messages.find(shop.db, to=LEO).items
    assert message.text == "See you later then!"


def test_done_is_taken_back_by_the_button_beside_it(either: Page, shop: Shop) -> None:
    either.goto(f"/inbox/with/{ANNA}")
    either.get_by_role("button", name="Mark as done").click()
    expect(either.get_by_role("button", name="Undo")).to_be_visible()
    assert inbox.conversation(shop.db, ANNA).done
    either.get_by_role("button", name="Undo").click()
    expect(either.get_by_text("It has been taken back.")).to_be_visible()
    assert not inbox.conversation(shop.db, ANNA).done


def test_a_text_that_did_not_arrive_is_tried_again(either: Page, shop: Shop) -> None:
    either.goto(f"/inbox/with/{LOST}")
    expect(either.get_by_text("The network did not take it.")).to_be_visible()
    either.get_by_role("button", name="Try again").click()
    expect(either.get_by_role("button", name="Try again")).to_have_count(0)
    again, _ = messages.find(shop.db, to=LOST).items
    assert again.state is State.QUEUED


def test_somebody_unknown_becomes_a_customer(either: Page) -> None:
    either.goto("/inbox/with/+447700900108")
    either.get_by_role("link", name="Add as customer").click()
    expect(either.get_by_label("Phone number")).to_have_value("+447700900108")
