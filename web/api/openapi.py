"""The API's own description, an OpenAPI 3.1 document."""

from functools import cache
from pathlib import Path

from flask import Response

from web.api import queries
from web.api.answers import answer_text

FILE = Path(__file__).with_name("openapi.json")


def get() -> Response:
    """GET /openapi.json."""
    queries.nothing()
    return answer_text(_text(), 200)


@cache
def _text() -> str:
    return FILE.read_text("utf-8")
