"""Reads a TOML text with strict types, and says of every mistake in which file and line it is."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from typing import Any, Never, TypeVar

from smsbox.errors import SmsboxError

T = TypeVar("T")

_HEADER = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*(\"[^\"]*\"|'[^']*'|[A-Za-z0-9_.-]+)\s*=")
_AT_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)")

_KINDS = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a table",
}


class ProfileFault(SmsboxError):
    """A file of a modem family has a mistake; the message names file and line."""


class Table:
    """One table of a TOML text. Each reader takes a member by its key; `done` refuses those that nobody took."""

    def __init__(
        self, values: dict[str, Any], text: str, file: str, path: tuple[str, ...] = (), index: int = 0
    ) -> None:
        self._values = values
        self._text = text
        self._file = file
        self._path = path
        self._index = index
        self._taken: set[str] = set()

    @classmethod
    def parse(cls, text: str, file: str) -> "Table":
        """The whole of `text`; raises ProfileFault if it is no TOML."""
        try:
            return cls(tomllib.loads(text), text, file)
        except tomllib.TOMLDecodeError as fault:
            found = _AT_LINE.search(str(fault))
            line = int(found[1]) if found else text.count("\n") + 1
            raise ProfileFault(f"{file}, line {line}: {_AT_LINE.sub('', str(fault))}.") from None
        except (ValueError, RecursionError):
            raise ProfileFault(f"{file} cannot be read: a number is too long, or lists stand too deep.") from None

    @property
    def given(self) -> tuple[str, ...]:
        """The keys that the file gives."""
        return tuple(self._values)

    def refuse(self, key: str, why: str) -> Never:
        """Raises ProfileFault at the line of `key`."""
        raise ProfileFault(f"{self._file}, line {self._line(key)}: {self._name(key)} {why}.")

    def done(self) -> None:
        """Raises ProfileFault at the first member that nobody took."""
        for key in self._values:
            if key not in self._taken:
                known = ", ".join(sorted(self._taken)) or "none"
                self.refuse(key, f"is not known here; these are: {known}")

    def text(self, key: str, default: str) -> str:
        """A text that is not empty."""
        value = self._typed(key, str, default)
        if key in self._values and not value.strip():
            self.refuse(key, "is empty")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        return self._typed(key, bool, default)

    def number(self, key: str, default: float, most: float) -> float:
        """A number from 0 to `most`."""
        value = self._typed(key, float, default)
        if not 0 <= value <= most:
            self.refuse(key, f"must be from 0 to {most:g}")
        return value

    def whole(self, key: str, default: int, most: int) -> int:
        """A whole number from 0 to `most`."""
        value = self._typed(key, int, default)
        if not 0 <= value <= most:
            self.refuse(key, f"must be from 0 to {most}")
        return value

    def items(self, key: str, default: tuple[T, ...], read: Callable[[str], T], kind: str) -> tuple[T, ...]:
        """A list of texts, each different, through `read`, which raises ValueError for one that is not `kind`."""
        if key not in self._values:
            self._taken.add(key)
            return default
        found: list[T] = []
        for given in self._typed(key, list, []):
            if not isinstance(given, str):
                self.refuse(key, f"must be a list of texts, and {given!r} is none")
            try:
                item = read(given)
            except ValueError:
                self.refuse(key, f"has {given!r}, which is not {kind}")
            if item in found:
                self.refuse(key, f"has {given!r} twice")
            found.append(item)
        return tuple(found)

    def numbers(self, key: str, most: int) -> tuple[int, ...]:
        """A list of whole numbers from 0 to `most`, each different; empty if it is not given."""
        values: list[object] = self._typed(key, list, [])
        found: list[int] = []
        for value in values:
            if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
                self.refuse(key, f"must be a list of whole numbers from 0 to {most}")
            if value in found:
                self.refuse(key, f"has {value} twice")
            found.append(value)
        return tuple(found)

    def table(self, key: str) -> "Table":
        """The table `key`, an empty one if it is not given."""
        return Table(self._typed(key, dict, {}), self._text, self._file, (*self._path, key))

    def tables(self, key: str) -> list["Table"]:
        """The tables of the list `key`, none if it is not given."""
        values: list[object] = self._typed(key, list, [])
        tables = []
        for index, value in enumerate(values):
            if not isinstance(value, dict):
                self.refuse(key, "must be a list of tables")
            tables.append(Table(value, self._text, self._file, (*self._path, key), index))
        return tables

    def _typed(self, key: str, kind: type[T], default: T) -> T:
        self._taken.add(key)
        value = self._values.get(key, default)
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind:
            self.refuse(key, f"must be {_KINDS[kind]}")
        return value

    def _name(self, key: str) -> str:
        return ".".join((*self._path, key))

    def _line(self, key: str) -> int:
        """The line of `key`, counted from 1; that of its table where the key stands in no line of its own."""
        wanted = (*self._path, key)
        table: tuple[str, ...] = ()
        seen: Counter[tuple[str, ...]] = Counter()
        nearest = 1
        for number, line in enumerate(self._text.splitlines(), 1):
            if header := _HEADER.match(line):
                table = _parts(header[1])
                seen[table] += 1
                if table == wanted:
                    return number
                if table == self._path and seen[table] == self._index + 1:
                    nearest = number
            elif found := _KEY.match(line):
                here = table + _parts(found[1])
                if here == wanted and (not self._path or seen[self._path] in (0, self._index + 1)):
                    return number
                if here == self._path:
                    nearest = number
        return nearest


def _parts(key: str) -> tuple[str, ...]:
    """The names in a key, which may be dotted, or quoted with its dots in it."""
    return (key[1:-1],) if key[0] in "\"'" else tuple(part.strip().strip("\"'") for part in key.split("."))
