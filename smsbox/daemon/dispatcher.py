"""The dispatcher: gives ready modems the next parts, and writes down what became of the last ones.

One round is one transaction: the results of every modem that has finished and the claims for every
modem that is free share its commit, with the status reports that came meanwhile, and only after it
the claimed parts are handed over.
"""

import logging
import queue
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from smsbox.daemon import reports, results
from smsbox.daemon.brakes import Brakes
from smsbox.daemon.claim import Claim, Claimed
from smsbox.daemon.clock import ClockTrust
from smsbox.daemon.desk import Desk, Worker
from smsbox.daemon.failover import fail_over
from smsbox.modem.status import Submission, SubmitResult
from smsbox.rules.policy import Policy
from smsbox.rules.router import Rotation
from smsbox.services import settings
from smsbox.sms.concat import Concat
from smsbox.sms.deliver import StatusReport
from smsbox.sms.segments import split
from smsbox.store import modems, parts
from smsbox.store.db import Database
from smsbox.store.reports import sims_waiting

log = logging.getLogger(__name__)

POLL = 0.1
"""Seconds between looks at the database for work that another process queued (PRAGMA data_version)."""

FEW = 3
"""Parts on air up to which what becomes of each is written down at once."""

GATHER = 0.003
"""Seconds in which more than FEW modems may tell what else is to be written down with the same commit."""

PASSING_FAULTS = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL})
"""Database errors that may be gone at the next try; any other ends the daemon, and its restart finds out more."""

TICK = timedelta(seconds=1)
"""How often held and expired messages are looked at."""


