"""What time decides about consent: unclear texts, unanswered questions, confirmations that are late (housekeeping)."""

import logging
from collections.abc import Callable
from datetime import datetime

from smsbox.rules import answers
from smsbox.services import automatic, consent
from smsbox.store import events, inbox, outbox
from smsbox.store.db import Database

log = logging.getLogger(__name__)


class Deadlines:
    """Its methods are chores; each looks once."""

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock
        self._told: frozenset[int] = frozenset()

    def close_reviews(self) -> int:
        """Unclear texts that nobody decided about in time count as STOP (3.3); returns how many."""
        now = self._clock()
        closed = 0
        for number in inbox.reviews_due(self._db.connection(), now):
            with self._db.write() as tx:
                inbox_id = inbox.close_review(tx, number)
                if inbox_id is None:
                    continue
                closed += 1
                consent.opt_out_after_review(tx, number, inbox_id, actor=automatic.AUTHOR, now=now)
        return closed

    def close_questions(self) -> int:
        """Double opt-ins that nobody answered in time are over (2.4); returns how many."""
        return consent.lapse(self._db, now=self._clock())

    def watch_confirmations(self) -> int:
        """Tells once of each opt-out confirmation that waits longer than CONFIRMATION_ALARM (4.3); of how many."""
        now = self._clock()
        late = frozenset(outbox.late_confirmations(self._db.connection(), now - answers.CONFIRMATION_ALARM))
        new, self._told = late - self._told, late
        if new:
            log.warning("%d confirmations of an opt-out have been waiting for 4 minutes", len(new))
            with self._db.write() as tx:
                for message_id in sorted(new):
                    events.append(tx, "consent.confirmation_late", str(message_id), {"id": message_id}, now=now)
        return len(new)
