"""What a SIM received: stored with everything that follows from it in one transaction, before the SIM forgets it.

The order is reliability.md S20: raw PDU, text, opt-out, cancelled queue and answer are committed
together; only when `store` has returned does the session delete anything.
"""

import hashlib
import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

from smsbox.daemon import reports
from smsbox.daemon.spelling import international
from smsbox.errors import BadInput, UndecodablePdu
from smsbox.rules import answers
from smsbox.rules.lanes import Kind, Lane
from smsbox.rules.policy import Policy
from smsbox.rules.words import MeaningKind, classify
from smsbox.services import consent, messages, numbers, settings
from smsbox.services.messages import NewMessage
from smsbox.sms.concat import assemble
from smsbox.sms.deliver import Deliver, StatusReport, decode
from smsbox.store import events, inbox, modems, outbox
from smsbox.store.db import Database
from smsbox.store.inbox import RawPdu

log = logging.getLogger(__name__)

GIVE_UP_ON_PARTS = timedelta(hours=24)
"""A long text whose missing parts do not come is shown with the gap marked after this time."""

REVIEW_TIME = timedelta(days=1)
"""An unclear text that nobody has decided about counts as STOP after this long (compliance.md 3.3)."""

AUTHOR = "smsbox"
"""Who wrote the automatic answers."""


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

    def close_reviews(self) -> int:
        """Unclear texts that nobody decided about in time count as STOP; returns how many."""
        now = self._clock()
        closed = 0
        for number in inbox.reviews_due(self._db.connection(), now):
            with self._db.write() as tx:
                inbox_id = inbox.close_review(tx, number)
                if inbox_id is None:
                    continue
                closed += 1
                act = consent.Act(consent.BY_TEXT, now, inbox_id=inbox_id, actor=AUTHOR, matched="review")
                consent.opt_out(tx, number, act, now=now)
        return closed

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
            reports.store(tx, sim_id, pdu, decoded, policy, now=now)
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
        meaning = classify(text)
        inbox.set_meaning(tx, inbox_id, meaning.kind, meaning.matched)
        inbox.note_inbound(tx, number, text, now=now)
        act = consent.Act(
            channel=consent.BY_TEXT,
            occurred_at=now,
            act=text,
            inbox_id=inbox_id,
            sim_id=sim_id,
            matched="keyword" if meaning.matched == "exact" else meaning.matched,
        )
        kind = self._apply(tx, number, meaning.kind, act, now)
        machine = isinstance(pdu, Deliver) and pdu.loop_prevention
        if kind is not None and not machine and self._may_answer(tx, number, kind, now):
            self._answer(tx, number, kind, policy, now)
        data = {"id": inbox_id, "from": number, "meaning": meaning.kind}
        events.append(tx, "inbound.received", str(inbox_id), data, now=now)

    def _apply(
        self, tx: sqlite3.Connection, number: str, kind: MeaningKind, act: consent.Act, now: datetime
    ) -> str | None:
        """What the text does; returns the kind of answer that it asks for."""
        if kind is MeaningKind.OPT_OUT:
            inbox.close_review(tx, number)
            cancelled = consent.opt_out(tx, number, act, now=now)
            log.info("Opt-out from %s: %d waiting messages cancelled", numbers.mask(number), cancelled)
            return Kind.OPT_OUT_CONFIRMATION
        if kind is MeaningKind.OPT_IN:
            return Kind.OPT_IN_CONFIRMATION if consent.resume(tx, number, act, now=now) else None
        if kind is MeaningKind.HELP:
            return Kind.HELP
        if kind is MeaningKind.UNCLEAR and act.inbox_id is not None:
            inbox.open_review(tx, number, act.inbox_id, now + REVIEW_TIME)
        return None

    def _may_answer(self, tx: sqlite3.Connection, number: str, kind: str, now: datetime) -> bool:
        return answers.may_answer(
            answers.Sender(
                number=number,
                is_own_sim=modems.is_own_number(tx, number),
                texts_in_window=inbox.count_since(tx, number, now - answers.FLOOD_WINDOW),
                answered_lately=outbox.of_kind_since(tx, number, kind, now - answers.ONCE_PER),
            )
        )

    def _answer(self, tx: sqlite3.Connection, number: str, kind: str, policy: Policy, now: datetime) -> None:
        deadline = now + answers.CONFIRMATION_DEADLINE if kind == Kind.OPT_OUT_CONFIRMATION else None
        new = NewMessage(number, answers.wording(kind, policy), lane=Lane.REPLY.word, expires_at=deadline)
        try:
            messages.queue_in(tx, new, author=AUTHOR, now=now, kind=kind)
        except BadInput as fault:
            log.info("No answer to %s: %s", numbers.mask(number), fault)
