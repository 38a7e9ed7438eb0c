"""Signing up on the shop's own tablet: somebody types a number and ticks a box (compliance.md 2.4, 2.9).

Anybody can type anybody's number, so nothing is told about it, and only the phone itself says the last word.
"""

from datetime import datetime

from smsbox.errors import Conflict, NotFound
from smsbox.sentences import sentence
from smsbox.services import consent, numbers, settings
from smsbox.store import keywords, modems, wordings
from smsbox.store.db import Database
from smsbox.store.wordings import Wording

CHANNEL = "tablet"
"""The ledger's word for it."""


def wording(db: Database, list_id: int) -> Wording:
    """What people read before they tick the box; raises NotFound if the list is gone, or has no words."""
    found = next((each for each in wordings.of_lists(db.connection()) if each.list_id == list_id), None)
    if found is None:
        raise NotFound(sentence("This list takes nobody now. Choose another list for the tablet."))
    return found


def keyword(db: Database, list_id: int) -> str | None:
    """The word that joins the list by a text, whoever sends it and whatever they said before; None if there is none."""
    words = keywords.all_keywords(db.connection())
    return next((each.written for each in words if each.list_id == list_id), None)


def sign_up(db: Database, number: str, *, list_id: int, wording_id: int, tablet: str, now: datetime) -> None:
    """Somebody has ticked the box under the wording on that tablet; their phone is asked to reply YES.

    It is the same for every number, known or not. Raises BadInput for a number that cannot be texted, Conflict if the
    words have changed since they were shown, NotFound as `wording` does.
    """
    shown = wording(db, list_id)
    with db.write() as tx:
        in_use = wordings.in_use(tx, list_id)
        if in_use is None or in_use.id != wording_id:
            raise Conflict(sentence("These words have just been changed. Please read them again."))
        if modems.is_own_number(tx, numbers.parse(number, settings.policy(tx).region)):
            return
        consent.ask(tx, number, shown.list, source=tablet, channel=CHANNEL, now=now)
