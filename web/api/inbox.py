"""The inbox: texts received."""

from flask import Response

from smsbox.services import inbox
from smsbox.services.inbox import Inbound
from web.api import queries
from web.api.answers import Document, page_of, rfc3339
from web.box import database


def document(inbound: Inbound) -> Document:
    """A received text as the API shows it."""
    return {
        "id": inbound.id,
        "from": inbound.number,
        "text": inbound.text,
        "received_at": rfc3339(inbound.received_at),
        "sent_at": rfc3339(inbound.sent_at),
        "sim": inbound.sim,
        "parts": inbound.parts,
        "meaning": inbound.meaning,
    }


def find() -> Response:
    """GET /inbox, newest first."""
    query = queries.read()
    return page_of(inbox.received(database(), after=query.after, limit=query.limit), document)
