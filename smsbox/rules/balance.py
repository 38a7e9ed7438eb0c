"""The amount in what a network tells about a SIM's balance."""

import regex

LONGEST_TEXT = 500
"""Characters of an answer that are searched."""

SEARCH_TAKES = 0.1
"""Seconds that a search may take: a pattern of the shop's own can be one that would try for years."""


def amount_in(text: str, pattern: str) -> str | None:
    """The first group of `pattern` in `text`, as it is written there; None if it is not found in time."""
    try:
        found = regex.search(pattern, text[:LONGEST_TEXT], timeout=SEARCH_TAKES)
    except TimeoutError:
        return None
    return found[1].strip() if found and found[1] else None
