"""Who did what: recorded in the very transaction of the act, told in words, forgotten in time.

To have an act recorded: a Verb for it, its words in WORDS, `record` where it is done, and in `services/undo.py` what
takes it back or why nothing does.
"""

import sqlite3
from datetime import datetime, timedelta

from smsbox.errors import NotFound
from smsbox.sentences import Sentence, sentence
from smsbox.store import activity as table
from smsbox.store.activity import Actor, By, Entry, Undo, Verb
from smsbox.store.db import Database
from smsbox.store.paging import Page

__all__ = ["Actor", "By", "Entry", "Undo", "Verb", "find", "forget", "get", "record", "words"]

UNDO_WITHIN = timedelta(days=30)
"""For so long an act can be taken back and what was deleted is kept; then it is gone."""

WORDS = {
    Verb.SETTING_CHANGED: sentence("Changed a setting to {detail}: {subject}"),
    Verb.PERSON_ADDED: sentence("Added {subject} to the staff"),
    Verb.PERSON_REMOVED: sentence("Removed {subject} from the staff"),
    Verb.ROLE_CHANGED: sentence("Gave {subject} another role"),
    Verb.PASSWORD_CHANGED: sentence("Changed the PIN or password of {subject}"),
    Verb.RECOVERY_CODE_MADE: sentence("Made a recovery code for {subject}"),
    Verb.TOKEN_ADDED: sentence("Let the program {subject} in"),
    Verb.TOKEN_REVOKED: sentence("Shut the program {subject} out"),
    Verb.LIST_CREATED: sentence("Made the list {subject}"),
    Verb.LIST_RENAMED: sentence("Gave the list {detail} the name {subject}"),
    Verb.LIST_DELETED: sentence("Deleted the list {subject}"),
    Verb.CONTACT_ADDED: sentence("Added the customer {subject}"),
    Verb.CONTACT_CHANGED: sentence("Changed the customer {subject}"),
    Verb.CONTACT_DELETED: sentence("Deleted the customer {subject}"),
    Verb.CONVERSATION_DONE: sentence("Put away the conversation with {subject}"),
    Verb.CONVERSATION_TAKEN_UP: sentence("Took up the conversation with {subject} again"),
    Verb.MESSAGE_CANCELLED: sentence("Stopped text {subject} before it went out"),
    Verb.BUDGET_CHANGED: sentence("Changed what the SIM card {subject} may send"),
    Verb.SIM_RESUMED: sentence("Let the SIM card {subject} send again"),
    Verb.SMSC_CHANGED: sentence("Changed the message centre of the SIM card {subject}"),
    Verb.OWN_NUMBER_CHANGED: sentence("Changed the own number of the SIM card {subject}"),
    Verb.SENDING_PAUSED: sentence("Paused all sending until somebody resumes it"),
    Verb.SENDING_PAUSED_UNTIL: sentence("Paused all sending until {detail}"),
    Verb.SENDING_RESUMED: sentence("Resumed all sending"),
    Verb.CAMPAIGN_STARTED: sentence("Started sending: {detail}"),
    Verb.CAMPAIGN_TAKEN_BACK: sentence("Took back before it was sent: {detail}"),
    Verb.CAMPAIGN_MOVED: sentence("Moved to another time: {detail}"),
    Verb.CAMPAIGN_PAUSED: sentence("Paused: {detail}"),
    Verb.CAMPAIGN_RESUMED: sentence("Went on with: {detail}"),
    Verb.CAMPAIGN_CANCELLED: sentence("Stopped for good: {detail}"),
    Verb.CAMPAIGN_REMOVED: sentence("Threw away the draft: {detail}"),
    Verb.WORDING_CHANGED: sentence("Wrote what people agree to who join {subject}"),
    Verb.KEYWORD_ADDED: sentence("Made the keyword {subject}"),
    Verb.KEYWORD_CHANGED: sentence("Changed what the keyword {subject} does"),
    Verb.KEYWORD_DELETED: sentence("Deleted the keyword {subject}"),
    Verb.IMPORTED: sentence("Imported customers to {subject}: {detail}"),
    Verb.PERSON_ERASED: sentence("Erased a customer, as they asked"),
    Verb.REVIEW_KEPT: sentence("Found that {subject} did not mean STOP"),
    Verb.REVIEW_OPTED_OUT: sentence("Found that {subject} meant STOP"),
    Verb.CLOCK_CONFIRMED: sentence("Confirmed that the box's time was right: {subject}"),
    Verb.LEDGER_ACCEPTED: sentence("Let offers go on though the record of who said yes was changed at row {subject}"),
}
"""What was done, in the past, for people; who did it stands beside it."""


def record(
    tx: sqlite3.Connection,
    by: By | None,
    verb: Verb,
    subject: str,
    *,
    detail: str = "",
    undo: Undo | None = None,
) -> int | None:
    """Writes down what `by` does in the caller's transaction; None is who needs no record: a test, a sample shop.

    `undo` is what the verb's entry in `services/undo.py` needs to take it back; None if nothing can. Returns the
    entry's id.
    """
    return None if by is None else table.add(tx, by, verb, subject, detail, undo)


def find(
    db: Database, *, kind: Actor | None = None, name: str | None = None, after: str | None = None, limit: int = 50
) -> Page[Entry]:
    """What was done, newest first; by one kind of actor, or by one actor."""
    return table.find(db.connection(), kind, name, after, limit)


def get(db: Database, entry_id: int) -> Entry:
    """One entry; raises NotFound."""
    entry = table.get(db.connection(), entry_id)
    if entry is None:
        raise NotFound(sentence("There is no such entry."))
    return entry


def words(entry: Entry) -> Sentence:
    """What was done, in words."""
    act = Sentence(WORDS[entry.verb].template, {"subject": entry.subject, "detail": entry.detail})
    return act if entry.undoes is None else sentence("Took back: {act}", act=act)


def forget(db: Database, *, now: datetime) -> bool:
    """What is older than UNDO_WITHIN can no longer be taken back; whether there was any."""
    if not table.has_undo(db.connection(), now - UNDO_WITHIN):
        return False
    with db.write() as tx:
        table.forget_undo(tx, now - UNDO_WITHIN)
    return True
