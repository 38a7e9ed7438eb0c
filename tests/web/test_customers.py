"""The pages about customers: finding them, their card, signing up at the counter."""

import re
from html import unescape
from urllib.parse import quote

import pytest

from smsbox.rules.roles import Role
from smsbox.services import activity, consent, contacts, erasure, lists, settings
from smsbox.services.activity import Actor, By, Verb
from smsbox.services.contacts import Contact
from smsbox.store.ledger import ListState
from tests.fakes.shop import ANNA, LEO, MAYA, OWNER, Shop
from tests.web.conftest import Auth, body
from tests.web.outsiders import cannot_post, cannot_see, foreign_hosts_are_refused, needs_the_form_key

NEW = "07700 900 155"
NEW_E164 = "+447700900155"
KEY = "k" * 20
STOPPED = "+447700900107"
SENTENCE = "Corner Shop may text me the offers and news that are ticked, at most 4 texts a month."


@pytest.fixture
def anna(shop: Shop) -> Contact:
    return contacts.get(shop.db, ANNA)


def names(page: str) -> list[str]:
    """Who is in the list of customers."""
    return re.findall(r'<span class="who"><bdi[^>]*>([^<]+)</bdi>', page)


def test_everybody_is_listed_by_name(auth: Auth, anna: Contact) -> None:
    page = body(auth.client.get("/customers"))
    assert names(page) == ["Anna Smith", "Leo Rossi", "Maya Okafor"]
    assert f'href="/customers/{anna.id}"' in page
    assert "3 customers" in page


@pytest.mark.parametrize("typed", ["anna", "ANNA smi", "ánna", "07700 900101", "+44 7700 900 101", "0044-7700900101"])
def test_somebody_is_found_by_name_or_number_however_it_is_typed(auth: Auth, typed: str) -> None:
    page = body(auth.client.get("/customers", query_string={"q": typed}))
    assert names(page) == ["Anna Smith"]
    assert "1 found" in page


def test_nobody_found_says_so_and_leads_back(auth: Auth) -> None:
    page = body(auth.client.get("/customers?q=zzz"))
    assert "Nobody found" in page
    assert 'href="/customers"' in page
    assert 'value="zzz"' in page


def test_a_list_filters_and_a_search_stays_within_it(auth: Auth, shop: Shop) -> None:
    shop.say_yes(LEO)
    assert names(body(auth.client.get("/customers?list=Offers"))) == ["Anna Smith", "Leo Rossi"]
    within = body(auth.client.get("/customers?list=Offers&q=leo"))
    assert names(within) == ["Leo Rossi"]
    assert '<input type="hidden" name="list" value="Offers">' in within
    assert names(body(auth.client.get("/customers?list=Offers&q=maya"))) == []
    assert auth.client.get("/customers?list=Nothing").status_code == 404


def test_an_empty_list_and_an_empty_shop_say_why(auth: Auth, shop: Shop) -> None:
    lists.create(shop.db, "News", now=shop.clock())
    assert "Nobody is on this list yet" in body(auth.client.get("/customers?list=News"))
    for number in (ANNA, LEO, MAYA):
        contacts.delete(shop.db, number)
    assert "No customers yet" in body(auth.client.get("/customers"))


def test_pages_follow_each_other_without_a_gap(auth: Auth, shop: Shop) -> None:
    for index in range(120):
        shop.know(f"+4477009010{index:02}" if index < 100 else f"+4477009011{index - 100:02}", f"Bea {index:03}")
    seen: list[str] = []
    address: str | None = "/customers?q=bea"
    while address:
        page = body(auth.client.get(address))
        seen += names(page)
        further = re.search(r'href="([^"]+)"[^>]*><span>Show more<', page)
        address = further[1].replace("&amp;", "&") if further else None
    assert seen == [f"Bea {index:03}" for index in range(120)]


def test_a_name_from_outside_is_shown_and_not_run(auth: Auth, shop: Shop) -> None:
    shop.know(NEW_E164, "<script>alert(1)</script>")
    found = contacts.get(shop.db, NEW_E164)
    for address in ("/customers", f"/customers/{found.id}", f"/customers/{found.id}/edit"):
        page = body(auth.client.get(address))
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_the_card_shows_whom_when_lists_and_what_they_said(auth: Auth, anna: Contact) -> None:
    page = body(auth.client.get(f"/customers/{anna.id}"))
    assert "07700 900101" in page
    assert "Customer since" in page
    assert f'href="/write?to={quote(ANNA)}"' in page
    assert f"/inbox/with/{ANNA}#latest" in page
    assert "counter form" in page
    assert "Corner Shop: offers, 4 a month. Reply STOP to opt out." in page
    assert OWNER in page


