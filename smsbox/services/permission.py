"""May this number be texted? What the ledger, the suppressions and the caps say, for the rules; and their answer."""

import sqlite3
from datetime import datetime, timedelta

from smsbox.rules import content
from smsbox.rules.decision import ALLOWED, Conditions, Decision, Recipient, Text, decide
from smsbox.rules.lanes import Kind, Lane
from smsbox.rules.lifecycle import State
from smsbox.rules.policy import UNTIL_RESUMED, Policy
from smsbox.rules.reasons import REASONS
from smsbox.sentences import sentence
from smsbox.services import numbers
from smsbox.store import inbox, ledger, outbox
from smsbox.store.outbox import Message

GONE = frozenset({State.SENDING, State.SENT, State.DELIVERED})
"""States of what the rules have let go out."""

CAP_DAY = timedelta(hours=24)
CAP_MONTH = timedelta(days=30)


def text_of(lane: Lane, kind: str, words: str, policy: Policy, *, urgent: bool = False, begun: bool = False) -> Text:
    """What the rules need to know of the text with these `words`: an answer may hold an offer (1.1)."""
    may_hold_one = lane is Lane.REPLY and kind in {Kind.TEXT, Kind.KEYWORD}
    offer = may_hold_one and bool(content.offer_words(words, policy.language))
    return Text(lane, kind, urgent=urgent, begun=begun, offer=offer)


def recipient(
    connection: sqlite3.Connection, number: str, text: Text, *, permission_id: int | None = None, now: datetime
) -> Recipient:
    """Everything the rules need to know of `number`; the promotional counts only where the text asks for them.

    `permission_id` is the ledger row that permitted the text when it was queued: its list may have been left since.
    """
    suppression = ledger.suppression(connection, number)
    suppressed = suppression.scope if suppression else None
    if text.begun or suppressed:
        return Recipient(suppressed=suppressed)
    if text.lane is not Lane.PROMOTIONAL:
        return Recipient(subscribed=text.offer and ledger.permission(connection, number) is not None)
    permitting = ledger.permitting(connection, number, permission_id)
    day, month = outbox.promotional_since(connection, number, now - CAP_DAY, now - CAP_MONTH)
    return Recipient(
        in_review=inbox.is_in_review(connection, number),
        subscribed=permitting is not None,
        per_month=None if permitting is None else permitting.per_month,
        promotional_day=day,
        promotional_month=month,
        place=numbers.place(number),
    )


def explain(connection: sqlite3.Connection, message: Message, policy: Policy, *, now: datetime) -> Decision:
    """Whether the message may go out, or why not, as the queue sees it at `now`.

    What waits its turn is decided anew; of what was held or has ended, the reason that was written down is told.
    """
    if message.state in GONE:
        return ALLOWED
    if message.state is State.QUEUED:
        text = text_of(message.lane, message.kind, message.text, policy, urgent=message.urgent)
        known = recipient(connection, message.number, text, permission_id=message.permission, now=now)
        return decide(text, known, Conditions(policy, clock_trusted=True, now=now))
    reason = REASONS.get(message.reason or "")
    words = reason.words if reason else message.reason or sentence("No reason was written down.")
    due = outbox.due(connection, message.id) if message.state is State.HELD else None
    return Decision(
        allowed=False,
        rule=reason.rule if reason else "",
        words=words,
        until=due if due is not None and now < due < UNTIL_RESUMED else None,
        state=message.state,
        reason=message.reason or "",
    )
