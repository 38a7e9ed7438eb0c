"""What saves typing in a conversation: the answers used last, and a text that did not arrive sent once more."""

from datetime import datetime

from smsbox.errors import Conflict, NotFound
from smsbox.rules.lanes import Lane
from smsbox.rules.lifecycle import TRIED_AGAIN
from smsbox.sentences import sentence
from smsbox.services import inbox, messages
from smsbox.services.messages import NewMessage
from smsbox.store import outbox
from smsbox.store.db import Database

QUICK = 3
"""Answers offered again."""

LOOKED_THROUGH = 3000
"""Messages, the newest, among which a person's answers are looked for: no index is kept for this alone."""


def last_answers(db: Database, author: str) -> tuple[str, ...]:
    """The different answers that `author` used last, the newest first, up to QUICK."""
    return outbox.last_texts(db.connection(), Lane.REPLY, author, looked_through=LOOKED_THROUGH, limit=QUICK)


def try_again(db: Database, number: str, message_id: int, *, author: str, now: datetime) -> int:
    """Queues the text of a message to `number` that did not arrive once more; the id of the new message.

    Once however often it is asked for: a later message with the same text is the answer. It goes by the rules of the
    first one: an offer needs consent, an answer that the other side has written lately. Raises NotFound, or Conflict.
    """
    with db.write() as tx:
        message = outbox.get(tx, message_id)
        if message is None or message.number != number:
            raise NotFound(sentence("There is no such text."))
        if message.state not in TRIED_AGAIN:
            raise Conflict(sentence("Only a text that surely did not arrive can be sent again."))
        anew = outbox.sent_anew(tx, message)
        if anew is not None:
            return anew
        if message.lane is Lane.REPLY:
            inbox.check_answerable(tx, number, now=now)
        again = NewMessage(number, message.text, lane=message.lane.word, urgent=message.urgent, flash=message.flash)
        return messages.queue_in(tx, again, author=author, now=now).id