def test_a_customer_without_texts_has_no_conversation_to_open(auth: Auth, shop: Shop) -> None:
    shop.know(NEW_E164, "Ben")
    page = body(auth.client.get(f"/customers/{contacts.get(shop.db, NEW_E164).id}"))
    assert "Open the conversation" not in page
    assert "They have said neither yes nor STOP yet." in page
    assert "On no list" in page


def test_rule_2_10_an_erased_customer_who_was_added_anew_cannot_be_written_to(
    auth: Auth, shop: Shop, anna: Contact
) -> None:
    erasure.erase(shop.db, ANNA, by=By(Actor.PERSON, OWNER, shop.clock()))
    again = contacts.put(shop.db, ANNA, name="Anna", now=shop.clock())
    page = body(auth.client.get(f"/customers/{again.id}"))
    assert re.search(r'<button class="primary wide"[^>]* disabled', page)
    assert "Somebody who was erased" in page
    assert "They have said neither yes nor STOP yet." not in page


def test_whoever_said_stop_cannot_be_written_to_and_nobody_lifts_it(auth: Auth, shop: Shop, anna: Contact) -> None:
    shop.receive(ANNA, "Stop it please STOP")
    shop.receive(ANNA, "STOP")
    page = body(auth.client.get(f"/customers/{anna.id}"))
    assert re.search(r'<button class="primary wide"[^>]* disabled', page)
    assert "Whoever texted STOP comes back by texting START." in page
    assert "Whoever told you instead signs up on your tablet, then texts START." in page
    assert f'href="/write?to={quote(ANNA)}"' not in page
    assert ">STOP</p>" in page
    assert f"/customers/{anna.id}/yes" not in page
    assert "Only they can start again" in body(auth.client.get(f"/customers/{anna.id}/yes"))
    yes = {"key": KEY, "lists": "Offers", "source": "counter", "wording": "Please"}
    refused = auth.post(f"/customers/{anna.id}/yes", yes)
    assert refused.status_code == 422
    assert "Only the person can start again" in body(refused)
    assert contacts.get(shop.db, ANNA).suppressed


def test_name_notes_and_tags_are_changed_and_what_else_is_known_stays(auth: Auth, shop: Shop) -> None:
    contacts.put(shop.db, ANNA, name="Anna Smith", fields={"size": "38"}, now=shop.clock())
    one = contacts.get(shop.db, ANNA)
    changes = {"name": " Anna Jones ", "notes": "Likes blue.\nCall after five.", "tags": "vip, regular ,, vip"}
    page = body(auth.post(f"/customers/{one.id}/edit", changes, follow=True))
    assert "Saved." in page
    assert "Likes blue." in page
    found = contacts.get(shop.db, ANNA)
    assert (found.name, found.tags) == ("Anna Jones", ("vip", "regular"))
    assert found.fields == {"size": "38", "notes": "Likes blue.\r\nCall after five."} or found.fields == {
        "size": "38",
        "notes": "Likes blue.\nCall after five.",
    }
    auth.post(f"/customers/{one.id}/edit", {"name": "Anna Jones", "notes": "", "tags": ""})
    assert contacts.get(shop.db, ANNA).fields == {"size": "38"}


@pytest.mark.parametrize(
    ("data", "sentence", "field"),
    [
        ({"name": "x" * 101}, "That name is too long.", "name"),
        ({"name": "Anna", "notes": "x" * 501}, "Those notes are too long", "notes"),
        ({"name": "Anna", "tags": "x" * 201}, "Those tags are too long", "tags"),
    ],
)
def test_a_change_that_cannot_be_is_said_beside_its_field(
    auth: Auth, anna: Contact, data: dict[str, str], sentence: str, field: str
) -> None:
    response = auth.post(f"/customers/{anna.id}/edit", data)
    assert response.status_code == 422
    assert sentence in body(response)
    assert f'id="{field}-error"' in body(response)
    assert contacts.get(auth.shop.db, ANNA) == anna


def test_rule_2_8_a_contest_is_no_yes_and_the_page_says_why(auth: Auth, anna: Contact) -> None:
    lists.create(auth.shop.db, "News", now=auth.shop.clock())
    yes = {"key": KEY, "lists": "News", "source": "summer contest", "wording": "News, monthly. STOP ends it."}
    refused = auth.post(f"/customers/{anna.id}/yes", yes)
    assert refused.status_code == 422
    assert "Taking part in a contest is no yes to offers." in body(refused)
    assert 'id="source-error"' in body(refused)
    assert "News" not in contacts.get(auth.shop.db, ANNA).lists


