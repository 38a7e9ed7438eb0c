"""Errors: always a problem document that says what to do, never a trace."""

import logging

import pytest

from tests.web.api.client import CUSTOMER, Api, document, problem
from tests.web.api.test_api_access import EVERY_ROUTE, path_of
from web import LARGEST_REQUEST
from web.api.routes import Route


@pytest.mark.parametrize(
    "path", ["/nowhere", "/messages/1/2/3", "/", "/messages/", "/lists/", "/contacts/a/b", "//contacts"]
)
def test_an_unknown_address_says_where_the_addresses_are(api: Api, path: str) -> None:
    assert "openapi.json" in problem(api.get(path), 404)


def test_an_unknown_address_says_no_more_without_a_token(outsider: Api) -> None:
    problem(outsider.get("/nowhere"), 404)


def test_an_unknown_address_of_the_page_still_gets_a_page(api: Api) -> None:
    assert api.app.test_client().get("/nowhere").mimetype == "text/html"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/messages", {"GET", "POST"}),
        ("PATCH", f"/contacts/{CUSTOMER}", {"GET", "PUT", "DELETE"}),
        ("GET", "/messages/1/cancel", {"POST"}),
        ("POST", "/healthz", {"GET"}),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(api: Api, method: str, path: str, allowed: set[str]) -> None:
    response = api.call(method, path)
    assert "Allow header" in problem(response, 405)
    assert allowed <= set(response.headers["Allow"].split(", "))


def test_too_large_a_body_is_refused_unread(api: Api) -> None:
    assert "2 MB" in problem(api.send_raw("/messages", b" " * (LARGEST_REQUEST + 1)), 413)


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x"])
def test_a_body_that_is_not_json_is_refused(api: Api, kind: str) -> None:
    response = api.send_raw("/messages", b'{"to": "+447700900123", "text": "hi"}', kind)
    assert "Content-Type: application/json" in problem(response, 415)
    assert api.items("/messages") == []


def test_a_fault_of_the_box_has_a_code_that_the_log_has_too_and_no_trace(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("web.api.contacts.contacts.get", broken)
    with caplog.at_level(logging.ERROR):
        response = api.get(f"/contacts/{CUSTOMER}")
    problem(response, 500)
    code = document(response)["code"]
    assert code in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert b"secret" not in response.data
    assert b"ZeroDivisionError" not in response.data
    assert CUSTOMER[1:] not in "".join(record.getMessage() for record in caplog.records)


@EVERY_ROUTE
def test_no_answer_is_kept_or_taken_for_something_else(api: Api, route: Route) -> None:
    for program in (api, Api(api.app, api.shop)):
        headers = program.call(route.method, path_of(route)).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in headers


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=-1", "limit"),
        ("limit=1e3", "limit"),
        ("limit=٣", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("limit=1&limit=2", "limit"),
        ("lmit=1", "lmit"),
        ("after=x", "after"),
        ("after=²", "after"),
        ("after=-1", "after"),
        ("after=" + "9" * 200, "after"),
        ("after=" + "9" * 60, "after"),
        ("after=%00", "after"),
        ("after=%ff", "after"),
        ("a" * 5000 + "=1", "a" * 100),
    ],
)
@pytest.mark.parametrize("path", ["/messages", "/inbox", "/events"])
def test_a_page_that_cannot_be_is_refused_by_name(api: Api, path: str, query: str, field: str) -> None:
    problem(api.get(f"{path}?{query}"), 400, field)


def test_a_mistyped_parameter_is_guessed(api: Api) -> None:
    assert "Did you mean state?" in problem(api.get("/messages?stat=queued"), 400, "stat")


@pytest.mark.parametrize("path", ["/messages/1", f"/contacts/{CUSTOMER}", "/lists/Offers", "/openapi.json", "/metrics"])
def test_what_is_no_list_takes_no_parameters(api: Api, path: str) -> None:
    problem(api.get(f"{path}?limit=1"), 400, "limit")


def test_an_empty_parameter_is_the_same_as_none(api: Api) -> None:
    api.queue()
    assert len(api.items("/messages?state=&lane=&to=&after=&limit=")) == 1
