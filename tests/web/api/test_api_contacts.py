"""Contacts: whom the shop knows."""

import pytest

from tests.fakes.shop import ANNA, LEO, MAYA
from tests.web.api.client import CUSTOMER, Api, document, problem

FULL = {"name": "Anna Smith", "fields": {"size": "38", "pet": "😀"}, "tags": ["regular", "shoes"]}


def test_a_contact_is_added_shown_and_replaced(api: Api) -> None:
    added = api.put(f"/contacts/{ANNA}", FULL)
    assert added.status_code == 201
    contact = document(added)
    assert contact == {
        "number": ANNA,
        **FULL,
        "lists": {},
        "suppressed": False,
        "suppressed_scope": None,
        "created_at": "2027-11-23T10:30:00.000Z",
    }
    assert document(api.get(f"/contacts/{ANNA}")) == contact
    replaced = api.put(f"/contacts/{ANNA}", {"name": "Anna Jones"})
    assert replaced.status_code == 200
    assert document(replaced) == {**contact, "name": "Anna Jones", "fields": {}, "tags": []}


@pytest.mark.parametrize(
    "written", ["+447700900101", "%2B447700900101", "07700900101", "07700%20900101", "+44 7700-900101"]
)
def test_a_number_may_be_written_in_any_way(api: Api, written: str) -> None:
    api.shop.know(ANNA, "Anna")
    assert document(api.get(f"/contacts/{written}"))["number"] == ANNA


@pytest.mark.parametrize("written", ["x", "60000", "+449098790123", "0044", "%00", "%F0%9F%98%80", "1" * 300, ".."])
@pytest.mark.parametrize("end", ["", "/consent"])
def test_what_is_no_number_is_refused(api: Api, written: str, end: str) -> None:
    problem(api.get(f"/contacts/{written}{end}"), 400, "number")


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_nobody_is_found_under_an_unknown_number(api: Api, method: str) -> None:
    problem(api.call(method, f"/contacts/{CUSTOMER}"), 404)


def test_a_contact_is_removed_and_its_opt_out_stays(api: Api) -> None:
    api.shop.know(ANNA, "Anna")
    api.shop.receive(ANNA, "STOP")
    assert api.delete(f"/contacts/{ANNA}").status_code == 204
    problem(api.get(f"/contacts/{ANNA}"), 404)
    api.shop.know(ANNA, "Anna")
    contact = document(api.get(f"/contacts/{ANNA}"))
    assert (contact["suppressed"], contact["suppressed_scope"]) == (True, "everything")


def test_a_contact_shows_where_it_stands_on_each_list(api: Api) -> None:
    api.shop.know(ANNA, "Anna")
    api.shop.say_yes(ANNA)
    assert document(api.get(f"/contacts/{ANNA}"))["lists"] == {"Offers": "subscribed"}
    api.shop.receive(ANNA, "STOP")
    assert document(api.get(f"/contacts/{ANNA}"))["lists"] == {"Offers": "opted_out"}


@pytest.mark.parametrize("member", ["lists", "suppressed", "number", "created_at"])
def test_consent_cannot_be_written_into_a_contact(api: Api, member: str) -> None:
    problem(api.put(f"/contacts/{ANNA}", {**FULL, member: {"Offers": "subscribed"}}), 400, member)
    problem(api.get(f"/contacts/{ANNA}"), 404)


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"name": "n" * 101}, 422, "name"),
        ({"name": 7}, 400, "name"),
        ({"fields": []}, 400, "fields"),
        ({"fields": {"size": 38}}, 400, "fields.size"),
        ({"fields": {"a": None}}, 400, "fields.a"),
        ({"fields": {"a": "x" * 501}}, 422, "fields"),
        ({"fields": {str(count): "x" for count in range(65)}}, 422, "fields"),
        ({"tags": "regular"}, 400, "tags"),
        ({"tags": ["regular", 7]}, 400, "tags"),
    ],
)
def test_a_contact_that_cannot_be_changes_nothing(api: Api, body: object, status: int, field: str) -> None:
    problem(api.put(f"/contacts/{ANNA}", body), status, field)
    assert api.items("/contacts") == []


def test_contacts_come_in_pages_by_number(api: Api) -> None:
    for number in (MAYA, ANNA, LEO):
        api.shop.know(number, "x")
    pages = api.all_pages("/contacts?limit=1")
    assert [contact["number"] for page in pages for contact in page] == [ANNA, LEO, MAYA]


def test_a_till_reads_contacts_and_changes_none(api: Api, till: Api, staff: Api) -> None:
    api.shop.know(ANNA, "Anna")
    assert till.get(f"/contacts/{ANNA}").status_code == 200
    problem(till.put(f"/contacts/{ANNA}", {"name": "x"}), 403)
    assert staff.put(f"/contacts/{ANNA}", {"name": "Anna S"}).status_code == 200
    problem(staff.delete(f"/contacts/{ANNA}"), 403)
    assert document(api.get(f"/contacts/{ANNA}"))["name"] == "Anna S"


def test_rule_2_10_a_contact_is_erased_and_stays_suppressed(api: Api) -> None:
    api.put(f"/contacts/{ANNA}", FULL)
    assert problem(api.delete(f"/contacts/{ANNA}?erase=yes"), 400, "erase") == "erase is true or false, not 'yes'."
    assert api.delete(f"/contacts/{ANNA}?erase=true").status_code == 204
    assert api.get(f"/contacts/{ANNA}").status_code == 404
    queued = document(api.post("/messages", {"to": ANNA, "text": "Hello"}))
    assert (queued["state"], queued["to"]) == ("blocked", ANNA)
    assert api.delete("/contacts/+447700900199?erase=true").status_code == 404
