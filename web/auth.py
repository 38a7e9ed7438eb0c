"""Who asks, and whether they may: the session, the roles of views, and the guard that refuses everybody else."""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from smsbox.rules.roles import Role
from smsbox.services import people
from smsbox.services.people import Person
from web.box import database, now, person

log = logging.getLogger(__name__)

SESSION_LASTS = timedelta(hours=12)
"""From signing in until it has to be done again: a long day in the shop."""

FORM_KEY = "csrf_token"
"""Where Flask-WTF keeps the session's key for forms.

It is made here, not when the first form is shown: a poll that is answered at that moment would put back the
cookie without it.
"""

OWN_CHECKS = "OWN_CHECKS"
"""Configuration: blueprints whose callers show a token, by name, and what checks that its role may do what another may.

All other views are for people who have signed in.
"""

LEAST = "least"
"""The attribute of a view that `needs` sets."""

View = TypeVar("View", bound=Callable[..., Any])


class Refused(Forbidden):
    """The role of who asks may not do this (403); `least` is the first that may, None if nobody may."""

    def __init__(self, least: Role | None) -> None:
        super().__init__()
        self.least = least


def needs(least: Role | None) -> Callable[[View], View]:
    """Lets a view be reached by who may do what `least` may; None is everybody, signed in or not.

    Every view, of a page or of the API, says it: one that does not is refused to all.
    """

    def mark(view: View) -> View:
        setattr(view, LEAST, least)
        return view

    return mark


open_to_all = needs(None)
"""Marks the few views that an outsider may see."""


def may(least: Role) -> bool:
    """Whether the signed-in person may do what `least` may."""
    who = person()
    return who is not None and who.role.is_at_least(least)


def may_visit(endpoint: str) -> bool:
    """Whether the signed-in person may see the page `endpoint`: for links that would only be refused."""
    least = getattr(current_app.view_functions[endpoint], LEAST)
    return least is None or may(least)


def require(least: Role) -> None:
    """For a view of which only a part needs a higher role: raises Refused without it."""
    if not may(least):
        raise Refused(least)


def sign_in(who: Person) -> None:
    """Starts a session for `who`; whatever the browser held before is dropped."""
    session.clear()
    session.permanent = True
    session["person"] = who.id
    session["stamp"] = people.stamp(database(), who.id)
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
    app.config.setdefault(OWN_CHECKS, {})
    app.add_template_global(may_visit, "may_visit")

    @app.before_request
    def guard() -> Response | None:
        check_token = current_app.config[OWN_CHECKS].get(request.blueprint)
        if check_token is None:
            g.person = _signed_in(now())
        if request.endpoint is None:
            return None
        least = _least_of(request.endpoint)
        if least is None:
            return None
        if check_token is not None:
            check_token(least)
            return None
        if person() is None:
            return _ask_to_sign_in()
        require(least)
        return None


def _least_of(endpoint: str) -> Role | None:
    view = current_app.view_functions[endpoint]
    if not hasattr(view, LEAST):
        log.error("The view %s is closed to everybody: it lacks @needs(...)", endpoint)
        raise Refused(None)
    least: Role | None = getattr(view, LEAST)
    return least


def _signed_in(moment: datetime) -> Person | None:
    person_id, stamp, since = session.get("person"), session.get("stamp"), session.get("since")
    if not isinstance(person_id, int) or not isinstance(stamp, str) or not isinstance(since, int):
        return None
    if not timedelta(0) <= moment - datetime.fromtimestamp(since, moment.tzinfo) < SESSION_LASTS:
        return None
    return people.in_session(database(), person_id, stamp)


def _ask_to_sign_in() -> Response:
    """On to the sign-in page; what somebody has just written is shown to them first (401)."""
    form = url_for("sign_in.form", next=request.path if request.method == "GET" else None)
    if request.headers.get("HX-Request") == "true":
        answer = current_app.make_response(("", 401))
        answer.headers["HX-Redirect"] = url_for("sign_in.form")
        return answer
    if request.method == "POST" and request.form.get("text", "").strip():
        abort(401)
    return redirect(form)
