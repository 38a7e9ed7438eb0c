"""Keywords and sign-up wordings: what programs of a manager's make and change."""

import pytest

from smsbox.services import activity
from tests.fakes.shop import ANNA
from tests.web.api.client import Api, document, problem

WORDING = "Yes, Corner Shop may text me offers, about 4 a month. Reply STOP to opt out, HELP for help."
BODY = {"text": WORDING, "kinds": "offers", "per_month": 4}


@pytest.fixture
def offers(manager: Api) -> Api:
    """The API of a shop with a list that can be joined."""
    manager.post("/lists", {"name": "Offers"})
    assert manager.put("/lists/Offers/wording", BODY).status_code == 200
    return manager


def test_rule_2_5_a_wording_is_put_into_use_and_read(offers: Api) -> None:
    assert document(offers.get("/lists/offers/wording")) == {
        "list": "Offers",
        "text": WORDING,
        "kinds": "offers",
        "per_month": 4,
        "author": "manager 0",
        "created_at": "2027-11-23T10:30:00.000Z",
    }
    assert activity.find(offers.shop.db).items[0].verb == "wording.changed"


def test_rule_2_5_an_incomplete_wording_is_refused_and_the_one_before_stays(offers: Api) -> None:
    detail = problem(offers.put("/lists/Offers/wording", {**BODY, "text": "Yes, text me."}), 422, "text")
    assert detail.startswith("The wording is not complete.")
    assert document(offers.get("/lists/Offers/wording"))["text"] == WORDING


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"per_month": None}, 422, "per_month"),
        ({"per_month": 0}, 422, "per_month"),
        ({"per_month": 10**30}, 422, "per_month"),
        ({"per_month": "4"}, 400, "per_month"),
        ({"per_month": 4.5}, 400, "per_month"),
        ({"per_month": True}, 400, "per_month"),
        ({"kinds": ""}, 422, "kinds"),
        ({"text": None}, 422, "text"),
        ({"shop": "x"}, 400, "shop"),
    ],
)
def test_a_wording_that_cannot_be_is_refused(offers: Api, change: dict[str, object], status: int, field: str) -> None:
    problem(offers.put("/lists/Offers/wording", {**BODY, **change}), status, field)


def test_a_list_without_a_wording_or_none_at_all_is_not_found(offers: Api) -> None:
    offers.post("/lists", {"name": "News"})
    problem(offers.get("/lists/News/wording"), 404)
    problem(offers.get("/lists/Nothing/wording"), 404)
    problem(offers.put("/lists/Nothing/wording", BODY), 404)


def test_a_keyword_is_made_and_joins_its_list(offers: Api) -> None:
    response = offers.post("/keywords", {"word": "Shoes", "list": "Offers", "answer": "Show this at the till."})
    assert response.status_code == 201
    made = document(response)
    assert made == {
        "word": "Shoes",
        "list": "Offers",
        "answer": "Show this at the till.",
        "author": "manager 0",
        "created_at": "2027-11-23T10:30:00.000Z",
    }
    assert document(offers.get(response.headers["Location"].removeprefix("/api/v1"))) == made
    offers.shop.receive(ANNA, " shoes! ")
    assert document(offers.get("/lists/Offers"))["counts"]["subscribed"] == 1


def test_a_keyword_is_put_found_however_it_is_written_and_deleted(offers: Api) -> None:
    assert offers.put("/keywords/Hours", {"answer": "From 9 to 6."}).status_code == 201
    changed = offers.put("/keywords/HOURS", {"answer": "From 9 to 5."})
    assert (changed.status_code, document(changed)["word"]) == (200, "Hours")
    assert [keyword["answer"] for keyword in offers.items("/keywords")] == ["From 9 to 5."]
    assert offers.delete("/keywords/hours").status_code == 204
    problem(offers.get("/keywords/Hours"), 404)
    problem(offers.delete("/keywords/Hours"), 404)


@pytest.mark.parametrize("word", ["STOP", "end", "Cancel", "quit", "YES", "two words", "", "w" * 21])
def test_rule_3_6_a_word_that_means_something_else_is_no_keyword(offers: Api, word: str) -> None:
    problem(offers.post("/keywords", {"word": word, "answer": "Hello."}), 422, "word")
    assert offers.items("/keywords") == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"word": "SHOES"}, "answer"),
        ({"word": "SHOES", "list": "Nothing"}, "list"),
        ({"answer": "Hello."}, "word"),
        ({"word": "SHOES", "answer": "Half price on coats!"}, "answer"),
    ],
)
def test_a_keyword_that_does_nothing_or_what_it_may_not_is_refused(
    offers: Api, body: dict[str, object], field: str
) -> None:
    problem(offers.post("/keywords", body), 422, field)
    assert offers.items("/keywords") == []


def test_a_keyword_is_made_once(offers: Api) -> None:
    offers.post("/keywords", {"word": "Hours", "answer": "From 9 to 6."})
    problem(offers.post("/keywords", {"word": "hours!", "answer": "From 9 to 5."}), 409)


def test_a_keyword_a_slip_away_from_another_is_made_only_where_that_is_allowed(offers: Api) -> None:
    offers.post("/keywords", {"word": "SHOES", "answer": "Hello."})
    for response in (
        offers.post("/keywords", {"word": "shoe", "answer": "Hello."}),
        offers.put("/keywords/shoe", {"answer": "Hello."}),
    ):
        assert "easily mistaken for 'SHOES'" in problem(response, 409)
    problem(offers.post("/keywords", {"word": "shoe", "answer": "Hello.", "similar": "yes"}), 422, "similar")
    assert [found["word"] for found in offers.items("/keywords")] == ["SHOES"]
    assert offers.post("/keywords", {"word": "shoe", "answer": "Hello.", "similar": "allow"}).status_code == 201
    assert offers.put("/keywords/SHOE", {"answer": "Bye."}).status_code == 200


def test_keywords_come_in_pages_by_word(offers: Api) -> None:
    for word in ("Menu", "Apples", "Hours"):
        offers.post("/keywords", {"word": word, "answer": "Hello."})
    pages = offers.all_pages("/keywords?limit=2")
    assert [[keyword["word"] for keyword in page] for page in pages] == [["Apples", "Hours"], ["Menu"]]


def test_staff_make_no_keywords_and_no_wordings(offers: Api, staff: Api) -> None:
    problem(staff.post("/keywords", {"word": "SHOES", "list": "Offers"}), 403)
    problem(staff.put("/lists/Offers/wording", BODY), 403)
    problem(staff.get("/keywords"), 403)
    assert offers.items("/keywords") == []
