"""Unclear texts that staff's programs decide about, and the STOP list."""

import pytest

from smsbox.services import erasure
from smsbox.services.activity import Actor, By
from tests.fakes.shop import ANNA, LEO, MAYA
from tests.web.api.client import Api, document, problem

UNCLEAR = "What time do you stop serving?"


def test_rule_3_3_an_unclear_text_waits_for_a_decision_with_its_deadline(staff: Api) -> None:
    staff.shop.know(ANNA, "Anna")
    staff.shop.receive(ANNA, UNCLEAR)
    (review,) = staff.items("/reviews")
    assert review == {
        "number": ANNA,
        "name": "Anna",
        "text": UNCLEAR,
        "received_at": "2027-11-23T10:30:00.000Z",
        "due_at": "2027-11-24T20:00:00.000Z",
    }


def test_rule_3_3_staff_decide_that_it_meant_stop(staff: Api) -> None:
    staff.shop.receive(ANNA, UNCLEAR)
    response = staff.post(f"/reviews/{ANNA}/opt_out")
    assert document(response) == {"number": ANNA, "decision": "opt_out"}
    assert staff.items("/reviews") == []
    row = staff.items(f"/contacts/{ANNA}/consent")[-1]
    assert (row["event"], row["matched"], row["actor"]) == ("opt_out", "review", "staff 0 (API)")


def test_rule_3_3_staff_decide_that_it_did_not(staff: Api) -> None:
    staff.shop.receive(ANNA, UNCLEAR)
    assert document(staff.post(f"/reviews/{ANNA}/keep"))["decision"] == "keep"
    assert staff.items("/reviews") == []
    assert staff.items("/suppressions") == []


def test_what_has_been_decided_or_was_never_asked_is_refused(staff: Api) -> None:
    staff.shop.receive(ANNA, UNCLEAR)
    staff.post(f"/reviews/{ANNA}/keep")
    problem(staff.post(f"/reviews/{ANNA}/opt_out"), 409)
    problem(staff.post(f"/reviews/{LEO}/keep"), 404)
    problem(staff.post("/reviews/hello/keep"), 422, "number")
    assert staff.items("/suppressions") == []


def test_reviews_come_in_pages_the_first_due_on_top(staff: Api) -> None:
    staff.shop.receive(MAYA, UNCLEAR)
    staff.shop.clock.forward(days=1)
    for number in (LEO, ANNA):
        staff.shop.receive(number, UNCLEAR)
    pages = staff.all_pages("/reviews?limit=1")
    assert [[review["number"] for review in page] for page in pages] == [[MAYA], [ANNA], [LEO]]


def test_a_till_decides_nothing_and_reads_no_stop_list(staff: Api, till: Api) -> None:
    staff.shop.receive(ANNA, UNCLEAR)
    for path in ("/reviews", "/suppressions"):
        problem(till.get(path), 403)
    problem(till.post(f"/reviews/{ANNA}/keep"), 403)
    assert len(staff.items("/reviews")) == 1


def test_the_stop_list_tells_since_when_how_and_how_far(staff: Api) -> None:
    staff.shop.know(ANNA, "Anna")
    staff.shop.receive(ANNA, "Stop all!")
    assert staff.items("/suppressions") == [
        {
            "number": ANNA,
            "name": "Anna",
            "since": "2027-11-23T10:30:00.000Z",
            "channel": "keyword",
            "scope": "everything",
            "text": "Stop all!",
            "source": None,
            "actor": None,
        }
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [(ANNA, [ANNA]), ("07700 900101", [ANNA]), ("900102", [LEO]), ("90010", [LEO, ANNA]), ("+49151", []), ("x", [])],
)
def test_the_stop_list_is_searched_by_a_number_or_a_piece_of_it(staff: Api, asked: str, found: list[str]) -> None:
    for number in (ANNA, LEO):
        staff.shop.receive(number, "STOP")
        staff.shop.clock.forward(minutes=1)
    shown = document(staff.get("/suppressions", query_string={"number": asked}))["items"]
    assert [stopped["number"] for stopped in shown] == found


def test_the_stop_list_comes_in_pages_newest_first(staff: Api) -> None:
    for number in (ANNA, LEO):
        staff.shop.receive(number, "STOP")
    staff.shop.clock.forward(minutes=1)
    staff.shop.receive(MAYA, "STOP")
    pages = staff.all_pages("/suppressions?limit=1")
    assert [[stopped["number"] for stopped in page] for page in pages] == [[MAYA], [LEO], [ANNA]]


def test_rule_2_10_of_whoever_was_erased_the_stop_list_has_a_digest_only(staff: Api) -> None:
    shop = staff.shop
    shop.receive(ANNA, "STOP, says Anna")
    erasure.erase(shop.db, ANNA, by=By(Actor.COMMAND, "", shop.clock()))
    (stopped,) = staff.items("/suppressions")
    assert stopped["number"].startswith("#")
    assert (stopped["name"], stopped["text"], stopped["source"]) == ("", None, None)


def test_nobody_takes_a_number_off_the_stop_list(staff: Api, api: Api) -> None:
    staff.shop.receive(ANNA, "STOP")
    assert api.delete("/suppressions").status_code == 405
    assert api.delete(f"/suppressions/{ANNA}").status_code == 404
    assert len(staff.items("/suppressions")) == 1
