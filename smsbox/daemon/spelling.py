"""How networks spell a number: in full, as at home, or not as a number at all."""

from smsbox.errors import BadInput
from smsbox.services import numbers

SAME_DIGITS = 7
"""Last digits by which a number in national form is known to be the same."""


def international(told: str, region: str) -> str:
    """A number that a network told, as the box keeps it: E.164, or as it came (a name, a short code)."""
    try:
        return numbers.parse(told, region)
    except BadInput:
        return told


def same_number(one: str, other: str) -> bool:
    """Whether two spellings are the same number: equal, or national and international form of it."""
    if one == other:
        return True
    tails = [number.lstrip("+0")[-SAME_DIGITS:] for number in (one, other)]
    return len(tails[0]) == SAME_DIGITS and tails[0] == tails[1] and not (one.startswith("+") and other.startswith("+"))
