"""Until the shop is set up, every page leads to the set-up; programs, files and the way to sign in stay open."""

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from smsbox.services import setup
from web.auth import OWN_CHECKS
from web.box import box, database

FREE = frozenset({"setup", "language", "live"})
"""Blueprints of the set-up itself."""

LINK = "sign_in.link"
"""A one-time link made on the box's command line signs in whenever it is opened."""


def install(app: Flask) -> None:
    """Looks at every request, before it is asked who makes it, as long as the shop is not set up."""

    @app.before_request
    def lead_to_the_set_up() -> Response | None:
        if box().set_up.is_set() or request.endpoint in (None, "static", LINK):
            return None
        if request.blueprint in FREE or request.blueprint in current_app.config[OWN_CHECKS]:
            return None
        if setup.is_done(database()):
            box().set_up.set()  # for good: a box is set up once
            return None
        if request.blueprint == "sign_in" and setup.is_claimed(database()):
            return None
        return redirect(url_for("setup.page"))
