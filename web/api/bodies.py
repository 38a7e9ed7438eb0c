"""What a request's body holds: strict JSON, known members, checked types."""

import json
import re
from datetime import UTC, datetime
from typing import NoReturn

from flask import request

from smsbox.errors import BadInput
from smsbox.sms import segments
from web.api.problems import Malformed, UnsupportedBody
from web.api.queries import LONGEST_VALUE, unknown_name

LONGEST_STRING = 2000
"""Characters of any one string: more than the longest text that can be sent."""

YEARS = range(2000, 2100)
"""Of every time that is given: others are slips, and sums with them must not overflow."""

_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)

_WORDS = {str: "a string", bool: "true or false", dict: "an object", list: "a list", int: "a number", float: "a number"}


def document() -> object:
    """The body's JSON value (RFC 8259, UTF-8); raises UnsupportedBody or Malformed."""
    if request.mimetype != "application/json":
        raise UnsupportedBody("Send JSON, with the header Content-Type: application/json.")
    data = request.get_data()
    try:
        return json.loads(data.decode(), object_pairs_hook=_object, parse_constant=_refuse_constant)
    except UnicodeDecodeError as fault:
        raise Malformed("The body is not UTF-8.") from fault
    except RecursionError as fault:
        raise Malformed("The body is nested too deeply.") from fault
    except json.JSONDecodeError as fault:
        raise Malformed(f"The body is not JSON: line {fault.lineno}, column {fault.colno}: {fault.msg}.") from fault
    except ValueError as fault:
        raise Malformed("The body holds a number that is too long.") from fault


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in members if names.count(name) > 1)[:LONGEST_VALUE]
        raise Malformed(f"The body names {twice!r} twice.", twice)
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise Malformed(f"{name} is not JSON.")


class Members:
    """An object's members, read by name; null is the same as leaving a member out."""

    def __init__(self, value: object, *known: str) -> None:
        """Raises Malformed unless `value` is an object with no members but `known`."""
        if not isinstance(value, dict):
            raise Malformed(f"Send an object with the members {', '.join(known)}, not {_kind(value)}.")
        for name in value:
            if name not in known:
                raise unknown_name("member", name, known)
        self._values: dict[str, object] = {name: item for name, item in value.items() if item is not None}

    def text(self, name: str) -> str:
        """A string that must be there; raises BadInput if it is not."""
        value = self.optional_text(name)
        if value is None:
            raise BadInput(f"{name} is missing. Give it as a string.", name)
        return value

    def optional_text(self, name: str) -> str | None:
        """A string, or None."""
        return self._string(name, self._values[name]) if name in self._values else None

    def flag(self, name: str) -> bool:
        """True or false; false if it was left out."""
        value = self._values.get(name, False)
        if not isinstance(value, bool):
            raise _wrong(name, "true or false", value)
        return value

    def whole(self, name: str) -> int:
        """A whole number that must be there; raises BadInput if it is not."""
        if name not in self._values:
            raise BadInput(f"{name} is missing. Give it as a whole number.", name)
        value = self._values[name]
        if not isinstance(value, int) or isinstance(value, bool):
            raise _wrong(name, "a whole number", value)
        return value

    def time(self, name: str) -> datetime | None:
        """An RFC 3339 time with its offset, or None."""
        written = self.optional_text(name)
        if written is None:
            return None
        if not _TIME.fullmatch(written):
            raise BadInput(f"{name} is not a time. Write it like 2025-01-31T09:30:00Z, with Z or an offset.", name)
        try:
            moment = datetime.fromisoformat(written.upper()).astimezone(UTC)
        except (ValueError, OverflowError) as fault:
            raise BadInput(f"{name} is a time that does not exist. Check its digits.", name) from fault
        if moment.year not in YEARS:
            raise BadInput(f"{name} must lie between the years {YEARS[0]} and {YEARS[-1]}.", name)
        return moment

    def items(self, name: str) -> list[object]:
        """A list, empty if it was left out."""
        value = self._values.get(name, [])
        if not isinstance(value, list):
            raise _wrong(name, "a list", value)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings, empty if it was left out."""
        return tuple(self._string(name, item) for item in self.items(name))

    def mapping(self, name: str) -> dict[str, str]:
        """An object whose members are strings, empty if it was left out."""
        value = self._values.get(name, {})
        if not isinstance(value, dict):
            raise _wrong(name, "an object", value)
        return {self._string(name, key): self._string(f"{name}.{key}", item) for key, item in value.items()}

    @staticmethod
    def _string(name: str, value: object) -> str:
        shown = name[:LONGEST_VALUE]
        if not isinstance(value, str):
            raise _wrong(shown, "a string", value)
        if len(value) > LONGEST_STRING:
            raise BadInput(f"{shown} is too long: {LONGEST_STRING:,} characters at most.", shown)
        return segments.normalise(value)


def _wrong(name: str, wanted: str, value: object) -> Malformed:
    return Malformed(f"{name} must be {wanted}, not {_kind(value)}.", name)


def _kind(value: object) -> str:
    return _WORDS.get(type(value), "null")
