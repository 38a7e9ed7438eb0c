"""All that the box keeps about one person, for whoever asks what that is (compliance.md 11)."""

import sqlite3
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
        contact, opted_out = contacts.get(connection, number), ledger.suppression(connection, number)
        found = _person(connection, number, contact, opted_out, now)
    if found.contact is None and found.opted_out is None and not found.consent and not found.texts:
        raise NotFound(sentence("The box knows nothing of this number."))
    return found


def of_contact(db: Database, contact_id: int, *, now: datetime) -> tuple[Person, Contact]:
    """What is kept about a contact, and the contact; raises NotFound."""
    with db.snapshot() as connection:
        contact = contacts.by_id(connection, contact_id)
        if contact is None:
            raise NotFound(sentence("This customer is not here any more."))
        opted_out = ledger.suppression(connection, contact.number) if contact.suppressed else None
        return _person(connection, contact.number, contact, opted_out, now), contact


def _person(
    connection: sqlite3.Connection,
    number: str,
    contact: Contact | None,
    opted_out: Suppression | None,
    now: datetime,
) -> Person:
    return Person(
        number=number,
        exported_at=now,
        contact=contact,
        opted_out=opted_out,
        consent=ledger.history(connection, number),
        texts=table.texts(connection, number),
    )
