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
    looked_until = table.newest_event(db.connection())
    found = table.events_about(db.connection(), number)
    with db.write() as tx:
        if table.on_air(tx, number):
            raise Conflict(sentence("A text to this number is being sent right now. Try again in a minute."))
        proofs = evidence_table.of_number(tx, number)
        digest = table.erase(tx, number, found, looked_until, actor=by.name, now=by.at)
        activity.record(tx, by, Verb.PERSON_ERASED, digest)
    evidence.drop(db, proofs)
