"""Erasing a person who asks for it; only they can come back, by texting in (compliance.md 2.10)."""

from smsbox.errors import Conflict, NotFound
from smsbox.sentences import sentence
from smsbox.services import activity, evidence, numbers, settings
from smsbox.services.activity import By, Verb
from smsbox.store import erasure as table
from smsbox.store import evidence as evidence_table
from smsbox.store.db import Database


def erase(db: Database, number: str, *, by: By) -> None:
    """Forgets the person with this number: contact, texts and traces. Nothing takes it back.

    What is left is a keyed digest of the number: in the ledger's rows, whose chain still holds, and in the
    suppression. A kept file goes, too, unless it proves somebody else's yes. Raises BadInput, NotFound if nothing names
    the number, and Conflict while a text to it is on air.
    """
    number = numbers.parse(number, settings.policy(db.connection()).region)
    if not table.is_known(db.connection(), number):
        raise NotFound(sentence("The box knows nothing of this number."))
    found = table.traces(db.connection(), number)
    with db.write() as tx:
        if table.on_air(tx, number):
            raise Conflict(sentence("A text to this number is being sent right now. Try again in a minute."))
        proofs = evidence_table.of_number(tx, number)
        digest = table.erase(tx, number, found, actor=by.name, now=by.at)
        activity.record(tx, by, Verb.PERSON_ERASED, digest)
    evidence.drop(db, proofs)
    clear_indexes(db)


def clear_indexes(db: Database) -> int:
    """Goes on clearing the full-text indexes of erased people's words, for MOST_STEPS; returns how many it took.

    Nothing but a look where there is nothing to clear. The daemon does what an erasure left: see its chores.
    """
    steps = 0
    for name in table.to_merge(db.connection()):
        goes_on = True
        while goes_on and steps < MOST_STEPS:
            with db.write() as tx:
                goes_on = table.merge(tx, name)
            steps += 1
    if steps:
        table.empty_journal(db.connection())
    return steps


MOST_STEPS = 500
"""Steps of a clearing at once."""
