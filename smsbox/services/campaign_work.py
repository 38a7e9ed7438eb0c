"""Campaigns at work: begun, made into messages, stopped by their brake, ended; the daemon takes the steps."""

import sqlite3
from datetime import datetime

from smsbox.rules import places
from smsbox.rules.campaign import Brake, CampaignState, brake
from smsbox.rules.lanes import Kind, Lane
from smsbox.rules.lifecycle import CANCELLABLE, State
from smsbox.rules.policy import Policy
from smsbox.services import numbers, settings
from smsbox.services.campaigns import ITSELF, sample
from smsbox.sms import segments
from smsbox.store import campaign_parts, campaigns, events, inbox, outbox, parts
from smsbox.store.campaigns import Campaign, Recipient

CHUNK = 250
"""People who get their message in one transaction, so that it holds the write lock for under 0.2 s."""


def work(tx: sqlite3.Connection, campaign: Campaign, *, now: datetime) -> bool:
    """One step of a campaign that is not over, in one short transaction; whether there may be more to do at once."""
    match campaign.state:
        case CampaignState.PLANNED:
            return campaign.starts_at is not None and campaign.starts_at <= now and _begin(tx, campaign, now)
        case CampaignState.SENDING if (why := _brake(campaign)) is not None:
            return _stop_itself(tx, campaign, why, now)
        case CampaignState.SENDING if campaign.first_step is not None and campaign.total >= campaign.first_step:
            return _wait_for_a_look(tx, campaign, now)
        case CampaignState.SENDING if not campaign.prepared:
            return _prepare(tx, campaign, now)
        case CampaignState.SENDING:
            return _release(tx, campaign, now)
        case CampaignState.CANCELLED:
            return _cancel_rest(tx, campaign, now)
        case _:
            return False


def _begin(tx: sqlite3.Connection, campaign: Campaign, now: datetime) -> bool:
    return campaigns.move(tx, campaign.id, CampaignState.SENDING, now=now, started_at=now)


def _brake(campaign: Campaign) -> Brake | None:
    """What stops the campaign; nothing where there is nothing left to stop."""
    left = not campaign.prepared or _waits(campaign)
    return brake(campaign.tally.since(campaign.looked)) if left else None


def _stop_itself(tx: sqlite3.Connection, campaign: Campaign, why: Brake, now: datetime) -> bool:
    """Pauses the campaign until a person resumes it, and tells so."""
    campaigns.move(tx, campaign.id, CampaignState.PAUSED, now=now, stopped_by=ITSELF, brake=why, first_step=None)
    tally = campaign.tally.since(campaign.looked)
    data = {"reason": why, "sent": tally.sent, "failed": tally.failed, "opt_outs": tally.opt_outs}
    events.append(tx, "campaign.stopped_itself", str(campaign.id), data, now=now)
    return False


def _wait_for_a_look(tx: sqlite3.Connection, campaign: Campaign, now: datetime) -> bool:
    """The first step's people all have their message: when none of these waits any more, somebody has to look."""
    if campaign_parts.release_campaign(tx, campaign.id, now=now):
        return True
    return not _waits(campaign) and _stop_itself(tx, campaign, Brake.FIRST_STEP, now)


def _waits(campaign: Campaign) -> bool:
    return any(campaign.counts.get(state) for state in (*CANCELLABLE, State.SENDING))


def _prepare(tx: sqlite3.Connection, campaign: Campaign, now: datetime) -> bool:
    """Makes the messages of the next people; whoever joins meanwhile, with a number yet to come, gets one too."""
    policy = settings.policy(tx)
    after = campaigns.cursor(tx, campaign.id)
    most = CHUNK if campaign.first_step is None else min(CHUNK, campaign.first_step - campaign.total)
    people, last = campaigns.recipients(tx, campaigns.list_ids(tx, campaign.id), after, most)
    for person in people:
        _queue(tx, campaign, person, policy, now)
    campaigns.prepared_up_to(tx, campaign.id, last or after, complete=last is None)
    return True


def _queue(tx: sqlite3.Connection, campaign: Campaign, person: Recipient, policy: Policy, now: datetime) -> None:
    text = sample(campaign.text, person, policy).text
    begins = places.next_opening(policy, numbers.place(person.number), now) or now
    counted = segments.split(text)
    outbox.add(
        tx,
        outbox.NewRow(
            number=person.number,
            text=text,
            lane=Lane.PROMOTIONAL,
            urgent=False,
            kind=Kind.TEXT,
            encoding=counted.encoding,
            part_count=len(counted.parts),
            sim_id=None,
            permission_id=person.permission_id,
            send_at=None,
            expires_at=begins + policy.validity,
            reference=None,
            author=campaign.author,
            campaign_id=campaign.id,
        ),
        now=now,
    )
    inbox.note_outbound(tx, person.number, text, now=now)


def _release(tx: sqlite3.Connection, campaign: Campaign, now: datetime) -> bool:
    """What was held while it was paused is queued again; when nothing waits any more, it is done."""
    if campaign_parts.release_campaign(tx, campaign.id, now=now):
        return True
    if not _waits(campaign):
        campaigns.move(tx, campaign.id, CampaignState.DONE, now=now, ended_at=now)
    return False


def _cancel_rest(tx: sqlite3.Connection, campaign: Campaign, now: datetime) -> bool:
    waiting = campaign_parts.waiting_in_campaign(tx, campaign.id)
    closed = sum(parts.close(tx, message_id, State.CANCELLED, "cancelled", now=now) for message_id in waiting)
    if not closed and not campaign.counts.get(State.SENDING):
        campaigns.end(tx, campaign.id, now=now)
    return closed > 0
