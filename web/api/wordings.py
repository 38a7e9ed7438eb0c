"""What people agree to who join a list: the sign-up wording in use."""

from flask import Response

from smsbox.services import wordings
from smsbox.services.wordings import Wording
from web.api import access, bodies, queries
from web.api.answers import Document, answer, rfc3339
from web.box import database


def document(wording: Wording) -> Document:
    """A wording as the API shows it."""
    return {
        "list": wording.list,
        "text": wording.text,
        "kinds": wording.kinds,
        "per_month": wording.per_month,
        "author": wording.author,
        "created_at": rfc3339(wording.created_at),
    }


def get(name: str) -> Response:
    """GET /lists/{name}/wording."""
    queries.nothing()
    return answer(document(wordings.in_use(database(), name)))


def put(name: str) -> Response:
    """PUT /lists/{name}/wording: those who agreed to the one before keep theirs."""
    queries.nothing()
    members = bodies.Members(bodies.document(), "text", "kinds", "per_month")
    made = wordings.put(
        database(),
        name,
        members.text("text"),
        kinds=members.text("kinds"),
        per_month=members.whole("per_month"),
        by=access.by(),
    )
    return answer(document(made))
