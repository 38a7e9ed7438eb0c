"""Who is signed in: the session, and the guard that lets nobody else see anything."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from smsbox.services import people
from smsbox.services.people import Person
from web.box import database, now

SESSION_LASTS = timedelta(hours=12)
"""From signing in until it has to be done again: a long day in the shop."""

FORM_KEY = "csrf_token"
"""Where Flask-WTF keeps the session's key for forms.

It is made here, not when the first form is shown: a poll that is answered at that moment would put back the
cookie without it.
"""

OWN_CHECK = "OWN_CHECK"
"""Configuration: names of blueprints that check who asks by themselves (tokens)."""

View = TypeVar("View", bound=Callable[..., Any])


def open_to_all(view: View) -> View:
    """Marks the few views that an outsider may see; every other needs a signed-in person."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


def sign_in(who: Person) -> None:
    """Starts a session for `who`; whatever the browser held before is dropped."""
    session.clear()
    session.permanent = True
    session["person"] = who.id
    session["since"] = int(now().timestamp())
    session[FORM_KEY] = secrets.token_hex(20)


def sign_out() -> None:
    """Ends the session."""
    session.clear()


def install(app: Flask) -> None:
    """Guards every view of `app`: deny by default."""
    app.config.update(
        SESSION_COOKIE_NAME="smsbox",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        PERMANENT_SESSION_LIFETIME=SESSION_LASTS,
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    app.config.setdefault(OWN_CHECK, frozenset())

    @app.before_request
    def guard() -> Response | None:
        if request.blueprint in current_app.config[OWN_CHECK]:
            return None
        g.person = _signed_in(now())
        if g.person is not None or request.endpoint is None or _is_open(request.endpoint):
            return None
        return _ask_to_sign_in()


def _signed_in(moment: datetime) -> Person | None:
    person_id, since = session.get("person"), session.get("since")
    if not isinstance(person_id, int) or not isinstance(since, int):
        return None
    if not timedelta(0) <= moment - datetime.fromtimestamp(since, moment.tzinfo) < SESSION_LASTS:
        return None
    return people.person(database(), person_id)


def _is_open(endpoint: str) -> bool:
    return endpoint == "static" or getattr(current_app.view_functions[endpoint], "open_to_all", False)


def _ask_to_sign_in() -> Response:
    form = url_for("sign_in.form", next=request.path if request.method == "GET" else None)
    if request.headers.get("HX-Request") == "true":
        answer = current_app.make_response(("", 401))
        answer.headers["HX-Redirect"] = url_for("sign_in.form")
        return answer
    return redirect(form)
