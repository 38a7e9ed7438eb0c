"""What the API answers with: JSON documents, RFC 3339 times, pages."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from flask import Response

from smsbox.store.paging import Page

T = TypeVar("T")

Document = dict[str, object]


def text_of(document: Document) -> str:
    """The document as JSON in ASCII: whatever a text holds, nothing on the way can break it."""
    return json.dumps(document, separators=(",", ":"))


def answer(document: Document, status: int = 200, *, location: str | None = None) -> Response:
    """A JSON answer; `location` is the address of what was made."""
    return answer_text(text_of(document), status, location=location)


def answer_text(body: str, status: int, *, location: str | None = None) -> Response:
    """`answer` for a document that is text already."""
    response = Response(body, status=status, content_type="application/json")
    if location is not None:
        response.headers["Location"] = location
    return response


def rfc3339(moment: datetime | None) -> str | None:
    """The moment in UTC with milliseconds, such as 2025-01-31T09:30:00.000Z."""
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def page_of(page: Page[T], document: Callable[[T], Document]) -> Response:
    """A page of a list."""
    return answer({"items": [document(item) for item in page.items], "next": page.next})


def slice_of(items: Sequence[T], key: Callable[[T], object], after: str | None, limit: int) -> Page[T]:
    """A page of a list that is short enough to be read whole; `key` gives an item's cursor.

    A cursor that is not there any more begins at the beginning.
    """
    cursors = [str(key(item)) for item in items]
    start = cursors.index(after) + 1 if after in cursors else 0
    end = start + limit
    return Page(tuple(items[start:end]), cursors[end - 1] if end < len(items) else None)
