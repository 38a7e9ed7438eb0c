"""Error pages: one plain sentence, what to do, and a code for support; never a trace."""

import logging
import secrets
from types import TracebackType

from flask import Flask, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.rules.roles import Role
from web.auth import Refused
from web.languages import gettext, later, translated

log = logging.getLogger(__name__)

PAGES: dict[int, tuple[str, str]] = {
    400: (later("The box could not read that"), later("Go back and try again.")),
    404: (later("There is no such page"), later("The address may be mistyped, or what it showed is gone.")),
    405: (later("That does not work here"), later("Go back and use the button on the page.")),
    409: (later("That cannot be done now"), later("Go back and look at it again.")),
    413: (later("That is too much at once"), later("Send less in one go.")),
    500: (later("Something went wrong in the box"), later("Nothing was lost. Go back and try again.")),
}

WHO_CAN = {
    Role.STAFF: later("Ask a colleague who writes texts, a manager or the owner."),
    Role.MANAGER: later("Ask a manager or the owner."),
    Role.OWNER: later("Ask the owner. Only they can do this."),
}

EXPIRED = later(
    "This page was open for too long, or in two tabs. Go back, load it again, and press the button once more."
)

BARE = """<!doctype html><html lang="{{ locale().language }}" dir="{{ locale().text_direction }}">
<title>{{ title }}</title><h1>{{ title }}</h1>
<p>{{ sentence }}</p>{% if code %}<p>{{ _('Code for support: %(code)s', code=code) }}</p>{% endif %}"""
"""For faults so deep that the box's state cannot be shown round the page."""


class Page(Flask):
    """Flask, but what it logs of a failed page holds no address: addresses hold telephone numbers."""

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """Logs the trace under a code that the error page shows."""
        g.fault_code = secrets.token_hex(3).upper()
        log.error("page fault %s in %s", g.fault_code, request.endpoint, exc_info=exc_info)


def install(app: Flask) -> None:
    """Error pages for what users and faults can cause."""

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> tuple[str, int] | HTTPException:
        code = error.code or 500
        if code < 400:
            return error
        if isinstance(error, Refused):
            return _refused(error)
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


def _refused(refusal: Refused) -> tuple[str, int]:
    sentence = str(WHO_CAN[refusal.least or Role.OWNER])
    if request.headers.get("HX-Request") == "true":  # htmx leaves the page as it is, whatever a 403 brings
        return sentence, 403
    return _page(403, sentence, gettext("That is not for you"))


def _page(status: int, sentence: str | None = None, heading: str | None = None) -> tuple[str, int]:
    title, help_ = PAGES.get(status, PAGES[400] if status < 500 else PAGES[500])
    fault = {"title": heading or title, "sentence": sentence or help_, "code": g.get("fault_code")}
    try:
        return render_template("fault.html", **fault), status
    except Exception:
        # What broke the page may break the error page too, such as an unreadable database.
        log.exception("error page fault %s", fault["code"])
        return current_app.jinja_env.from_string(BARE).render(fault), status