def test_a_yes_needs_its_list_its_source_and_its_wording(auth: Auth, anna: Contact) -> None:
    lists.create(auth.shop.db, "News", now=auth.shop.clock())
    assert SENTENCE in body(auth.client.get(f"/customers/{anna.id}/yes"))
    before = consent.history(auth.shop.db, ANNA)
    good = {"key": KEY, "lists": "News", "source": "paper form 17", "wording": "News, monthly. STOP ends it."}
    for field, sentence in (("lists", "Tick a list."), ("source", "Say how:"), ("wording", "Write the words")):
        lacking = auth.post(f"/customers/{anna.id}/yes", {name: value for name, value in good.items() if name != field})
        assert lacking.status_code == 422
        assert sentence in body(lacking)
    assert consent.history(auth.shop.db, ANNA) == before
    for _ in range(2):  # pressed twice
        page = body(auth.post(f"/customers/{anna.id}/yes", good, follow=True))
    assert "paper form 17" in page
    (row,) = consent.history(auth.shop.db, ANNA)[len(before) :]
    assert (row.list, row.source, row.wording, row.actor) == ("News", good["source"], good["wording"], OWNER)
    assert contacts.get(auth.shop.db, ANNA).lists["News"] is ListState.SUBSCRIBED
    assert "They are on every list" in body(auth.client.get(f"/customers/{anna.id}/yes"))


def test_a_customer_is_deleted_and_activity_brings_them_back(auth: Auth, anna: Contact) -> None:
    page = body(auth.post(f"/customers/{anna.id}/delete", follow=True))
    assert "Anna Smith is deleted." in page
    assert auth.client.get(f"/customers/{anna.id}").status_code == 404
    undo = re.search(r'action="(/activity/\d+/undo)"', body(auth.client.get("/activity")))
    assert undo
    auth.post(undo[1])
    assert contacts.get(auth.shop.db, ANNA).name == "Anna Smith"


def test_somebody_at_the_counter_is_added_with_what_they_agreed_to(auth: Auth, shop: Shop) -> None:
    form = body(auth.client.get("/customers/new"))
    assert 'inputmode="tel"' in form
    assert SENTENCE in form
    assert not re.search(r'type="checkbox"[^>]* checked', form)
    wording = re.search(r'name="wording" value="([^"]+)"', form)
    assert wording
    data = {"key": KEY, "number": NEW, "name": "Ben", "lists": "Offers", "wording": wording[1]}
    page = body(auth.post("/customers/new", data, follow=True))
    assert "Ben is a customer now." in page
    found = contacts.get(shop.db, NEW_E164)
    assert (found.name, found.lists) == ("Ben", {"Offers": ListState.SUBSCRIBED})
    (row,) = consent.history(shop.db, NEW_E164)
    assert (row.source, row.wording, row.actor) == ("counter", wording[1], OWNER)
    (entry, *_) = activity.find(shop.db).items
    assert (entry.verb, entry.subject, entry.by.name) == (Verb.CONTACT_ADDED, NEW_E164, OWNER)


def test_rule_2_1_a_list_with_its_own_words_is_agreed_to_with_these(auth: Auth, shop: Shop) -> None:
    own = shop.word(per_month=2)
    lists.create(shop.db, "News", now=shop.clock())
    form = body(auth.client.get("/customers/new"))
    assert SENTENCE in form
    assert own.text in unescape(form)
    (shown,) = re.findall(r'name="own" value="(\d+)"', form)
    shop.word(per_month=9)  # while the form is filled in
    general = "The general words."
    own_words = [shown, "7x", "99"]
    data = {"key": KEY, "number": NEW, "lists": ["Offers", "News"], "wording": general, "own": own_words}
    assert auth.post("/customers/new", data).status_code == 302
    offers, news = consent.history(shop.db, NEW_E164)
    assert (offers.list, offers.wording, offers.per_month) == ("Offers", own.text, 2)
    assert (news.list, news.wording, news.per_month) == ("News", general, None)


def test_where_every_list_has_its_own_words_no_others_are_shown(auth: Auth, shop: Shop) -> None:
    own = shop.word()
    form = unescape(body(auth.client.get("/customers/new")))
    assert own.text in form
    assert "<blockquote" not in form


def test_rule_2_1_the_words_of_the_only_list_are_there_to_be_written_down(auth: Auth, shop: Shop) -> None:
    own = shop.word()
    contacts.put(shop.db, NEW_E164, by=By(Actor.PERSON, OWNER, shop.clock()), now=shop.clock())
    address = f"/customers/{contacts.get(shop.db, NEW_E164).id}/yes"
    assert own.text in unescape(body(auth.client.get(address)))
    lists.create(shop.db, "News", now=shop.clock())
    assert own.text not in unescape(body(auth.client.get(address)))


def test_pressing_twice_adds_once(auth: Auth, shop: Shop) -> None:
    data = {"key": KEY, "number": NEW, "name": "Ben"}
    there = [auth.post("/customers/new", data).location for _ in range(2)]
    assert there == [f"/customers/{contacts.get(shop.db, NEW_E164).id}"] * 2
    assert contacts.totals(shop.db).contacts == 4
    assert "is a customer already" not in body(auth.client.get(there[0]))


