"""What a person may ask of the shop: their data in two clicks, their erasure in three (compliance.md 2.10, 11)."""

import json
import re
from datetime import UTC, datetime

import pytest

from smsbox.errors import NotFound
from smsbox.rules.roles import Role
from smsbox.services import activity, contacts, messages, person_export
from smsbox.services.activity import Verb
from smsbox.services.contacts import Contact
from smsbox.services.messages import NewMessage
from smsbox.store import ledger
from tests.fakes.shop import ANNA, LEO, OWNER, Shop
from tests.page_speed import MOST_STATEMENTS, statements
from tests.web.conftest import Auth, body
from tests.web.outsiders import cannot_post, cannot_see, foreign_hosts_are_refused, needs_the_form_key

GOOD = {"digits": "0101", "sure": "1"}


@pytest.fixture
def anna(shop: Shop) -> Contact:
    return contacts.get(shop.db, ANNA)


def test_rule_11_all_that_is_kept_is_one_click_from_the_card_and_saved_with_the_second(
    auth: Auth, shop: Shop, anna: Contact
) -> None:
    sheet = f"/customers/{anna.id}/data"
    assert f'href="{sheet}"' in body(auth.client.get(f"/customers/{anna.id}"))
    page = body(auth.client.get(sheet))
    assert f'href="{sheet}.json"' in page
    saved = auth.client.get(f"{sheet}.json")
    assert saved.headers["Content-Disposition"] == f"attachment; filename=customer-{anna.id}.json"
    assert saved.mimetype == "application/json"
    told = json.loads(saved.data)
    assert (told["number"], told["contact"]["name"]) == (ANNA, "Anna Smith")
    kept = person_export.person(shop.db, ANNA, now=shop.clock())
    assert [row["wording"] for row in told["consent"]] == [row.wording for row in kept.consent]
    assert [text["text"] for text in told["texts"]] == [text.text for text in kept.texts]


def test_rule_11_the_sheet_shows_the_consent_history_with_words_source_and_whole_times(
    auth: Auth, shop: Shop, anna: Contact
) -> None:
    shop.receive(ANNA, "STOP")
    page = body(auth.client.get(f"/customers/{anna.id}/data"))
    assert "What <bdi>Corner Shop</bdi> keeps about <bdi>Anna Smith</bdi>" in page
    for told in (
        "Corner Shop: offers, 4 a month. Reply STOP to opt out.",
        "counter form",
        OWNER,
        "22 Nov 2027, 10:30:00 GMT",
        "They wrote: “<bdi>STOP</bdi>”",
        "Hi Anna, your blue shoes are here.",
        "Great, thank you! Do you have them for kids too?",
    ):
        assert told in page, told
    assert page.index("Said yes") < page.index("They wrote")
    assert 'data-print="" hidden=""' in page
    assert "open your browser’s menu and choose Print" in page


def test_the_sheet_shows_the_newest_texts_and_says_that_the_file_has_all(auth: Auth, shop: Shop) -> None:
    shop.db.connection().execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)"
        " INSERT INTO inbox (number, text, received_at, sim_id, part_count, meaning)"
        " SELECT ?, 'again ' || i, 1, 1, 1, 'none' FROM n",
        (LEO,),
    )
    page = body(auth.client.get(f"/customers/{contacts.get(shop.db, LEO).id}/data"))
    assert "The newest 200 of 301. The file holds all." in page
    assert page.count("From them") == 200


def test_what_somebody_wrote_is_shown_and_not_run(auth: Auth, shop: Shop, anna: Contact) -> None:
    shop.receive(ANNA, "<script>alert(1)</script>")
    assert "<script>alert" not in body(auth.client.get(f"/customers/{anna.id}/data"))


def test_the_pages_ask_little_of_the_database(auth: Auth, shop: Shop, anna: Contact) -> None:
    for page in ("data", "data.json", "erase"):
        assert len(statements(shop.db, auth.client, f"/customers/{anna.id}/{page}")) <= MOST_STATEMENTS


def test_rule_11_an_erasure_takes_the_card_the_digits_with_a_tick_and_the_button(
    auth: Auth, shop: Shop, anna: Contact
) -> None:
    address = f"/customers/{anna.id}/erase"
    assert f'href="{address}"' in body(auth.client.get(f"/customers/{anna.id}"))
    page = body(auth.client.get(address))
    assert "Nothing takes this back" in page
    assert not re.search(r'type="checkbox"[^>]* checked', page)
    assert f'href="/customers/{anna.id}/data"' in page
    response = auth.post(address, GOOD, follow=True)
    assert response.request.path == "/customers"
    assert "Erased. Nobody finds them any more, and their number stays blocked." in body(response)
    (entry, *_) = activity.find(shop.db).items
    assert (entry.verb, entry.by.name) == (Verb.PERSON_ERASED, OWNER)
    shown = body(auth.client.get("/activity"))
    assert "Erased a customer, as they asked" in shown
    assert entry.subject not in shown


