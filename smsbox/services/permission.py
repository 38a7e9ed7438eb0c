"""May this number be texted? What the ledger, the suppressions and the caps say, gathered for the rules."""

import sqlite3
from datetime import datetime, timedelta

from smsbox.rules.decision import Recipient, Text
from smsbox.rules.lanes import Lane
from smsbox.services import numbers
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
    return Recipient(
        in_review=conversation is not None and conversation.review,
        subscribed=_may_be_sent_offers(connection, number, permission_id),
        promotional_day=outbox.promotional_since(connection, number, now - CAP_DAY),
        promotional_month=outbox.promotional_since(connection, number, now - CAP_MONTH),
        place=numbers.place(number),
    )


def _may_be_sent_offers(connection: sqlite3.Connection, number: str, permission_id: int | None) -> bool:
    if permission_id is None:
        return ledger.permission(connection, number) is not None
    return ledger.permits(connection, number, permission_id)
