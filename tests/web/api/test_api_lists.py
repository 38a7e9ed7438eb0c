"""Lists and their counts."""

import pytest

from tests.fakes.shop import ANNA, LEO
from tests.web.api.client import Api, document, problem


def test_a_list_is_made_and_found_by_its_name(manager: Api) -> None:
    response = manager.post("/lists", {"name": "Offers & news/1"})
    assert response.status_code == 201
    made = document(response)
    assert made == {
        "name": "Offers & news/1",
        "created_at": "2027-11-23T10:30:00.000Z",
        "counts": {"none": 0, "pending": 0, "subscribed": 0, "opted_out": 0},
    }
    path = response.headers["Location"].removeprefix("/api/v1")
    assert document(manager.get(path)) == made
    assert manager.items("/lists") == [made]


def test_a_list_counts_who_stands_where(api: Api) -> None:
    api.shop.say_yes(ANNA)
    api.shop.say_yes(LEO)
    api.shop.receive(LEO, "STOP")
    assert document(api.get("/lists/Offers"))["counts"] == {"none": 0, "pending": 0, "subscribed": 1, "opted_out": 1}


def test_a_second_list_of_the_name_is_refused_whatever_its_letters(api: Api) -> None:
    api.post("/lists", {"name": "Offers"})
    problem(api.post("/lists", {"name": "OFFERS"}), 409)
    assert len(api.items("/lists")) == 1


@pytest.mark.parametrize("name", ["", "  ", "n" * 61, "a\nb", "a\x00"])
def test_a_name_that_cannot_be_is_refused(api: Api, name: str) -> None:
    problem(api.post("/lists", {"name": name}), 422, "name")
    problem(api.post("/lists", {}), 422, "name")
    assert api.items("/lists") == []


def test_an_unknown_list_is_not_found(api: Api) -> None:
    problem(api.get("/lists/nothing"), 404)


def test_lists_come_in_pages_by_name(api: Api) -> None:
    for name in ("c", "a", "b & ß"):
        api.post("/lists", {"name": name})
    first = document(api.get("/lists?limit=2"))
    assert [found["name"] for found in first["items"]] == ["a", "b & ß"]
    second = document(api.get("/lists", query_string={"limit": 2, "after": first["next"]}))
    assert [found["name"] for found in second["items"]] == ["c"]
    assert second["next"] is None


def test_a_till_reads_lists_and_staff_make_none(till: Api, staff: Api) -> None:
    assert till.items("/lists") == []
    problem(staff.post("/lists", {"name": "Offers"}), 403)
