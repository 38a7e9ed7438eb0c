"""What it costs to decide whether an offer may go, beside a bare SELECT by its primary key in the same run."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from smsbox.rules.decision import Conditions, Text, decide
from smsbox.rules.lanes import Lane
from smsbox.services import numbers, permission, settings
from smsbox.store import ledger
from smsbox.store.db import Database
from tests.fakes import full_shop

ROUNDS = 3
"""The cheapest round counts: what else the machine does makes the others dearer."""

OFFER = Text(Lane.PROMOTIONAL)


@dataclass(frozen=True)
class Decisions:
    """Microseconds of the processor for one decision, and for one bare SELECT; `allowed` of the offers may go."""

    decision: float
    bare: float
    allowed: float

    @property
    def ratio(self) -> float:
        """How many bare SELECTs a decision is worth."""
        return self.decision / self.bare


def decisions(folder: Path, texts: int, people: int) -> Decisions:
    """So many offers to different people of the shop in `folder`, each looked at as when it is claimed.

    What is remembered of telephone numbers is forgotten before: in a campaign nobody comes twice.
    """
    db = Database(folder)
    connection = db.connection()
    conditions = Conditions(settings.policy(connection), clock_trusted=True, now=full_shop.NOW)
    chosen = [full_shop.number(index) for index in random.Random(1).sample(range(people), texts)]
    permissions = {number: ledger.permission(connection, number) for number in chosen}
    last = connection.execute("SELECT max(id) FROM consent_ledger").fetchone()[0]
    rows = [random.Random(2).randint(1, last) for _ in chosen]
    allowed = 0

    def decide_all() -> None:
        nonlocal allowed
        allowed = 0
        for number in chosen:
            known = permission.recipient(
                connection, number, OFFER, permission_id=permissions[number], now=conditions.now
            )
            allowed += decide(OFFER, known, conditions).allowed

    def select_all() -> None:
        for row in rows:
            connection.execute("SELECT * FROM consent_ledger WHERE id = ?", (row,)).fetchone()

    costs = {act: min(_cost(act) for _ in range(ROUNDS)) / texts * 1e6 for act in (select_all, decide_all)}
    db.close()
    return Decisions(costs[decide_all], costs[select_all], allowed / texts)


def _cost(act: Callable[[], None]) -> float:
    """Seconds of the processor."""
    numbers.place.cache_clear()
    began = time.thread_time()
    act()
    return time.thread_time() - began
