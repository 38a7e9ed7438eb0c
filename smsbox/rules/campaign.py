"""The life of a campaign: its states, and the only moves between them."""

from enum import StrEnum


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
