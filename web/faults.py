"""Error pages: one plain sentence, what to do, and a code for support; never a trace."""

import logging
import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any

from flask import Flask, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from smsbox.errors import BadInput, Conflict, NotFound, StoreFault
from smsbox.rules.roles import Role
from web.auth import Refused
from web.box import now
from web.jinja import PageEnvironment
from web.languages import gettext, later, translated

log = logging.getLogger(__name__)

PAGES: dict[int, tuple[str, str]] = {
    400: (later("The box could not read that"), later("Go back and try again.")),
    401: (later("You are signed out"), later("Sign in, then send it once more.")),
    404: (later("There is no such page"), later("The address may be mistyped, or what it showed is gone.")),
    405: (later("That does not work here"), later("Go back and use the button on the page.")),
    409: (later("That cannot be done now"), later("Go back and look at it again.")),
    413: (later("That is too much at once"), later("Send less in one go.")),
    500: (later("Something went wrong in the box"), later("Nothing was lost. Go back and try again.")),
    503: (later("The box is busy"), later("Wait a moment: this page comes back by itself. Texts keep going out.")),
}

AGAIN = later("Go back and press the button once more. Texts keep going out.")
"""Of a form that the box was too busy for: it is not sent again by itself."""

PASSING = frozenset(
    {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN}
)
"""What the database says when it may be better in a moment."""

RETRY_SECONDS = 5
"""After which a page asks again by itself, when the box was too busy for it."""

WHO_CAN = {
    Role.STAFF: later("Ask a colleague who writes texts, a manager or the owner."),
    Role.MANAGER: later("Ask a manager or the owner."),
    Role.OWNER: later("Ask the owner. Only they can do this."),
}

EXPIRED = later(
    "This page was open for too long, or in two tabs. Go back, load it again, and press the button once more."
)

BARE = """<!doctype html><html lang="{{ locale().language }}" dir="{{ locale().text_direction }}">
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title><link rel="stylesheet" href="{{ asset('app.css') }}">
<main class="page narrow"><h1>{{ title }}</h1>
<p>{{ sentence }}</p>{% if code %}<p>{{ support }}</p>{% endif %}</main>"""
"""For faults so deep that the box's state cannot be shown round the page."""


@dataclass(frozen=True)
class Fault:
    """A page that failed: the code under which the log tells of it, and when."""

    code: str
    at: datetime


class Page(Flask):
    """Flask, but what it logs of a failed page holds no address: addresses hold telephone numbers."""

    jinja_environment = PageEnvironment
    last_fault: Fault | None = None

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """`func` itself: no view is a coroutine, which Flask would ask twenty times for each page."""
        return func

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """Logs the trace under a code that the error page shows."""
        g.fault_code = secrets.token_hex(3).upper()
        self.last_fault = Fault(g.fault_code, now())
        log.error("page fault %s in %s", g.fault_code, request.endpoint, exc_info=exc_info)


def install(app: Flask) -> None:
    """Error pages for what users and faults can cause."""

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> tuple[str, int] | Response | HTTPException:
        code = error.code or 500
        if code < 400:
            return error
        if isinstance(error, Refused):
            return _refused(error)
        if _passes(getattr(error, "original_exception", None)):
            return _busy()
        return _page(code)

    @app.errorhandler(CSRFError)
    def expired(_error: CSRFError) -> tuple[str, int]:
        return _page(400, EXPIRED)

    @app.errorhandler(BadInput)
    def bad_input(error: BadInput) -> tuple[str, int]:
        return _page(400, translated(error.sentence))

    @app.errorhandler(NotFound)
    def not_found(error: NotFound) -> tuple[str, int]:
        return _page(404, translated(error.sentence))

    @app.errorhandler(Conflict)
    def conflict(error: Conflict) -> tuple[str, int]:
        return _page(409, translated(error.sentence))


def _passes(error: BaseException | None) -> bool:
    """Whether it may be better in a moment."""
    if isinstance(error, sqlite3.OperationalError):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in PASSING  # the low octet is the primary code
    return isinstance(error, StoreFault)


def _busy() -> Response:
    """The page that asks again by itself; a form does not."""
    asks_again = request.method == "GET"
    response = current_app.make_response(_page(503, None if asks_again else str(AGAIN)))
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    if asks_again:
        response.headers["Refresh"] = str(RETRY_SECONDS)
    return response


def _refused(refusal: Refused) -> tuple[str, int]:
    sentence = str(WHO_CAN[refusal.least or Role.OWNER])
    if request.headers.get("HX-Request") == "true":  # htmx leaves the page as it is, whatever a 403 brings
        return sentence, 403
    return _page(403, sentence, gettext("That is not for you"))


def _page(status: int, sentence: str | None = None, heading: str | None = None) -> tuple[str, int]:
    title, help_ = PAGES.get(status, PAGES[400] if status < 500 else PAGES[500])
    fault = {
        "title": heading or title,
        "sentence": sentence or help_,
        "code": g.get("fault_code"),
        "written": "" if status == 413 else request.form.get("text", "").strip(),
    }
    try:
        return render_template("fault.html", **fault), status
    except Exception:
        # What broke the page may break the error page too, such as an unreadable database.
        log.exception("error page fault %s", fault["code"])
        support = gettext("Code for support: %(code)s", code=fault["code"])
        return current_app.jinja_env.from_string(BARE).render(fault, support=support), status
