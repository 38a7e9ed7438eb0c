"""The shop's own keywords: which words they may not be, and which are too much alike (compliance.md 3.6)."""

from smsbox.rules.words.edits import is_one_edit
from smsbox.rules.words.normal import normalise

RESERVED = frozenset(
    map(
        normalise,
        ("STOP", "END", "CANCEL", "QUIT", "START", "HELP", "YES", "NO", "C", "R", "X", "IN", "OUT"),
    )
)
"""STOP, END, CANCEL and QUIT (47 CFR 64.1200(a)(10)), and the words that appointments, rentals and sign-ups use."""


def clashes(one: str, other: str) -> bool:
    """Whether two normalised words are a slip apart: SHOE and SHOES, OFFER and OFFRE."""
    return one != other and is_one_edit(one, other)
