"""Proof of life: each SIM texts a sister SIM now and then, and the alarm is raised if the text does not arrive."""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from smsbox.daemon.desk import Desk
from smsbox.errors import BadInput
from smsbox.rules.lanes import Lane
from smsbox.services import messages, numbers, settings
from smsbox.services.messages import NewMessage
from smsbox.store import alive, events, inbox, modems
from smsbox.store.db import Database

log = logging.getLogger(__name__)

PATIENCE = timedelta(hours=1)
"""How long such a text may take: networks are late, but not that late."""

AUTHOR = "smsbox"


class Alive:
    """A chore of the housekeeping."""

    def __init__(self, db: Database, desk: Desk, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._desk = desk
        self._clock = clock

    def look(self) -> int:
        """Settles what has arrived or is overdue, and asks every ready SIM whose turn it is; returns how many."""
        every = timedelta(hours=int(settings.stored(self._db.connection())["alive.every_hours"]))
        if not every and not alive.waiting(self._db.connection()):
            return 0
        with self._db.write() as tx:
            for check in alive.waiting(tx):
                self._settle(tx, check)
            return self._ask(tx, every) if every else 0

    def _settle(self, tx: sqlite3.Connection, check: alive.Check) -> None:
        now = self._clock()
        sender = alive.sender_of(tx, check, _text(check.id))
        if sender is not None:
            alive.settle(tx, check.id, arrived=True)
            inbox.set_read(tx, sender)
            inbox.set_done(tx, sender, done=True)
        elif not check.asked_at <= now < check.asked_at + PATIENCE:
            alive.settle(tx, check.id, arrived=False)
            events.append(tx, "sim.silent", check.iccid, {"sim": check.iccid, "sister": check.sister}, now=now)
            log.warning("A text from one SIM to another did not arrive within %s", PATIENCE)

    def _ask(self, tx: sqlite3.Connection, every: timedelta) -> int:
        now = self._clock()
        asked = {check.sim_id: check.asked_at for check in alive.last(tx)}
        known = self._numbers(tx)
        ready = sorted(sim for sim in self._desk.ready_sims() if sim in known)
        due = [sim for sim in ready if sim not in asked or not asked[sim] <= now < asked[sim] + every]
        if len(ready) < 2:
            return 0
        for sim in due:
            sister = ready[(ready.index(sim) + 1) % len(ready)]
            text = _text(alive.begin(tx, sim, sister, now=now))
            new = NewMessage(
                known[sister],
                text,
                Lane.TRANSACTIONAL.word,
                urgent=True,
                expires_at=now + PATIENCE,
                sim=modems.iccid(tx, sim),
            )
            messages.queue_in(tx, new, author=AUTHOR, now=now)
        return len(due)

    @staticmethod
    def _numbers(tx: sqlite3.Connection) -> dict[int, str]:
        """SIM id → its own number, where it is known and can be texted."""
        region, found = settings.policy(tx).region, {}
        for sim, number in modems.numbers(tx).items():
            with suppress(BadInput):
                found[sim] = numbers.parse(number, region)
        return found


def _text(check_id: int) -> str:
    return f"smsbox proof of life {check_id}"
