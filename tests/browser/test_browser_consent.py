"""Words, what people agree to, unclear texts and the STOP list in a browser, with scripts and without."""

import pytest
from playwright.sync_api import Page, expect

from smsbox.services import contacts, keywords, messages
from smsbox.store.ledger import ListState
from tests.fakes.shop import LEO, MAYA, Shop


def test_rule_2_5_the_robot_writes_what_people_agree_to_and_makes_a_word_that_joins(either: Page, shop: Shop) -> None:
    either.goto("/customers/lists")
    either.get_by_role("link", name="Offers").click()
    either.get_by_role("link", name="Write what they agree to").click()
    words = either.get_by_label("The words they agree to")
    words.fill("Yes, I want texts.")
    either.get_by_role("button", name="Use these words").click()
    alert = either.get_by_role("alert")
    expect(alert).to_contain_text("It must say that STOP ends it.")
    expect(words).to_have_value("Yes, I want texts.")
    alert.get_by_role("link", name="It must say that HELP gets help.").click()
    expect(words).to_be_focused()
    either.get_by_label("How many texts a month").fill("2")
    either.get_by_role("button", name="Write the words for me").click()
    expect(words).to_have_value("Yes, Corner Shop may text me offers and news, up to 2 texts a month."
                                " Reply STOP to opt out, HELP for help.")  # fmt: skip
    either.get_by_role("button", name="Use these words").click()
    expect(either.get_by_text("agrees to these words from now on")).to_be_visible()

    either.get_by_role("link", name="Make a word to join by").click()
    expect(either.get_by_role("radio", name="They join Offers")).to_be_checked()
    either.get_by_label("The word").fill("shoes")
    either.get_by_role("button", name="Make the word").click()
    expect(either.get_by_role("heading", name="shoes")).to_be_visible()
    expect(either.get_by_text("Joins Offers")).to_be_visible()

    shop.receive(MAYA, " shoes! ")
    assert contacts.get(shop.db, MAYA).lists == {"Offers": ListState.SUBSCRIBED}
    answers = [message.text for message in messages.find(shop.db, to=MAYA).items if message.author == "smsbox"]
    assert len(answers) == 1
    expect(either.get_by_text(answers[0])).to_be_visible()


def test_a_word_much_like_another_is_made_at_the_second_press_and_undone(either: Page, shop: Shop) -> None:
    for word in ("HOURS", "HOUR"):
        either.goto("/keywords/new")
        either.get_by_label("The word").fill(word)
        either.get_by_role("textbox", name="Your answer").fill("We are open 9 to 6.")
        either.get_by_role("button", name="Make the word").click()
    expect(either.get_by_role("heading", name="It is easily mistaken")).to_be_visible()
    assert len(keywords.all_keywords(shop.db)) == 1
    either.get_by_role("button", name="Make it all the same").click()
    expect(either.get_by_role("heading", name="HOUR", exact=True)).to_be_visible()
    either.get_by_role("button", name="Undo").click()
    expect(either.get_by_text("It has been taken back.")).to_be_visible()
    expect(either.get_by_role("heading", name="HOUR", exact=True)).to_have_count(0)
    either.get_by_role("link", name="Change HOURS").click()
    either.get_by_role("button", name="Delete this word").click()
    expect(either.get_by_text("No word yet")).to_be_visible()
    either.get_by_role("button", name="Undo").click()
    expect(either.get_by_role("heading", name="HOURS", exact=True)).to_be_visible()


def test_the_counter_follows_the_answer_of_a_word(page: Page) -> None:
    page.goto("/keywords/new")
    page.get_by_role("textbox", name="Your answer").fill("a" * 161)
    expect(page.locator(".count")).to_have_text("2 texts · 145 characters left")
    page.get_by_role("textbox", name="Your answer").fill("It’s here")
    page.get_by_role("button", name="Use plain characters instead").click()
    expect(page.get_by_role("textbox", name="Your answer")).to_have_value("It's here")


@pytest.mark.parametrize(("button", "says"), [("Opt out", "They get no more texts."), ("Keep", "as before.")])
def test_rule_3_3_from_today_an_unclear_text_is_decided_in_two_taps(either: Page, button: str, says: str) -> None:
    either.goto("/")
    expect(either.get_by_role("heading", name="1 person may have meant STOP")).to_be_visible()
    either.get_by_role("link", name="Decide now").click()
    either.get_by_role("button", name=button).click()
    expect(either.get_by_text(says)).to_be_visible()
    expect(either.get_by_text("Nothing to decide")).to_be_visible()


def test_rule_3_3_an_unclear_text_shows_on_the_open_first_page(page: Page, shop: Shop) -> None:
    page.goto("/")
    shop.receive(LEO, "when does the bus stop here?")
    expect(page.get_by_role("heading", name="2 people may have meant STOP")).to_be_visible()


def test_a_stop_is_found_by_its_last_digits_while_one_types(page: Page, shop: Shop) -> None:
    shop.receive(LEO, "Stop it please")
    page.goto("/customers")
    page.get_by_role("link", name="Said STOP 2").click()
    expect(page.get_by_role("heading", name="Leo Rossi")).to_be_visible()
    page.get_by_label("Find a number").fill("0107")
    expect(page.get_by_role("status").filter(has_text="1 found")).to_be_visible()
    expect(page.get_by_role("heading", name="Leo Rossi")).to_have_count(0)
    expect(page.get_by_role("heading", name="07700 900107")).to_be_visible()
    expect(page.get_by_label("Find a number")).to_be_focused()


def test_a_stop_is_found_without_scripts(either: Page, shop: Shop) -> None:
    shop.receive(LEO, "Stop it please")
    either.goto("/customers/stopped")
    either.get_by_label("Find a number").fill("900102")
    either.get_by_role("button", name="Search").click()
    expect(either.get_by_text("Stop it please")).to_be_visible()
    expect(either.get_by_role("heading", name="07700 900107")).to_have_count(0)


def test_rule_4_4_from_the_card_a_stop_that_was_told_takes_two_taps(either: Page, shop: Shop) -> None:
    either.goto("/customers?q=leo")
    either.get_by_role("link", name="Leo Rossi").click()
    either.get_by_role("link", name="Write down a STOP").click()
    expect(either.get_by_label("Phone number")).to_have_value(LEO)
    either.get_by_role("button", name="Stop all texts to them").click()
    expect(either.get_by_text("Written down. The shop sends them nothing more.")).to_be_visible()
    expect(either.get_by_role("heading", name="Leo Rossi")).to_be_visible()
    assert contacts.get(shop.db, LEO).suppressed
