"""The daemon: the sessions, the dispatcher and the housekeeping, started and stopped together."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from smsbox.daemon.alive import Alive
from smsbox.daemon.balances import Balances
from smsbox.daemon.campaigns import Campaigns
from smsbox.daemon.clock import ClockTrust, utc_now
from smsbox.daemon.deadlines import Deadlines
from smsbox.daemon.desk import Desk
from smsbox.daemon.dispatcher import Dispatcher
from smsbox.daemon.fleet import Fleet
from smsbox.daemon.inbound import Inbound
from smsbox.daemon.schedule import Schedule
from smsbox.daemon.sdnotify import notify
from smsbox.daemon.sink import Names, SessionSink
from smsbox.daemon.tidying import Tidying
from smsbox.daemon.vouching import Vouching
from smsbox.errors import SmsboxError
from smsbox.modem.finder import Lookout
from smsbox.modem.recorder import Recorder
from smsbox.modem.session import Session
from smsbox.modem.status import ModemState, Sink
from smsbox.rules import places
from smsbox.rules.reviews import review_due
from smsbox.services import clock as box_clock
from smsbox.services import erasure, history, imports, numbers, presence, proof, settings, undo
from smsbox.services.modems import UNIDENTIFIED
from smsbox.store import modems
from smsbox.store.db import Database

log = logging.getLogger(__name__)

LOOK_FOR_MODEMS = 5.0
"""Seconds between looks for modems, whether anything has stirred or not, and for clock jumps."""

GLANCE = 0.25
"""Seconds between glances at the names of the serial ports: a modem is found within two of them."""

EXAMPLE = "+442071234567"
"""A number whose place is looked up to try it."""

LET_FINISH = 7.0
"""Seconds that a part on air may still take after SIGTERM; the daemon is gone within 10 (contract.md)."""

LAST_WORDS = 1.5
"""Seconds beyond LET_FINISH for threads to end."""


class Daemon:
    """Drives modems for one data folder, which is its own from the start: Conflict if another daemon has it.

    `ports` are given by hand; without any, modems are looked for. `recorder` records what passes.
    """

    def __init__(
        self,
        db: Database,
        ports: Sequence[Path],
        clock: Callable[[], datetime] = utc_now,
        *,
        lookout: Lookout | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        self._db = db
        self._clock = clock
        self._desk = Desk()
        self._trust = ClockTrust(cautious=True, boot=box_clock.boot())
        self._trust.read(db.connection())
        self._vouching = Vouching(db, self._trust, clock)
        self._dispatcher = Dispatcher(db, self._desk, clock, self._trust)
        self._inbound = Inbound(db, clock)
        self._names = Names()
        self._fleet = Fleet(ports, self._sink, lookout or Lookout(), recorder)
        self._look_at = 0.0
        self._balances = Balances(db, self._desk, clock)
        alive = Alive(db, self._desk, clock)
        deadlines = Deadlines(db, clock)
        consents = (deadlines.watch_confirmations, deadlines.close_reviews, deadlines.close_questions)
        chores = (
            self._warm_up,
            self._inbound.show_unfinished,
            *consents,
            self._balances.ask,
            alive.look,
            self._examine,
            Tidying(db, self._trust, clock).step,
            self._count,
            self._forget,
        )
        self._schedule = Schedule(chores)
        self._campaigns = Campaigns(db, clock, self._dispatcher.wake)
        self._thread = threading.Thread(target=self._dispatch, name="dispatcher", daemon=True)
        self._failed = False
        self._claim = presence.claim(db.folder)

    def run(self, stop: threading.Event) -> None:
        """Works until `stop` is set; raises SmsboxError if it broke."""
        with self._claim:
            self._start()
            notify("READY=1")
            try:
                while not stop.wait(GLANCE) and self._thread.is_alive():
                    if time.monotonic() >= self._look_at or self._fleet.stirred():
                        self._look_around()
                        notify("WATCHDOG=1")
            finally:
                notify("STOPPING=1")
                self._stop()
        if self._failed:
            raise SmsboxError(
                "The database cannot be written, so nothing can be sent. See the log, and `smsbox status`."
            )

    def _start(self) -> None:
        self._dispatcher.recover()
        proof.look_at_newest(self._db, now=self._clock())
        with self._db.write() as tx:
            modems.forget_unidentified(tx, UNIDENTIFIED)
            modems.mark_all(tx, ModemState.WAITING)
        self._look_around()
        self._thread.start()
        self._schedule.start()
        self._campaigns.start()

    def _look_around(self) -> None:
        self._look_at = time.monotonic() + LOOK_FOR_MODEMS
        self._fleet.look()
        if self._schedule.check_clock():
            self._trust.jumped()
        try:
            self._vouching.look()
            self._balances.ask_wanted()
        except sqlite3.Error:
            log.exception("What somebody wants of the box could not be read; that is tried again")

    def _sink(self, session: Session) -> Sink:
        return SessionSink(
            self._db,
            session,
            self._desk,
            self._dispatcher,
            self._inbound,
            self._names,
            self._balances,
            self._clock,
            self._trust,
        )

    def _count(self) -> None:
        history.roll_up(self._db, now=self._clock())

    def _examine(self) -> None:
        if proof.look(self._db, now=self._clock()):
            log.error("The consent ledger was changed, so offers wait until an owner has looked into it")

    def _warm_up(self) -> None:
        """What is known of zones and holidays is read before a text must wait for it, and anew for each year."""
        policy = settings.policy(self._db.connection())
        places.next_opening(policy, numbers.place(EXAMPLE), self._clock())
        review_due(self._clock(), policy)

    def _forget(self) -> None:
        """What is too old to be taken back is dropped; what an import or an erasure left that died is ended."""
        imports.recover(self._db, now=self._clock())
        erasure.clear_indexes(self._db)
        undo.forget(self._db, now=self._clock())

    def _dispatch(self) -> None:
        try:
            self._dispatcher.run()
        except Exception:
            self._failed = True
            log.exception("The dispatcher failed; the daemon ends, to begin anew")

    def _stop(self) -> None:
        """Nothing new is begun; what is on air may finish, and is written down."""
        self._dispatcher.stop()
        self._campaigns.stop()
        self._schedule.stop()
        self._fleet.stop(LET_FINISH, LAST_WORDS)
        self._thread.join(LAST_WORDS)
        if not self._failed:
            self._dispatcher.step()
            self._dispatcher.park_the_rest()
