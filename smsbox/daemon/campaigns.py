"""Campaigns at work: begins the planned ones, makes their messages in small steps, and ends them."""

import logging
import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime

from smsbox.services import campaign_work
from smsbox.store import campaigns
from smsbox.store.db import Database

log = logging.getLogger(__name__)

LOOK = 0.5
"""Seconds between looks for a campaign that is due or was stopped."""


class Campaigns:
    """Runs in a thread of its own, beside the dispatcher, which sends what is made here."""

    def __init__(self, db: Database, clock: Callable[[], datetime], wake: Callable[[], None]) -> None:
        """`wake` tells the dispatcher that there is something new."""
        self._db = db
        self._clock = clock
        self._wake = wake
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="campaigns", daemon=True)

    def start(self) -> None:
        """Begins to work."""
        self._thread.start()

    def stop(self) -> None:
        """Ends after the step that runs."""
        self._stopping.set()
        self._thread.join()

    def step(self) -> bool:
        """One step of every campaign that is not over; whether any may have more to do at once."""
        more = False
        for campaign in campaigns.unfinished(self._db.connection()):
            with self._db.write() as tx:
                current = campaigns.get(tx, campaign.id)
                more |= current is not None and campaign_work.work(tx, current, now=self._clock())
        if more:
            self._wake()
        return more

    def _run(self) -> None:
        wait = 0.0
        while not self._stopping.wait(wait):
            try:
                wait = 0.0 if self.step() else LOOK
            except sqlite3.Error:
                log.exception("A campaign's step failed; it is tried again")
                wait = LOOK
