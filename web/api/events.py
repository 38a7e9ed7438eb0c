"""What happened, in order, for programs that poll."""

from flask import Response

from smsbox.services import events
from smsbox.services.events import Event
from web.api import queries
from web.api.answers import Document, page_of, rfc3339
from web.box import database


def document(event: Event) -> Document:
    """An event as the API shows it."""
    return {
        "id": event.id,
        "at": rfc3339(event.at),
        "type": event.type,
        "subject": event.subject,
        "data": event.data,
    }


def find() -> Response:
    """GET /events, oldest first; `next` is always there, to ask with again later."""
    query = queries.read()
    return page_of(events.after(database(), after=query.after, limit=query.limit), document)
