"""A program that calls the API with a token; each answer it gets is checked against the OpenAPI document."""

import json
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from smsbox.services import people
from tests.fakes.rows import wrote
from tests.fakes.shop import Shop
from tests.web.api.openapi_check import PREFIX, check_answer

CUSTOMER = "+447700900123"
"""A number that may be texted."""


@dataclass
class Api:
    """The API as the holder of `token` sees it; None holds none."""

    app: Flask
    shop: Shop
    token: str | None = None

    def of_role(self, role: str) -> "Api":
        """The same box, as seen with a new token of the role."""
        name = f"{role} {len(people.all_tokens(self.shop.db))}"
        return Api(self.app, self.shop, people.add_token(self.shop.db, name, role, now=self.shop.clock()))

    def call(self, method: str, path: str, *, key: str | None = None, **options: Any) -> TestResponse:
        """Calls `path` below /api/v1, `json` and `data` as Flask's client takes them; `key` is the Idempotency-Key."""
        headers = dict(options.pop("headers", {}))
        if self.token is not None:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        if key is not None:
            headers["Idempotency-Key"] = key
        response = self.app.test_client().open(PREFIX + path, method=method, headers=headers, **options)
        self._check(method, PREFIX + path, response)
        return response

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.call("GET", path, **options)

    def post(self, path: str, json: object = None, **options: Any) -> TestResponse:
        return self.call("POST", path, **({"json": json} if json is not None else {}), **options)

    def put(self, path: str, json: object = None, **options: Any) -> TestResponse:
        return self.call("PUT", path, **({"json": json} if json is not None else {}), **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        return self.call("DELETE", path, **options)

    def send_raw(self, path: str, body: bytes, content_type: str = "application/json") -> TestResponse:
        """POSTs octets as they are."""
        return self.call("POST", path, data=body, content_type=content_type)

    def queue(self, text: str = "Your order is ready.", **members: object) -> dict[str, Any]:
        """Queues a message to CUSTOMER; the document answered."""
        if members.get("lane") == "reply":
            wrote(self.shop.db, CUSTOMER, now=self.shop.clock())
        response = self.post("/messages", {"to": CUSTOMER, "text": text, **members})
        assert response.status_code == 202, response.data
        return document(response)

    def items(self, path: str) -> list[dict[str, Any]]:
        """The items of a list's page."""
        response = self.get(path)
        assert response.status_code == 200, response.data
        found: list[dict[str, Any]] = document(response)["items"]
        return found

    def all_pages(self, path: str) -> list[list[dict[str, Any]]]:
        """The items of every page, asked for one after the other as `next` says."""
        pages, after = [], ""
        while len(pages) < 100:
            page = document(self.get(path + after))
            pages.append(page["items"])
            if page["next"] is None:
                return pages
            after = f"&after={page['next']}"
        raise AssertionError("the pages have no end")

    def _check(self, method: str, path: str, response: TestResponse) -> None:
        with self.app.test_request_context(path, method=method) as context:
            error = context.request.routing_exception
            if isinstance(error, HTTPException):
                assert response.status_code in (400, 404, 405)
                return
            assert context.request.url_rule is not None
            rule = context.request.url_rule.rule
        check_answer(rule, method, response.status_code, response.mimetype, response.data)


def document(response: TestResponse) -> dict[str, Any]:
    """The JSON object answered."""
    found = json.loads(response.data)
    assert isinstance(found, dict)
    return found


def problem(response: TestResponse, status: int, field: str | None = None) -> str:
    """The `detail` of a problem document with this status and field."""
    assert response.status_code == status, response.data
    assert response.mimetype == "application/problem+json"
    found = document(response)
    assert found["status"] == status
    assert found.get("field") == field
    detail: str = found["detail"]
    assert len(detail.split()) > 3, "a problem says what to do"
    return detail
