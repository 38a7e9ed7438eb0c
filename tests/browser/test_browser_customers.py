"""Customers, by the names that staff see on the page; each with scripts and without."""

import re

from playwright.sync_api import Page, expect

from smsbox.services import consent, contacts, lists
from tests.fakes.shop import ANNA, Shop

NEW = "07700 900 155"
NEW_E164 = "+447700900155"


def test_somebody_is_found_and_written_to(either: Page) -> None:
    either.goto("/")
    either.get_by_role("navigation", name="Main").get_by_role("link", name="Customers").click()
    either.get_by_label("Search by name or number").fill("anna")
    if either.get_by_role("link", name="Leo Rossi").is_visible():
        either.get_by_role("button", name="Search").click()
    expect(either.get_by_role("status").filter(has_text="1 found")).to_be_visible()
    expect(either.get_by_role("link", name="Leo Rossi")).to_have_count(0)
    expect(either).to_have_url(re.compile(r"q=anna"))
    either.get_by_role("link", name="Anna Smith").click()
    expect(either.get_by_role("heading", level=1)).to_have_text("Anna Smith")
    either.get_by_role("link", name="Write to Anna Smith").click()
    expect(either.get_by_label("Phone number")).to_have_value(ANNA)


def test_names_come_while_one_types_and_the_address_remembers(page: Page) -> None:
    page.goto("/customers")
    field = page.get_by_label("Search by name or number")
    field.press_sequentially("le")
    expect(page.get_by_role("link", name="Anna Smith")).to_have_count(0)
    expect(page.get_by_role("link", name="Leo Rossi")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="1 found")).to_be_visible()
    expect(field).to_be_focused()
    page.reload()
    expect(field).to_have_value("le")
    expect(page.get_by_role("link", name="Anna Smith")).to_have_count(0)


def test_a_list_and_those_who_said_stop_are_looked_at(either: Page) -> None:
    either.goto("/customers")
    which = either.get_by_role("navigation", name="Which customers")
    which.get_by_role("link", name="Offers").click()
    people = either.get_by_role("list", name="Customers")
    expect(people.get_by_role("listitem")).to_have_count(1)
    which.get_by_role("link", name="Said STOP").click()
    expect(either.get_by_role("heading", name="Who said STOP", level=1)).to_be_visible()
    expect(either.get_by_text("07700 900107")).to_be_visible()


def test_somebody_at_the_counter_is_added_within_four_taps(either: Page, shop: Shop) -> None:
    taps = 0

    def tap(role: str, name: str) -> None:
        nonlocal taps
        either.get_by_role(role, name=name).click()  # type: ignore[arg-type]
        taps += 1

    either.goto("/")
    tap("link", "Add a customer")
    expect(either.get_by_label("Phone number")).to_be_focused()
    either.keyboard.type(NEW)
    tap("textbox", "Name")
    either.keyboard.type("Ben")
    tap("checkbox", "Offers")
    tap("button", "Add this customer")
    expect(either.get_by_text("Ben is a customer now.")).to_be_visible()
    assert taps <= 4
    found = contacts.get(shop.db, NEW_E164)
    assert (found.name, list(found.lists)) == ("Ben", ["Offers"])
    (row,) = consent.history(shop.db, NEW_E164)
    assert row.wording
    expect(either.get_by_text(row.wording)).to_be_visible()


def test_a_known_number_leads_to_its_card_and_a_landline_is_told(either: Page, shop: Shop) -> None:
    either.goto("/customers/new")
    either.get_by_label("Phone number").fill("020 7946 0123")
    either.get_by_role("button", name="Add this customer").click()
    expect(either.get_by_role("alert")).to_contain_text("This is a landline")
    expect(either.get_by_label("Phone number")).to_have_value("020 7946 0123")
    either.get_by_label("Phone number").fill("07700900101")
    either.get_by_role("button", name="Add this customer").click()
    expect(either.get_by_role("heading", level=1)).to_have_text("Anna Smith")
    expect(either.get_by_text("This number is a customer already.")).to_be_visible()
    assert contacts.totals(shop.db).contacts == 3


def test_two_fast_presses_add_one_customer(page: Page, shop: Shop) -> None:
    page.goto("/customers/new")
    page.get_by_label("Phone number").fill(NEW)
    page.get_by_role("button", name="Add this customer").dblclick()
    page.wait_for_url(re.compile(r"/customers/\d+$"))
    expect(page.get_by_text("is a customer already")).to_have_count(0)
    assert contacts.totals(shop.db).contacts == 4


def test_notes_are_changed_and_a_yes_written_down(either: Page, shop: Shop) -> None:
    lists.create(shop.db, "News", now=shop.clock())
    either.goto(f"/customers/{contacts.get(shop.db, ANNA).id}")
    either.get_by_role("link", name="Change name, notes and tags").click()
    either.get_by_label("Notes").fill("Likes blue.")
    either.get_by_label("Tags").fill("vip, regular")
    either.get_by_role("button", name="Save").click()
    expect(either.get_by_text("Likes blue.")).to_be_visible()
    either.get_by_role("link", name="Write down a yes").click()
    either.get_by_role("button", name="Write it down").click()
    expect(either.get_by_role("alert")).to_contain_text("Tick a list.")
    either.get_by_role("checkbox", name="News").check()
    either.get_by_label("How did they say it?").fill("Paper form 17")
    either.get_by_label("The words they read or heard").fill("News, once a month. STOP ends it.")
    either.get_by_role("button", name="Write it down").click()
    said = either.get_by_role("region", name="What they said")
    expect(said).to_contain_text("Paper form 17")
    expect(said).to_contain_text("News, once a month. STOP ends it.")


def test_whoever_said_stop_cannot_be_written_to(either: Page, shop: Shop) -> None:
    shop.receive(ANNA, "STOP")
    either.goto(f"/customers/{contacts.get(shop.db, ANNA).id}")
    write = either.get_by_role("button", name="Write to Anna Smith")
    expect(write).to_be_disabled()
    expect(write).to_have_accessible_description(re.compile("said STOP"))
    expect(either.get_by_role("region", name="What they said").get_by_text("STOP", exact=True)).to_be_visible()
    expect(either.get_by_role("link", name="Write down a yes")).to_have_count(0)


def test_a_deleted_customer_comes_back_by_undo(either: Page, shop: Shop) -> None:
    either.goto(f"/customers/{contacts.get(shop.db, ANNA).id}")
    either.get_by_role("button", name="Delete this customer").click()
    expect(either.get_by_text("Anna Smith is deleted.")).to_be_visible()
    either.goto("/activity")
    either.get_by_role("button", name="Undo").first.click()
    expect(either.get_by_text("It has been taken back.")).to_be_visible()
    either.goto("/customers?q=anna")
    expect(either.get_by_role("link", name="Anna Smith")).to_be_visible()


def test_a_list_is_made_renamed_and_deleted(either: Page, shop: Shop) -> None:
    either.goto("/customers")
    either.get_by_role("link", name="Change the lists").click()
    either.get_by_label("Name of the list").fill("Birthdays")
    either.get_by_role("button", name="Make the list").click()
    either.get_by_role("link", name="Birthdays").click()
    either.get_by_label("Name of the list").fill("Surprises")
    either.get_by_role("button", name="Save").click()
    either.get_by_role("link", name="Surprises").click()
    either.get_by_role("button", name="Delete this list").click()
    expect(either.get_by_text("The list Surprises is deleted.")).to_be_visible()
    assert [made.name for made in lists.all_lists(shop.db)] == ["Offers"]
