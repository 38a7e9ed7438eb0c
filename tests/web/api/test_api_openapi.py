"""The OpenAPI document: true of every call, in both directions."""

import re
from typing import Any

import pytest
from flask import Flask

from smsbox.rules.lanes import LANE_WORDS
from smsbox.rules.lifecycle import State
from smsbox.rules.words import MeaningKind
from smsbox.services.modems import WORDS
from smsbox.store.ledger import LedgerEvent, ListState
from smsbox.store.paging import LARGEST_PAGE
from tests.web.api.client import Api, document
from tests.web.api.openapi_check import DOCUMENT, KNOWN_WORDS, check, fits, resolved, template_of
from web.api import access
from web.api.bodies import LONGEST_STRING
from web.api.messages import LARGEST_BATCH, LONGEST_REFERENCE
from web.api.problems import STATUSES
from web.api.queries import DEFAULT_PAGE
from web.api.routes import ROUTES

SCHEMAS = DOCUMENT["components"]["schemas"]
CALLS = [(path, method, call) for path, methods in DOCUMENT["paths"].items() for method, call in methods.items()]


def test_the_document_is_served_to_every_role(till: Api) -> None:
    assert document(till.get("/openapi.json")) == DOCUMENT


def test_every_call_is_described_and_nothing_else(app: Flask) -> None:
    in_app = {
        (template_of(rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert in_app == {(path, method) for path, method, _ in CALLS}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_each_call_names_the_role_that_it_needs(route: Any) -> None:
    call = DOCUMENT["paths"][template_of(route.path)][route.method.lower()]
    if route.least is None:
        assert call["security"] == []
    else:
        assert call["description"] == f"Needs a token of the role {route.least} or above."
        assert {"401", "403"} <= set(call["responses"])


@pytest.mark.parametrize(("path", "method", "call"), CALLS, ids=[call["operationId"] for _, _, call in CALLS])
def test_each_call_describes_its_parameters_body_and_problems(path: str, method: str, call: dict[str, Any]) -> None:
    parameters = [resolved(parameter) for parameter in call.get("parameters", ())]
    in_path = {parameter["name"] for parameter in parameters if parameter["in"] == "path"}
    assert in_path == set(re.findall(r"{(\w+)}", path))
    assert {"400", "500"} <= set(call["responses"])
    if "requestBody" in call:
        assert {"413", "415", "422"} <= set(call["responses"])
    if in_path and method != "put":
        assert "404" in call["responses"] or path.endswith("/consent")


def test_every_problem_that_can_be_is_described() -> None:
    described = {
        status
        for _, _, call in CALLS
        for status, answer in call["responses"].items()
        if "application/problem+json" in resolved(answer).get("content", {})
    }
    assert {str(int(status)) for _, status in STATUSES} <= described


def test_every_reference_leads_somewhere_and_every_part_is_used() -> None:
    used = set(re.findall(r"'\$ref': '#/components/(\w+/\w+)'", str(DOCUMENT)))
    there = {f"{kind}/{name}" for kind, parts in DOCUMENT["components"].items() for name in parts}
    assert used <= there
    # A wrong method is answered wherever there is an address, which OpenAPI cannot say of a call.
    assert there - used == {"securitySchemes/token", "responses/WrongMethod"}


def test_the_words_are_those_of_the_product() -> None:
    assert SCHEMAS["State"]["enum"] == list(State)
    assert SCHEMAS["Lane"]["enum"] == list(LANE_WORDS)
    assert set(SCHEMAS["Modem"]["properties"]["state"]["enum"]) == set(WORDS)
    assert SCHEMAS["LedgerRow"]["properties"]["event"]["enum"] == list(LedgerEvent)
    assert SCHEMAS["Contact"]["properties"]["lists"]["additionalProperties"]["enum"] == list(ListState)
    assert set(MeaningKind) <= set(SCHEMAS["Inbound"]["properties"]["meaning"]["enum"])
    assert set(access.LEAST_FOR_LANE) == set(map(access.Lane.named, LANE_WORDS))


def test_the_limits_are_those_of_the_product() -> None:
    limit = DOCUMENT["components"]["parameters"]["limit"]["schema"]
    assert (limit["maximum"], limit["default"]) == (LARGEST_PAGE, DEFAULT_PAGE)
    assert SCHEMAS["NewBatch"]["properties"]["messages"]["maxItems"] == LARGEST_BATCH
    assert SCHEMAS["NewMessage"]["properties"]["text"]["maxLength"] == LONGEST_STRING
    assert SCHEMAS["NewMessage"]["properties"]["reference"]["maxLength"] == LONGEST_REFERENCE


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("/messages", "NewMessage"),
        ("/messages/batch", "NewBatch"),
        ("/contacts/+447700900123/consent", "ConsentBody"),
        ("/lists", "ListBody"),
        ("/keywords", "KeywordBody"),
        ("/campaigns", "CampaignBody"),
        ("/clock/confirm", "ClockBody"),
    ],
)
def test_a_body_has_the_members_that_are_described(api: Api, path: str, schema: str) -> None:
    """An unlikely member is refused with all those that are known."""
    detail = document(api.post(path, {"zzzzzzzz": 1}))["detail"]
    assert detail.partition("Known here: ")[2].rstrip(".").split(", ") == list(SCHEMAS[schema]["properties"])


def test_the_check_of_answers_finds_what_is_wrong() -> None:
    good = {"name": "Offers"}
    check(good, SCHEMAS["ListBody"], "")
    for wrong in ({}, {"name": 1}, {"name": None}, {"name": "Offers", "more": 1}, [], None):
        assert not fits(wrong, SCHEMAS["ListBody"])
    assert fits("2027-11-23T10:30:00.000Z", {"type": "string", "format": "date-time"})
    assert not fits("2027-11-23 10:30", {"type": "string", "format": "date-time"})
    assert not fits(True, {"type": "integer"})
    assert not fits(7, {"type": "integer", "unheard": 1})
    assert "pattern" not in KNOWN_WORDS
