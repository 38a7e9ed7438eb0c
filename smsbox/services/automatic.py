"""Automatic answers: queued in the reply lane, in as few SMS as they need (compliance.md 5)."""

import logging
import sqlite3
from collections.abc import Collection
from datetime import datetime

from smsbox.errors import BadInput
from smsbox.rules import answers
from smsbox.rules.lanes import Lane
from smsbox.services import messages, numbers
from smsbox.services.messages import NewMessage
from smsbox.sms import segments
from smsbox.store import inbox, modems, outbox

log = logging.getLogger(__name__)

AUTHOR = "smsbox"
"""Who wrote the automatic answers."""


def may_answer(
    tx: sqlite3.Connection, number: str, kinds: Collection[str], *, about: str | None = None, now: datetime
) -> bool:
    """Whether `number` may get an answer of one of these kinds, `about` this, now."""
    return answers.may_answer(
        answers.Sender(
            number=number,
            is_own_sim=modems.is_own_number(tx, number),
            texts_in_window=inbox.count_since(tx, number, now - answers.FLOOD_WINDOW),
            answered_lately=outbox.of_kind_since(tx, number, kinds, now - answers.ONCE_PER, about),
        )
    )


def queue(
    tx: sqlite3.Connection,
    number: str,
    text: str,
    kind: str,
    *,
    about: str | None = None,
    expires_at: datetime | None = None,
    now: datetime,
) -> None:
    """Queues the text; raises BadInput for a number that cannot be texted."""
    new = NewMessage(number, in_few_parts(text), Lane.REPLY.word, expires_at=expires_at, reference=about)
    messages.queue_in(tx, new, author=AUTHOR, now=now, kind=kind)


def answer(
    tx: sqlite3.Connection,
    number: str,
    text: str,
    kind: str,
    *,
    about: str | None = None,
    expires_at: datetime | None = None,
    now: datetime,
) -> None:
    """As `queue`; a number that cannot be texted gets no answer."""
    try:
        queue(tx, number, text, kind, about=about, expires_at=expires_at, now=now)
    except BadInput as fault:
        log.info("No answer to %s: %s", numbers.mask(number), fault)


def in_few_parts(text: str) -> str:
    """The text, without the accents that the GSM alphabet lacks where these alone would cost a second SMS."""
    plain = segments.plain(text)
    return plain if len(segments.split(plain).parts) < len(segments.split(text).parts) else text
