"""May this text go now? The one decision that the composer's check, the API, the claim and the reports share."""

from dataclasses import dataclass
from datetime import datetime

from smsbox.rules import hours, places
from smsbox.rules.lanes import ANSWERS_AFTER_STOP, REQUIRED_ANSWERS, Kind, Lane
from smsbox.rules.lifecycle import State
from smsbox.rules.places import NOWHERE, Place
from smsbox.rules.policy import Policy
from smsbox.rules.scope import Scope
from smsbox.sentences import Sentence, sentence

MOST_PER_DAY = 3
"""Promotional texts to a number in 24 hours: the ceiling in Florida, Oklahoma and Maryland (compliance.md 7.1)."""


@dataclass(frozen=True)
class Decision:
    """Whether a text is `allowed` to go now; if not, by which numbered `rule` of compliance.md, and until when.

    `words` is the sentence for staff. Of a text that may not go, `state` is what becomes of it (held or blocked) and
    `reason` the word that the API shows; `until` is None where no time ends it.
    """

    allowed: bool
    rule: str
    words: str
    until: datetime | None = None
    state: State | None = None
    reason: str = ""


ALLOWED = Decision(allowed=True, rule="", words=sentence("This text may go out now."))


@dataclass(frozen=True)
class Text:
    """What the rules need to know of a text.

    `begun`: a part of it is on air, so the phone waits for the rest. `offer`: it holds one, though its lane is another.
    """

    lane: Lane
    kind: str = Kind.TEXT
    urgent: bool = False
    begun: bool = False
    offer: bool = False


@dataclass(frozen=True)
class Recipient:
    """What the ledger and the queue know of one number at this instant."""

    suppressed: Scope | None = None
    """What the person's STOP has ended."""
    in_review: bool = False
    subscribed: bool = False
    promotional_day: int = 0
    """Promotional texts on air in the last 24 hours."""
    promotional_month: int = 0
    """Promotional texts on air in the last 30 days."""
    per_month: int | None = None
    """Promotional texts a month that the wording promised to which the person said yes; None if it is not known."""
    place: Place = NOWHERE
    """Where the person may be, by their number."""


@dataclass(frozen=True)
class Conditions:
    """What holds for every text at this instant."""

    policy: Policy
    clock_trusted: bool
    now: datetime
    ledger_whole: bool = True
    """Whether the consent ledger proves what it says, or an owner has looked into what it does not."""


def decide(text: Text, recipient: Recipient, conditions: Conditions) -> Decision:
    """May `text` go to `recipient` now?

    The answers that the rules demand may at any hour. A long text that has begun is finished, whatever the hour and the
    cap; an opt-out ends it.
    """
    blocked = permitted(text, recipient, conditions.policy)
    if not blocked.allowed or text.begun or text.kind in REQUIRED_ANSWERS:
        return blocked
    lane = decide_lane(text.lane, urgent=text.urgent, conditions=conditions)
    if not lane.allowed or text.lane is not Lane.PROMOTIONAL:
        return lane
    if recipient.in_review:
        words = sentence("This person may have meant STOP: somebody has to decide first.")
        return _held("review", "3.3", words)
    opens = places.next_opening(conditions.policy, recipient.place, conditions.now)
    if opens:
        return _held("quiet_hours", "6.1", sentence("It waits until offers may go out again."), opens)
    return ALLOWED


def decide_lane(lane: Lane, *, urgent: bool, conditions: Conditions) -> Decision:
    """May texts of the lane go now, as far as it is the same for every recipient? The hours for offers are not."""
    policy, now = conditions.policy, conditions.now
    if policy.pause_ends(now) is not None:
        words = sentence("All sending is paused. It goes on when the time is over, or when somebody resumes it.")
        return _held("paused", "10.3", words)
    if lane is Lane.PROMOTIONAL:
        return _decide_offers(conditions)
    opens = hours.next_opening(policy.transactional, policy.zone, now)
    if lane is Lane.TRANSACTIONAL and opens and not urgent:
        words = sentence("It waits for the morning: only a text marked urgent goes out at this hour.")
        return _held("quiet_hours", "1.2", words, opens)
    return ALLOWED


def _decide_offers(conditions: Conditions) -> Decision:
    policy = conditions.policy
    refusal = no_campaigns(policy.region)
    if refusal:
        return _held("region", "9.2", refusal)
    if policy.paused:
        return _held("paused", "10.3", sentence("Sending is paused. It goes on when somebody resumes it."))
    if not conditions.ledger_whole:
        return _held("ledger", "2.1", sentence("The record of who said yes was changed, so offers wait."))
    if not conditions.clock_trusted:
        return _held("clock", "6.3", sentence("The box is not sure what time it is, so offers wait."))
    return ALLOWED


def no_campaigns(region: str) -> str | None:
    """Why a shop in the region (ISO 3166-1) sends no campaigns and no offers; None if it may."""
    return _NO_CAMPAIGNS.get(region)


_NO_CAMPAIGNS = {
    "FR": sentence("In France an ordinary SIM may not send campaigns or automatic texts (ARCEP decision 2022-1583).")
}
"""The regions in which ordinary SIM cards may not be used for campaigns, each with the reason (compliance.md 9.2)."""


def campaign_warning(region: str) -> Sentence | None:
    """What the owner of a shop in the region should know of campaigns that may be sent (compliance.md 9.3)."""
    return _CAMPAIGN_WARNINGS.get(region)


_CAMPAIGN_WARNINGS = {
    "US": sentence(
        "US networks filter bulk texts from numbers that are not registered. Many of them will likely not arrive."
    )
}


def permitted(text: Text, recipient: Recipient, policy: Policy) -> Decision:
    """Is there anything that forbids the recipient this text for good: no consent, an opt-out, the cap?"""
    if text.kind in ANSWERS_AFTER_STOP:
        return ALLOWED
    stop = recipient.suppressed
    if stop is not None and (stop.covers(text.lane) or text.offer or text.kind in REQUIRED_ANSWERS):
        if stop is Scope.OFFERS:
            return _blocked("opted_out", "3.4", sentence("This person said STOP to offers, so no offer is sent."))
        return _blocked("opted_out", "2.3", sentence("This person said STOP, so nothing is sent."))
    is_offer = text.offer or text.lane is Lane.PROMOTIONAL
    if not is_offer or text.begun:
        return ALLOWED
    if not recipient.subscribed:
        return _blocked("no_consent", "2.2", sentence("This person has not said yes to offers."))
    if text.lane is not Lane.PROMOTIONAL:
        return ALLOWED
    per_day, per_month = caps(recipient, policy)
    if recipient.promotional_day >= per_day or recipient.promotional_month >= per_month:
        return _blocked("frequency_cap", "7.2", sentence("This person has had as many offers as they agreed to."))
    return ALLOWED


def caps(recipient: Recipient, policy: Policy) -> tuple[int, int]:
    """Promotional texts that the recipient may get in 24 hours and in 30 days: never more than they agreed to (7.1)."""
    promised = policy.cap_per_month if recipient.per_month is None else recipient.per_month
    return min(policy.cap_per_day, MOST_PER_DAY), min(policy.cap_per_month, promised)


def _held(reason: str, rule: str, words: str, until: datetime | None = None) -> Decision:
    return Decision(False, rule, words, until, State.HELD, reason)


def _blocked(reason: str, rule: str, words: str) -> Decision:
    return Decision(False, rule, words, None, State.BLOCKED, reason)
