"""What subscribers sent, and answering them."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from smsbox.errors import Conflict, NotFound
from smsbox.rules.lanes import Lane
from smsbox.rules.lifecycle import TRIED_AGAIN, State
from smsbox.rules.scope import Scope
from smsbox.sentences import sentence
from smsbox.services import activity, consent, messages, search, settings
from smsbox.services.activity import By, Undo, Verb
from smsbox.services.messages import Message, NewMessage
from smsbox.store import contacts, inbox, ledger, outbox
from smsbox.store.db import Database
from smsbox.store.inbox import ConversationRow, Filter, Inbound
from smsbox.store.paging import Page

__all__ = [
    "Conversation",
    "ConversationRow",
    "Entry",
    "Filter",
    "Inbound",
    "Reviews",
    "answer",
    "check_answerable",
    "conversation",
    "conversations",
    "decide_review",
    "mark_done",
    "mark_read",
    "received",
    "reviews",
    "take_back_done",
    "unread_count",
]

ENTRIES = 100
"""Texts that one conversation's page shows, the newest."""

ANSWER_WITHIN = messages.ANSWER_WITHIN
"""A person's answer counts as one for this long after the other side wrote (compliance.md 1)."""


@dataclass(frozen=True)
class Entry:
    """One text of a conversation.

    `state`, `reason` and `author` are of the shop's texts, `may_try_again` if it did not arrive and was not sent anew;
    `meaning` and how it was `matched` are of the other side's.
    """

    inbound: bool
    id: int
    text: str
    at: datetime
    state: State | None = None
    reason: str | None = None
    meaning: str | None = None
    matched: str | None = None
    author: str | None = None
    may_try_again: bool = False


@dataclass(frozen=True)
class Conversation:
    """Everything with one number, oldest first; `suppressed_scope` is what their STOP has ended."""

    number: str
    name: str
    suppressed_since: datetime | None
    suppressed_scope: Scope | None
    review: bool
    unread: int
    done: bool
    inbound_at: datetime | None
    entries: tuple[Entry, ...]

    @property
    def closed(self) -> bool:
        """Whether nothing at all may be sent to them."""
        return self.suppressed_scope is Scope.EVERYTHING


def received(db: Database, *, after: str | None = None, limit: int = 50) -> Page[Inbound]:
    """Texts received, newest first."""
    return inbox.received(db.connection(), after, limit)


def conversations(
    db: Database, *, words: str = "", wanted: Filter = Filter.ALL, after: str | None = None, limit: int = 30
) -> Page[ConversationRow]:
    """Conversations, the one with the newest text first.

    With `words` those of people whose name or number they are part of, or who have written words that begin so.
    """
    connection = db.connection()
    terms = search.terms(words, settings.policy(connection).region) if words.strip() else ()
    if words.strip() and not terms:
        return Page((), None)
    return inbox.conversations(connection, wanted=wanted, terms=terms, after=after, limit=limit)


def unread_count(db: Database) -> int:
    """Conversations that hold something nobody has read."""
    return inbox.unread_conversations(db.connection())


def conversation(db: Database, number: str) -> Conversation:
    """The conversation with `number` (E.164), its newest ENTRIES texts; raises NotFound if there are none."""
    connection = db.connection()
    row = inbox.conversation(connection, number)
    theirs = [
        Entry(True, text.id, text.text, text.received_at, meaning=text.meaning, matched=text.matched)
        for text in inbox.from_number(connection, number, ENTRIES)
    ]
    ours = _ours(outbox.to_number(connection, number, ENTRIES))
    if not theirs and not ours:
        raise NotFound(sentence("There are no texts with this number."))
    if row is None:
        return _one_sided(connection, number, tuple(reversed(ours)))
    entries = sorted(theirs + ours, key=lambda entry: entry.at)[-ENTRIES:]
    return Conversation(
        number=number,
        name=row.name,
        suppressed_since=row.suppressed_since,
        suppressed_scope=row.suppressed_scope,
        review=row.review,
        unread=row.unread,
        done=row.done,
        inbound_at=row.inbound_at,
        entries=tuple(entries),
    )


