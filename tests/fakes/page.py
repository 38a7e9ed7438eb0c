"""One application for the whole run, over one box after the other: making it takes longer than most tests."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import cast

from flask import Flask

from smsbox.store.db import Database
from web import create_app
from web.box import EXTENSION, Box
from web.faults import Page

SECRET = b"s" * 32


@cache
def _application(development: bool) -> Flask:
    return create_app(cast(Database, None), secret=SECRET, development=development)


def page_of(db: Database, clock: Callable[[], datetime], *, development: bool = False) -> Flask:
    """The page over `db`, as it is when it has just been started; the one that was asked for before is over."""
    app = cast(Page, _application(development))
    app.extensions[EXTENSION] = Box(db, clock)
    app.last_fault = None
    return app
