"""Events: what happened, for programs that poll."""

from tests.fakes.shop import ANNA
from tests.web.api.client import CUSTOMER, Api, document, problem


def test_a_message_on_its_way_is_told_in_order(staff: Api) -> None:
    message_id = staff.queue(reference="order 17")["id"]
    staff.shop.send_next(how="delivered")
    sent, delivered = staff.items("/events")
    assert [sent["type"], delivered["type"]] == ["message.sent", "message.delivered"]
    assert sent["subject"] == str(message_id)
    assert sent["at"] == "2027-11-23T10:30:00.000Z"
    assert sent["data"]["to"] == CUSTOMER
    assert sent["data"]["reference"] == "order 17"


def test_polling_goes_on_where_it_stopped_and_misses_nothing(api: Api) -> None:
    empty = document(api.get("/events"))
    assert empty == {"items": [], "next": "0"}
    api.queue()
    api.shop.send_next()
    first = document(api.get(f"/events?after={empty['next']}"))
    assert [event["type"] for event in first["items"]] == ["message.sent"]
    again = document(api.get(f"/events?after={first['next']}"))
    assert again == {"items": [], "next": first["next"]}
    api.shop.receive(ANNA, "Hi!")
    later = document(api.get(f"/events?after={first['next']}"))
    assert [event["type"] for event in later["items"]] == ["inbound.received"]


def test_a_page_of_events_is_as_long_as_asked(api: Api) -> None:
    for _ in range(3):
        api.queue()
        api.shop.send_next()
    page = document(api.get("/events?limit=2"))
    assert len(page["items"]) == 2
    assert len(document(api.get(f"/events?limit=2&after={page['next']}"))["items"]) == 1


def test_a_till_does_not_read_what_others_did(till: Api) -> None:
    problem(till.get("/events"), 403)
