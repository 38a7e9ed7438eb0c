"""The amount in what a network tells about a SIM's balance."""

import re

LONGEST_TEXT = 500
"""Characters of an answer that are searched: a pattern of the shop's own must not be given more to chew on."""


def amount_in(text: str, pattern: str) -> str | None:
    """The first group of `pattern` in `text`, as it is written there; None if it is not found."""
    found = re.search(pattern, text[:LONGEST_TEXT])
    return found[1].strip() if found and found[1] else None
