"""The comma-separated fields of an answer line, quoted or not (ITU-T V.250 §5.4.2)."""

import re

FIELD_LIMIT = 64
"""Fields read of one line at most; the longest line with a meaning here has 12."""


_NAME = re.compile(r"[+^]?[A-Z]{2,8}(?=:)")


class BadReply(ValueError):
    """A line of the modem that cannot be read as what it was taken for."""

    def __init__(self, line: str) -> None:
        # Never more than the name: the rest may be a number or a text.
        name = _NAME.match(line)
        super().__init__(f"The modem's {name[0] if name else 'unnamed'} line cannot be read")


def detail(line: str, *names: str) -> str:
    """What follows `NAME:` at the beginning of the line; raises BadReply if it begins with none of `names`."""
    name, colon, rest = line.partition(":")
    if not colon or name.strip() not in names:
        raise BadReply(line)
    return rest.strip()


def split(text: str) -> list[str]:
    """The fields of `text`: stripped, without their quotes, empty where nothing is given.

    A quote ends a field only before a comma or the end, so that commas and quotes inside survive; the end of the text
    ends a quoted field that has no other.
    """
    found: list[str] = []
    position = 0
    while len(found) < FIELD_LIMIT:
        position += len(text[position:]) - len(text[position:].lstrip())
        if text[position : position + 1] == '"':
            field, position = _quoted(text, position + 1)
        else:
            end = text.find(",", position)
            end = len(text) if end < 0 else end
            field, position = text[position:end].strip(), end
        found.append(field)
        if position >= len(text):
            break
        position += 1
    return found


def _quoted(text: str, start: int) -> tuple[str, int]:
    """The field that begins behind the quote at `start - 1`, and where its comma or the text's end is."""
    quote = text.find('"', start)
    while quote >= 0:
        after = quote + 1
        while text[after : after + 1] == " ":
            after += 1
        if after >= len(text) or text[after] == ",":
            return text[start:quote], after
        quote = text.find('"', after)
    return text[start:], len(text)


def number(text: str, line: str, most: int) -> int:
    """The decimal number `text`, 0 to `most`; raises BadReply, naming `line`, for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))) or int(text) > most:
        raise BadReply(line)
    return int(text)
