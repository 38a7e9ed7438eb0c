"""What people agree to who join a list: written, completed, changed; the earlier words stay (compliance.md 2.5)."""

import html
import re

import pytest

from smsbox.rules.roles import Role
from smsbox.services import lists, settings, wordings
from smsbox.services.activity import Actor, By
from smsbox.services.wordings import Wording
from tests.fakes.shop import OWNER, Shop
from tests.web.conftest import Auth, body
from tests.web.outsiders import cannot_post, cannot_see, foreign_hosts_are_refused, needs_the_form_key

WHOLE = "Yes, Corner Shop may text me offers and news, up to 4 texts a month. Reply STOP to opt out, HELP for help."
FORM = {"kinds": "offers and news", "per_month": "4", "text": WHOLE, "action": "save"}


@pytest.fixture
def path(shop: Shop) -> str:
    return f"/customers/lists/{lists.get(shop.db, 'Offers').id}/wording"


def in_the_field(page: str) -> str:
    found = re.search(r'<textarea id="text"[^>]*>\n([^<]*)</textarea>', page)
    assert found
    return html.unescape(found[1])


def used(shop: Shop) -> Wording | None:
    return wordings.of_list(shop.db, lists.get(shop.db, "Offers").id)


def test_rule_2_5_a_list_without_words_is_offered_whole_ones(auth: Auth, path: str) -> None:
    page = body(auth.client.get(path))
    assert "Nobody can join <bdi>Offers</bdi> by a text before it has such words." in page
    assert in_the_field(page) == WHOLE
    assert 'name="per_month"' in page


def test_rule_2_5_the_proposal_is_in_the_shops_language(auth: Auth, shop: Shop, path: str) -> None:
    settings.set_value(shop.db, "shop.language", "de")
    auth.client.set_cookie("language", "en")
    assert "Corner Shop darf mir" in in_the_field(body(auth.client.get(path)))


def test_whole_words_are_used_from_now_on(auth: Auth, shop: Shop, path: str) -> None:
    page = body(auth.post(path, FORM, follow=True))
    assert "Who joins Offers agrees to these words from now on." in page
    assert "<h1><bdi>Offers</bdi></h1>" in page
    assert WHOLE in page
    assert "Up to 4 texts a month." in page
    found = used(shop)
    assert found is not None
    assert (found.text, found.kinds, found.per_month, found.author) == (WHOLE, "offers and news", 4, OWNER)


@pytest.mark.parametrize(
    ("region", "text", "lacks"),
    [
        (
            "GB",
            "Yes, I want texts.",
            [
                "It must name the shop as its name is set.",
                "It must say what kind of texts will come, such as offers or news.",
                "It must say how often, such as “up to 4 texts a month”.",
                "It must say that STOP ends it.",
                "It must say that HELP gets help.",
            ],
        ),
        ("GB", WHOLE.replace("STOP", "BYE"), ["It must say that STOP ends it."]),
        (
            "US",
            WHOLE,
            ["It must say: Msg & data rates may apply.", "It must say: Consent is not a condition of purchase."],
        ),
    ],
)
def test_rule_2_5_all_that_is_missing_stands_at_the_field(
    auth: Auth, shop: Shop, path: str, region: str, text: str, lacks: list[str]
) -> None:
    settings.set_value(shop.db, "shop.region", region)
    response = auth.post(path, FORM | {"text": text})
    assert response.status_code == 422
    page = html.unescape(body(response))
    at_the_field = page.partition('id="text-error"')[2].partition("<textarea")[0]
    assert re.findall(r"<span>([^<]+)</span>", at_the_field) == lacks
    assert re.findall(r'<a href="#text">([^<]+)</a>', page) == lacks
    assert 'aria-describedby="text-hint text-error" aria-invalid="true"' in page
    assert "Error: " in page
    assert in_the_field(page) == text
    assert used(shop) is None


