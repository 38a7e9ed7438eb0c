"""All that the box keeps about one person, for whoever asks what that is (compliance.md 11)."""

from dataclasses import dataclass
from datetime import datetime

from smsbox.errors import NotFound
from smsbox.sentences import sentence
from smsbox.services import numbers, settings
from smsbox.store import contacts, ledger
from smsbox.store import person_export as table
from smsbox.store.contacts import Contact
from smsbox.store.db import Database
from smsbox.store.ledger import LedgerRow, Suppression
from smsbox.store.person_export import Text


@dataclass(frozen=True)
class Person:
    """The contact (None if the number is nobody's), the opt-out, what the ledger says, and every text, oldest first."""

    number: str
    exported_at: datetime
    contact: Contact | None
    opted_out: Suppression | None
    consent: tuple[LedgerRow, ...]
    texts: tuple[Text, ...]


def person(db: Database, number: str, *, now: datetime) -> Person:
    """What is kept about the number; raises BadInput, and NotFound if that is nothing."""
    number = numbers.parse(number, settings.policy(db.connection()).region)
    with db.snapshot() as connection:
        found = Person(
            number=number,
            exported_at=now,
            contact=contacts.get(connection, number),
            opted_out=ledger.suppression(connection, number),
            consent=ledger.history(connection, number),
            texts=table.texts(connection, number),
        )
    if found.contact is None and found.opted_out is None and not found.consent and not found.texts:
        raise NotFound(sentence("The box knows nothing of this number."))
    return found
