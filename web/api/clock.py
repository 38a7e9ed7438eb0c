"""The box's clock: what it shows, whether it is in doubt, and somebody's word that it is right."""

from flask import Response

from smsbox.errors import BadInput
from smsbox.services import clock
from web.api import access, bodies, queries
from web.api.answers import Document, answer, rfc3339
from web.box import database, now


def document() -> Document:
    """The clock as the API shows it."""
    doubt = clock.current(database(), now=now())
    return {"time": rfc3339(now()), "doubt": None if doubt is None else doubt.title}


def get() -> Response:
    """GET /clock."""
    queries.nothing()
    return answer(document())


def confirm() -> Response:
    """POST /clock/confirm: offers need not wait if the box shows the time that is given."""
    queries.nothing()
    shown = bodies.Members(bodies.document(), "time").time("time")
    if shown is None:
        raise BadInput("time is missing. Give the time that another clock shows.", "time")
    clock.confirm(database(), shown, by=access.by())
    return answer(document())
