"""Queueing, finding and cancelling messages: what the page, the API and the command line ask for."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.rules import content, places
from smsbox.rules.decision import permitted
from smsbox.rules.lanes import LANE_WORDS, Kind, Lane
from smsbox.rules.lifecycle import State
from smsbox.rules.policy import Policy
from smsbox.sentences import sentence
from smsbox.services import activity, numbers, permission, settings
from smsbox.services.activity import By, Verb
from smsbox.sms import segments
from smsbox.store import inbox, ledger, modems, outbox, parts
from smsbox.store.db import Database
from smsbox.store.outbox import Message, NewRow, Part
from smsbox.store.paging import Page

__all__ = [
    "ANSWER_WITHIN",
    "Message",
    "NewMessage",
    "Part",
    "cancel",
    "check_no_offer",
    "check_offer",
    "check_text",
    "find",
    "get",
    "queue",
    "queue_in",
    "queue_many",
    "queue_many_in",
]

MOST_PARTS = 10
"""Parts of one message: beyond that phones show pieces, and networks drop them."""

ANSWER_WITHIN = timedelta(hours=72)
"""A person's answer follows what the other side wrote in this time (compliance.md 1)."""


@dataclass(frozen=True)
class NewMessage:
    """What a caller asks to be sent. `lane` is a lane's word, `sim` an ICCID, `reference` the caller's own word.

    `flash` has the phone show the text at once and not keep it (message class 0, 3GPP TS 23.038 §4).
    """

    to: str
    text: str
    lane: str = Lane.TRANSACTIONAL.word
    urgent: bool = False
    send_at: datetime | None = None
    expires_at: datetime | None = None
    sim: str | None = None
    reference: str | None = None
    flash: bool = False


def queue(db: Database, new: NewMessage, *, author: str, now: datetime) -> Message:
    """Queues one message; raises BadInput, and queues nothing, if any of it cannot be used.

    A text that the rules forbid (the number said STOP, no consent) is kept as `blocked`, with its reason.
    """
    with db.write() as tx:
        return queue_in(tx, new, author=author, now=now)


def queue_many(db: Database, batch: Sequence[NewMessage], *, author: str, now: datetime) -> list[Message | BadInput]:
    """Queues many messages in one transaction; a bad one is answered in its place, the others are taken."""
    with db.write() as tx:
        return queue_many_in(tx, batch, author=author, now=now)


def queue_many_in(
    tx: sqlite3.Connection, batch: Sequence[NewMessage], *, author: str, now: datetime
) -> list[Message | BadInput]:
    """`queue_many` inside the caller's write transaction."""
    policy = settings.policy(tx)
    answers: list[Message | BadInput] = []
    for new in batch:
        try:
            answers.append(_queue(tx, new, policy, author, Kind.TEXT, now))
        except BadInput as fault:
            answers.append(fault)
    return answers


def queue_in(
    tx: sqlite3.Connection,
    new: NewMessage,
    *,
    author: str,
    now: datetime,
    kind: str = Kind.TEXT,
) -> Message:
    """`queue` inside the caller's write transaction; nothing is written before everything has been checked."""
    return _queue(tx, new, settings.policy(tx), author, kind, now)


def _queue(tx: sqlite3.Connection, new: NewMessage, policy: Policy, author: str, kind: str, now: datetime) -> Message:
    number = numbers.parse(new.to, policy.region)
    row = _row(tx, new, number, policy, kind, author, now)
    message = outbox.add_whole(tx, row, now=now)
    text = permission.text_of(row.lane, kind, row.text, policy, urgent=row.urgent)
    decision = permitted(text, permission.recipient(tx, number, text, now=now), policy)
    if decision.allowed or decision.reason == "frequency_cap":
        inbox.note_outbound(tx, number, row.text, now=now)
        return message
    parts.close(tx, message.id, State.BLOCKED, decision.reason, now=now)
    blocked = outbox.get(tx, message.id)
    assert blocked is not None
    return blocked


def _row(
    tx: sqlite3.Connection, new: NewMessage, number: str, policy: Policy, kind: str, author: str, now: datetime
) -> NewRow:
    lane = _lane(new.lane)
    text = _worded(check_text(new.text), lane, kind, policy)
    if lane is Lane.REPLY and kind == Kind.TEXT:
        _check_answer(tx, number, now)
        if not _gets_offers(tx, number):
            check_no_offer(text, policy)
    counted = segments.split(text)
    begins = new.send_at or now
    if lane is Lane.PROMOTIONAL:
        begins = places.next_opening(policy, numbers.place(number), begins) or begins
    expires_at = new.expires_at or begins + policy.validity
    if expires_at <= max(now, new.send_at or now):
        raise BadInput("expires_at is over before the text could go. Give a later time.", "expires_at")
    if new.flash and lane is Lane.PROMOTIONAL:
        raise BadInput(
            sentence("An offer cannot be a flash text: the phone would not keep it, nor how to say STOP."), "flash"
        )
    return NewRow(
        number=number,
        text=text,
        lane=lane,
        urgent=new.urgent,
        kind=kind,
        encoding=counted.encoding,
        part_count=len(counted.parts),
        sim_id=_sim(tx, new.sim),
        permission_id=ledger.permission(tx, number) if lane is Lane.PROMOTIONAL else None,
        send_at=new.send_at,
        expires_at=expires_at,
        reference=new.reference,
        author=author,
        flash=new.flash,
    )


