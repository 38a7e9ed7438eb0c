"""Step 2 of writing: what a draft would become, before anything is queued."""

from dataclasses import dataclass
from datetime import datetime

from smsbox.errors import NotFound
from smsbox.rules import places
from smsbox.rules.decision import Conditions, Decision, Text, decide, decide_lane
from smsbox.rules.lanes import Lane
from smsbox.rules.lifecycle import State
from smsbox.services import contacts, numbers, permission
from smsbox.services.messages import Message
from smsbox.sms import segments
from web import counter
from web.box import database, now, policy
from web.drafts import Draft


@dataclass(frozen=True)
class Check:
    """`number` in E.164, `name` empty if unknown; `text` as it goes out; `decision` says whether it does at once."""

    number: str
    name: str
    text: str
    texts: int
    decision: Decision

    @property
    def is_refused(self) -> bool:
        """Whether the rules forbid this text."""
        return self.decision.state is State.BLOCKED


def check_of(draft: Draft) -> Check:
    """What would become of `draft` now."""
    number = numbers.parse(draft.number, policy().region)
    text = Text(Lane.named(draft.lane), urgent=draft.urgent)
    known = permission.recipient(database().connection(), number, text, now=now())
    decision = decide(text, known, _conditions())
    sent = counter.as_sent(draft.text, draft.lane)
    return Check(number, contact_name(number), sent, len(segments.split(sent).parts), decision)


def _conditions() -> Conditions:
    return Conditions(policy(), clock_trusted=True, now=now())


def held_until(message: Message) -> datetime | None:
    """When a text that is held for the hour's sake may go; None if it waits for something else."""
    if message.state is not State.HELD or message.reason != "quiet_hours":
        return None
    if message.lane is Lane.PROMOTIONAL:
        return places.next_opening(policy(), numbers.place(message.number), now())
    return decide_lane(message.lane, urgent=message.urgent, conditions=_conditions()).until


def contact_name(number: str) -> str:
    """The name of whoever has `number`; empty if the shop does not know them."""
    try:
        return contacts.get(database(), number).name
    except NotFound:
        return ""