def test_rule_2_10_afterwards_the_search_finds_nothing_and_the_number_stays_blocked(
    auth: Auth, shop: Shop, anna: Contact
) -> None:
    auth.post(f"/customers/{anna.id}/erase", GOOD)
    for path in ("/customers?q=anna", "/customers?q=07700+900101", "/inbox?q=shoes", "/activity", "/"):
        page = body(auth.client.get(path))
        assert "Anna Smith" not in page, path
        assert "900101" not in re.sub(r'(value|href)="[^"]*"', "", page), path
    for path in (f"/customers/{anna.id}", f"/customers/{anna.id}/data", f"/customers/{anna.id}/erase"):
        assert auth.client.get(path).status_code == 404
    assert ledger.suppression(shop.db.connection(), ANNA) is not None
    assert messages.queue(shop.db, NewMessage(ANNA, "Hello"), author=OWNER, now=shop.clock()).state == "blocked"
    added = auth.post("/customers/new", {"key": "k" * 20, "number": ANNA, "lists": "Offers", "wording": "Please"})
    assert added.status_code == 422
    assert "Only the person can start again" in body(added)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"sure": "1"}, "Type the last four digits of the number."),
        ({"digits": "0102", "sure": "1"}, "These are not the last four digits."),
        ({"digits": "101", "sure": "1"}, "These are not the last four digits."),
        ({"digits": "0101" * 20, "sure": "1"}, "These are not the last four digits."),
        ({"digits": "0101"}, "Tick that they have asked for it."),
    ],
)
def test_an_erasure_that_is_not_meant_does_nothing(
    auth: Auth, shop: Shop, anna: Contact, data: dict[str, str], said: str
) -> None:
    refused = auth.post(f"/customers/{anna.id}/erase", data)
    assert refused.status_code == 422
    assert said in body(refused)
    assert contacts.get(shop.db, ANNA) == anna


@pytest.mark.parametrize("typed", ["0101", "07700 900101", "+44 7700 900 101"])
def test_whoever_types_the_whole_number_means_it_as_well(auth: Auth, shop: Shop, anna: Contact, typed: str) -> None:
    assert auth.post(f"/customers/{anna.id}/erase", {"digits": typed, "sure": "1"}).status_code == 302
    with pytest.raises(NotFound):
        contacts.get(shop.db, ANNA)


def test_nobody_is_erased_while_a_text_to_them_is_on_air(auth: Auth, shop: Shop, anna: Contact) -> None:
    shop.db.connection().execute(
        "UPDATE parts SET state = 'sending' WHERE message_id IN (SELECT id FROM messages WHERE number = ?)", (ANNA,)
    )
    refused = auth.post(f"/customers/{anna.id}/erase", GOOD)
    assert refused.status_code == 409
    assert "Try again in a minute." in body(refused)
    assert contacts.get(shop.db, ANNA) == anna


def test_staff_see_what_is_kept_and_erase_nobody(stranger: Auth, anna: Contact) -> None:
    stranger.be(Role.STAFF)
    card = body(stranger.client.get(f"/customers/{anna.id}"))
    assert f'href="/customers/{anna.id}/data"' in card
    assert f'href="/customers/{anna.id}/erase"' not in card
    assert stranger.client.get(f"/customers/{anna.id}/data").status_code == 200
    assert stranger.client.get(f"/customers/{anna.id}/erase").status_code == 403
    assert stranger.post(f"/customers/{anna.id}/erase", GOOD).status_code == 403
    assert contacts.get(stranger.shop.db, ANNA) == anna


def test_outsiders_and_forms_from_elsewhere_get_nothing(stranger: Auth, anna: Contact) -> None:
    for page in ("data", "data.json", "erase"):
        cannot_see(stranger.client, f"/customers/{anna.id}/{page}")
        foreign_hosts_are_refused(stranger.client, f"/customers/{anna.id}/{page}")
    cannot_post(stranger.client, f"/customers/{anna.id}/erase", {"csrf_token": stranger.key(), **GOOD})
    stranger.sign_in()
    needs_the_form_key(stranger.client, f"/customers/{anna.id}/erase", GOOD)
    assert contacts.get(stranger.shop.db, ANNA) == anna


def test_the_file_is_what_the_command_prints(auth: Auth, shop: Shop, anna: Contact) -> None:
    told = json.loads(auth.client.get(f"/customers/{anna.id}/data.json").data)
    assert set(told) == {"number", "exported_at", "contact", "opted_out", "consent", "texts"}
    assert told["exported_at"] == "2027-11-23T10:30:00Z"
    assert datetime.fromisoformat(told["consent"][0]["occurred_at"]).tzinfo == UTC
