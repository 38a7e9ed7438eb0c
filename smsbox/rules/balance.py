"""A SIM's balance: the amount in what its network tells, and how it stands with a question that somebody asked."""

from datetime import datetime, timedelta
from enum import StrEnum

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


class Asking(StrEnum):
    """How it stands with the last question that somebody asked."""

    NOT = "not"
    UNDER_WAY = "under_way"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"


PATIENCE = timedelta(minutes=2)
"""A question that has not ended after so long will not: the modem takes seconds to begin, the network 40 at most."""

TOLD_FOR = timedelta(hours=1)
"""For so long somebody may still want to know how their question ended."""


def asking(
    wanted_at: datetime | None, unanswered_at: datetime | None, told_at: datetime | None, now: datetime
) -> Asking:
    """A question of `wanted_at`: the network last told the balance at `told_at`, and no answer at `unanswered_at`."""
    if wanted_at is None or not wanted_at <= now < wanted_at + TOLD_FOR:
        return Asking.NOT
    if told_at is not None and told_at >= wanted_at:
        return Asking.ANSWERED
    return Asking.UNDER_WAY if unanswered_at is None and now < wanted_at + PATIENCE else Asking.UNANSWERED
