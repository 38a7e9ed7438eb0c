"""What a SIM's budget lets it send at one instant, inside the claim's transaction."""

import sqlite3
from datetime import date, datetime

from smsbox.rules import hours
from smsbox.rules.budget import Used, parts_refused, recipient_refused
from smsbox.rules.policy import Policy
from smsbox.store import usage
from smsbox.store.parts import QueuedPart


class Allowance:
    """One SIM's budget; true until something is counted against it."""

    def __init__(self, tx: sqlite3.Connection, sim_id: int, policy: Policy, *, now: datetime) -> None:
        self._tx = tx
        self._sim_id = sim_id
        self._zone = policy.zone
        self._budget = usage.budget(tx, sim_id, policy.budget)
        self.day = usage.counting_day(tx, sim_id, hours.day_of(now, policy.zone))
        """What is sent now counts against this day."""
        self._used = usage.used(tx, sim_id, self.day, self._budget) if self._budget.limited else Used()

    def spent_until(self) -> datetime | None:
        """When the SIM may send again if it may send nothing at all now, else None."""
        return self._start_of(parts_refused(self._budget, self._used, 1, self.day))

    def refused_until(self, part: QueuedPart) -> datetime | None:
        """None if the text that `part` is of may go over the SIM, else when it may be looked at again.

        A long text is begun only if all of it may go, and then finished.
        """
        if not self._budget.limited or part.key.part > 1:
            return None
        known = usage.known(self._tx, self._sim_id, part.number, self.day, self._budget)
        refusals = (
            parts_refused(self._budget, self._used, part.part_count, self.day),
            recipient_refused(self._budget, self._used, known, self.day),
        )
        return self._start_of(max((day for day in refusals if day is not None), default=None))

    def _start_of(self, day: date | None) -> datetime | None:
        return None if day is None else hours.start_of(day, self._zone)
