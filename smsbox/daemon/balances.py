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
        """Asks every ready SIM whose last question is old enough, or that somebody wants asked; returns how many."""
        connection = self._db.connection()
        values, wanted = settings.stored(connection), modems.wanted_ussd(connection)
        every = timedelta(hours=int(values["balance.every_hours"]))
        asked = 0
        for place in self._desk.ready():
            code = wanted.get(place.sim_id)
            if code is None and every and self._old(place.sim_id, every):
                usual = question(values, modems.imsi(connection, place.sim_id))
                code = usual.code if usual else None
            if code is not None:
                self._ask(place, code)
                asked += 1
        return asked

    def _ask(self, place: Place, code: str) -> None:
        self._asked[place.sim_id] = self._clock()
        with self._db.write() as tx:
            modems.asked_ussd(tx, place.sim_id)
        place.worker.ask_network(code)

    def keep(self, iccid: str, answer: str | None) -> None:
        """What the network said about the SIM, with the amount that is in it."""
        if answer is None:
            log.info("A network gave no answer about a balance; it is asked again next time")
            return
        now = self._clock()
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
