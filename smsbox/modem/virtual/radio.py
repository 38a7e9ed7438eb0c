"""The mobile network as one modem sees it: texts go out, texts and status reports wait until they can come in."""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum

from smsbox.errors import BadInput, UndecodablePdu
from smsbox.modem.virtual.answers import CommandError, cms
from smsbox.modem.virtual.ledger import Ledger
from smsbox.modem.virtual.loop import Later
from smsbox.modem.virtual.state import Device, Sim, SimState
from smsbox.sms import network, segments
from smsbox.sms.concat import Concat
from smsbox.sms.submitted import Submit, decode_submit

# Texts on air that `sent` can still show; older ones are only in the log.
REMEMBERED_TEXTS = 20_000
# The longest PDU: SMSC address of 12 octets and a TPDU of 164 (3GPP TS 24.011 §8.2.5, TS 23.040 §9.2.2).
LONGEST_PDU = 176

Notify = Callable[[list[str]], None]


class ReportRoute(Enum):
    """Where a status report goes: `ds` of `+CNMI` (3GPP TS 27.005 §3.4.1)."""

    DROPPED = 0
    LINE = 1
    STORED = 2


@dataclass(frozen=True, slots=True)
class OnAir:
    """One part that went out, with the time in seconds since the epoch."""

    at: float
    to: str
    text: str
    concat: Concat | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A PDU on its way to the modem; `details` go into the log."""

    pdu: str
    report: bool
    details: dict[str, object]

    @property
    def length(self) -> int:
        """Octets of the TPDU, without the SMSC address (3GPP TS 27.005 §3.1)."""
        return tpdu_length(self.pdu)


@dataclass(slots=True)
class Counts:
    """What happened since the modem was made; `submits` counts the parts on air."""

    submits: int = 0
    refused: int = 0
    inbound: int = 0
    reports: int = 0
    deleted: int = 0


class Radio:
    """Takes submits from the modem and hands deliveries to it."""

    def __init__(self, device: Device, ledger: Ledger, later: Later, notify: Notify) -> None:
        self._device = device
        self._ledger = ledger
        self._later = later
        self._notify = notify
        self._reference = 0
        self._concat = 0
        self._waiting: deque[Delivery] = deque()
        self.on_air: deque[OnAir] = deque(maxlen=REMEMBERED_TEXTS)
        self.counts = Counts()

    @property
    def waiting(self) -> int:
        """Deliveries that the network still holds."""
        return len(self._waiting)

    def submit(self, pdu: str, length: int, now: float) -> int | None:
        """Put one SMS-SUBMIT on air and return its reference; None if no answer is to be given.

        `length` is what `AT+CMGS` announced. Raises CommandError with the answer to give instead; the text may
        have gone out all the same.
        """
        behaviour = self._device.behaviour
        try:
            submit = self._checked(pdu, length)
        except CommandError as error:
            self.counts.refused += 1
            self._ledger.write("refused", pdu=pdu[: 2 * LONGEST_PDU], result=str(error))
            raise
        self._reference = (self._reference + 1) % 256
        reference = self._reference
        failure = None
        if behaviour.error_after:
            behaviour.error_after -= 1
            failure = cms(500)
        self.counts.submits += 1
        self.on_air.append(OnAir(now, submit.number, submit.text, submit.concat))
        self._ledger.write("submit", **_submit_details(submit), result=str(failure) if failure else reference)
        if submit.status_report and behaviour.reports:
            self._order_report(submit.number, reference)
        if failure:
            raise failure
        if behaviour.swallow:
            behaviour.swallow -= 1
            return None
        return reference

    def send_text(self, sender: str, text: str) -> int:
        """A subscriber texts the SIM; returns the number of parts. Raises BadInput for a sender no phone has."""
        parts = segments.split(text).parts or ("",)
        concat = None
        if len(parts) > 1:
            if len(parts) > 255:
                raise BadInput(f"The text needs {len(parts)} parts; a text has at most 255.", "text")
            self._concat = self._concat % 255 + 1
            concat = Concat(self._concat, len(parts), 1)
        sent_at = datetime.now(UTC)
        deliveries = []
        for sequence, part in enumerate(parts, 1):
            place = replace(concat, sequence=sequence) if concat else None
            try:
                pdu = network.encode_deliver(sender, part, sent_at=sent_at, concat=place)
            except BadInput as error:
                raise BadInput(f"A text cannot come from {sender!r}: {error}", "from") from error
            details: dict[str, object] = {"from": sender, "text": part}
            if concat:
                details |= {"concat": concat.reference, "parts": len(parts), "part": sequence}
            deliveries.append(Delivery(pdu, report=False, details=details))
        self._waiting.extend(deliveries)
        self.pump()
        return len(parts)

    def send_pdu(self, pdu: str) -> None:
        """The network sends this PDU, SMSC address and all, whatever is in it; raises BadInput if it is not one."""
        pdu = "".join(pdu.split()).upper()
        if len(pdu) % 2 or not re.fullmatch(r"[0-9A-F]+", pdu):
            raise BadInput("A PDU is an even number of hexadecimal digits.", "pdu")
        if len(pdu) > 2 * LONGEST_PDU or tpdu_length(pdu) < 1:
            raise BadInput(f"A PDU has an SMSC address, a message, and at most {LONGEST_PDU} octets.", "pdu")
        self._waiting.append(Delivery(pdu, report=False, details={"pdu": pdu}))
        self.pump()

    def pump(self) -> None:
        """Hand over what waits, in order, as long as the modem can take it."""
        while self._waiting and self._device.reachable and self._device.sim is not None:
            delivery = self._waiting[0]
            if not (self._report if delivery.report else self._inbound)(delivery, self._device.sim):
                return
            self._waiting.popleft()

    def _checked(self, pdu: str, length: int) -> Submit:
        device = self._device
        sim = ready_sim(device)
        if not device.registration.served:
            raise cms(331)
        try:
            submit = decode_submit(pdu)
        except UndecodablePdu:
            raise cms(304) from None
        if submit.length != length:
            raise cms(304)
        if not (submit.smsc or sim.smsc):
            raise cms(330)
        refusals = device.behaviour.reject
        if refusals.count:
            device.behaviour.reject = replace(refusals, count=refusals.count - 1)
            raise cms(refusals.code)
        return submit

    def _order_report(self, number: str, reference: int) -> None:
        sent_at = datetime.now(UTC)

        def arrive() -> None:
            status = self._device.behaviour.report_status
            details: dict[str, object] = {"to": number, "reference": reference, "status": status}
            try:
                pdu = network.encode_status_report(
                    number, reference, sent_at=sent_at, discharged_at=datetime.now(UTC), status=status
                )
            except BadInput:
                # The text went to something that is no phone, so nothing reports it.
                self._ledger.write("report", **details, index=None, shown=ReportRoute.DROPPED.name.lower())
                return
            self._waiting.append(Delivery(pdu, report=True, details=details))
            self.pump()

        self._later(self._device.behaviour.report_delay, arrive)

    def _inbound(self, delivery: Delivery, sim: Sim) -> bool:
        hints = self._device.session.hints
        if hints[1] == 2 and hints[0]:
            self._ledger.write("inbound", index=None, **delivery.details)
            self._notify([f"+CMT: ,{delivery.length}", delivery.pdu])
        else:
            if sim.store.full:
                return False
            index = sim.store.add(delivery.pdu)
            self._ledger.write("inbound", index=index, **delivery.details)
            self._hint(hints[0] and hints[1], f'+CMTI: "SM",{index}')
        self.counts.inbound += 1
        return True

    def _report(self, delivery: Delivery, sim: Sim) -> bool:
        hints = self._device.session.hints
        route = ReportRoute(hints[3] if hints[0] else 0)
        if route is ReportRoute.STORED and sim.store.full:
            return False
        index = sim.store.add(delivery.pdu) if route is ReportRoute.STORED else None
        self._ledger.write("report", **delivery.details, index=index, shown=route.name.lower())
        self.counts.reports += 1
        if route is ReportRoute.LINE:
            self._notify([f"+CDS: {delivery.length}", delivery.pdu])
        elif route is ReportRoute.STORED:
            self._hint(1, f'+CDSI: "{self._device.model.report_store}",{index}')
        return True

    def _hint(self, wanted: int, line: str) -> None:
        behaviour = self._device.behaviour
        if not wanted:
            return
        if behaviour.lose_hint:
            behaviour.lose_hint -= 1
            return
        self._notify([line])


def ready_sim(device: Device) -> Sim:
    """The SIM if it is there and unlocked; raises the CommandError for message commands otherwise."""
    if device.sim is None:
        raise cms(310)
    if device.sim.state is not SimState.READY:
        raise cms(311 if device.sim.state is SimState.PIN else 316)
    return device.sim


def tpdu_length(pdu: str) -> int:
    """Octets of a PDU in hexadecimal that follow its SMSC address; negative if the address is cut."""
    return len(pdu) // 2 - 1 - int(pdu[:2], 16)


def _submit_details(submit: Submit) -> dict[str, object]:
    concat = submit.concat
    return {
        "to": submit.number,
        "text": submit.text,
        "reference": submit.reference,
        "parts": concat.total if concat else None,
        "part": concat.sequence if concat else None,
        "concat": concat.reference if concat else None,
        "encoding": str(submit.encoding),
        "report": submit.status_report,
        "validity": submit.validity_minutes,
    }
