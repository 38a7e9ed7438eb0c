"""Help: what to do in plain words, whom to call and what to tell them, the keys and switching them off."""

from typing import Any, cast

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from smsbox import __version__
from smsbox.rules.roles import Role
from web.auth import needs
from web.faults import Page
from web.languages import later

bp = Blueprint("help", __name__)

COOKIE = "keys"

OFF = "off"
"""What the cookie holds when this browser's user wants no single keys (WCAG 2.2, 2.1.4)."""

KEPT_SECONDS = 365 * 24 * 3600
"""A year."""

KEYS = (
    ("/", later("Find: go to the search field")),
    ("n", later("Write a new text")),
    ("g t", later("Go to Today")),
    ("g i", later("Go to the inbox")),
    ("g c", later("Go to the customers")),
    ("j", later("Go down in a list")),
    ("k", later("Go up in a list")),
    ("r", later("Write an answer")),
    ("e", later("Mark the conversation as done")),
    ("?", later("Show this list")),
)
"""Keys, one after the other where there are two, and what they do; static/js/keys.js acts on them."""


@bp.app_context_processor
def chosen() -> dict[str, Any]:
    """Gives templates `keys_on`."""
    return {"keys_on": request.cookies.get(COOKIE) != OFF}


@bp.get("/help")
@needs(Role.TILL)
def page() -> str:
    """The whole help on one page, and what support asks for."""
    fault = cast(Page, current_app).last_fault
    return render_template("help/page.html", version=__version__, address=request.host_url, fault=fault, keys=KEYS)


@bp.post("/help/keys")
@needs(Role.TILL)
def switch_keys() -> Response:
    """Switches single keys on or off for this browser."""
    response = redirect(url_for("help.page", _anchor="keys"))
    if request.form.get("keys") == OFF:
        response.set_cookie(COOKIE, OFF, max_age=KEPT_SECONDS, httponly=True, samesite="Strict")
    else:
        response.delete_cookie(COOKIE, httponly=True, samesite="Strict")
    return response
