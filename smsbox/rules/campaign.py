"""The life of a campaign: its states, the only moves between them, and when it stops itself (compliance.md 10)."""

from dataclasses import dataclass
from enum import StrEnum

from smsbox.sentences import Sentence, sentence


class CampaignState(StrEnum):
    """What a campaign is doing; the word is shown by the API."""

    DRAFT = "draft"
    PLANNED = "planned"
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


CAMPAIGN_MOVES: dict[CampaignState, frozenset[CampaignState]] = {
    CampaignState.DRAFT: frozenset({CampaignState.PLANNED}),
    CampaignState.PLANNED: frozenset({CampaignState.DRAFT, CampaignState.SENDING, CampaignState.CANCELLED}),
    CampaignState.SENDING: frozenset({CampaignState.PAUSED, CampaignState.DONE, CampaignState.CANCELLED}),
    CampaignState.PAUSED: frozenset({CampaignState.SENDING, CampaignState.CANCELLED}),
    CampaignState.DONE: frozenset(),
    CampaignState.CANCELLED: frozenset(),
}
"""Allowed moves. Only what is not on its way yet can be taken back to a draft."""

STOPPED = frozenset({CampaignState.PAUSED, CampaignState.CANCELLED})
"""No text of such a campaign is claimed."""


class Brake(StrEnum):
    """Why a campaign has stopped itself; the word is shown by the API."""

    OPT_OUTS = "opt_outs"
    FAILURES = "failures"
    FIRST_STEP = "first_step"


MOST_OPT_OUTS = 2
OPT_OUTS_AFTER = 50
"""A campaign stops itself at this percentage of opt-outs, once so many texts have gone (10.1)."""

MOST_FAILURES = 10
FAILURES_AFTER = 20
"""A campaign stops itself at this percentage of failures, once so many texts were tried (10.1)."""

FIRST_STEP = 5
"""Percentage of the people who get a text before somebody has looked, where that is wanted (10.2)."""


@dataclass(frozen=True)
class Tally:
    """What has become of a campaign's texts: how many went out, how many failed, how many people opted out."""

    sent: int
    failed: int
    opt_outs: int

    def since(self, looked: "Tally") -> "Tally":
        """What came after somebody had looked."""
        return Tally(
            max(0, self.sent - looked.sent),
            max(0, self.failed - looked.failed),
            max(0, self.opt_outs - looked.opt_outs),
        )

    @property
    def tried(self) -> int:
        """Texts of which it is known how they ended."""
        return self.sent + self.failed


def brake(tally: Tally) -> Brake | None:
    """What stops a campaign of which this has become (10.1); None if it may go on."""
    if tally.sent >= OPT_OUTS_AFTER and 100 * tally.opt_outs >= MOST_OPT_OUTS * tally.sent:
        return Brake.OPT_OUTS
    if tally.tried >= FAILURES_AFTER and 100 * tally.failed >= MOST_FAILURES * tally.tried:
        return Brake.FAILURES
    return None


def brake_words(why: Brake, tally: Tally) -> Sentence:
    """Why it stopped itself, for people."""
    match why:
        case Brake.OPT_OUTS:
            return sentence(
                "It stopped itself: {opt_outs} of {sent} people opted out. Read it again before it goes on.",
                opt_outs=tally.opt_outs,
                sent=tally.sent,
            )
        case Brake.FAILURES:
            return sentence(
                "It stopped itself: {failed} of {tried} texts failed. See why before it goes on.",
                failed=tally.failed,
                tried=tally.tried,
            )
        case Brake.FIRST_STEP:
            return sentence("The first step is done. Look at how it went, then go on.")


def first_step(people: int) -> int | None:
    """How many of `people` get a text before somebody looks: 5 in 100, one at least; None if that is everybody."""
    step = -(-people * FIRST_STEP // 100)
    return step if 0 < step < people else None
