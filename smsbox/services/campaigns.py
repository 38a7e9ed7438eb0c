"""Campaigns: one text to the people on some lists, from the draft to the last result."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.rules import content, merge, places
from smsbox.rules.campaign import Brake, CampaignState, brake_words, first_step
from smsbox.rules.content import GOODS, Reserved
from smsbox.rules.decision import no_campaigns
from smsbox.rules.policy import Policy
from smsbox.sentences import Sentence, sentence
from smsbox.services import activity, numbers, reach, settings
from smsbox.services.activity import By, Verb
from smsbox.services.messages import MOST_PARTS, check_offer, check_text
from smsbox.sms import segments
from smsbox.store import campaign_figures, campaigns, contacts
from smsbox.store.campaign_figures import Lost
from smsbox.store.campaigns import Audience, Campaign, Recipient, Value
from smsbox.store.db import Database
from smsbox.store.longest import Named
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
    "example",
    "find",
    "get",
    "keep",
    "lost",
    "over_sims",
    "pause",
    "preview",
    "remove",
    "replan",
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


@dataclass(frozen=True)
class Sample:
    """What one person would get, and how many SMS it is."""

    name: str
    number: str
    text: str
    parts: int


def sample(text: str, person: Recipient | Named, policy: Policy) -> Sample:
    """What the campaign of this text is for one person, as it goes out."""
    own = reach.as_offer(merge.merged(text, merge.words_of(person.name, person.fields)), policy)
    return Sample(person.name, person.number, own, len(segments.split(own).parts))


def example(db: Database, found: Campaign, policy: Policy) -> str:
    """The campaign's text as the first person on its lists gets it; as one without a name does where nobody is."""
    first, _ = campaigns.recipients(db.connection(), found.list_ids, "", 1)
    return sample(found.text, first[0] if first else Recipient("", "", {}, 0), policy).text


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
    """Keeps a draft that can be sent; raises BadInput for a text that cannot be, or a list that is not there."""
    with db.write() as tx:
        text = _checked(text, settings.policy(tx))
        ids = _list_ids(tx, lists)
        campaign_id = campaigns.add(tx, _name(name, text), text, ids, by.name, now=by.at)
    return get(db, campaign_id)


def keep(db: Database, campaign_id: int | None, *, text: str, lists: Sequence[str], name: str = "", by: By) -> Campaign:
    """Keeps what is typed so far in a draft, or in a new one (None): it need not be fit for sending yet.

    What is no list is left out. Raises BadInput for a name that cannot be, Conflict if it is a draft no more.
    """
    with db.write() as tx:
        found = None if campaign_id is None else _draft(tx, campaign_id)
        called = _name(name, text) or (found.name if found else "…")
        known = (contacts.list_id(tx, each.strip()) for each in lists)
        ids = tuple(list_id for list_id in known if list_id is not None)
        if found is None:
            campaign_id = campaigns.add(tx, called, text, ids, by.name, now=by.at)
        elif (found.name, found.text, set(found.list_ids)) != (called, text, set(ids)):
            campaigns.change(tx, found.id, called, text, ids, now=by.at)
    assert campaign_id is not None
    return get(db, campaign_id)


def change(db: Database, campaign_id: int, *, text: str, lists: Sequence[str], name: str = "", by: By) -> Campaign:
    """Gives a draft another text, lists and name; Conflict if it is a draft no more."""
    with db.write() as tx:
        _draft(tx, campaign_id)
        text = _checked(text, settings.policy(tx))
        campaigns.change(tx, campaign_id, _name(name, text), text, _list_ids(tx, lists), now=by.at)
    return get(db, campaign_id)


def _checked(text: str, policy: Policy) -> str:
    """A draft's text, which is kept as it was written; BadInput if it is empty, or too long with the box's lines."""
    text = check_text(text)
    check_text(reach.as_offer(text, policy))
    return text


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
    return campaign_figures.lost(db.connection(), campaign_id, LOST_SHOWN)


def over_sims(db: Database, campaign_id: int) -> dict[str, int]:
    """How many of the campaign's texts went out over each SIM (ICCID)."""
    return campaign_figures.over_sims(db.connection(), campaign_id)


def preview(db: Database, found: Campaign, policy: Policy, *, now: datetime) -> Preview:
    """What would happen if the campaign began now; exact for people, and for SMS unless names differ in length."""
    ids = found.list_ids
    with db.snapshot() as connection:
        reached = reach.of_lists(connection, ids)
        first, _ = campaigns.recipients(connection, ids, "", SAMPLES)
        exact = not merge.placeholders(found.text)
        samples = [sample(found.text, person, policy) for person in first]
        longest = [] if exact else [sample(found.text, person, policy) for person in reached.longest_named]
        samples += sorted((one for one in longest if one not in samples), key=lambda one: one.parts)[-1:]
        offer = reach.as_offer(found.text, policy)
        each = max(len(reached.longest(found.text, reach.lines(policy)).parts), *(one.parts for one in samples), 0)
        openings = _openings(connection, ids, policy, now)
        return Preview(
            campaign=found,
            audience=reached.audience,
            people=reached.people,
            first_step=first_step(reached.people),
            parts_each=each,
            parts=each * reached.people,
            exact=exact,
            text=offer,
            samples=tuple(samples),
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
    is on its lists, if it is too long for somebody, while the shop has no name, for reserved goods whose rules were not
    accepted, and if the shop's country lets no SIM send campaigns. Who gets it is decided when it begins.
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
        _check_length(tx, ids, check_text(found.text))
        begins = max(at or by.at, by.at + UNDO)
        everybody = campaigns.audience(tx, ids)
        step = first_step(everybody.people - everybody.stopped) if look_first else None
        verb = Verb.CAMPAIGN_STARTED
        _move(tx, found, CampaignState.PLANNED, verb, by, starts_at=begins, stopped_by=None, first_step=step)
    return get(db, campaign_id)


def _check_length(connection: sqlite3.Connection, lists: tuple[int, ...], text: str) -> None:
    needed = reach.most_parts(connection, lists, text, settings.policy(connection))
    if needed > MOST_PARTS:
        raise BadInput(
            sentence(
                "With the longest name it would be {parts} SMS, and {most} is the most. Shorten it.",
                parts=needed,
                most=MOST_PARTS,
            ),
            "text",
        )


def take_back(db: Database, campaign_id: int, *, by: By) -> Campaign:
    """What is planned is a draft again; Conflict once it has begun."""
    with db.write() as tx:
        _move(tx, _in(tx, campaign_id), CampaignState.DRAFT, Verb.CAMPAIGN_TAKEN_BACK, by, starts_at=None)
    return get(db, campaign_id)


def replan(db: Database, campaign_id: int, at: datetime, *, by: By) -> Campaign:
    """What is planned begins at `at` instead, or when UNDO is over if that is later; Conflict once it has begun."""
    with db.write() as tx:
        found = _in(tx, campaign_id)
        if not campaigns.replan(tx, campaign_id, max(at, by.at + UNDO), now=by.at):
            raise Conflict(_REFUSALS[CampaignState.DRAFT])
        activity.record(tx, by, Verb.CAMPAIGN_MOVED, str(found.id), detail=found.name)
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


def _draft(connection: sqlite3.Connection, campaign_id: int) -> Campaign:
    found = _in(connection, campaign_id)
    if found.state is not CampaignState.DRAFT:
        raise Conflict(sentence("This text is on its way already: it can no longer be changed."))
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
