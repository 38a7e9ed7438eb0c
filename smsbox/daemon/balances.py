"""Balances: asks each SIM's network by USSD now and then, and keeps what it says."""

import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

from smsbox.daemon.desk import Desk, Place
from smsbox.rules.balance import amount_in
from smsbox.services import settings
from smsbox.services.balances import question
from smsbox.store import events, modems
from smsbox.store.db import Database

log = logging.getLogger(__name__)


class Balances:
    """A chore of the housekeeping, and where the answers go."""

    def __init__(self, db: Database, desk: Desk, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._desk = desk
        self._clock = clock
        self._asked: dict[int, datetime] = {}

    def ask(self) -> int:
        """Asks every ready SIM whose last question is old enough; returns how many."""
        connection = self._db.connection()
        values = settings.stored(connection)
        every = timedelta(hours=int(values["balance.every_hours"]))
        asked = 0
        for place in self._desk.ready() if every else ():
            usual = question(values, modems.imsi(connection, place.sim_id)) if self._old(place.sim_id, every) else None
            if usual is not None:
                self._ask(place, usual.code)
                asked += 1
        return asked

    def ask_wanted(self) -> int:
        """Asks every ready SIM that somebody wants asked; returns how many."""
        wanted = modems.wanted_ussd(self._db.connection())
        places = [place for place in self._desk.ready() if place.sim_id in wanted] if wanted else []
        for place in places:
            self._ask(place, wanted[place.sim_id])
        return len(places)

    def _ask(self, place: Place, code: str) -> None:
        self._asked[place.sim_id] = self._clock()
        with self._db.write() as tx:
            modems.asked_ussd(tx, place.sim_id)
        place.worker.ask_network(code)

    def keep(self, iccid: str, answer: str | None) -> None:
        """What the network said about the SIM, with the amount that is in it; None if it gave no answer."""
        now = self._clock()
        if answer is None:
            log.info("A network gave no answer about a balance; it is asked again next time")
            with self._db.write() as tx:
                modems.unanswered_ussd(tx, iccid, now=now)
            return
        amount = amount_in(answer, self._pattern(self._db.connection(), iccid))
        with self._db.write() as tx:
            sim_id = modems.keep_balance(tx, iccid, amount, answer, now=now)
            events.append(tx, "sim.balance", str(sim_id), {"balance": amount, "text": answer}, now=now)

    @staticmethod
    def _pattern(connection: sqlite3.Connection, iccid: str) -> str:
        values, sim = settings.stored(connection), modems.sim_id(connection, iccid)
        usual = None if sim is None else question(values, modems.imsi(connection, sim))
        return usual.pattern if usual else values["balance.pattern"]

    def _old(self, sim_id: int, every: timedelta) -> bool:
        last = self._asked.get(sim_id) or modems.balance_at(self._db.connection(), sim_id)
        return last is None or not last <= self._clock() < last + every
