"""Step 2 of writing: what a draft would become, before anything is queued."""

from dataclasses import dataclass
from datetime import datetime

from smsbox.errors import NotFound
from smsbox.rules.decision import Verdict, lane_verdict, recipient_verdict
from smsbox.rules.lanes import Kind, Lane
from smsbox.rules.lifecycle import State
from smsbox.services import contacts, numbers, permission
from smsbox.services.messages import Message
from smsbox.sms import segments
from web.box import database, now, policy
from web.drafts import Draft


@dataclass(frozen=True)
class Check:
    """`number` in E.164, `name` empty if unknown; `verdict` None if the text goes out at once."""

    number: str
    name: str
    texts: int
    verdict: Verdict | None

    @property
    def is_refused(self) -> bool:
        """Whether the rules forbid this text."""
        return self.verdict is not None and self.verdict.state is State.BLOCKED


def check_of(draft: Draft) -> Check:
    """What would become of `draft` now."""
    number = numbers.parse(draft.number, policy().region)
    lane = Lane.named(draft.lane)
    known = permission.recipient(database().connection(), number, lane, now=now())
    verdict = recipient_verdict(lane, Kind.TEXT, known, policy()) or hours_verdict(lane, urgent=draft.urgent)
    return Check(number, contact_name(number), len(segments.split(draft.text).parts), verdict)


def hours_verdict(lane: Lane, *, urgent: bool) -> Verdict | None:
    """Why texts of this lane wait at this hour; None if they do not."""
    return lane_verdict(lane, urgent=urgent, policy=policy(), clock_trusted=True, now=now())


def held_until(message: Message) -> datetime | None:
    """When a text that is held for the hour's sake may go; None if it waits for something else."""
    if message.state is not State.HELD or message.reason != "quiet_hours":
        return None
    verdict = hours_verdict(message.lane, urgent=message.urgent)
    return verdict.until if verdict else None


def contact_name(number: str) -> str:
    """The name of whoever has `number`; empty if the shop does not know them."""
    try:
        return contacts.get(database(), number).name
    except NotFound:
        return ""
