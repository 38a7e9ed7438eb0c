"""What staff do, by the names they see; each with scripts and without."""

import pytest
from playwright.sync_api import Page, expect

from smsbox.rules.lifecycle import State
from smsbox.services import inbox, messages, people, settings
from tests.browser.conftest import OpenTab
from tests.fakes.shop import ANNA, LEO, OWNER, PASSWORD, Shop


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_signing_in_with_a_password_and_out_again(open_tab: OpenTab, shop: Shop, scripts: bool) -> None:
    people.set_password(shop.db, OWNER, PASSWORD)
    page = open_tab(signed_in=False, java_script_enabled=scripts)
    page.goto("/more")
    page.get_by_label("Your name").fill(OWNER)
    page.get_by_label("Password or PIN").fill("not this one")
    page.get_by_label("Password or PIN").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("do not go together")
    expect(page.get_by_label("Your name")).to_have_value(OWNER)
    page.get_by_label("Password or PIN").fill(PASSWORD)
    page.get_by_role("button", name="Open the box").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("More")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_name_is_tapped_and_a_pin_typed_and_a_locked_screen_goes_on(
    open_tab: OpenTab, shop: Shop, scripts: bool
) -> None:
    people.add_person(shop.db, "Tom", "till", "4821", now=shop.clock())
    page = open_tab(signed_in=False, java_script_enabled=scripts)
    page.goto("/more")
    page.get_by_role("link", name="Tom").click()
    if scripts:
        for digit in ("4", "8", "9"):
            page.get_by_role("button", name=digit, exact=True).click()
        page.get_by_role("button", name="Delete").click()
        for digit in ("2", "1"):
            page.get_by_role("button", name=digit, exact=True).click()
        expect(page.get_by_label("Password or PIN")).to_have_value("4821")
    else:
        expect(page.get_by_role("group", name="PIN pad")).to_have_count(0)
        page.get_by_label("Password or PIN").fill("4821")
    page.get_by_role("button", name="Open the box").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("More")
    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_label("Your name")).to_have_value("Tom")
    page.get_by_label("Password or PIN").fill("4821")
    page.get_by_label("Password or PIN").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("More")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_one_click_on_the_link_opens_today(open_tab: OpenTab, shop: Shop, scripts: bool) -> None:
    page = open_tab(signed_in=False, java_script_enabled=scripts)
    page.goto(shop.link())
    expect(page.get_by_role("heading", level=1)).to_have_text("Good morning, Corner Shop")


def test_writing_a_text_and_seeing_it_queued(either: Page, shop: Shop) -> None:
    either.goto("/")
    either.get_by_role("navigation", name="Main").get_by_role("link", name="Send").click()
    either.get_by_label("Phone number").fill("07700 900 101")
    either.get_by_label("Your message").fill("Your shoes are ready.")
    either.get_by_role("button", name="Check before sending").click()
    expect(either.get_by_role("heading", level=1)).to_have_text("Check before sending")
    expect(either.get_by_text("+447700900101")).to_be_visible()
    either.get_by_role("button", name="Send to Anna Smith").click()
    expect(either.get_by_role("heading", level=1)).to_have_text("Your text")
    expect(either.locator("#outcome")).to_contain_text("Waiting")
    (message, _) = messages.find(shop.db, to=ANNA).items
    assert (message.text, message.state) == ("Your shoes are ready.", State.QUEUED)


def test_enter_in_the_number_checks_and_does_not_change_the_text(either: Page) -> None:
    either.goto("/write")
    either.get_by_label("Your message").fill("It’s ready")
    either.get_by_label("Phone number").fill("07700 900 101")
    either.get_by_label("Phone number").press("Enter")
    expect(either.get_by_role("heading", level=1)).to_have_text("Check before sending")
    expect(either.get_by_text("It’s ready")).to_be_visible()


def test_changing_it_comes_back_with_what_was_typed(either: Page) -> None:
    either.goto("/write")
    either.get_by_label("Phone number").fill("07700 900 101")
    either.get_by_label("Your message").fill("Line one\nline two")
    either.get_by_label("Send it now, even at night").check()
    either.get_by_role("button", name="Check before sending").click()
    either.get_by_role("link", name="Change it").click()
    expect(either.get_by_label("Your message")).to_have_value("Line one\nline two")
    expect(either.get_by_label("Send it now, even at night")).to_be_checked()


def test_a_mistake_is_named_and_its_link_leads_to_the_field(either: Page) -> None:
    either.goto("/write")
    either.get_by_label("Your message").fill("Keep this")
    either.get_by_role("button", name="Check before sending").click()
    expect(either.get_by_role("alert")).to_contain_text("There is a problem")
    expect(either.get_by_label("Your message")).to_have_value("Keep this")
    either.get_by_role("link", name="Enter the phone number.").click()
    expect(either.get_by_label("Phone number")).to_be_focused()


