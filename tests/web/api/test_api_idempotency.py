"""Idempotency keys: however often a program asks, it is done once."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from smsbox.services import messages
from smsbox.store import idempotency
from tests.web.api.client import CUSTOMER, Api, document, problem

BODY = {"to": CUSTOMER, "text": "Your order is ready."}
BATCH = {"messages": [BODY, {"to": "x", "text": "y"}, BODY]}


@pytest.mark.parametrize(("path", "body"), [("/messages", BODY), ("/messages/batch", BATCH)])
def test_a_repeat_gets_the_first_answer_and_queues_nothing(api: Api, path: str, body: object) -> None:
    first = api.post(path, body, key="order-17")
    count = len(api.items("/messages"))
    api.shop.send_next()
    second = api.post(path, body, key="order-17")
    assert (second.status_code, second.data) == (first.status_code, first.data)
    assert second.headers.get("Location") == first.headers.get("Location")
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert len(api.items("/messages")) == count


def test_without_a_key_each_request_is_its_own(api: Api) -> None:
    assert api.post("/messages", BODY).data != api.post("/messages", BODY).data


def test_a_key_used_for_something_else_is_refused(api: Api) -> None:
    api.post("/messages", BODY, key="k")
    response = api.post("/messages", {**BODY, "text": "Something else."}, key="k")
    assert "another request" in problem(response, 422, "Idempotency-Key")
    problem(api.post("/messages/batch", {"messages": [BODY]}, key="k"), 422, "Idempotency-Key")
    assert len(api.items("/messages")) == 1


def test_keys_of_different_tokens_have_nothing_to_do_with_each_other(api: Api, till: Api) -> None:
    first, second = api.post("/messages", BODY, key="k"), till.post("/messages", BODY, key="k")
    assert document(first)["id"] != document(second)["id"]


def test_a_request_that_was_refused_may_be_put_right_under_its_key(api: Api) -> None:
    problem(api.post("/messages", {**BODY, "to": "x"}, key="k"), 422, "to")
    assert api.post("/messages", BODY, key="k").status_code == 202


def test_a_key_stands_for_its_answer_for_a_day(api: Api) -> None:
    first = api.post("/messages", BODY, key="k").data
    api.shop.clock.forward(hours=23, minutes=59)
    assert api.post("/messages", BODY, key="k").data == first
    api.shop.clock.forward(minutes=1)
    assert api.post("/messages", {**BODY, "text": "Another day."}, key="k").status_code == 202
    with api.shop.db.snapshot() as connection:
        assert connection.execute("SELECT count(*) FROM idempotency").fetchone()[0] == 1


def test_old_answers_are_dropped(api: Api) -> None:
    for key in "abc":
        api.post("/messages", BODY, key=key)
    api.shop.clock.forward(hours=24)
    api.post("/messages", BODY, key="d")
    with api.shop.db.snapshot() as connection:
        assert [row["key"] for row in connection.execute("SELECT key FROM idempotency")] == ["d"]


@pytest.mark.parametrize("key", ["", "k" * 256, "a\tb", "ä", "\x7f"])
def test_a_key_that_cannot_be_is_refused(api: Api, key: str) -> None:
    problem(api.post("/messages", BODY, key=key), 422, "Idempotency-Key")
    assert api.items("/messages") == []


def test_a_key_may_be_255_characters_of_any_print(api: Api) -> None:
    assert api.post("/messages", BODY, key="k ~!'" * 51).status_code == 202


@pytest.mark.parametrize(("path", "body", "made"), [("/messages", BODY, 1), ("/messages/batch", BATCH, 2)])
def test_requests_at_the_same_moment_with_one_key_make_one_message(
    api: Api, path: str, body: object, made: int
) -> None:
    gate = threading.Barrier(6)

    def ask(_: int) -> tuple[int, bytes]:
        gate.wait()
        response = api.post(path, body, key="k")
        return response.status_code, response.data

    with ThreadPoolExecutor(6) as pool:
        answers = set(pool.map(ask, range(6)))
    assert len(answers) == 1
    assert answers.pop()[0] == 202
    assert len(api.items("/messages")) == made


def test_if_the_answer_cannot_be_kept_nothing_is_queued(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a repeat would send the text twice."""

    def full(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(idempotency, "add", full)
        problem(api.post("/messages", BODY, key="k"), 500)
    assert messages.find(api.shop.db).items == ()
    assert api.post("/messages", BODY, key="k").status_code == 202
