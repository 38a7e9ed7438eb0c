"""Light, dark, or as the device has it: what this browser's user chose, in a cookie."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from smsbox.rules.roles import Role
from web.auth import needs

bp = Blueprint("theme", __name__)

COOKIE = "theme"

CHOICES = ("light", "dark")
"""What the cookie may hold; without it the page follows the device."""

KEPT_SECONDS = 365 * 24 * 3600
"""A year: a till should not fall back to white at Christmas."""


@bp.app_context_processor
def chosen() -> dict[str, Any]:
    """Gives templates `theme`: one of CHOICES, or empty."""
    theme = request.cookies.get(COOKIE, "")
    return {"theme": theme if theme in CHOICES else ""}


@bp.post("/theme")
@needs(Role.TILL)
def choose() -> Response:
    """Keeps the choice in this browser; anything else than CHOICES follows the device again."""
    theme = request.form.get("theme", "")
    response = redirect(url_for("more.page"))
    if theme in CHOICES:
        response.set_cookie(COOKIE, theme, max_age=KEPT_SECONDS, httponly=True, samesite="Strict")
    else:
        response.delete_cookie(COOKIE, httponly=True, samesite="Strict")
    return response
