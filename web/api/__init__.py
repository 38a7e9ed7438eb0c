"""The HTTP API: /api/v1 for programs that hold a token, and the two addresses that watch over the box."""

from flask import Flask

from web.api import access, problems
from web.api.routes import BLUEPRINTS
from web.auth import OWN_CHECKS

__all__ = ["install"]


def install(app: Flask) -> None:
    """Adds the API to `app`, after its guards: tokens stand in for both the page's sign-in and its form tokens."""
    app.config[OWN_CHECKS] = dict.fromkeys((blueprint.name for blueprint in BLUEPRINTS), access.check)
    problems.answer_unknown_addresses(app)
    for blueprint in BLUEPRINTS:
        app.extensions["csrf"].exempt(blueprint)
        app.register_blueprint(blueprint)
