"""What a SIM received: stored with everything that follows from it in one transaction, before the SIM forgets it.

What follows is in `effects`. The order is reliability.md S20: raw PDU, text, opt-out, cancelled queue and answer are
committed together; only when `store` has returned does the session delete anything.
"""

import hashlib
import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

from smsbox.daemon import effects, reports
from smsbox.daemon.effects import Text
from smsbox.daemon.spelling import international
from smsbox.errors import UndecodablePdu
from smsbox.rules.policy import Policy
from smsbox.services import settings
from smsbox.sms.concat import assemble
from smsbox.sms.deliver import Deliver, StatusReport, decode
from smsbox.store import events, inbox, modems
from smsbox.store.db import Database
from smsbox.store.inbox import RawPdu
from smsbox.store.reports import sims_waiting

log = logging.getLogger(__name__)

GIVE_UP_ON_PARTS = timedelta(hours=24)
"""A long text whose missing parts do not come is shown with the gap marked after this time."""


class Inbound:
    """Stores what the SIMs receive, from any session's thread."""

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock

    def store(self, iccid: str, pdus: tuple[str, ...]) -> frozenset[str]:
        """Keeps the PDUs durably; returns those that cannot be decoded, which stay on the SIM (S22)."""
        now = self._clock()
        with self._db.write() as tx:
            sim_id = modems.sim_id(tx, iccid) or modems.sim(tx, iccid, None, None, now=now)
            policy = settings.policy(tx)
            return frozenset(pdu for pdu in pdus if not self._take(tx, sim_id, pdu, policy, now))

    def show_unfinished(self) -> int:
        """Long texts whose missing parts are overdue become readable, with the gap marked; returns how many."""
        now = self._clock()
        overdue = inbox.unfinished_before(self._db.connection(), now - GIVE_UP_ON_PARTS)
        for text in overdue:
            with self._db.write() as tx:
                self._complete(tx, text.sim_id, text.number, text.reference, text.total, settings.policy(tx), now)
        return len(overdue)

    def _take(self, tx: sqlite3.Connection, sim_id: int, pdu: str, policy: Policy, now: datetime) -> bool:
        digest = hashlib.sha256(pdu.upper().encode()).digest()
        try:
            decoded = decode(pdu)
        except UndecodablePdu as fault:
            if inbox.add_pdu(tx, RawPdu(sim_id, digest, pdu, fault=str(fault)), now=now) is not None:
                log.warning("A text that cannot be read was kept raw: %s", fault)
                events.append(tx, "inbound.unreadable", str(sim_id), {"fault": str(fault)}, now=now)
            return False
        if isinstance(decoded, StatusReport):
            reports.store(tx, sim_id, pdu, decoded, policy, sims_waiting(tx), now=now)
            return True
        number = international(decoded.sender, policy.region)
        header = decoded.concat
        concat = None if header is None else (header.reference, header.total, header.sequence)
        row_id = inbox.add_pdu(tx, RawPdu(sim_id, digest, pdu, number=number, concat=concat), now=now)
        if row_id is None:
            return True
        if concat is None or concat[1] == 1:
            self._receive(tx, sim_id, number, decoded.text, (row_id,), decoded.sent_at, policy, now, decoded)
        else:
            waiting = inbox.waiting_parts(tx, number, concat[0], concat[1])
            if len({part.sequence for part in waiting}) == concat[1]:
                self._complete(tx, sim_id, number, concat[0], concat[1], policy, now)
        return True

    def _complete(
        self,
        tx: sqlite3.Connection,
        sim_id: int,
        number: str,
        reference: int,
        total: int,
        policy: Policy,
        now: datetime,
    ) -> None:
        waiting = inbox.waiting_parts(tx, number, reference, total)
        if not waiting:
            return
        decoded = {part.sequence: decode(part.pdu) for part in waiting}
        texts = {sequence: part.text for sequence, part in decoded.items() if isinstance(part, Deliver)}
        first = decoded[min(decoded)]
        rows = tuple(part.row_id for part in waiting)
        self._receive(tx, sim_id, number, assemble(texts, total), rows, first.sent_at, policy, now, first)

    def _receive(
        self,
        tx: sqlite3.Connection,
        sim_id: int,
        number: str,
        text: str,
        rows: tuple[int, ...],
        sent_at: datetime | None,
        policy: Policy,
        now: datetime,
        pdu: Deliver | StatusReport,
    ) -> None:
        inbox_id = inbox.add(tx, number, text, sim_id, rows, sent_at=sent_at, now=now)
        modems.assign_route(tx, number, sim_id, now=now)
        machine = isinstance(pdu, Deliver) and pdu.loop_prevention
        meaning = effects.act_on(tx, Text(number, text, inbox_id, sim_id, machine), policy, now=now)
        data = {"id": inbox_id, "from": number, "meaning": meaning.kind}
        events.append(tx, "inbound.received", str(inbox_id), data, now=now)
