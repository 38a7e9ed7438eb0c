"""Reviews: texts that may have meant STOP, and what staff decide about them."""

from flask import Response

from smsbox.errors import NotFound
from smsbox.services import inbox, reviews
from smsbox.services.reviews import Review
from web.api import access, queries
from web.api.answers import Document, answer, page_of, rfc3339
from web.box import database, now

OPT_OUT, KEEP = "opt_out", "keep"
"""What can be decided."""


def document(review: Review) -> Document:
    """An open question as the API shows it: unanswered by `due_at`, the text counts as STOP."""
    return {
        "number": review.number,
        "name": review.name,
        "text": review.text,
        "received_at": rfc3339(review.received_at),
        "due_at": rfc3339(review.due_at),
    }


def find() -> Response:
    """GET /reviews, the one that is due first on top."""
    query = queries.read()
    return page_of(reviews.waiting(database(), after=query.after, limit=query.limit), document)


def opt_out(number: str) -> Response:
    """POST /reviews/{number}/opt_out: the text meant STOP."""
    return _decide(number, OPT_OUT)


def keep(number: str) -> Response:
    """POST /reviews/{number}/keep: the text meant something else, and offers go on."""
    return _decide(number, KEEP)


def _decide(written: str, decision: str) -> Response:
    queries.nothing()
    number = queries.number(written)
    if not inbox.has_texts(database(), number):
        raise NotFound("There are no texts with this number. GET /reviews tells whose wait for a decision.")
    reviews.decide(database(), number, opt_out=decision == OPT_OUT, actor=access.author(), now=now(), by=access.by())
    return answer({"number": number, "decision": decision})
