"""Jinja as the page uses it: what it asks itself at every call and every import of a template is made cheap."""

from collections.abc import Callable, MutableMapping
from types import FunctionType
from typing import Any

from flask.templating import Environment
from jinja2.runtime import Context, Macro
from jinja2.utils import internalcode


class PageContext(Context):
    """A template's context, which calls functions and macros without asking them again how they want to be called."""

    @internalcode
    def call(self, obj: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """What `obj` gives; what is marked for more than its arguments goes the long way, by Jinja."""
        if type(obj) is Macro:
            args = (self.eval_ctx, *args)
        elif type(obj) is not FunctionType or hasattr(obj, "jinja_pass_arg"):
            return super().call(obj, *args, **kwargs)
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        return obj(*args, **kwargs)


class PageEnvironment(Environment):
    """Flask's environment of templates, where all of them share one dict of names."""

    context_class = PageContext

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names for a template: everybody's, or with its own `d` before them, which no template of the page has.

        Jinja's own answer is a ChainMap; at each import it compares the names of two, one by one, in Python.
        """
        return super().make_globals(d) if d else self.globals
