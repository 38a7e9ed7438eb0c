"""Lists that people say yes to, with how many stand where."""

from flask import Response, url_for

from smsbox.services import lists
from smsbox.services.lists import ListCounts
from web.api import access, bodies, queries
from web.api.answers import Document, answer, page_of, rfc3339, slice_of
from web.box import database, now


def document(counts: ListCounts) -> Document:
    """A list as the API shows it."""
    return {
        "name": counts.name,
        "created_at": rfc3339(counts.created_at),
        "counts": {
            "none": counts.none,
            "pending": counts.pending,
            "subscribed": counts.subscribed,
            "opted_out": counts.opted_out,
        },
    }


def find() -> Response:
    """GET /lists, by name."""
    query = queries.read()
    return page_of(
        slice_of(lists.all_lists(database()), lambda counts: counts.name, query.after, query.limit), document
    )


def create() -> Response:
    """POST /lists."""
    queries.nothing()
    name = bodies.Members(bodies.document(), "name").text("name")
    made = lists.create(database(), name, by=access.by(), now=now())
    return answer(document(made), 201, location=url_for("api.lists_get", name=made.name))


def get(name: str) -> Response:
    """GET /lists/{name}."""
    queries.nothing()
    return answer(document(lists.get(database(), name)))
