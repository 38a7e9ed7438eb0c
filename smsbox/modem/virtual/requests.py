"""Reading a command line: which commands it holds and what each asks (ITU-T V.250 §5.2 to §5.4)."""

import re
from dataclasses import dataclass
from enum import Enum


class Form(Enum):
    """The four ways to use an extended command."""

    DO = ""
    READ = "?"
    TEST = "=?"
    SET = "="


@dataclass(frozen=True, slots=True)
class Request:
    """One command: `name` in capitals with its sign (`+CREG`, `E`, `&F`); `argument` is what follows `=`."""

    name: str
    form: Form
    argument: str = ""

    def number(self, position: int = 0, default: int | None = None) -> int:
        """The argument at `position` as a number; raises ValueError if it is none or missing with no default."""
        values = self.arguments
        if position >= len(values) or not values[position]:
            if default is None:
                raise ValueError("missing argument")
            return default
        return int(values[position])

    @property
    def arguments(self) -> list[str]:
        """The arguments between commas, without quotes and blanks."""
        return [value.strip().strip('"') for value in self.argument.split(",")]


_BASIC = re.compile(r"([&\\]?[A-Z])(\d*)", re.ASCII)
_EXTENDED = re.compile(r'([+^#*$%][A-Z0-9]+)(=\?|\?|=|)((?:"[^"]*"|[^;"])*)', re.ASCII | re.IGNORECASE)
_S_REGISTER = re.compile(r"S\d+(?:=\d*|\?)", re.ASCII | re.IGNORECASE)


def read_line(line: str) -> list[Request] | None:
    """The commands of a line without its end; None if it is no command line, so that no answer is due.

    Rubbish before the first `AT` is passed over, as modems do. Raises ValueError for what is not a command.
    """
    start = line.upper().find("AT")
    if start < 0:
        return None
    rest = line[start + 2 :].strip()
    requests = []
    while rest:
        request, rest = _take(rest)
        if request is not None:
            requests.append(request)
    return requests


def _take(rest: str) -> tuple[Request | None, str]:
    if match := _EXTENDED.match(rest):
        name, form, argument = match.groups()
        after = rest[match.end() :]
        if after and not after.startswith(";"):
            raise ValueError(f"unexpected {after[:1]!r}")
        if argument.strip() and form not in {"=", ""}:
            raise ValueError(f"unexpected {argument[:1]!r}")
        return Request(name.upper(), Form(form), argument.strip()), after[1:].lstrip()
    if match := _S_REGISTER.match(rest):
        return None, rest[match.end() :].lstrip("; ")
    if match := _BASIC.match(rest.upper()):
        return Request(match[1], Form.DO, match[2]), rest[match.end() :].lstrip("; ")
    raise ValueError(f"unexpected {rest[:1]!r}")
