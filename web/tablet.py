"""The shop's tablet at the counter: a cookie of its own, which opens the sign-up page and nothing else.

Whoever sets it up is signed out by that. Whoever signs in on it has left the sign-up page, and the cookie goes.
"""

from dataclasses import asdict, dataclass
from datetime import timedelta

from flask import Flask, current_app, g, redirect, request, session, url_for
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from smsbox.services import people
from smsbox.services.people import Person
from web.auth import OWN_CHECKS
from web.box import database, kept, person

COOKIE = "smsbox-tablet"

LASTS = timedelta(days=400)
"""The longest that browsers keep a cookie; the tablet is set up anew once a year or so."""

OPEN = frozenset({"kiosk", "sign_in"})
"""Blueprints that such a tablet may show: the sign-up page, and the way out of it."""

STARTS = "kiosk.start"
"""The view that makes a device such a tablet, while somebody is signed in still."""

RETURN_SECONDS = 60
"""After which any other page, and a form last touched then, gives way to an empty one: whoever began it has gone."""


@dataclass(frozen=True)
class Tablet:
    """What it is called in the ledger, which list it signs people up to, and in whose name it stands there."""

    name: str
    list_id: int
    person: int
    stamp: str


def here() -> Tablet | None:
    """The tablet that asks; None for any other device, and once who set it up is gone or has a new password."""
    return kept("tablet", _read)


def _read() -> Tablet | None:
    try:
        found = _serializer().loads(request.cookies.get(COOKIE, ""), max_age=int(LASTS.total_seconds()))
        tablet = Tablet(**found)
    except (BadData, TypeError):
        return None
    return tablet if people.in_session(database(), tablet.person, tablet.stamp) is not None else None


def _serializer() -> URLSafeTimedSerializer:
    assert current_app.secret_key is not None
    return URLSafeTimedSerializer(current_app.secret_key, salt=COOKIE)


def make(response: Response, name: str, list_id: int, who: Person) -> None:
    """Turns the device that gets `response` into a tablet at the counter."""
    tablet = Tablet(name, list_id, who.id, people.stamp(database(), who.id))
    value = _serializer().dumps(asdict(tablet))
    response.set_cookie(COOKIE, value, max_age=LASTS, httponly=True, samesite="Strict")


def returns_by_itself() -> None:
    """The page that is being drawn gives way by its own script, as a form does that somebody is filling in."""
    g.returns_by_itself = True


def install(app: Flask) -> None:
    """Keeps such a tablet to its page; to be installed before the guard that asks people to sign in."""

    @app.before_request
    def keep_to_the_page() -> Response | None:
        if request.endpoint in (None, "static") or request.blueprint in OPEN | current_app.config[OWN_CHECKS].keys():
            return None
        if "person" in session or here() is None:
            return None
        return redirect(url_for("kiosk.page"))

    @app.after_request
    def come_back(response: Response) -> Response:
        if COOKIE not in request.cookies or request.endpoint == STARTS or "returns_by_itself" in g:
            return response
        if person() is not None:
            response.delete_cookie(COOKIE)
        elif response.mimetype == "text/html" and not 300 <= response.status_code < 400 and here() is not None:
            # A header works without scripts. What is left on the screen belongs to whoever stood there before.
            response.headers.setdefault("Refresh", f"{RETURN_SECONDS}; url={url_for('kiosk.page')}")
        return response
