"""Automatic answers: queued in the reply lane, in as few SMS as they need (compliance.md 5)."""

import logging
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from smsbox.errors import BadInput
from smsbox.rules import answers
from smsbox.rules.decision import no_campaigns
from smsbox.rules.lanes import Lane
from smsbox.rules.policy import Policy
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


@dataclass(frozen=True)
class Answer:
    """What the box says by itself: the text, its kind, and what it is `about` where there are several of a kind."""

    number: str
    text: str
    kind: str
    about: str | None = None
    expires_at: datetime | None = None


def queue(tx: sqlite3.Connection, answer: Answer, *, now: datetime) -> None:
    """Queues the answer; raises BadInput for a number that cannot be texted."""
    text = in_few_parts(answer.text)
    new = NewMessage(answer.number, text, Lane.REPLY.word, expires_at=answer.expires_at, reference=answer.about)
    messages.queue_in(tx, new, author=AUTHOR, now=now, kind=answer.kind)


def queue_if_possible(tx: sqlite3.Connection, answer: Answer, *, now: datetime) -> None:
    """As `queue`; a number that cannot be texted gets no answer."""
    try:
        queue(tx, answer, now=now)
    except BadInput as fault:
        log.info("No answer to %s: %s", numbers.mask(answer.number), fault)


def of_keyword(policy: Policy, welcome: str, own: str) -> tuple[str, ...]:
    """What a keyword is answered: the welcome (empty where no list is joined) and its own words.

    One SMS where both fit into one. Where no SIM may send automatic texts only what the rules demand goes (9.2).
    """
    if no_campaigns(policy.region):
        own = ""
    together = f"{welcome} {own}".strip()
    one = len(segments.split(in_few_parts(together)).parts) == 1
    texts = (together,) if one or not welcome or not own else (welcome, own)
    return tuple(filter(None, texts))


def in_few_parts(text: str) -> str:
    """The text, without the accents that the GSM alphabet lacks where these alone would cost a second SMS."""
    plain = segments.plain(text)
    return plain if len(segments.split(plain).parts) < len(segments.split(text).parts) else text
