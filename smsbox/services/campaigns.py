"""Campaigns: one text to the people on some lists, from the draft to the last result."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.rules import content, merge, places
from smsbox.rules.campaign import Brake, CampaignState, brake, brake_words, first_step
from smsbox.rules.content import GOODS, Reserved
from smsbox.rules.decision import no_campaigns
from smsbox.rules.lanes import Kind, Lane
from smsbox.rules.lifecycle import CANCELLABLE, State
from smsbox.rules.policy import Policy
from smsbox.sentences import Sentence, sentence
from smsbox.services import activity, numbers, settings
from smsbox.services.activity import By, Verb
from smsbox.services.messages import check_offer, check_text
from smsbox.sms import segments
from smsbox.store import campaign_parts, campaigns, contacts, events, inbox, outbox, parts
from smsbox.store.campaigns import Audience, Campaign, Lost, Recipient, Value
from smsbox.store.db import Database
from smsbox.store.paging import Page

__all__ = [
    "GOODS",
    "Audience",
    "Campaign",
    "CampaignState",
    "Lost",
    "Preview",
    "Sample",
    "cancel",
    "change",
    "create",
    "find",
    "get",
    "lost",
    "pause",
    "preview",
    "remove",
    "resume",
    "start",
    "stopped_itself",
    "take_back",
]

ITSELF = "smsbox"
"""Who is named as the one who paused a campaign that stopped itself."""

UNDO = timedelta(seconds=30)
"""How long a campaign waits after it was started, so that it can be taken back."""

LONGEST_NAME = 80
"""Characters."""

NAME_FROM_TEXT = 40
"""Characters of the text that name a campaign which was given no name."""

SAMPLES = 3
"""People whose text is shown before sending, beside the one with the longest name."""

LOST_SHOWN = 20
"""Texts that did not arrive, as a campaign's page lists them."""

CHUNK = 250
"""People who get their message in one transaction, so that it holds the write lock for under 0.2 s."""


@dataclass(frozen=True)
class Sample:
    """What one person would get, and how many SMS it is."""

    name: str
    number: str
    text: str
    parts: int


@dataclass(frozen=True)
class Preview:
    """What would happen if the campaign began at this moment.

    `people` get the text, `first_step` of them first where somebody wants to look; `text` is what it becomes with the
    box's own lines. `parts_each` is what it is at most (`exact`: for everybody), `parts` all of them together.
    `opens_at` is when the first of them may be sent offers, None if somebody may now; `all_open_at` when the last may
    at the latest, None if everybody may now. `reserved` are the goods whose rules the owner has to accept first (10.4);
    `refusal` is why the shop may send no campaign at all.
    """

    campaign: Campaign
    audience: Audience
    people: int
    first_step: int | None
    parts_each: int
    parts: int
    exact: bool
    text: str
    samples: tuple[Sample, ...]
    opens_at: datetime | None
    reserved: tuple[Reserved, ...]
    all_open_at: datetime | None
    refusal: str | None


def create(db: Database, *, text: str, lists: Sequence[str], name: str = "", by: By) -> Campaign:
    """Keeps a draft; raises BadInput for a text that cannot be sent, or a list that is not there."""
    with db.write() as tx:
        text = _checked(text, settings.policy(tx))
        ids = _list_ids(tx, lists)
        campaign_id = campaigns.add(tx, _name(name, text), text, ids, by.name, now=by.at)
    return get(db, campaign_id)


def change(db: Database, campaign_id: int, *, text: str, lists: Sequence[str], name: str = "", by: By) -> Campaign:
    """Gives a draft another text, lists and name; Conflict if it is a draft no more."""
    with db.write() as tx:
        found = _in(tx, campaign_id)
        if found.state is not CampaignState.DRAFT:
            raise Conflict(sentence("This text is on its way already: it can no longer be changed."))
        text = _checked(text, settings.policy(tx))
        campaigns.change(tx, campaign_id, _name(name, text), text, _list_ids(tx, lists), now=by.at)
    return get(db, campaign_id)


def _checked(text: str, policy: Policy) -> str:
    """A draft's text, which is kept as it was written; BadInput if it is empty, or too long with the box's lines."""
    text = check_text(text)
    check_text(_offer(text, policy))
    return text


def _offer(text: str, policy: Policy) -> str:
    return content.composed(text, content.lines(policy.shop_name, policy.language))


