"""Proof of life: each SIM texts a sister SIM now and then, and the alarm is raised if the text does not arrive."""

import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

from smsbox.daemon.desk import Desk
from smsbox.services import settings, sims
from smsbox.store import alive, events, inbox, modems
from smsbox.store.db import Database

log = logging.getLogger(__name__)


class Alive:
    """A chore of the housekeeping."""

    def __init__(self, db: Database, desk: Desk, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._desk = desk
        self._clock = clock

    def look(self) -> int:
        """Settles what has arrived or is overdue, and asks every ready SIM whose turn it is; returns how many.

        Nothing is asked while all sending is paused: the text would only be missed.
        """
        every = timedelta(hours=int(settings.stored(self._db.connection())["alive.every_hours"]))
        if not every and not alive.waiting(self._db.connection()):
            return 0
        with self._db.write() as tx:
            for check in alive.waiting(tx):
                self._settle(tx, check)
            return self._ask(tx, every) if every else 0

    def _settle(self, tx: sqlite3.Connection, check: alive.Check) -> None:
        now = self._clock()
        sender = alive.sender_of(tx, check, sims.check_text(check.id))
        if sender is not None:
            alive.settle(tx, check.id, arrived=True)
            inbox.set_read(tx, sender)
            inbox.set_done(tx, sender, done=True)
            if check.sim_id not in modems.numbers(tx):
                modems.set_number(tx, check.sim_id, sender)
                log.info("A SIM's own number is known now, by the text that it sent to another")
        elif not check.asked_at <= now < check.asked_at + sims.PATIENCE:
            alive.settle(tx, check.id, arrived=False)
            events.append(tx, "sim.silent", check.iccid, {"sim": check.iccid, "sister": check.sister}, now=now)
            log.warning("A text from one SIM to another did not arrive within %s", sims.PATIENCE)

    def _ask(self, tx: sqlite3.Connection, every: timedelta) -> int:
        """A SIM whose own number is not known is texted by none, but texts another, which then knows it."""
        now = self._clock()
        if settings.policy(tx).pause_ends(now) is not None:
            return 0
        asked = {check.sim_id: check.asked_at for check in alive.last(tx)}
        known = sims.textable(tx)
        ready = sorted(self._desk.ready_sims())
        due = [sim for sim in ready if sim not in asked or not asked[sim] <= now < asked[sim] + every]
        begun = 0
        for sim in due:
            place = ready.index(sim)
            sister = next((each for each in ready[place + 1 :] + ready[:place] if each in known), None)
            if sister is not None:
                sims.text_sister(tx, sim, sister, known[sister], now=now)
                begun += 1
        return begun
