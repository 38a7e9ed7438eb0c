"""Jinja as the page uses it: what it asks itself at every page, and at every import of a template, is made cheap."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class PageEnvironment(Environment):
    """Flask's environment of templates, where all of them share one dict of names."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names for a template: everybody's, or with its own `d` before them, which no template of the page has.

        Jinja's own answer is a ChainMap; at each import it compares the names of two, one by one, in Python.
        """
        return super().make_globals(d) if d else self.globals
