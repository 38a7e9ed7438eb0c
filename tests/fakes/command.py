"""The type of the fixture `smsbox`: the command line as a function."""

from collections.abc import Callable

from click.testing import Result

Smsbox = Callable[..., Result]
"""Called with the arguments as strings; the keyword `input` is standard input."""
