"""Taking an act back: one function per verb, or the reason why nothing does it."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from smsbox.errors import Conflict, NotFound
from smsbox.rules.roles import Role
from smsbox.sentences import Sentence, sentence
from smsbox.services import activity, contacts, inbox, keywords, lists, modems, people, settings, sims
from smsbox.services.activity import UNDO_WITHIN, By, Entry, Undo, Verb
from smsbox.store import activity as table
from smsbox.store.db import Database

TOO_OLD = sentence("This is older than 30 days. What it needs to be taken back is not kept any longer.")
DONE = sentence("This has been taken back.")
TAKEN_BACK = sentence("This took something back. Do it anew if it was right.")
NOTHING_KEPT = sentence("The box kept nothing to take this back with.")

Run = Callable[[sqlite3.Connection, str, Undo, By], None]
"""Takes an act on a subject back in the caller's transaction, with the `undo` that was recorded.

Raises Conflict, and changes nothing, if things have moved on.
"""


@dataclass(frozen=True)
class Way:
    """How a verb is taken back, and who may."""

    least: Role
    run: Run


WAYS: dict[Verb, Way] = {
    Verb.SETTING_CHANGED: Way(Role.OWNER, settings.take_back_change),
    Verb.PERSON_ADDED: Way(Role.OWNER, people.take_back_adding),
    Verb.PERSON_REMOVED: Way(Role.OWNER, people.take_back_removing),
    Verb.ROLE_CHANGED: Way(Role.OWNER, people.take_back_role),
    Verb.TOKEN_ADDED: Way(Role.OWNER, people.take_back_token),
    Verb.LIST_CREATED: Way(Role.MANAGER, lists.take_back_creating),
    Verb.LIST_RENAMED: Way(Role.MANAGER, lists.take_back_renaming),
    Verb.LIST_DELETED: Way(Role.MANAGER, lists.take_back_deleting),
    Verb.CONTACT_ADDED: Way(Role.STAFF, contacts.take_back_adding),
    Verb.CONTACT_CHANGED: Way(Role.STAFF, contacts.take_back_change),
    Verb.CONTACT_DELETED: Way(Role.MANAGER, contacts.take_back_deleting),
    Verb.CONVERSATION_DONE: Way(Role.STAFF, inbox.take_back_done),
    Verb.CONVERSATION_TAKEN_UP: Way(Role.STAFF, inbox.take_back_done),
    Verb.BUDGET_CHANGED: Way(Role.MANAGER, modems.take_back_budget),
    Verb.SIM_RESUMED: Way(Role.STAFF, modems.take_back_resuming),
    Verb.SENDING_PAUSED: Way(Role.MANAGER, settings.take_back_change),
    Verb.SENDING_PAUSED_UNTIL: Way(Role.MANAGER, settings.take_back_change),
    Verb.SENDING_RESUMED: Way(Role.MANAGER, settings.take_back_change),
    Verb.SMSC_CHANGED: Way(Role.MANAGER, sims.take_back_smsc),
    Verb.KEYWORD_ADDED: Way(Role.MANAGER, keywords.take_back_adding),
    Verb.KEYWORD_CHANGED: Way(Role.MANAGER, keywords.take_back_change),
    Verb.KEYWORD_DELETED: Way(Role.MANAGER, keywords.take_back_deleting),
    Verb.OWN_NUMBER_CHANGED: Way(Role.MANAGER, sims.take_back_own_number),
}

BEGUN = sentence("Look at the text's own page: there it is paused, or goes on.")

NEVER: dict[Verb, Sentence] = {
    Verb.PASSWORD_CHANGED: sentence("The old PIN or password is not kept. Set a new one instead."),
    Verb.RECOVERY_CODE_MADE: sentence("The code before is void. Make a new one instead."),
    Verb.TOKEN_REVOKED: sentence("A program that was shut out stays out. Let it in under a new name instead."),
    Verb.MESSAGE_CANCELLED: sentence("A text that was stopped stays stopped. Write it again instead."),
    Verb.CAMPAIGN_STARTED: BEGUN,
    Verb.CAMPAIGN_TAKEN_BACK: BEGUN,
    Verb.CAMPAIGN_MOVED: sentence("Move it once more on its own page, as long as it has not begun."),
    Verb.CAMPAIGN_PAUSED: BEGUN,
    Verb.CAMPAIGN_RESUMED: BEGUN,
    Verb.CAMPAIGN_CANCELLED: sentence("What was stopped stays stopped. Send it again to other people instead."),
    Verb.WORDING_CHANGED: sentence("People may have agreed to it already. Write the earlier one again instead."),
    Verb.IMPORTED: sentence("An import cannot be taken back. Delete the list, and those who should not be here."),
    Verb.PERSON_ERASED: sentence("What was erased is kept nowhere."),
    Verb.REVIEW_KEPT: sentence("If they meant STOP after all, write it down as a STOP."),
    Verb.REVIEW_OPTED_OUT: sentence("A STOP is lifted by nobody but the person. They can text START."),
    Verb.CLOCK_CONFIRMED: sentence("If the time is wrong, set the box's clock: then it asks again."),
    Verb.LEDGER_ACCEPTED: sentence("Pause the sending of offers if they should wait."),
    Verb.CAMPAIGN_REMOVED: sentence("A draft that was thrown away is not kept. Write it again instead."),
}
"""Why a verb is never taken back."""


def obstacle(entry: Entry, now: datetime) -> Sentence | None:
    """Why the entry cannot be taken back; None if it can be tried."""
    if entry.undoes is not None:
        return TAKEN_BACK
    if entry.undone_at is not None:
        return DONE
    if entry.verb in NEVER:
        return NEVER[entry.verb]
    if now - entry.by.at > UNDO_WITHIN:
        return TOO_OLD
    return None if entry.undo is not None else NOTHING_KEPT


def forget(db: Database, *, now: datetime) -> None:
    """Drops what is kept for taking back acts that are too old for it."""
    activity.forget(db, now=now)
    lists.forget(db, now=now)


def least(entry: Entry) -> Role:
    """Who may take the entry back: whoever may do such a thing."""
    if entry.verb is Verb.SETTING_CHANGED:
        return settings.least(entry.subject)
    return WAYS[entry.verb].least if entry.verb in WAYS else Role.OWNER


def take_back(db: Database, entry_id: int, *, by: By) -> bool:
    """Takes an act back, once however often it is asked for; False if that had been done before.

    The caller has asked `least`. Raises NotFound, or Conflict with the reason.
    """
    with db.write() as tx:
        entry = table.get(tx, entry_id)
        if entry is None:
            raise NotFound(sentence("There is no such entry."))
        if entry.undone_at is not None:
            return False
        reason = obstacle(entry, by.at)
        if reason is not None:
            raise Conflict(reason)
        assert entry.undo is not None
        WAYS[entry.verb].run(tx, entry.subject, entry.undo, by)
        table.mark_undone(tx, entry_id, by.at)
        table.add(tx, by, entry.verb, entry.subject, entry.detail, None, undoes=entry_id)
    return True
