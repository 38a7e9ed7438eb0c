"""Passes on between staff and the clock: that somebody should confirm it, and that somebody did (compliance.md 6.3)."""

from collections.abc import Callable
from datetime import datetime

from smsbox.daemon.clock import ClockTrust
from smsbox.services import clock
from smsbox.store import facts
from smsbox.store.db import Database


class Vouching:
    """Looks when it is told to; it writes only when something has changed."""

    def __init__(self, db: Database, trust: ClockTrust, now: Callable[[], datetime]) -> None:
        self._db = db
        self._trust = trust
        self._now = now

    def look(self) -> None:
        """Reads what was confirmed, and tells whether that is wanted."""
        connection = self._db.connection()
        self._trust.vouched(clock.vouch(connection))
        asks = self._trust.needs_somebody(self._now())
        if asks is not clock.is_unconfirmed(connection):
            with self._db.write() as tx:
                if asks:
                    facts.put(tx, facts.CLOCK_UNCONFIRMED, "")
                else:
                    facts.drop(tx, facts.CLOCK_UNCONFIRMED)
