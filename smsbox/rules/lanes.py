"""The three lanes a text can go in; the lane decides which rules hold (compliance.md, 1)."""

from enum import IntEnum


class Lane(IntEnum):
    """Highest first: the smaller number goes out earlier."""

    REPLY = 0
    TRANSACTIONAL = 1
    PROMOTIONAL = 2

    @property
    def word(self) -> str:
        """The lane's name in the API, on the command line and on the page."""
        return self.name.lower()

    @classmethod
    def named(cls, word: str) -> "Lane":
        """The lane called `word`; KeyError if there is none."""
        return cls[word.upper()]


LANE_WORDS = tuple(lane.word for lane in Lane)


class Kind:
    """What a message is, where the rules treat it specially; compared as plain strings in the database."""

    TEXT = "text"
    OPT_OUT_CONFIRMATION = "opt_out_confirmation"
    OPT_IN_CONFIRMATION = "opt_in_confirmation"
    HELP = "help"
    WELCOME = "welcome"
    DOUBLE_OPT_IN = "double_opt_in"
    KEYWORD = "keyword"


ANSWERS_AFTER_STOP = frozenset({Kind.OPT_OUT_CONFIRMATION, Kind.HELP})
"""The only texts that may go to a number that said STOP to everything (compliance.md 3.5, 4.3)."""

REQUIRED_ANSWERS = ANSWERS_AFTER_STOP | {Kind.OPT_IN_CONFIRMATION, Kind.WELCOME, Kind.DOUBLE_OPT_IN}
"""Texts that the rules demand (compliance.md 2.4, 2.6, 3.5, 4.3): they go at any hour, and whatever is paused."""
