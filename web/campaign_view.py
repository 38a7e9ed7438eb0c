"""What the pages about campaigns show beside the campaign: how far it is, when it may be done, where it stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from smsbox.rules.campaign import CampaignState
from smsbox.rules.lifecycle import State
from smsbox.services import campaigns
from smsbox.services.campaigns import Campaign
from web.box import database, now
from web.languages import gettext, translated
from web.shell import glance, position_of

WENT_OUT = (State.SENT, State.DELIVERED, State.UNKNOWN)
NOT_DELIVERED = (State.FAILED, State.EXPIRED)
LEFT_OUT = (State.BLOCKED,)
WAITS = (State.QUEUED, State.HELD, State.SENDING)

PART_TAKES = timedelta(seconds=6)
"""What one SMS takes on GSM, until more is known: ten a minute for each SIM (the upper published figure)."""

GUESS_UNTIL = 30
"""Texts that must have left before a finishing time is shown without "about"."""

TONES = {
    CampaignState.DRAFT: "",
    CampaignState.PLANNED: "info",
    CampaignState.SENDING: "good",
    CampaignState.PAUSED: "warn",
    CampaignState.DONE: "",
    CampaignState.CANCELLED: "bad",
}


@dataclass(frozen=True)
class Progress:
    """Counts of messages; `stopped_itself` says why, if it has.

    `undo_until` while it can be taken back, `done_at` a guess while all that wait may go out.
    """

    campaign: Campaign
    sent: int
    lost: int
    left_out: int
    """People to whom the rules let nothing be sent."""
    waiting: int
    label: str
    tone: str
    stopped_itself: str
    undo_until: datetime | None
    done_at: datetime | None
    surely: bool


def progress_of(campaign: Campaign) -> Progress:
    """How far the campaign is at this request."""
    sent, lost, left_out, waiting = (
        sum(campaign.counts.get(state, 0) for state in states) for states in (WENT_OUT, NOT_DELIVERED, LEFT_OUT, WAITS)
    )
    held = campaign.counts.get(State.HELD, 0)
    planned = campaign.state is CampaignState.PLANNED
    return Progress(
        campaign=campaign,
        sent=sent,
        lost=lost,
        left_out=left_out,
        waiting=waiting,
        label=label_of(campaign.state),
        tone=TONES[campaign.state],
        stopped_itself=translated(why) if (why := campaigns.stopped_itself(campaign)) is not None else "",
        undo_until=campaign.starts_at if planned else None,
        done_at=ends_at(waiting) if campaign.state is CampaignState.SENDING and waiting and not held else None,
        surely=sent >= GUESS_UNTIL,
    )


def over_modems(campaign: Campaign) -> tuple[tuple[str, int], ...]:
    """How many of its texts went out over each modem, as they are numbered on the page."""
    sims = campaigns.over_sims(database(), campaign.id)
    places = {iccid: position_of(iccid) for iccid in sims}
    return tuple(
        (gettext("Modem %(position)s", position=place) if (place := places[iccid]) else gettext("Another SIM"), texts)
        for iccid, texts in sims.items()
    )


def label_of(state: CampaignState) -> str:
    """A campaign's state in a word or two."""
    return {
        CampaignState.DRAFT: gettext("Draft"),
        CampaignState.PLANNED: gettext("Planned"),
        CampaignState.SENDING: gettext("Sending"),
        CampaignState.PAUSED: gettext("Paused"),
        CampaignState.DONE: gettext("Done"),
        CampaignState.CANCELLED: gettext("Stopped"),
    }[state]


def ends_at(texts: int) -> datetime | None:
    """When `texts` more may have gone out; None while no modem works."""
    ready = sum(modem.state == "ready" for modem in glance().modems)
    return now() + PART_TAKES * texts / ready if ready else None


def left_this_month() -> int | None:
    """How many SMS the SIM cards may still send this month; None if one of them has no such limit."""
    left = [modem.left_this_month for modem in glance().modems if modem.iccid is not None]
    return None if None in left else sum(each for each in left if each is not None)
