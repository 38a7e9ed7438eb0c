"""Every reason that is written down has its rule and its words."""

import ast
from pathlib import Path

from smsbox.rules.reasons import REASONS

SMSBOX = Path(__file__).parents[2] / "smsbox"

WRITES = {
    "close": 3,
    "hold": 2,
    "hold_sim": 2,
    "unknown": 2,
    "park_sending": 1,
    "cancel_number": 2,
    "_blocked": 0,
    "_held": 0,
}
"""Functions that write a reason down, and its place among their positional arguments."""


def written() -> set[str]:
    """Every reason that stands as a word where one is written down."""
    found = set()
    for path in SMSBOX.glob("**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = WRITES.get(name)
            if place is None or len(node.args) <= place:
                continue
            given = node.args[place]
            if isinstance(given, ast.Constant) and isinstance(given.value, str):
                found.add(given.value)
    return found


def test_every_reason_that_is_written_down_has_words() -> None:
    assert written() >= {"opted_out", "quiet_hours", "budget", "cancelled", "interrupted", "too_late"}
    assert written() <= REASONS.keys()


def test_the_words_are_sentences_of_their_own() -> None:
    words = [reason.words for reason in REASONS.values()]
    assert len(set(words)) == len(words)
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in words)
