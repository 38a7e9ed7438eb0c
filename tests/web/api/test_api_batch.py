"""Batches: one transaction, each element answered in its place."""

import time

from tests.web.api.client import CUSTOMER, Api, document, problem


def test_a_bad_element_is_told_in_its_place_and_the_others_are_taken(till: Api) -> None:
    batch = [
        {"to": CUSTOMER, "text": "one"},
        {"to": "nobody", "text": "two"},
        {"to": CUSTOMER, "txt": "three"},
        "four",
        {"to": CUSTOMER, "text": "five", "lane": "promotional"},
        {"to": "07700 900124", "text": "six"},
    ]
    response = till.post("/messages/batch", {"messages": batch})
    assert response.status_code == 202
    items = document(response)["items"]
    assert [items[0]["text"], items[5]["text"]] == ["one", "six"]
    errors = [item["error"] for item in items[1:5]]
    assert [(error["status"], error.get("field")) for error in errors] == [
        (422, "to"),
        (400, "txt"),
        (400, None),
        (403, None),
    ]
    assert "Did you mean text?" in errors[1]["detail"]
    assert "manager" in errors[3]["detail"]
    assert [message["text"] for message in till.items("/messages")] == ["six", "one"]


def test_a_batch_holds_one_to_a_thousand(api: Api) -> None:
    one = {"to": CUSTOMER, "text": "hi"}
    for messages in ([], [one] * 1001):
        assert "1 to 1,000 messages" in problem(api.post("/messages/batch", {"messages": messages}), 422, "messages")
    problem(api.post("/messages/batch", {}), 422, "messages")
    problem(api.post("/messages/batch", {"messages": {"0": one}}), 400, "messages")
    problem(api.post("/messages/batch", [one]), 400)
    assert api.items("/messages") == []


def test_a_thousand_messages_are_queued_fast_and_in_order(api: Api) -> None:
    """Over 1 s of CPU would hold the modems up; it takes some 0.1 s."""
    batch = [{"to": f"+44770090{count:04d}", "text": f"Order {count} is ready."} for count in range(1000)]
    start = time.thread_time()
    response = api.post("/messages/batch", {"messages": batch})
    assert time.thread_time() - start < 1
    items = document(response)["items"]
    assert [item["text"] for item in items] == [item["text"] for item in batch]
    assert len({item["id"] for item in items}) == 1000


def test_the_same_number_twice_is_two_messages(api: Api) -> None:
    batch = [{"to": CUSTOMER, "text": "hi"}] * 2
    items = document(api.post("/messages/batch", {"messages": batch}))["items"]
    assert items[0]["id"] != items[1]["id"]
