"""Balances: asks each SIM's network by USSD now and then, and keeps what it says."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from smsbox.daemon.desk import Desk
from smsbox.rules.balance import amount_in
from smsbox.services import settings
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
        values = settings.stored(self._db.connection())
        code, every = values["balance.code"], timedelta(hours=int(values["balance.every_hours"]))
        if not code or not every:
            return 0
        now = self._clock()
        due = [place for place in self._desk.ready() if self._old(place.sim_id, every)]
        for place in due:
            self._asked[place.sim_id] = now
            place.worker.ask_network(code)
        return len(due)

    def keep(self, iccid: str, answer: str | None) -> None:
        """What the network said about the SIM, with the amount that is in it."""
        if answer is None:
            log.info("A network gave no answer about a balance; it is asked again next time")
            return
        now = self._clock()
        with self._db.write() as tx:
            amount = amount_in(answer, settings.stored(tx)["balance.pattern"])
            sim_id = modems.keep_balance(tx, iccid, amount, answer, now=now)
            events.append(tx, "sim.balance", str(sim_id), {"balance": amount, "text": answer}, now=now)

    def _old(self, sim_id: int, every: timedelta) -> bool:
        last = self._asked.get(sim_id) or modems.balance_at(self._db.connection(), sim_id)
        return last is None or not last <= self._clock() < last + every