def remove(db: Database, campaign_id: int, *, by: By) -> None:
    """Throws a draft away; NotFound, or Conflict if it is a draft no more."""
    with db.write() as tx:
        found = _in(tx, campaign_id)
        if not campaigns.remove(tx, campaign_id):
            raise Conflict(sentence("This text is on its way already: stop it instead."))
        activity.record(tx, by, Verb.CAMPAIGN_REMOVED, str(found.id), detail=found.name)


def get(db: Database, campaign_id: int) -> Campaign:
    """The campaign; raises NotFound."""
    return _in(db.connection(), campaign_id)


def find(
    db: Database, *, states: Sequence[CampaignState] = tuple(CampaignState), after: str | None = None, limit: int = 50
) -> Page[Campaign]:
    """Campaigns in one of `states`, newest first."""
    return campaigns.find(db.connection(), tuple(states), after, limit)


def lost(db: Database, campaign_id: int) -> tuple[Lost, ...]:
    """The campaign's last texts that did not arrive, newest first, up to LOST_SHOWN."""
    return campaigns.lost(db.connection(), campaign_id, LOST_SHOWN)


def preview(db: Database, found: Campaign, policy: Policy, *, now: datetime) -> Preview:
    """What would happen if the campaign began now; exact for people, and for SMS unless names differ in length."""
    ids = found.list_ids
    with db.snapshot() as connection:
        audience = campaigns.audience(connection, ids)
        first, _ = campaigns.recipients(connection, ids, "", SAMPLES)
        exact = not merge.placeholders(found.text)
        longest = None if exact else campaigns.longest_name(connection, ids)
        people = [*first, longest] if longest is not None and longest not in first else list(first)
        samples = tuple(_sample(found.text, person, policy) for person in people)
        offer = _offer(found.text, policy)
        each = max((sample.parts for sample in samples), default=len(segments.split(offer).parts))
        reached = audience.people - audience.stopped
        openings = _openings(connection, ids, policy, now)
        return Preview(
            campaign=found,
            audience=audience,
            people=reached,
            first_step=first_step(reached),
            parts_each=each,
            parts=each * reached,
            exact=exact,
            text=offer,
            samples=samples,
            reserved=() if policy.reserved_goods else content.reserved_words(offer, policy.language),
            opens_at=None if None in openings else min(filter(None, openings), default=None),
            all_open_at=max(filter(None, openings), default=None),
            refusal=no_campaigns(policy.region),
        )


def _openings(
    connection: sqlite3.Connection, lists: tuple[int, ...], policy: Policy, now: datetime
) -> set[datetime | None]:
    """When offers may go to the places where people on the lists are; None: now."""
    found = campaigns.one_of_each_place(connection, lists)
    return {places.next_opening(policy, numbers.place(number), now) for number in found}


def start(db: Database, campaign_id: int, *, at: datetime | None = None, look_first: bool = False, by: By) -> Campaign:
    """Plans the draft for `at`, or for when UNDO is over; a second call changes nothing (Conflict).

    With `look_first` it waits after the first 5 % of the people until somebody lets it go on. Raises BadInput if nobody
    is on its lists, while the shop has no name, for reserved goods whose rules were not accepted, and if the shop's
    country lets no SIM send campaigns. Who gets it is
    decided when it begins.
    """
    with db.write() as tx:
        found = _in(tx, campaign_id)
        refusal = no_campaigns(settings.policy(tx).region)
        if refusal and found.state is CampaignState.DRAFT:
            raise BadInput(refusal, "region")
        ids = campaigns.list_ids(tx, campaign_id)
        if found.state is CampaignState.DRAFT:
            check_offer(found.text, settings.policy(tx))
        if found.state is CampaignState.DRAFT and not campaigns.recipients(tx, ids, "", 1)[0]:
            audience = campaigns.audience(tx, ids)
            if audience.people <= audience.stopped:
                raise BadInput(sentence("Nobody on these lists can be texted. Choose another list."), "lists")
        begins = max(at or by.at, by.at + UNDO)
        reach = campaigns.audience(tx, ids)
        step = first_step(reach.people - reach.stopped) if look_first else None
        verb = Verb.CAMPAIGN_STARTED
        _move(tx, found, CampaignState.PLANNED, verb, by, starts_at=begins, stopped_by=None, first_step=step)
    return get(db, campaign_id)


