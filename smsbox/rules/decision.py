"""May this text go now? The one decision that the queue, the composer and the claim share."""

from dataclasses import dataclass
from datetime import datetime

from smsbox.rules import hours
from smsbox.rules.lanes import REQUIRED_ANSWERS, Lane
from smsbox.rules.lifecycle import State
from smsbox.rules.policy import Policy
from smsbox.sentences import sentence


@dataclass(frozen=True)
class Verdict:
    """What becomes of a text that may not go now: `state` (held, blocked or expired), why, and until when it is held.

    `rule` names the numbered rule of compliance.md or reliability.md; `reason` is the word that the API
    shows; `words` is the sentence for staff.
    """

    state: State
    reason: str
    rule: str
    words: str
    until: datetime | None = None


@dataclass(frozen=True)
class Recipient:
    """What the ledger and the queue know of one number at this instant."""

    suppressed: bool = False
    in_review: bool = False
    subscribed: bool = False
    promotional_day: int = 0
    """Promotional texts on air in the last 24 hours."""
    promotional_month: int = 0
    """Promotional texts on air in the last 30 days."""


def lane_verdict(lane: Lane, *, urgent: bool, policy: Policy, clock_trusted: bool, now: datetime) -> Verdict | None:
    """None if texts of the lane may go at `now`, else why all of them wait; the same for every recipient.

    It does not hold for the answers that the rules demand (REQUIRED_ANSWERS): they go whatever it says.
    """
    if policy.pause_ends(now) is not None:
        words = sentence("All sending is paused. It goes on when the time is over, or when somebody resumes it.")
        return Verdict(State.HELD, "paused", "10.3", words)
    if lane is Lane.PROMOTIONAL:
        return _promotional_verdict(policy, clock_trusted=clock_trusted, now=now)
    if lane is Lane.TRANSACTIONAL and not urgent:
        opens = hours.next_opening(policy.transactional, policy.zone, now)
        if opens:
            return Verdict(
                State.HELD,
                "quiet_hours",
                "1.2",
                sentence("It waits for the morning: only a text marked urgent goes out at this hour."),
                opens,
            )
    return None


def _promotional_verdict(policy: Policy, *, clock_trusted: bool, now: datetime) -> Verdict | None:
    if policy.paused:
        return Verdict(
            State.HELD, "paused", "10.3", sentence("Sending is paused. It goes on when somebody resumes it.")
        )
    if not clock_trusted:
        return Verdict(State.HELD, "clock", "6.3", sentence("The box is not sure what time it is, so offers wait."))
    opens = hours.next_opening(policy.promotional, policy.zone, now)
    if opens:
        return Verdict(State.HELD, "quiet_hours", "6.1", sentence("It waits until offers may go out again."), opens)
    return None


def recipient_verdict(lane: Lane, kind: str, recipient: Recipient, policy: Policy) -> Verdict | None:
    """None if the rules allow this number a text of this lane, else why not."""
    if recipient.suppressed and kind not in REQUIRED_ANSWERS:
        return Verdict(State.BLOCKED, "opted_out", "2.3", sentence("This person said STOP, so nothing is sent."))
    if lane is not Lane.PROMOTIONAL:
        return None
    if not recipient.subscribed:
        return Verdict(State.BLOCKED, "no_consent", "2.2", sentence("This person has not said yes to offers."))
    if recipient.in_review:
        return Verdict(
            State.HELD, "review", "3.3", sentence("This person may have meant STOP: somebody has to decide first.")
        )
    if recipient.promotional_day >= policy.cap_per_day or recipient.promotional_month >= policy.cap_per_month:
        return Verdict(
            State.BLOCKED, "frequency_cap", "7.2", sentence("This person has had as many offers as they agreed to.")
        )
    return None
