"""What an address asks for: filters, page and numbers, nothing unknown."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from flask import request

from smsbox.errors import BadInput, NotFound
from smsbox.services import numbers
from smsbox.store.paging import LARGEST_PAGE
from web.api.problems import Malformed
from web.box import policy

DEFAULT_PAGE = 50
"""Items of a page where the caller names no limit."""

LONGEST_VALUE = 100
"""Characters of a parameter's value, and of a name that an answer repeats."""

_LOST_PLUS = re.compile(r"^([0-9]+_|) ")

LONGEST_ID = 18
"""Digits: what a database key can have."""


@dataclass(frozen=True)
class Query:
    """The parameters of a list's address; filters that were not given are not in `filters`."""

    after: str | None
    limit: int
    filters: dict[str, str]


def read(*filters: str) -> Query:
    """The address's parameters; raises Malformed for one that is unknown, repeated or cannot be read."""
    given = {name: _value(name, filters) for name in request.args}
    wanted = {name: value for name, value in given.items() if value}
    after = wanted.pop("after", None)
    limit = _limit(wanted.pop("limit", None))
    return Query(after, limit, wanted)


def nothing() -> None:
    """Raises Malformed if the address has parameters: this one takes none."""
    for name in request.args:
        raise unknown_name("parameter", name, ())


def unknown_name(kind: str, name: str, known: Iterable[str]) -> Malformed:
    """The error for a member or parameter that does not exist, with the one that may have been meant."""
    shown = name[:LONGEST_VALUE]
    near = difflib.get_close_matches(shown.lower(), list(known), n=1, cutoff=0.5)
    names = ", ".join(known) or "none"
    hint = f"Did you mean {near[0]}?" if near else f"Known here: {names}."
    return Malformed(f"There is no {kind} {shown!r}. {hint}", shown)


def _value(name: str, filters: tuple[str, ...]) -> str:
    known = (*filters, "after", "limit")
    if name not in known:
        raise unknown_name("parameter", name, known)
    values = request.args.getlist(name)
    if len(values) > 1:
        raise Malformed(f"{name} is given {len(values)} times. Give it once.", name)
    value = values[0]
    if len(value) > LONGEST_VALUE or not value.isprintable():
        raise Malformed(f"{name} cannot be that. Give at most {LONGEST_VALUE} printable characters.", name)
    # A + that the caller did not escape arrives as a space; numbers begin with one, also in a cursor after a time.
    return _LOST_PLUS.sub(r"\1+", value)


def _limit(value: str | None) -> int:
    if value is None:
        return DEFAULT_PAGE
    if not (value.isascii() and value.isdigit() and len(value) <= 3 and 1 <= int(value) <= LARGEST_PAGE):
        raise Malformed(f"limit must be a whole number from 1 to {LARGEST_PAGE}.", "limit")
    return int(value)


def number(written: str) -> str:
    """The number in an address, as E.164; local ones are read by the shop's country. Raises BadInput."""
    try:
        return numbers.parse(written, policy().region)
    except BadInput as fault:
        raise BadInput(str(fault), "number") from fault


def row_id(written: str, what: str) -> int:
    """The id in an address; raises NotFound for what cannot be one."""
    if not (written.isascii() and written.isdigit() and len(written) <= LONGEST_ID):
        raise NotFound(f"There is no {what} {written[:LONGEST_VALUE]!r}: its id is a whole number.")
    return int(written)
