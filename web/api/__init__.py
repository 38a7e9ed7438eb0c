"""The HTTP API: /api/v1 for programs that hold a token, and the two addresses that watch over the box."""

from flask import Flask

from web.api import problems
from web.api.routes import BLUEPRINTS
from web.auth import OWN_CHECK

__all__ = ["install"]


def install(app: Flask) -> None:
    """Adds the API to `app`, after its guards: tokens stand in for both the page's sign-in and its form tokens."""
    names = frozenset(blueprint.name for blueprint in BLUEPRINTS)
    app.config[OWN_CHECK] = app.config[OWN_CHECK] | names
    problems.answer_unknown_addresses(app)
    for blueprint in BLUEPRINTS:
        app.extensions["csrf"].exempt(blueprint)
        app.register_blueprint(blueprint)