def test_plain_characters_make_one_text_of_two(either: Page) -> None:
    either.goto("/write")
    either.get_by_label("Your message").fill("It’s " + "a" * 80)
    if either.locator(".long").is_hidden():  # without scripts the counter moves with the next page
        either.get_by_label("Phone number").fill("")
        either.get_by_role("button", name="Check before sending").click()
    expect(either.get_by_text("The character ’ cuts a text from 160 to 70 characters.")).to_be_visible()
    either.get_by_role("button", name="Use plain characters instead").click()
    expect(either.get_by_label("Your message")).to_have_value("It's " + "a" * 80)
    expect(either.locator(".count")).to_have_text("1 text · 75 characters left")
    expect(either.get_by_role("button", name="Use plain characters instead")).to_be_hidden()


def test_answering_a_conversation(either: Page, shop: Shop) -> None:
    either.goto("/")
    either.get_by_role("link", name="Answer 3 messages").click()
    either.get_by_role("link", name="Leo Rossi").click()
    expect(either.get_by_text("Hi! Are you open on Sunday?").last).to_be_visible()
    either.get_by_label("Your answer").fill("Yes, from ten to four.")
    either.get_by_role("button", name="Send the answer").click()
    expect(either.locator("#entries")).to_contain_text("Yes, from ten to four.")
    expect(either.locator("#entries > .out").last).to_contain_text("Waiting")
    (message,) = messages.find(shop.db, to=LEO).items
    assert message.lane.word == "reply"
    assert inbox.unread_count(shop.db) == 2


def test_an_answered_conversation_is_put_away_and_taken_up_again(either: Page) -> None:
    either.goto(f"/inbox/with/{ANNA}")
    either.get_by_role("button", name="Mark as done").click()
    expect(either.get_by_text("Done. It comes back by itself")).to_be_visible()
    either.get_by_role("button", name="Undo").click()
    expect(either.get_by_text("It has been taken back.")).to_be_visible()
    either.get_by_role("button", name="Mark as done").click()
    expect(either.get_by_role("button", name="Undo")).to_be_visible()
    either.goto(f"/inbox/with/{ANNA}")
    either.get_by_role("button", name="Take it up again").click()
    expect(either.get_by_role("button", name="Mark as done")).to_be_visible()


def test_deciding_what_an_unclear_text_meant(either: Page) -> None:
    either.goto("/inbox/with/+447700900106")
    either.get_by_role("button", name="Opt out").click()
    expect(either.get_by_text("They get no more texts.")).to_be_visible()
    expect(either.get_by_text("so nothing can be sent to them")).to_be_visible()
    expect(either.get_by_role("button", name="Send the answer")).to_have_count(0)


def test_pausing_everything_takes_two_taps(either: Page, shop: Shop) -> None:
    either.goto("/")
    either.get_by_role("link", name="More").click()
    either.get_by_role("button", name="Pause all offers").click()
    expect(either.get_by_role("button", name="Resume offers")).to_be_visible()
    assert settings.policy(shop.db.connection()).paused


def test_two_fast_presses_send_one_text(page: Page, shop: Shop) -> None:
    page.goto("/write")
    page.get_by_label("Phone number").fill("07700 900 199")
    page.get_by_label("Your message").fill("Once")
    page.get_by_role("button", name="Check before sending").click()
    page.wait_for_url("**/check/**")
    page.get_by_role("button", name="Send to").dblclick()
    page.wait_for_url("**/sent/**")
    assert len(messages.find(shop.db, to="+447700900199").items) == 1


def test_a_pressed_button_says_so_and_cannot_be_pressed_again(page: Page) -> None:
    page.goto("/write")
    page.get_by_label("Phone number").fill("07700 900 199")
    page.get_by_label("Your message").fill("Once")
    page.get_by_role("button", name="Check before sending").click()
    page.wait_for_url("**/check/**")
    page.locator("main form").evaluate("form => { form.target = '_blank'; }")  # so that the page stays to be looked at
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Send to").click()
    expect(page.get_by_role("button", name="Sending…")).to_be_disabled()
    opened.value.wait_for_url("**/sent/**")


def test_going_back_after_sending_does_not_send_again(page: Page, shop: Shop) -> None:
    page.goto("/write")
    page.get_by_label("Phone number").fill("07700 900 199")
    page.get_by_label("Your message").fill("Once")
    page.get_by_role("button", name="Check before sending").click()
    page.get_by_role("button", name="Send to").click()
    page.wait_for_url("**/sent/**")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your text")
    assert len(messages.find(shop.db, to="+447700900199").items) == 1


def test_a_text_that_waits_is_stopped(page: Page, shop: Shop) -> None:
    message_id = shop.queue(ANNA, "Not this one")
    page.goto(f"/write/sent/{message_id}")
    page.get_by_role("button", name="Stop this text").click()
    expect(page.locator("#outcome")).to_contain_text("Stopped")
    assert messages.get(shop.db, message_id).state is State.CANCELLED