def _ours(sent: tuple[Message, ...]) -> list[Entry]:
    """The shop's texts of a conversation; of texts sent anew, only the newest may be tried again."""
    newer: set[str] = set()
    entries = []
    for message in sent:
        entries.append(
            Entry(
                False,
                message.id,
                message.text,
                message.sent_at or message.created_at,
                message.state,
                message.reason,
                author=message.author,
                may_try_again=message.state in TRIED_AGAIN and message.text not in newer,
            )
        )
        newer.add(message.text)
    return entries


def has_texts(db: Database, number: str) -> bool:
    """Whether there is a conversation with `number` (E.164) to open."""
    connection = db.connection()
    return bool(inbox.from_number(connection, number, 1) or outbox.to_number(connection, number, 1))


def _one_sided(connection: sqlite3.Connection, number: str, entries: tuple[Entry, ...]) -> Conversation:
    """What the shop has written to somebody who has not written yet."""
    contact = contacts.get(connection, number)
    suppression = ledger.suppression(connection, number)
    return Conversation(
        number=number,
        name=contact.name if contact else "",
        suppressed_since=suppression.since if suppression else None,
        suppressed_scope=suppression.scope if suppression else None,
        review=False,
        unread=0,
        done=False,
        inbound_at=None,
        entries=entries,
    )


def mark_read(db: Database, number: str) -> None:
    """Somebody has seen everything from `number`."""
    with db.write() as tx:
        inbox.set_read(tx, number)


def mark_done(db: Database, number: str, done: bool, *, by: By | None = None) -> int | None:
    """Staff have finished with the conversation, or take it up again; the id of the act's record.

    None if it was so before.
    """
    with db.write() as tx:
        row = inbox.conversation(tx, number)
        inbox.set_done(tx, number, done=done)
        if row is None or row.done is done:
            return None
        verb = Verb.CONVERSATION_DONE if done else Verb.CONVERSATION_TAKEN_UP
        return activity.record(tx, by, verb, number, undo={"done": done})


def take_back_done(tx: sqlite3.Connection, number: str, undo: Undo, _by: By) -> None:
    """The conversation is where it was: among those that wait, or put away."""
    row = inbox.conversation(tx, number)
    if row is None or row.done is not undo["done"]:
        raise Conflict(sentence("This conversation has moved on since."))
    inbox.set_done(tx, number, done=not row.done)


def answer(db: Database, number: str, text: str, *, author: str, now: datetime) -> Message:
    """Queues a person's answer; raises Conflict if the other side said STOP or has not written lately."""
    check_answerable(db.connection(), number, now=now)
    return messages.queue(db, NewMessage(number, text, lane=Lane.REPLY.word), author=author, now=now)


def check_answerable(connection: sqlite3.Connection, number: str, *, now: datetime) -> None:
    """Raises Conflict with the reason why a text to `number` would be no answer."""
    row = inbox.conversation(connection, number)
    suppression = ledger.suppression(connection, number)
    if suppression and suppression.scope.covers(Lane.REPLY):
        raise Conflict(sentence("This person said STOP, so nothing can be sent. Only they can come back."))
    if row is None or row.inbound_at < now - ANSWER_WITHIN:
        raise Conflict(sentence("This person has not written in the last 72 hours. Send them a text instead."))


@dataclass(frozen=True)
class Reviews:
    """How many people may have meant STOP, and until when the first of them is to be decided about."""

    people: int
    due_at: datetime | None


def reviews(db: Database) -> Reviews:
    """The questions that wait for somebody's decision."""
    return Reviews(*inbox.in_review(db.connection()))


def decide_review(db: Database, number: str, *, opt_out: bool, actor: str, now: datetime, by: By | None = None) -> None:
    """Answers whether an unclear text meant STOP, and records it in the activity as done `by` somebody.

    Raises Conflict if nobody asks (any more).
    """
    with db.write() as tx:
        inbox_id = inbox.close_review(tx, number)
        if inbox_id is None:
            raise Conflict(sentence("This has been decided already."))
        if opt_out:
            consent.opt_out_after_review(tx, number, inbox_id, actor=actor, now=now)
        else:
            consent.keep(tx, number, now=now)
        activity.record(tx, by, Verb.REVIEW_OPTED_OUT if opt_out else Verb.REVIEW_KEPT, number)
