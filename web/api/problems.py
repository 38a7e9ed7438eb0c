"""Every error of the API as one document that says what to do (RFC 9457, application/problem+json)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Flask, Response, g, request
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import NotFound as NotFoundError
from werkzeug.routing import RequestRedirect

from smsbox.errors import BadInput, Conflict, NotFound, SmsboxError

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/"
"""Addresses below it are answered by the API even where there is nothing."""

READING = frozenset({"GET", "HEAD", "DELETE"})
"""Methods without a body: whatever is wrong with such a request is wrong with its address."""


class Malformed(BadInput):
    """The request breaks the form that the OpenAPI document gives it: not JSON, an unknown member, a wrong type."""


class UnsupportedBody(SmsboxError):
    """The body is not JSON."""


class NoToken(SmsboxError):
    """The request names no token, or one that opens nothing."""


class Forbidden(SmsboxError):
    """The token's role may not do this."""


STATUSES: tuple[tuple[type[SmsboxError], HTTPStatus], ...] = (
    (Malformed, HTTPStatus.BAD_REQUEST),
    (BadInput, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NotFound, HTTPStatus.NOT_FOUND),
    (Conflict, HTTPStatus.CONFLICT),
    (UnsupportedBody, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (NoToken, HTTPStatus.UNAUTHORIZED),
    (Forbidden, HTTPStatus.FORBIDDEN),
)
"""The first that fits decides."""

SENTENCES = {
    404: "There is nothing at this address. The addresses are listed in /api/v1/openapi.json.",
    405: "This address does not take this method. The Allow header names those that it takes.",
    413: "The request is too large: 2 MB at most. Send less in one go.",
    500: "Something went wrong in the box, and nothing was changed. Try again; the log tells more under this code.",
}
"""What to do about what the server itself refuses; other statuses bring their own sentence."""


@dataclass(frozen=True)
class Problem:
    """`field` names the member or parameter at fault; `code` is the one under which the log holds more."""

    status: HTTPStatus
    detail: str
    field: str | None = None
    code: str | None = None

    def document(self) -> dict[str, object]:
        """As RFC 9457 §3 has it."""
        members = {"type": "about:blank", "title": self.status.phrase, "status": int(self.status)}
        extra = {"field": self.field, "code": self.code}
        return members | {"detail": self.detail} | {name: text for name, text in extra.items() if text}


def problem_of(error: SmsboxError) -> Problem:
    """The problem that `error` is to the caller; raises it again if it is none of theirs."""
    for kind, status in STATUSES:
        if isinstance(error, kind):
            return Problem(status, str(error), error.field if isinstance(error, BadInput) else None)
    raise error


def install(blueprint: Blueprint) -> None:
    """Makes every error of the blueprint's views a problem document."""

    def caller_error(error: SmsboxError) -> Response:
        found = problem_of(error)
        if found.status is HTTPStatus.UNPROCESSABLE_ENTITY and request.method in READING:
            found = Problem(HTTPStatus.BAD_REQUEST, found.detail, found.field)
        headers = {"WWW-Authenticate": 'Bearer realm="smsbox"'} if isinstance(error, NoToken) else {}
        return _answer(found, headers)

    for kind, _ in STATUSES:
        blueprint.register_error_handler(kind, caller_error)
    blueprint.register_error_handler(HTTPException, _http_error)


def answer_unknown_addresses(app: Flask) -> None:
    """Makes what leads to no view below /api/ a problem document too."""

    @app.before_request
    def unknown_address() -> Response | None:
        error = request.routing_exception
        if error is None or not request.path.startswith(PREFIX):
            return None
        # Programs get no redirect to a tidier address: many would drop the body or the token on the way.
        return _http_error(NotFoundError() if isinstance(error, RequestRedirect) else error)


def _http_error(error: HTTPException) -> Response:
    status = HTTPStatus(error.code or 500)
    detail = SENTENCES.get(status) or error.description or SENTENCES[500]
    allowed = getattr(error, "valid_methods", None)
    headers = {"Allow": ", ".join(sorted(allowed))} if allowed else {}
    return _answer(Problem(status, detail, code=g.get("fault_code")), headers)


def _answer(problem: Problem, headers: Mapping[str, str]) -> Response:
    return Response(
        json.dumps(problem.document()), status=problem.status, headers=dict(headers), content_type=MEDIA_TYPE
    )