class Dispatcher:
    """Runs in its own thread; sessions' threads call `finished` and `wake`."""

    def __init__(
        self,
        db: Database,
        desk: Desk,
        clock: Callable[[], datetime],
        trust: ClockTrust,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._db = db
        self._desk = desk
        self._clock = clock
        self._trust = trust
        self._chance = chance
        self._rotation = Rotation()
        self._brakes = Brakes(chance)
        self._results: queue.SimpleQueue[tuple[SubmitResult, int]] = queue.SimpleQueue()
        self._reports: queue.SimpleQueue[tuple[StatusReport, str, int]] = queue.SimpleQueue()
        self._handed_over: dict[parts.Key, int] = {}
        self._signal = threading.Event()
        self._stopping = threading.Event()
        self._version = -1
        self._look = True
        self._next_tick: datetime | None = None

    def finished(self, result: SubmitResult, sim_id: int) -> None:
        """A session tells what became of a part."""
        self._results.put((result, sim_id))
        self._signal.set()

    def reported(self, report: StatusReport, pdu: str, sim_id: int) -> None:
        """A session passes a status report on. It is in no hurry: it is written down with what is, or within POLL."""
        self._reports.put((report, pdu, sim_id))

    def wake(self) -> None:
        """Somebody is free, or there is something new to do."""
        self._look = True
        self._signal.set()

    def recover(self) -> int:
        """What an earlier daemon left `sending` is `unknown` now: it may be on air. Returns how many parts."""
        parked = self.park_the_rest()
        if parked:
            log.warning("%d texts were on air when the daemon last ended; they are marked as not known", parked)
        return parked

    def park_the_rest(self) -> int:
        """At the end: what a hung modem has not answered for is `unknown`. Returns how many parts."""
        now = self._clock()
        with self._db.write() as tx:
            parked = parts.park_sending(tx, "interrupted", now=now)
            policy, early = settings.policy(tx), sims_waiting(tx)
            for sim_id, number in parked:
                reports.look_again(tx, sim_id, number, policy, early, now=now)
        return len(parked)

    def run(self) -> None:
        """Works until `stop`."""
        while not self._stopping.is_set():
            if len(self._handed_over) > FEW:
                time.sleep(GATHER)
            try:
                worked = self.step()
            except sqlite3.OperationalError as fault:
                if fault.sqlite_errorcode not in PASSING_FAULTS:
                    raise
                log.error("Nothing can be written down, so nothing is sent: %s", fault)
                worked = False
            if not worked:
                self._signal.wait(POLL)

    def stop(self) -> None:
        """Nothing more is claimed; results are still recorded by `step`."""
        self._stopping.set()
        self._signal.set()

    def step(self) -> bool:
        """One round; whether it did anything."""
        self._signal.clear()
        finished = self._drain()
        if self._changed():
            self._look = True
        tick = self._tick_is_due()
        if not (finished or tick or not self._reports.empty() or (self._look and self._desk.free())):
            return False
        self._look = False
        claimed = self._transact(finished, tick)
        for claim, worker in claimed:
            self._handed_over[claim.part.key] = claim.sim_id
            worker.submit(_submission(claim))
        return bool(finished or claimed or self._look)

    def _drain(self) -> list[tuple[SubmitResult, int]]:
        finished = []
        while not self._results.empty():
            result, sim_id = self._results.get()
            self._handed_over.pop(parts.Key(result.submission.message_id, result.submission.part), None)
            finished.append((result, sim_id))
        return finished

    def _changed(self) -> bool:
        version = self._db.version()
        changed = version != self._version
        self._version = version
        return changed

    def _tick_is_due(self) -> bool:
        now = self._clock()
        if self._next_tick is not None and self._next_tick - TICK <= now < self._next_tick:
            return False
        self._next_tick = now + TICK
        return parts.any_open(self._db.connection())

    def _transact(self, finished: list[tuple[SubmitResult, int]], tick: bool) -> list[tuple[Claimed, Worker]]:
        now = self._clock()
        standings = self._brakes.standings
        told = [self._reports.get() for _ in range(self._reports.qsize())]
        try:
            with self._db.write() as tx:
                policy, early = settings.policy(tx), sims_waiting(tx)
                for result, sim_id in finished:
                    results.record(tx, result, sim_id, policy, self._chance, early, now=now)
                for report, pdu, sim_id in told:
                    reports.store(tx, sim_id, pdu, report, policy, early, now=now)
                self._brakes.judge(tx, finished, now)
                return self._claim(tx, policy, tick, now)
        except sqlite3.Error:
            self._brakes.standings = standings
            for item in finished:
                self._results.put(item)
            for news in told:
                self._reports.put(news)
            self._look = True
            raise

    def _claim(self, tx: sqlite3.Connection, policy: Policy, tick: bool, now: datetime) -> list[tuple[Claimed, Worker]]:
        if self._stopping.is_set():
            return []
        # A modem may finish while this round writes: its result comes first, so that it never has two texts in doubt.
        in_doubt = set(self._handed_over.values())
        paused = modems.paused_sims(tx)
        ready = {sim: here for sim, here in self._desk.here().items() if sim not in paused}
        free = {sim: place for sim, place in self._desk.free().items() if sim in ready and sim not in in_doubt}
        trusted = self._trust.trusted(now)
        claim = Claim(tx, policy, self._rotation, self._brakes, ready, clock_trusted=trusted, now=now)
        if tick and claim.hold_and_release() + self._fail_over(tx, policy, claim, paused, now):
            self._look = True
        claimed = [
            (found, free[sim_id].worker)
            for sim_id in self._rotation.order(free)
            if (found := claim.for_sim(sim_id)) is not None
        ]
        self._look |= claim.unfinished
        return claimed

    def _fail_over(
        self, tx: sqlite3.Connection, policy: Policy, claim: Claim, paused: Mapping[int, datetime], now: datetime
    ) -> int:
        if not policy.failover:
            return 0
        away = [
            sim_id
            for sim_id in modems.sim_ids(tx)
            if max(self._desk.away_for(sim_id), now - paused.get(sim_id, now)) >= policy.failover
        ]
        return fail_over(tx, away, claim.with_budget(), policy, now=now)


def _submission(claimed: Claimed) -> Submission:
    part = claimed.part
    counted = split(part.text)
    several = part.part_count > 1
    return Submission(
        message_id=part.key.message_id,
        part=part.key.part,
        number=part.number,
        text=counted.parts[part.key.part - 1],
        encoding=counted.encoding,
        concat=Concat(part.key.message_id % 256, part.part_count, part.key.part) if several else None,
        validity=claimed.validity,
        flash=part.flash,
    )
