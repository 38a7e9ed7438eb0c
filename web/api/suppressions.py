"""The STOP list: the numbers that get no offers, or nothing. Only their owners can leave it."""

from flask import Response

from smsbox.services import suppressions
from smsbox.services.suppressions import Stopped
from web.api import queries
from web.api.answers import Document, page_of, rfc3339
from web.box import database


def document(stopped: Stopped) -> Document:
    """A number on the STOP list as the API shows it; an erased person's is a digest, and has no text."""
    return {
        "number": stopped.number,
        "name": stopped.name,
        "since": rfc3339(stopped.since),
        "channel": stopped.channel,
        "scope": stopped.scope,
        "text": None if stopped.erased else stopped.words,
        "source": None if stopped.erased else stopped.source,
        "actor": stopped.actor,
    }


def find() -> Response:
    """GET /suppressions, newest first; `number` finds those that hold it, or a piece of it."""
    query = queries.read("number")
    number = query.filters.get("number", "")
    return page_of(
        suppressions.find(database(), number=number, after=query.after, limit=query.limit),
        document,
    )
