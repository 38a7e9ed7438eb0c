"""Placeholders in a campaign's text: `Hi {first name|friend}` becomes each person's own words."""

import re
from collections.abc import Mapping

FIRST_NAME = "first name"
NAME = "name"

BUILT_IN = (FIRST_NAME, NAME)
"""Placeholders that every contact has; a contact's own fields are further ones."""

_PLACEHOLDER = re.compile(r"\{([^{}|]{1,40})(?:\|([^{}]{0,40}))?\}")


def placeholders(text: str) -> tuple[str, ...]:
    """The names of the placeholders in `text`, lower case, each once, in their order."""
    return tuple(dict.fromkeys(match[1].strip().casefold() for match in _PLACEHOLDER.finditer(text)))


def words_of(name: str, fields: Mapping[str, str]) -> dict[str, str]:
    """What the placeholders stand for with one contact: its fields, its name and the name's first word."""
    own = {field.casefold(): value for field, value in fields.items()}
    return own | {NAME: name.strip(), FIRST_NAME: name.split(maxsplit=1)[0] if name.strip() else ""}


def merged(text: str, words: Mapping[str, str]) -> str:
    """`text` with every placeholder replaced; where there is no word, by what stands after `|`, else by nothing.

    A placeholder that is replaced by nothing takes the space beside it along.
    """
    pieces: list[str] = []
    end = 0
    for match in _PLACEHOLDER.finditer(text):
        pieces.append(text[end : match.start()])
        word = words.get(match[1].strip().casefold(), "") or (match[2] or "").strip()
        pieces.append(word)
        end = match.end()
        if not word and pieces[-2].endswith((" ", "\n")) and text[end : end + 1] == " ":
            end += 1
        elif not word and pieces[-2].endswith(" ") and text[end : end + 1] in {"", *",.!?;:\n"}:
            pieces[-2] = pieces[-2].rstrip(" ")
    pieces.append(text[end:])
    return "".join(pieces)
