"""Campaigns by programs: drafted, started, paused, resumed, cancelled, and counted."""

from typing import Any

import pytest

from smsbox.daemon.campaigns import Campaigns
from tests.fakes.shop import ANNA, LEO
from tests.web.api.client import Api, document, problem


@pytest.fixture
def draft(manager: Api) -> dict[str, Any]:
    """A draft to the two people who said yes."""
    for number in (ANNA, LEO):
        manager.shop.say_yes(number)
    response = manager.post("/campaigns", {"text": "Hi {first name|there}, sale!", "lists": ["Offers"], "name": "Sale"})
    assert response.status_code == 201
    made: dict[str, Any] = document(response)
    assert response.headers["Location"] == f"/api/v1/campaigns/{made['id']}"
    return made


def do(api: Api, campaign: dict[str, Any], act: str) -> Any:
    return api.post(f"/campaigns/{campaign['id']}/{act}", {} if act == "start" else None)


def begin(api: Api, campaign: dict[str, Any]) -> None:
    do(api, campaign, "start")
    api.shop.clock.forward(seconds=31)
    worker = Campaigns(api.shop.db, api.shop.clock, lambda: None)
    while worker.step():
        pass


def test_a_draft_is_kept_and_found(manager: Api, draft: dict[str, Any]) -> None:
    assert (draft["state"], draft["name"], draft["lists"]) == ("draft", "Sale", ["Offers"])
    assert document(manager.get(f"/campaigns/{draft['id']}")) == draft
    assert manager.items("/campaigns") == [draft]


def test_one_that_runs_counts_its_messages_exactly(manager: Api, draft: dict[str, Any]) -> None:
    begin(manager, draft)
    manager.shop.send_next()
    while document(manager.get(f"/campaigns/{draft['id']}"))["counts"]["sent"] == 0:
        manager.shop.send_next()
    found = document(manager.get(f"/campaigns/{draft['id']}"))
    assert (found["state"], found["prepared"]) == ("sending", True)
    assert {state: count for state, count in found["counts"].items() if count} == {"sent": 1, "queued": 1}


def test_it_is_started_once_paused_resumed_and_cancelled(manager: Api, draft: dict[str, Any]) -> None:
    begin(manager, draft)
    problem(do(manager, draft, "start"), 409)
    states = [document(do(manager, draft, act))["state"] for act in ("pause", "resume", "cancel")]
    assert states == ["paused", "sending", "cancelled"]
    problem(do(manager, draft, "resume"), 409)


def test_a_start_at_a_time_is_kept(manager: Api, draft: dict[str, Any]) -> None:
    told = {"start_at": "2028-01-01T12:00:00+01:00"}
    planned = document(manager.post(f"/campaigns/{draft['id']}/start", told))
    assert (planned["state"], planned["starts_at"]) == ("planned", "2028-01-01T11:00:00.000Z")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"lists": ["Offers"]}, "text"),
        ({"text": "Sale"}, "lists"),
        ({"text": "Sale", "lists": ["Nobody"]}, "lists"),
        ({"text": "x" * 1900, "lists": ["Offers"]}, "text"),
    ],
)
def test_what_could_not_be_sent_is_refused(
    manager: Api, draft: dict[str, Any], body: dict[str, object], field: str
) -> None:
    problem(manager.post("/campaigns", body), 422, field)
    assert manager.items("/campaigns") == [draft]


def test_an_unknown_campaign_is_not_found(manager: Api) -> None:
    for path in ("/campaigns/7", "/campaigns/x"):
        problem(manager.get(path), 404)
    problem(manager.post("/campaigns/7/pause"), 404)


def test_staff_and_tills_send_to_no_lists(staff: Api, till: Api) -> None:
    for api in (staff, till):
        problem(api.get("/campaigns"), 403)
        problem(api.post("/campaigns", {"text": "Sale", "lists": ["Offers"]}), 403)
