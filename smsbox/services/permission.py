"""May this number be texted? What the ledger, the suppressions and the caps say, gathered for the rules."""

import sqlite3
from datetime import datetime, timedelta

from smsbox.rules.decision import Recipient, Text
from smsbox.rules.lanes import Lane
from smsbox.store import inbox, ledger, outbox

CAP_DAY = timedelta(hours=24)
CAP_MONTH = timedelta(days=30)


def recipient(
    connection: sqlite3.Connection, number: str, text: Text, *, permission_id: int | None = None, now: datetime
) -> Recipient:
    """Everything the rules need to know of `number`; the promotional counts only where the text asks for them.

    `permission_id` is the ledger row that permitted the text when it was queued: its list may have been left since.
    """
    suppression = ledger.suppression(connection, number)
    suppressed = suppression.scope if suppression else None
    if text.lane is not Lane.PROMOTIONAL or text.begun or suppressed:
        return Recipient(suppressed=suppressed)
    conversation = inbox.conversation(connection, number)
    permitting = ledger.permitting(connection, number, permission_id)
    return Recipient(
        in_review=conversation is not None and conversation.review,
        subscribed=permitting is not None,
        per_month=None if permitting is None else permitting.per_month,
        promotional_day=outbox.promotional_since(connection, number, now - CAP_DAY),
        promotional_month=outbox.promotional_since(connection, number, now - CAP_MONTH),
    )
