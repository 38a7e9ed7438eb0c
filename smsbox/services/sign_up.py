"""Somebody becomes a customer at the counter: who they are and what they said yes to, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from smsbox.errors import BadInput, Conflict
from smsbox.sentences import sentence
from smsbox.services import consent, contacts, numbers, settings
from smsbox.services.activity import By
from smsbox.services.contacts import Contact
from smsbox.store import contacts as table
from smsbox.store.db import Database


@dataclass(frozen=True)
class NewCustomer:
    """What is asked at the counter: a number as it is typed, and for each list they said yes to the words they read."""

    number: str
    name: str = ""
    yes: Mapping[str, str] = field(default_factory=dict)


class Known(Conflict):
    """The number is a customer's already; nothing was changed."""

    def __init__(self, contact: Contact) -> None:
        super().__init__(sentence("This number is a customer already. Nothing was changed."))
        self.contact = contact


def sign_up(db: Database, new: NewCustomer, *, source: str, by: By) -> Contact:
    """Adds the customer and records each yes; all of it or nothing.

    Raises Known, and BadInput for a number that cannot be texted, a yes of a number that said STOP, or a yes without
    its wording.
    """
    number = numbers.parse(new.number, settings.policy(db.connection()).region)
    if numbers.is_landline(number):
        raise BadInput(sentence("This is a landline, which gets no texts. Ask for the mobile number."), "number")
    with db.write() as tx:
        known = table.get(tx, number)
        if known is not None:
            raise Known(known)
        contacts.put_in(tx, number, name=new.name, by=by, now=by.at)
        consent.agree(tx, number, new.yes, source=source, actor=by.name, now=by.at)
    return contacts.get(db, number)


def say_yes(db: Database, number: str, lists: Sequence[str], *, source: str, wording: str, by: By) -> None:
    """A customer (E.164) says yes to more lists, to all of them or none; raises BadInput as `sign_up` does."""
    with db.write() as tx:
        consent.agree(tx, number, dict.fromkeys(lists, wording), source=source, actor=by.name, now=by.at)
