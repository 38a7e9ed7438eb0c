"""Waiting for a condition, with a deadline."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

POLL = 0.02
"""Seconds between two looks."""

STRETCH = 3
"""How many times longer a test waits than it should take: other tests run beside it. What is a promise is measured."""

_never = threading.Event()


def until(condition: Callable[[], T], seconds: float, what: str | Callable[[], str], poll: float = POLL) -> T:
    """The first true value of `condition`; fails, saying `what` did not come, when STRETCH times `seconds` are over."""
    end = time.monotonic() + STRETCH * seconds
    while True:
        over = time.monotonic() > end
        if value := condition():
            return value
        if over:
            raise AssertionError(f"{what if isinstance(what, str) else what()}: not within {STRETCH * seconds:g} s")
        pause(poll)


def pause(seconds: float) -> None:
    """Lets time pass: for the moment of a fault, or to see that nothing happens; never to wait for something."""
    _never.wait(seconds)
