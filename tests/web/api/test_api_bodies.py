"""Bodies: strictly read, hostile ones refused by name, none of them a fault."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes.shop import Shop
from tests.web.api.client import CUSTOMER, Api, problem
from tests.web.api.test_api_access import path_of
from web import create_app
from web.api.routes import ROUTES, Route

WRITING = [route for route in ROUTES if route.method in ("POST", "PUT")]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "not JSON"),
        (b"{", "line 1, column 2"),
        (b"null", "not null"),
        (b"[]", "not a list"),
        (b'"to"', "not a string"),
        (b"7", "not a number"),
        (b"true", "not true or false"),
        (b'{"to": NaN}', "NaN is not JSON"),
        (b'{"to": -Infinity}', "-Infinity is not JSON"),
        (b'{"to": "1", "to": "2"}', "names 'to' twice"),
        (b'{"x": {"a": 1, "a": 1}}', "names 'a' twice"),
        (b'{"to": "\xff"}', "not UTF-8"),
        ('{"to": "1"}'.encode("utf-16"), "not UTF-8"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        (b"[" * 500_000, "nested too deeply"),
        (b'{"a":' * 300_000, "nested too deeply"),
        (b'{"a": ' + b"1" * 10_000 + b"}", "too long"),
        (b"{'to': '1'}", "not JSON"),
        (b'{"to": "1",}', "not JSON"),
        (b'{"to": "1"} {}', "not JSON"),
        (b"\x00", "not JSON"),
    ],
    ids=lambda value: repr(value[:20]),
)
def test_what_is_not_one_json_object_is_refused(api: Api, body: bytes, says: str) -> None:
    response = api.send_raw("/messages", body)
    assert response.status_code == 400
    assert says in response.get_json(force=True)["detail"]
    assert api.items("/messages") == []


@pytest.mark.parametrize(
    ("member", "value", "status", "says"),
    [
        ("to", 447700900123, 400, "to must be a string, not a number"),
        ("to", None, 422, "to is missing"),
        ("to", "", 422, "not a telephone number"),
        ("to", "+449098790123", 422, "premium"),
        ("to", "60000", 422, "too short"),
        ("text", ["hi"], 400, "text must be a string, not a list"),
        ("text", "", 422, "The text is empty"),
        ("text", " \n ", 422, "The text is empty"),
        ("text", "x" * 1531, 422, "it would be 11 SMS"),
        ("text", "x" * 2001, 422, "2,000 characters at most"),
        ("lane", "express", 422, "Use one of: reply, transactional, promotional"),
        ("lane", 1, 400, "lane must be a string"),
        ("urgent", 1, 400, "urgent must be true or false, not a number"),
        ("urgent", "yes", 400, "urgent must be true or false, not a string"),
        ("send_at", 1700000000, 400, "send_at must be a string"),
        ("send_at", "2027-11-24T10:00:00", 422, "with Z or an offset"),
        ("send_at", "2027-11-24", 422, "Write it like"),
        ("send_at", "20271124T100000Z", 422, "Write it like"),
        ("send_at", "2027-W47-3T10:00:00Z", 422, "Write it like"),
        ("send_at", "٢٠٢٧-11-24T10:00:00Z", 422, "Write it like"),
        ("send_at", "2027-02-30T10:00:00Z", 422, "does not exist"),
        ("send_at", "2027-11-24T25:00:00Z", 422, "does not exist"),
        ("send_at", "2027-11-24T10:00:00+25:00", 422, "does not exist"),
        ("send_at", "9999-12-31T23:59:59-23:59", 422, "does not exist"),
        ("send_at", "0001-01-01T00:00:00+23:59", 422, "does not exist"),
        ("send_at", "9999-12-31T23:59:59Z", 422, "between the years 2000 and 2099"),
        ("expires_at", "2027-11-23T10:29:59Z", 422, "later time"),
        ("sim", "8944100000000000009", 422, "no SIM"),
        ("reference", "", 422, "1 to 100 characters"),
        ("reference", "r" * 101, 422, "1 to 100 characters"),
        ("reference", "a\nb", 422, "on one line"),
        ("reference", {}, 400, "reference must be a string, not an object"),
    ],
)
def test_a_member_that_cannot_be_used_is_named(api: Api, member: str, value: object, status: int, says: str) -> None:
    good = {"to": CUSTOMER, "text": "hi"}
    response = api.post("/messages", {**good, member: value})
    assert says in problem(response, status, member)
    assert api.items("/messages") == []


def test_an_unknown_member_is_refused_with_the_one_that_may_be_meant(api: Api) -> None:
    response = api.post("/messages", {"to": CUSTOMER, "text": "hi", "sendat": "2027-11-24T10:00:00Z"})
    assert "Did you mean send_at?" in problem(response, 400, "sendat")


def test_an_unknown_member_unlike_any_is_told_all(api: Api) -> None:
    response = api.post("/lists", {"name": "Offers", "zzz": 1})
    assert "Known here: name" in problem(response, 400, "zzz")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2027-11-24T10:00:00Z", "2027-11-24T10:00:00.000Z"),
        ("2027-11-24t10:00:00z", "2027-11-24T10:00:00.000Z"),
        ("2027-11-24 12:00:00.5+02:00", "2027-11-24T10:00:00.500Z"),
        ("2027-11-24T00:00:00.123456789-05:30", "2027-11-24T05:30:00.123Z"),
    ],
)
def test_a_time_may_have_any_offset_and_is_told_in_utc(api: Api, written: str, shown: str) -> None:
    assert api.queue(send_at=written)["send_at"] == shown


def test_null_is_the_same_as_leaving_out(api: Api) -> None:
    message = api.queue(lane=None, urgent=None, send_at=None, expires_at=None, sim=None, reference=None)
    assert message["lane"] == "transactional"
    assert message["reference"] is None


def test_half_a_character_becomes_the_mark_for_one_and_two_halves_join(api: Api) -> None:
    body = b'{"to": "+447700900123", "text": "a\\ud83d b\\ud83d\\ude00", "reference": "\\udc00"}'
    response = api.send_raw("/messages", body)
    assert response.status_code == 202
    assert response.get_json()["text"] == "a\ufffd b😀"
    assert response.get_json()["reference"] == "\ufffd"


def test_half_a_character_in_a_name_is_no_fault(api: Api) -> None:
    problem(api.send_raw("/messages", b'{"\\ud83d": 1}'), 400, "\ud83d")
    response = api.call(
        "PUT", f"/contacts/{CUSTOMER}", data=b'{"fields": {"\\ud83d": "\\ud83d"}}', content_type="application/json"
    )
    assert response.get_json()["fields"] == {"\ufffd": "\ufffd"}


HOSTILE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=30),
    st.text(alphabet="\ud800\udfff\x00\u202e", max_size=5),
    st.sampled_from(
        ["+447700900123", "07700 900123", "2027-11-24T10:00:00Z", "reply", "promotional", "Offers", "opt_in", "opt_out"]
    ),
)
MESSAGE_NAMES = ["to", "text", "lane", "urgent", "send_at", "expires_at", "sim", "reference", "messages"]
OTHER_NAMES = ["name", "fields", "tags", "list", "action", "source", "wording", "evidence", "other"]
NAMES = st.sampled_from([*MESSAGE_NAMES, *OTHER_NAMES])
VALUES = st.recursive(
    HOSTILE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=6),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def long_lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """One box for all the examples."""
    folder: Path = tmp_path_factory.mktemp("box")
    shop = Shop(folder)
    app = create_app(shop.db, clock=shop.clock, secret=b"s" * 32)
    yield Api(app, shop).of_role("owner")
    shop.close()


@pytest.mark.parametrize("route", WRITING, ids=lambda route: route.name)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.dictionaries(NAMES, VALUES, max_size=6) | VALUES)
def test_no_json_whatever_is_a_fault(long_lived: Api, route: Route, value: object) -> None:
    """Each answer is also checked against the OpenAPI document."""
    path = path_of(route)
    response = long_lived.call(route.method, path, data=json.dumps(value).encode(), content_type="application/json")
    assert response.status_code < 500


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(items=st.lists(st.fixed_dictionaries({"to": HOSTILE, "text": HOSTILE}) | VALUES, min_size=1, max_size=6))
def test_a_batch_answers_each_element_in_its_place(long_lived: Api, items: list[object]) -> None:
    body = json.dumps({"messages": items}).encode()
    response = long_lived.send_raw("/messages/batch", body)
    assert response.status_code == 202
    assert len(response.get_json()["items"]) == len(items)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=60))
def test_no_octets_are_a_fault(long_lived: Api, body: bytes) -> None:
    assert long_lived.send_raw("/messages", body).status_code in (400, 422)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    route=st.sampled_from([route for route in ROUTES if route.method != "DELETE"]),
    word=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="?#"), min_size=1, max_size=20),
)
def test_no_address_is_a_fault(long_lived: Api, route: Route, word: str) -> None:
    path = route.path.replace("<message_id>", word).replace("<number>", word).replace("<path:name>", word)
    response = long_lived.call(route.method, path, query_string={"after": word})
    assert response.status_code < 500 or (route.path == "/healthz" and response.status_code == 503)
