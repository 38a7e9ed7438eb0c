"""The page's language: what this browser's user chose over the shop's, in a cookie."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from web import auth, languages

bp = Blueprint("language", __name__)

KEPT_SECONDS = 365 * 24 * 3600
"""A year."""


@bp.post("/language")
@auth.open_to_all
def choose() -> Response:
    """Keeps the choice in this browser; anything that is not offered goes back to the shop's language."""
    language = request.form.get("language", "")
    response = redirect(url_for("today.page"), 303)
    if language in languages.offered():
        response.set_cookie(languages.COOKIE, language, max_age=KEPT_SECONDS, httponly=True, samesite="Strict")
    else:
        response.delete_cookie(languages.COOKIE, httponly=True, samesite="Strict")
    return response