def take_back(db: Database, campaign_id: int, *, by: By) -> Campaign:
    """What is planned is a draft again; Conflict once it has begun."""
    with db.write() as tx:
        _move(tx, _in(tx, campaign_id), CampaignState.DRAFT, Verb.CAMPAIGN_TAKEN_BACK, by, starts_at=None)
    return get(db, campaign_id)


def pause(db: Database, campaign_id: int, *, by: By) -> Campaign:
    """Nothing more of it is sent until somebody resumes it."""
    with db.write() as tx:
        _move(tx, _in(tx, campaign_id), CampaignState.PAUSED, Verb.CAMPAIGN_PAUSED, by, stopped_by=by.name)
    return get(db, campaign_id)


def resume(db: Database, campaign_id: int, *, by: By) -> Campaign:
    """It goes on where it was paused; after its brake, that looks only at what comes from now on (10.1).

    Conflict if the shop's country lets no SIM send campaigns.
    """
    with db.write() as tx:
        refusal = no_campaigns(settings.policy(tx).region)
        if refusal:
            raise Conflict(refusal)
        found = _in(tx, campaign_id)
        looked = found.looked if found.brake in (None, Brake.FIRST_STEP) else found.tally
        _move(
            tx,
            found,
            CampaignState.SENDING,
            Verb.CAMPAIGN_RESUMED,
            by,
            stopped_by=None,
            brake=None,
            looked_sent=looked.sent,
            looked_failed=looked.failed,
            looked_opt_outs=looked.opt_outs,
        )
    return get(db, campaign_id)


def cancel(db: Database, campaign_id: int, *, by: By) -> Campaign:
    """What has not gone out never will; it cannot be resumed."""
    with db.write() as tx:
        _move(tx, _in(tx, campaign_id), CampaignState.CANCELLED, Verb.CAMPAIGN_CANCELLED, by, stopped_by=by.name)
    return get(db, campaign_id)


def stopped_itself(found: Campaign) -> Sentence | None:
    """Why the campaign has stopped itself, for people; None if it has not."""
    return None if found.brake is None else brake_words(found.brake, found.tally.since(found.looked))


def _in(connection: sqlite3.Connection, campaign_id: int) -> Campaign:
    found = campaigns.get(connection, campaign_id)
    if found is None:
        raise NotFound(sentence("There is no campaign {number}.", number=campaign_id))
    return found


_REFUSALS = {
    CampaignState.DRAFT: sentence("It has begun already: pause or stop it instead."),
    CampaignState.PLANNED: sentence("It has been started already."),
    CampaignState.PAUSED: sentence("It cannot be paused: it is not being sent."),
    CampaignState.SENDING: sentence("It cannot go on: it is not paused."),
    CampaignState.CANCELLED: sentence("It cannot be stopped: it has not begun, or is over."),
}


def _move(tx: sqlite3.Connection, found: Campaign, new: CampaignState, verb: Verb, by: By, **values: Value) -> None:
    # Resuming and beginning lead to the same state: only a paused one is resumed.
    resumes = new is CampaignState.SENDING and found.state is not CampaignState.PAUSED
    if resumes or not campaigns.move(tx, found.id, new, now=by.at, **values):
        raise Conflict(_REFUSALS[new])
    activity.record(tx, by, verb, str(found.id), detail=found.name)


def _name(name: str, text: str) -> str:
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise BadInput(sentence("A name is up to {most} characters on one line.", most=LONGEST_NAME), "name")
    first = " ".join(text.split())
    return name or (first if len(first) <= NAME_FROM_TEXT else first[: NAME_FROM_TEXT - 1].rstrip() + "…")


def _list_ids(connection: sqlite3.Connection, names: Sequence[str]) -> tuple[int, ...]:
    if not names:
        raise BadInput(sentence("Choose who gets it: tick a list."), "lists")
    found = {name: contacts.list_id(connection, name.strip()) for name in names}
    missing = [name for name, list_id in found.items() if list_id is None]
    if missing:
        raise BadInput(sentence("There is no list {name!r}.", name=missing[0][:40]), "lists")
    return tuple(list_id for list_id in found.values() if list_id is not None)


def _sample(text: str, person: Recipient, policy: Policy) -> Sample:
    own = _offer(merge.merged(text, merge.words_of(person.name, person.fields)), policy)
    return Sample(person.name, person.number, own, len(segments.split(own).parts))


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
    text = _sample(campaign.text, person, policy).text
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