def test_a_known_number_leads_to_its_card_and_changes_nothing(auth: Auth, anna: Contact) -> None:
    data = {"key": KEY, "number": "0770 0900 101", "name": "Somebody else"}
    response = auth.post("/customers/new", data, follow=True)
    assert response.request.path == f"/customers/{anna.id}"
    assert "This number is a customer already. Nothing was changed." in body(response)
    assert contacts.get(auth.shop.db, ANNA) == anna


@pytest.mark.parametrize(
    ("data", "sentence", "field"),
    [
        ({"number": ""}, "Enter the phone number.", "number"),
        ({"number": "12"}, "too short", "number"),
        ({"number": "020 7946 0123"}, "This is a landline", "number"),
        ({"number": NEW, "name": "x" * 101}, "That name is too long.", "name"),
        ({"number": NEW, "lists": "Nothing", "wording": "w"}, "Make it first.", "lists"),
        ({"number": STOPPED, "lists": "Offers", "wording": "w"}, "Only the person can start again", "number"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_what_was_typed_stays(
    auth: Auth, data: dict[str, str], sentence: str, field: str
) -> None:
    response = auth.post("/customers/new", {"key": KEY, "name": "Ben", **data})
    assert response.status_code == 422
    page = body(response)
    assert sentence in page
    assert f'id="{field}-error"' in page
    assert "Error: " in page
    assert f'value="{data["number"]}"' in page
    assert contacts.totals(auth.shop.db).contacts == 3


def test_without_a_list_somebody_is_added_without_a_question(auth: Auth, shop: Shop) -> None:
    lists.delete(shop.db, "Offers", now=shop.clock())
    assert "checkbox" not in body(auth.client.get("/customers/new"))


def test_the_wording_is_that_of_the_shops_country(auth: Auth, shop: Shop) -> None:
    settings.set_value(shop.db, "shop.region", "US")
    page = body(auth.client.get("/customers/new"))
    assert "Message and data rates may apply." in page
    assert "not a condition of buying" in page


def test_a_link_fills_the_number_in(auth: Auth) -> None:
    assert f'value="{NEW_E164}"' in body(auth.client.get(f"/customers/new?number={quote(NEW_E164)}"))


def test_the_till_adds_customers_and_sees_none(stranger: Auth, anna: Contact) -> None:
    stranger.be(Role.TILL)
    assert 'href="/customers/new"' in body(stranger.client.get("/"))
    added = stranger.post("/customers/new", {"key": KEY, "number": NEW, "name": "Ben"}, follow=True)
    assert added.request.path == "/customers/new"
    assert "Ben is a customer now." in body(added)
    known = body(stranger.post("/customers/new", {"key": KEY * 2, "number": ANNA}, follow=True))
    assert "is a customer already" in known
    assert "Anna" not in known
    assert stranger.client.get("/customers").status_code == 403
    assert stranger.client.get(f"/customers/{anna.id}").status_code == 403


def test_staff_change_customers_and_do_not_delete_them(stranger: Auth, anna: Contact) -> None:
    stranger.be(Role.STAFF)
    page = body(stranger.client.get(f"/customers/{anna.id}"))
    assert "Change name, notes and tags" in page
    assert "Delete this customer" not in page
    assert stranger.post(f"/customers/{anna.id}/delete").status_code == 403
    assert "Change the lists" not in body(stranger.client.get("/customers"))
    assert contacts.get(stranger.shop.db, ANNA) == anna


def test_outsiders_see_and_change_nothing(stranger: Auth, anna: Contact) -> None:
    one = f"/customers/{anna.id}"
    key = {"csrf_token": stranger.key()}
    for path in ("/customers", "/customers/new", one, f"{one}/edit", f"{one}/yes"):
        cannot_see(stranger.client, path)
        foreign_hosts_are_refused(stranger.client, path)
    for path in ("/customers/new", f"{one}/edit", f"{one}/yes", f"{one}/delete"):
        cannot_post(stranger.client, path, key)
    assert contacts.get(stranger.shop.db, ANNA) == anna


def test_a_form_from_elsewhere_adds_and_deletes_nobody(auth: Auth, anna: Contact) -> None:
    needs_the_form_key(auth.client, "/customers/new", {"key": KEY, "number": NEW})
    needs_the_form_key(auth.client, f"/customers/{anna.id}/delete")
    assert contacts.totals(auth.shop.db).contacts == 3


def test_nobodys_card_is_not_there(auth: Auth) -> None:
    for path in ("/customers/999", f"/customers/{2**70}", "/customers/999/edit", "/customers/999/yes"):
        assert auth.client.get(path).status_code == 404
    assert auth.post("/customers/999/delete").status_code == 404
