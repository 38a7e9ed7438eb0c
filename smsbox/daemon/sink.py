"""What a modem's session tells the daemon: kept in the database, shown to the dispatcher."""

import logging
import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from smsbox.daemon import reports
from smsbox.daemon.balances import Balances
from smsbox.daemon.clock import ClockTrust
from smsbox.daemon.desk import Desk, Worker
from smsbox.daemon.dispatcher import Dispatcher
from smsbox.daemon.inbound import Inbound
from smsbox.modem.status import ModemState, ModemStatus, SubmitResult
from smsbox.rules.clock import agrees
from smsbox.services import settings
from smsbox.services.modems import UNIDENTIFIED
from smsbox.store import events, modems, swaps
from smsbox.store.db import Database

log = logging.getLogger(__name__)

WORTH_KEEPING = timedelta(minutes=1)
"""By how much a clock's difference must have changed to be written down anew."""


def _alike(one: timedelta, other: timedelta) -> bool:
    return abs(one - other) <= WORTH_KEEPING and agrees(one) is agrees(other)


class Names:
    """Which live port has which IMEI: cheap modems share one, and must not be taken for each other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ports: dict[str, str] = {}

    def name(self, status: ModemStatus) -> str:
        """The name under which the modem is kept: its IMEI, made unique by the port if another has the same."""
        if status.imei is None:
            return UNIDENTIFIED + status.port
        with self._lock:
            holder = self._ports.setdefault(status.imei, status.port)
            return status.imei if holder == status.port else f"{status.imei}@{status.port}"

    def release(self, status: ModemStatus) -> None:
        """The port's modem is gone: its IMEI may appear at another port."""
        with self._lock:
            if status.imei and self._ports.get(status.imei) == status.port:
                del self._ports[status.imei]


class SessionSink:
    """One session's `modem.status.Sink`."""

    def __init__(
        self,
        db: Database,
        worker: Worker,
        desk: Desk,
        dispatcher: Dispatcher,
        inbound: Inbound,
        names: Names,
        balances: Balances,
        clock: Callable[[], datetime],
        trust: ClockTrust,
    ) -> None:
        self._db = db
        self._worker = worker
        self._desk = desk
        self._dispatcher = dispatcher
        self._inbound = inbound
        self._names = names
        self._balances = balances
        self._clock = clock
        self._trust = trust
        self._ahead: timedelta | None = None
        self._sim_id: int | None = None
        self._name = ""
        self._last_state: ModemState | None = None

    def changed(self, status: ModemStatus) -> None:
        """Keeps the modem's row true, and gives the dispatcher a ready modem or takes one away."""
        now = self._clock()
        before, self._name = self._name, self._names.name(status)
        name = self._name
        with self._db.write() as tx:
            if status.iccid is not None:
                self._sim_id = modems.sim(tx, status.iccid, status.imsi, status.number, now=now)
            if before != name and before.startswith(UNIDENTIFIED):
                modems.forget_unidentified(tx, before)
            self._tell_swap(tx, status, now)
            seen = modems.Seen(
                imei=name,
                port=status.port,
                model=status.model,
                sim_id=self._sim_id if status.iccid else None,
                state=status.state,
                operator=status.operator,
                registration=status.registration,
                signal=status.signal,
                last_error=status.last_error,
                technology=status.technology,
                seconds_per_part=status.seconds_per_part,
                pin_tries=status.pin_tries,
            )
            modems.record(tx, seen, now=now)
            if status.state is not self._last_state:
                events.append(tx, "modem.state", name, {"port": status.port, "state": status.state}, now=now)
        if status.state in (ModemState.LOST, ModemState.STOPPED):
            self._names.release(status)
        if status.state is not self._last_state:
            log.info("Modem at %s is %s", status.port, status.state)
        self._last_state = status.state
        self._desk.update(self._worker, status, self._sim_id if status.iccid else None)
        self._dispatcher.wake()

    def _tell_swap(self, tx: sqlite3.Connection, status: ModemStatus, now: datetime) -> None:
        """Staff and programs are told of a card that is another one than the modem was last seen with."""
        if status.imei is None or status.iccid is None or self._sim_id is None:
            return
        before = swaps.note(tx, self._name, self._sim_id, now=now)
        if before is not None:
            data = {"port": status.port, "sim": status.iccid, "before": before}
            events.append(tx, "modem.sim_swapped", self._name, data, now=now)
            log.warning("Modem at %s has another SIM card than before", status.port)

    def finished(self, result: SubmitResult) -> None:
        """Passes the result on; a session that has sent anything has a SIM."""
        assert self._sim_id is not None
        self._dispatcher.finished(result, self._sim_id)

    def free(self) -> None:
        """Wakes the dispatcher."""
        self._dispatcher.wake()

    def store(self, iccid: str, pdus: tuple[str, ...]) -> frozenset[str]:
        """Keeps what was received."""
        return self._inbound.store(iccid, pdus)

    def reported(self, iccid: str, pdu: str) -> None:
        """Passes a report on; what is none after all is kept at once."""
        report = reports.read(pdu)
        if report is None or self._sim_id is None:
            self._inbound.store(iccid, (pdu,))
        else:
            self._dispatcher.reported(report, pdu, self._sim_id)

    def roaming_allowed(self) -> bool:
        """The shop's setting."""
        return settings.policy(self._db.connection()).roaming

    def smsc(self, iccid: str) -> str | None:
        """The shop's, for this SIM."""
        return modems.smsc(self._db.connection(), iccid)

    def network_said(self, iccid: str, code: str, answer: str | None) -> None:  # noqa: ARG002 (balances are all it asks)
        """Keeps a balance."""
        self._balances.keep(iccid, answer)

    def network_time(self, told: datetime) -> None:
        """Lets the clock be confirmed or doubted, and keeps by how much it differs."""
        if settings.stored(self._db.connection())["modem.network_time"] == "false":
            self._trust.unasked()
            self._keep_ahead(None)
            return
        ahead = self._trust.told(self._name, told, now=self._clock())
        if ahead is not None:
            self._keep_ahead(ahead)
            self._dispatcher.wake()

    def _keep_ahead(self, ahead: timedelta | None) -> None:
        """Written down only where it makes a difference: it is told every minute."""
        if ahead == self._ahead or (ahead is not None and self._ahead is not None and _alike(ahead, self._ahead)):
            return
        with self._db.write() as tx:
            modems.keep_clock(tx, self._name, None if ahead is None else round(ahead.total_seconds()))
        self._ahead = ahead
        if ahead is not None and not agrees(ahead):
            log.warning("A mobile network's time is %s away from the clock: offers wait", abs(ahead))

    def recovering(self, step: str, failures: int) -> None:
        """Keeps what was done about a modem that fails, for the page and for integrations."""
        with self._db.write() as tx:
            data = {"step": step, "failures": failures}
            events.append(tx, "modem.recovery", self._name, data, now=self._clock())

    def pin(self) -> str | None:
        """The shop's setting."""
        return settings.sim_pin(self._db.connection())

    def claim_pin_attempt(self, iccid: str, pin: str) -> bool:
        """Only the digest of the PIN is kept."""
        with self._db.write() as tx:
            return modems.claim_pin_attempt(tx, iccid, settings.pin_digest(pin), now=self._clock())

    def pin_was_right(self, iccid: str, pin: str) -> None:
        """The attempt is forgotten."""
        with self._db.write() as tx:
            modems.pin_was_right(tx, iccid, settings.pin_digest(pin))
