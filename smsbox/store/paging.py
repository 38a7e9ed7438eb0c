"""Keyset paging: a page of rows and the cursor that asks for the next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from smsbox.errors import BadInput

T = TypeVar("T")
R = TypeVar("R")

LARGEST_PAGE = 500
"""Items; a caller that wants more asks again with the cursor."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page; `next` is None on the last."""

    items: tuple[T, ...]
    next: str | None


def page_of(rows: Sequence[R], limit: int, make: Callable[[R], T], key: Callable[[R], object]) -> Page[T]:
    """A page from up to `limit` + 1 rows; `key` gives the cursor of a row."""
    shown = rows[:limit]
    more = str(key(shown[-1])) if len(rows) > limit and shown else None
    return Page(tuple(make(row) for row in shown), more)


def check_limit(limit: int) -> int:
    """`limit` itself; BadInput unless 1 to LARGEST_PAGE."""
    if not 1 <= limit <= LARGEST_PAGE:
        raise BadInput(f"limit must be 1 to {LARGEST_PAGE}.", "limit")
    return limit


def number_cursor(after: str | None, default: int) -> int:
    """A cursor that is a whole number; `default` where there is none; BadInput if it is not one."""
    if after is None:
        return default
    if not (after.isascii() and after.isdigit()) or len(after) > 18:
        raise BadInput("after must be the next value of the page before.", "after")
    return int(after)