def _worded(text: str, lane: Lane, kind: str, policy: Policy) -> str:
    """The text as the lane's rules have it: an offer with its lines (8), one of business without any offer (1.1)."""
    if lane is Lane.PROMOTIONAL:
        return check_offer(text, policy)
    if lane is Lane.TRANSACTIONAL and kind == Kind.TEXT:
        check_no_offer(text, policy)
    return text


def check_offer(text: str, policy: Policy) -> str:
    """The offer as it goes out, with the shop's name and the way out (8.1, 8.2).

    Raises BadInput while the shop has no name, if the lines make it too long, and for reserved goods whose rules the
    owner has not acknowledged (10.4).
    """
    if not policy.shop_name:
        raise BadInput(
            sentence("Every offer begins with the shop's name. Set the name first: More, Settings, Your shop."), "text"
        )
    reserved = content.reserved_words(text, policy.language)
    if reserved and not policy.reserved_goods:
        raise BadInput(
            sentence(
                "“{word}” is {goods}, which has rules of its own. The owner has to accept them first, in the settings.",
                word=reserved[0].word,
                goods=content.GOODS[reserved[0].goods],
            ),
            "text",
        )
    return check_text(content.composed(text, content.lines(policy.shop_name, policy.language)))


def check_no_offer(text: str, policy: Policy, field: str = "text") -> None:
    """Raises BadInput with the words found if a text of another kind holds an offer (1.1)."""
    found = content.offer_words(text, policy.language)
    if found:
        raise BadInput(
            sentence(
                "“{words}” is an offer. Take it out, or send it as an offer to a list.", words="”, “".join(found[:3])
            ),
            field,
        )


def _check_answer(connection: sqlite3.Connection, number: str, now: datetime) -> None:
    row = inbox.conversation(connection, number)
    if row is None or row.inbound_at is None or row.inbound_at < now - ANSWER_WITHIN:
        raise BadInput(sentence("This person has not written in the last 72 hours. Send them a text instead."), "lane")


def _gets_offers(connection: sqlite3.Connection, number: str) -> bool:
    """Whether `number` has said yes to offers, and not STOP: only then may an answer be one, too (1.1)."""
    return ledger.permission(connection, number) is not None and ledger.suppression(connection, number) is None


def check_text(text: str) -> str:
    """The text as it is sent, with equal line ends; raises BadInput if it is empty, too long or cannot be shown."""
    text = segments.normalise(text)
    if not any(char.isprintable() and not char.isspace() for char in text):
        raise BadInput(sentence("The text is empty. Write something to send."), "text")
    if "\0" in text:
        raise BadInput(sentence("The text holds a character that no phone can show. Take it out."), "text")
    parts_needed = len(segments.split(text).parts)
    if parts_needed > MOST_PARTS:
        raise BadInput(
            sentence(
                "The text is too long: it would be {parts} SMS, and {most} is the most. Shorten it.",
                parts=parts_needed,
                most=MOST_PARTS,
            ),
            "text",
        )
    return text


def _lane(word: str) -> Lane:
    if word not in LANE_WORDS:
        raise BadInput(f"There is no lane {word[:40]!r}. Use one of: {', '.join(LANE_WORDS)}.", "lane")
    return Lane.named(word)


def _sim(tx: sqlite3.Connection, iccid: str | None) -> int | None:
    if iccid is None:
        return None
    sim_id = modems.sim_id(tx, iccid)
    if sim_id is None:
        raise BadInput(
            sentence("The box has no SIM {iccid!r}. Its SIMs are listed with the modems.", iccid=iccid[:24]), "sim"
        )
    return sim_id


def get(db: Database, message_id: int) -> Message:
    """The message; raises NotFound."""
    message = outbox.get(db.connection(), message_id)
    if message is None:
        raise NotFound(sentence("There is no message {number}.", number=message_id))
    return message


def find(
    db: Database,
    *,
    state: str | None = None,
    lane: str | None = None,
    to: str | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page[Message]:
    """Messages that fit every filter given, newest first; raises BadInput for a filter that cannot be."""
    connection = db.connection()
    if state is not None and state not in list(State):
        raise BadInput(f"There is no state {state[:40]!r}. Use one of: {', '.join(State)}.", "state")
    return outbox.find(
        connection,
        state=State(state) if state else None,
        lane=_lane(lane) if lane else None,
        number=numbers.parse(to, settings.policy(connection).region) if to else None,
        after=after,
        limit=limit,
    )


def cancel(db: Database, message_id: int, *, by: By | None = None, now: datetime) -> Message:
    """Cancels a message that is not on air yet; raises NotFound, or Conflict if it is too late."""
    with db.write() as tx:
        message = outbox.get(tx, message_id)
        if message is None:
            raise NotFound(sentence("There is no message {number}.", number=message_id))
        if message.state is State.SENDING or not parts.close(tx, message_id, State.CANCELLED, "cancelled", now=now):
            refusal = sentence(
                "Message {number} is {state}: it can no longer be cancelled.", number=message_id, state=message.state
            )
            raise Conflict(refusal)
        activity.record(tx, by, Verb.MESSAGE_CANCELLED, str(message_id))
    return get(db, message_id)
