"""What subscribers sent, and answering them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from smsbox.errors import Conflict, NotFound
from smsbox.rules.lanes import Lane
from smsbox.rules.lifecycle import State
from smsbox.sentences import sentence
from smsbox.services import consent, messages
from smsbox.services.messages import Message, NewMessage
from smsbox.store import contacts, inbox, ledger, outbox, parts
from smsbox.store.db import Database
from smsbox.store.inbox import ConversationRow, Inbound
from smsbox.store.paging import Page

__all__ = [
    "Conversation",
    "ConversationRow",
    "Entry",
    "Inbound",
    "answer",
    "conversation",
    "conversations",
    "decide_review",
    "mark_done",
    "mark_read",
    "received",
    "unread_count",
]

ENTRIES = 100
"""Texts that one conversation's page shows, the newest."""

ANSWER_WITHIN = timedelta(hours=72)
"""A person's answer counts as one for this long after the other side wrote (compliance.md 1)."""


@dataclass(frozen=True)
class Entry:
    """One text of a conversation. `state`, `reason` and `author` are the shop's texts'; `meaning` the other side's."""

    inbound: bool
    id: int
    text: str
    at: datetime
    state: State | None = None
    reason: str | None = None
    meaning: str | None = None
    author: str | None = None


@dataclass(frozen=True)
class Conversation:
    """Everything with one number, oldest first."""

    number: str
    name: str
    suppressed_since: datetime | None
    review: bool
    unread: int
    done: bool
    inbound_at: datetime | None
    entries: tuple[Entry, ...]


def received(db: Database, *, after: str | None = None, limit: int = 50) -> Page[Inbound]:
    """Texts received, newest first."""
    return inbox.received(db.connection(), after, limit)


def conversations(
    db: Database, *, unread_only: bool = False, after: str | None = None, limit: int = 30
) -> Page[ConversationRow]:
    """Conversations, the one with the newest text first."""
    return inbox.conversations(db.connection(), unread_only=unread_only, after=after, limit=limit)


def unread_count(db: Database) -> int:
    """Conversations that hold something nobody has read."""
    return inbox.unread_conversations(db.connection())


def conversation(db: Database, number: str) -> Conversation:
    """The conversation with `number` (E.164), its newest ENTRIES texts; raises NotFound if there are none."""
    with db.snapshot() as connection:
        row = inbox.conversation(connection, number)
        theirs = [
            Entry(True, text.id, text.text, text.received_at, meaning=text.meaning)
            for text in inbox.from_number(connection, number, ENTRIES)
        ]
        ours = [
            Entry(
                False, sent.id, sent.text, sent.sent_at or sent.created_at, sent.state, sent.reason, author=sent.author
            )
            for sent in outbox.to_number(connection, number, ENTRIES)
        ]
        contact = contacts.get(connection, number)
        suppression = ledger.suppression(connection, number)
    if not theirs and not ours:
        raise NotFound(sentence("There are no texts with this number."))
    entries = sorted(theirs + ours, key=lambda entry: entry.at)[-ENTRIES:]
    return Conversation(
        number=number,
        name=contact.name if contact else "",
        suppressed_since=suppression.since if suppression else None,
        review=row.review if row else False,
        unread=row.unread if row else 0,
        done=row.done if row else False,
        inbound_at=row.inbound_at if row else None,
        entries=tuple(entries),
    )


def mark_read(db: Database, number: str) -> None:
    """Somebody has seen everything from `number`."""
    row = inbox.conversation(db.connection(), number)
    if row and row.unread:
        with db.write() as tx:
            inbox.set_read(tx, number)


def mark_done(db: Database, number: str, done: bool) -> None:
    """Staff have finished with the conversation, or take it up again."""
    with db.write() as tx:
        inbox.set_done(tx, number, done=done)


def answer(db: Database, number: str, text: str, *, author: str, now: datetime) -> Message:
    """Queues a person's answer; raises Conflict if the other side said STOP or has not written lately."""
    row = inbox.conversation(db.connection(), number)
    if ledger.suppression(db.connection(), number):
        raise Conflict(sentence("This person said STOP, so nothing can be sent. They can text START to come back."))
    if row is None or row.inbound_at < now - ANSWER_WITHIN:
        raise Conflict(sentence("This person has not written in the last 72 hours. Send them a text instead."))
    return messages.queue(db, NewMessage(number, text, lane=Lane.REPLY.word), author=author, now=now)


def decide_review(db: Database, number: str, *, opt_out: bool, actor: str, now: datetime) -> None:
    """Answers whether an unclear text meant STOP; raises Conflict if nobody asks (any more)."""
    with db.write() as tx:
        inbox_id = inbox.close_review(tx, number)
        if inbox_id is None:
            raise Conflict(sentence("This has been decided already."))
        if opt_out:
            act = consent.Act(
                channel=consent.BY_TEXT, occurred_at=now, inbox_id=inbox_id, actor=actor, matched="review"
            )
            consent.opt_out(tx, number, act, now=now)
        else:
            for message_id in parts.held_for_number(tx, number, "review"):
                parts.release(tx, message_id, now=now)