def test_rule_2_5_the_number_in_the_words_is_the_number_that_is_promised(auth: Auth, shop: Shop, path: str) -> None:
    page = body(auth.post(path, FORM | {"per_month": "2"}))
    assert "It must say how often, such as “up to 2 texts a month”." in page
    assert used(shop) is None


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("kinds", "", "Say what kind of texts will come, such as offers and news."),
        ("kinds", "x" * 101, "That is too long: 100 characters at most."),
        ("per_month", "", "Enter a number from 1 to 31."),
        ("per_month", "0", "Enter a number from 1 to 31."),
        ("per_month", "32", "Enter a number from 1 to 31."),
        ("per_month", "4\n", ""),
        ("per_month", "four", "Enter a number from 1 to 31."),
        ("per_month", "٤", "Enter a number from 1 to 31."),
        ("text", "", "Write the words, or let the box write them."),
        ("text", WHOLE + "x" * 1000, "That is too long: 1,000 characters at most."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    auth: Auth, shop: Shop, path: str, field: str, value: str, sentence: str
) -> None:
    response = auth.post(path, FORM | {field: value})
    assert response.status_code == (422 if sentence else 302)
    if sentence:
        assert f'id="{field}-error"' in body(response)
        assert sentence in body(response)
        assert used(shop) is None


def test_the_box_writes_the_words_anew_for_another_promise(auth: Auth, shop: Shop, path: str) -> None:
    asked = {"kinds": "the menu of the day", "per_month": "20", "text": "mine", "action": "propose"}
    page = body(auth.post(path, asked))
    assert "may text me the menu of the day, up to 20 texts a month" in in_the_field(page)
    assert "There is a problem" not in page
    assert used(shop) is None
    page = body(auth.post(path, asked | {"per_month": "many"}))
    assert "Enter a number from 1 to 31." in page
    assert in_the_field(page) == "mine"


def test_earlier_words_are_shown_and_can_only_be_read(auth: Auth, shop: Shop, path: str) -> None:
    auth.post(path, FORM)
    shop.clock.forward(days=3)
    auth.sign_in()
    auth.post(path, FORM | {"per_month": "2", "text": WHOLE.replace("4", "2")})
    page = body(auth.client.get(path))
    assert in_the_field(page) == WHOLE.replace("4", "2")
    earlier = page.partition('id="earlier"')[2]
    assert "From 23 November" in earlier
    assert "until today" in earlier
    assert "up to 4 texts a month" in earlier
    assert "<textarea" not in earlier
    assert "<input" not in earlier.partition("</section>")[0]


def test_words_that_are_in_use_already_are_no_new_ones(auth: Auth, shop: Shop, path: str) -> None:
    auth.post(path, FORM)
    auth.post(path, FORM)
    assert len(wordings.history(shop.db, "Offers")) == 1
    assert "Earlier words" not in body(auth.client.get(path))


def test_a_list_shows_what_people_agree_to_or_that_it_is_missing(auth: Auth, shop: Shop, path: str) -> None:
    one = path.removesuffix("/wording")
    page = body(auth.client.get(one))
    assert ">Missing</span>" in page
    assert f'href="{path}"' in page
    by = By(Actor.PERSON, OWNER, shop.clock())
    wordings.put(shop.db, "Offers", WHOLE, kinds="offers and news", per_month=4, by=by)
    page = body(auth.client.get(one))
    assert ">Missing</span>" not in page
    assert WHOLE in page


def test_outsiders_and_staff_see_and_change_nothing(stranger: Auth, shop: Shop, path: str) -> None:
    cannot_see(stranger.client, path)
    foreign_hosts_are_refused(stranger.client, path)
    cannot_post(stranger.client, path, {"csrf_token": stranger.key(), **FORM})
    stranger.be(Role.STAFF)
    assert stranger.client.get(path).status_code == 403
    assert stranger.post(path, FORM).status_code == 403
    assert used(shop) is None


def test_a_form_from_elsewhere_changes_nothing(auth: Auth, shop: Shop, path: str) -> None:
    needs_the_form_key(auth.client, path, FORM)
    assert used(shop) is None


def test_nobodys_list_has_no_words(auth: Auth) -> None:
    assert auth.client.get("/customers/lists/99/wording").status_code == 404
    assert auth.post("/customers/lists/99/wording", FORM).status_code == 404
