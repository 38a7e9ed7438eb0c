"""The page: what staff see in a browser on the shop's network."""

import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from flask import Flask

from smsbox.store.db import Database
from web import (
    addresses,
    api,
    assets,
    auth,
    chart,
    faults,
    filters,
    forms,
    headers,
    hosts,
    languages,
    marks,
    secret_key,
    setup_gate,
    shell,
    tablet,
)
from web.box import EXTENSION, Box
from web.pages import BLUEPRINTS, styleguide

LARGEST_REQUEST = 2 * 1024 * 1024
"""Bytes of a request's body; a batch of a thousand long messages fits."""

LARGEST_FORM = 64 * 1024
"""Bytes of a form's fields in memory; ten times the longest text."""


def utcnow() -> datetime:
    """The time now, aware."""
    return datetime.now(UTC)


def create_app(
    db: Database,
    *,
    clock: Callable[[], datetime] = utcnow,
    secret: bytes | None = None,
    hosts: Iterable[str] | None = None,
    development: bool | None = None,
) -> Flask:
    """The page over `db`.

    `secret` signs the session cookies (default: kept in the data folder), `hosts` are further names the box answers
    to, `development` adds /styleguide (default: whether SMSBOX_DEV is 1). Raises StoreFault if the key file cannot
    be used.
    """
    app = faults.Page(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY=secret or secret_key.load(db.folder),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        WTF_CSRF_TIME_LIMIT=None,  # the token lives as long as the session
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.extensions[EXTENSION] = Box(db, clock)
    _install(app, hosts or ())
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if os.environ.get("SMSBOX_DEV") == "1" if development is None else development:
        app.register_blueprint(styleguide.bp)
    api.install(app)
    return app


def _install(app: Flask, names: Iterable[str]) -> None:
    """Guards first, in the order in which they look at a request."""
    hosts.install(app, names)
    setup_gate.install(app)
    tablet.install(app)
    auth.install(app)
    forms.install(app)
    headers.install(app)
    addresses.install(app)
    assets.install(app)
    languages.install(app)
    filters.install(app)
    marks.install(app)
    chart.install(app)
    shell.install(app)
    faults.install(app)
