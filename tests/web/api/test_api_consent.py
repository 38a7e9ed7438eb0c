"""Consent: what programs may append to the ledger, and how they read it."""

import pytest

from tests.fakes.shop import ANNA
from tests.web.api.client import Api, document, problem

YES = {
    "list": "Offers",
    "action": "opt_in",
    "source": "counter tablet",
    "wording": "Corner Shop: offers, 4 a month. Reply STOP to opt out.",
    "evidence": "form 17",
}
PATH = f"/contacts/{ANNA}/consent"


@pytest.fixture
def offers(api: Api) -> Api:
    """The API of a shop with a list."""
    api.post("/lists", {"name": "Offers"})
    return api


def test_a_yes_is_appended_with_its_proof(offers: Api) -> None:
    response = offers.post(PATH, YES)
    assert response.status_code == 201
    row = document(response)
    assert (row["number"], row["list"], row["event"]) == (ANNA, "Offers", "opt_in")
    assert (row["source"], row["wording"], row["evidence"]) == (YES["source"], YES["wording"], YES["evidence"])
    assert row["actor"] == "owner 0 (API)"
    assert offers.items(PATH) == [row]
    assert document(offers.get("/lists/Offers"))["counts"]["subscribed"] == 1


def test_a_no_without_a_list_ends_everything(offers: Api) -> None:
    offers.post(PATH, YES)
    waiting = offers.queue(to=ANNA)["id"]
    row = document(offers.post(PATH, {"action": "opt_out", "source": "phone call"}))
    assert (row["event"], row["list"]) == ("opt_out", None)
    assert document(offers.get(f"/messages/{waiting}"))["state"] == "cancelled"
    assert offers.queue(to=ANNA)["state"] == "blocked"


def test_a_no_to_one_list_leaves_the_rest(offers: Api) -> None:
    offers.post(PATH, YES)
    offers.post(PATH, {"list": "Offers", "action": "opt_out", "source": "till"})
    assert offers.queue(to=ANNA)["state"] == "queued"
    assert offers.queue(to=ANNA, lane="promotional")["reason"] == "no_consent"


def test_nobody_but_the_person_opens_a_stop_again(offers: Api) -> None:
    offers.shop.receive(ANNA, "STOP")
    assert "texting START" in problem(offers.post(PATH, YES), 422, "number")
    assert [row["event"] for row in offers.items(PATH)] == ["opt_out"]


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"action": "maybe"}, 422, "action"),
        ({"action": None}, 422, "action"),
        ({"source": None}, 422, "source"),
        ({"source": "  "}, 422, "source"),
        ({"list": "Nothing"}, 422, "list"),
        ({"list": None}, 422, "list"),
        ({"wording": None}, 422, "wording"),
        ({"wording": "w" * 2001}, 422, "wording"),
        ({"evidence": 7}, 400, "evidence"),
        ({"occurred_at": "2020-01-01T00:00:00Z"}, 400, "occurred_at"),
    ],
)
def test_an_incomplete_yes_is_refused_and_nothing_is_written(
    offers: Api, change: dict[str, object], status: int, field: str
) -> None:
    problem(offers.post(PATH, {**YES, **change}), status, field)
    assert offers.items(PATH) == []


def test_the_ledger_is_read_oldest_first_in_pages(offers: Api) -> None:
    offers.post(PATH, YES)
    offers.shop.receive(ANNA, "STOP")
    offers.shop.receive(ANNA, "START")
    pages = offers.all_pages(f"{PATH}?limit=2")
    assert [[row["event"] for row in page] for page in pages] == [["opt_in", "opt_out"], ["resume"]]
    assert [row["id"] for page in pages for row in page] == sorted(row["id"] for page in pages for row in page)


def test_a_number_that_nobody_knows_has_an_empty_ledger(api: Api) -> None:
    assert api.items(PATH) == []


def test_the_ledger_cannot_be_changed_or_emptied(offers: Api) -> None:
    offers.post(PATH, YES)
    assert "GET" in offers.delete(PATH).headers["Allow"]
    assert offers.put(PATH, YES).status_code == 405
    offers.shop.know(ANNA, "Anna")
    offers.delete(f"/contacts/{ANNA}")
    assert len(offers.items(PATH)) == 1


def test_a_till_neither_reads_nor_writes_consent(offers: Api, till: Api) -> None:
    problem(till.post(PATH, YES), 403)
    problem(till.get(PATH), 403)
    assert offers.items(PATH) == []


def test_rule_2_8_a_missed_call_is_no_yes_and_the_problem_says_why(offers: Api) -> None:
    refused = offers.post(PATH, {**YES, "source": "missed call"})
    assert "A missed call is no yes to offers." in problem(refused, 422, "source")
    assert offers.items(PATH) == []
