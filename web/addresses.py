"""Addresses within the page for its templates: each is put together once, for a page holds up to a hundred."""

from functools import lru_cache

from flask import Flask, request, url_for

KEPT = 4096
"""Addresses that are kept: every page's own, and those of the customers who are looked at most."""


def address(endpoint: str, **values: object) -> str:
    """The address of the view `endpoint` with `values` in it; Flask's own `url_for`, remembered."""
    return _built(request.environ.get("SCRIPT_NAME", ""), endpoint, **values)


@lru_cache(KEPT, typed=True)
def _built(_root: str, endpoint: str, **values: object) -> str:
    # An address depends on nothing else of a request: the page never names its own host.
    return url_for(endpoint, **values)  # type: ignore[arg-type]


def install(app: Flask) -> None:
    """Gives templates `url_for(endpoint, ...)`."""
    app.add_template_global(address, "url_for")
