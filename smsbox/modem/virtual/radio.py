"""The mobile network as one modem sees it: texts go out, texts and status reports wait until they can come in."""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from smsbox.errors import BadInput, UndecodablePdu
from smsbox.modem.virtual.answers import CommandError, cms
from smsbox.modem.virtual.behaviour import Parts
from smsbox.modem.virtual.card import unlocked
from smsbox.modem.virtual.counts import Counts
from smsbox.modem.virtual.delivery import LONGEST_PDU, Delivery, tpdu_length
from smsbox.modem.virtual.incoming import Incoming, Notify
from smsbox.modem.virtual.ledger import Ledger
from smsbox.modem.virtual.loop import Later
from smsbox.modem.virtual.reports import Reports
from smsbox.modem.virtual.state import Device
from smsbox.sms import network, segments
from smsbox.sms.concat import Concat
from smsbox.sms.submitted import Submit, decode_submit

# Texts on air that `sent` can still show; older ones are only in the log.
REMEMBERED_TEXTS = 20_000
# The phone whose texts fill a store; nobody has its number.
FILLER = "+447700900001"
# Seconds in which a throttling network counts texts.
THROTTLE_WINDOW = 60.0


@dataclass(frozen=True, slots=True)
class OnAir:
    """One part that went out, with the time in seconds since the epoch."""

    at: float
    to: str
    text: str
    concat: Concat | None


class Radio:
    """Takes submits from the modem and hands deliveries to it. `reference` is that of the last text (TP-MR).

    `clock` tells the seconds since the epoch by which the network stamps its texts and reports.
    """

    def __init__(
        self, device: Device, ledger: Ledger, later: Later, notify: Notify, clock: Callable[[], float]
    ) -> None:
        self._device = device
        self._ledger = ledger
        self._clock = clock
        self._concat = 0
        self._lately: deque[float] = deque()
        self.reference = 0
        self.on_air: deque[OnAir] = deque(maxlen=REMEMBERED_TEXTS)
        self.counts = Counts()
        self.incoming = Incoming(device, ledger, later, notify, self.counts)
        self.reports = Reports(device, ledger, later, self.incoming, clock)

    def submit(self, pdu: str, length: int, now: float) -> int | None:
        """Put one SMS-SUBMIT on air and return its reference; None if no answer is to be given.

        `length` is what `AT+CMGS` announced. Raises CommandError with the answer to give instead; the text may
        have gone out all the same.
        """
        behaviour = self._device.behaviour
        try:
            submit = self._checked(pdu, length, now)
        except CommandError as error:
            self.counts.refused += 1
            self._ledger.write("refused", pdu=pdu[: 2 * LONGEST_PDU], result=str(error))
            raise
        self.reference = (self.reference + 1) % 256
        reference = self.reference
        failure = None
        if behaviour.error_after.count:
            behaviour.error_after = replace(behaviour.error_after, count=behaviour.error_after.count - 1)
            failure = cms(behaviour.error_after.code)
        self.counts.submits += 1
        if behaviour.throttle.count:
            self._lately.append(now)
        self.on_air.append(OnAir(now, submit.number, submit.text, submit.concat))
        self._ledger.write("submit", **_submit_details(submit), result=str(failure) if failure else reference)
        if submit.status_report:
            self.reports.order(submit.number, reference)
        if failure:
            raise failure
        if behaviour.swallow:
            behaviour.swallow -= 1
            return None
        return reference

    def hold(self, now: float) -> float:
        """Seconds for which a throttling network keeps the next text before it takes it."""
        throttle = self._device.behaviour.throttle
        if throttle.code or not throttle.count or self._within_window(now) < throttle.count:
            return 0.0
        return self._lately[-throttle.count] + THROTTLE_WINDOW - now

    def send_text(self, sender: str, text: str) -> int:
        """A subscriber texts the SIM; returns the number of parts. Raises BadInput for a sender no phone has."""
        parts = segments.split(text).parts or ("",)
        concat = None
        if len(parts) > 1:
            if len(parts) > 255:
                raise BadInput(f"The text needs {len(parts)} parts; a text has at most 255.", "text")
            self._concat = self._concat % 255 + 1
            concat = Concat(self._concat, len(parts), 1)
        sent_at = datetime.fromtimestamp(self._clock(), UTC)
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
        self.incoming.add(_misled(deliveries, self._device.behaviour.parts))
        return len(parts)

    def fill(self) -> None:
        """Texts fill the store for inbound ones, none of them hinted; does nothing without a SIM."""
        if self._device.sim is None:
            return
        name = self._device.session.stores[2]
        store, sent_at = self._device.store(name), datetime.fromtimestamp(self._clock(), UTC)
        while not store.full:
            text = f"Text {self.counts.inbound + 1} of a full store"
            index = store.add(network.encode_deliver(FILLER, text, sent_at=sent_at))
            self._ledger.write("inbound", index=index, store=name, **{"from": FILLER, "text": text})
            self.counts.inbound += 1

    def send_pdu(self, pdu: str) -> None:
        """The network sends this PDU, SMSC address and all, whatever is in it; raises BadInput if it is not one."""
        pdu = "".join(pdu.split()).upper()
        if len(pdu) % 2 or not re.fullmatch(r"[0-9A-F]+", pdu):
            raise BadInput("A PDU is an even number of hexadecimal digits.", "pdu")
        if len(pdu) > 2 * LONGEST_PDU or tpdu_length(pdu) < 1:
            raise BadInput(f"A PDU has an SMSC address, a message, and at most {LONGEST_PDU} octets.", "pdu")
        self.incoming.add([Delivery(pdu, report=False, details={"pdu": pdu})])

    def _checked(self, pdu: str, length: int, now: float) -> Submit:
        device = self._device
        sim = unlocked(device, "CMS")
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
        throttle = device.behaviour.throttle
        if throttle.code and throttle.count and self._within_window(now) >= throttle.count:
            raise cms(throttle.code)
        return submit

    def _within_window(self, now: float) -> int:
        while self._lately and self._lately[0] <= now - THROTTLE_WINDOW:
            self._lately.popleft()
        return len(self._lately)


def _misled(deliveries: list[Delivery], parts: Parts) -> list[Delivery]:
    """The parts of one text as a bad network brings them."""
    if parts is Parts.REVERSED:
        return deliveries[::-1]
    if parts is Parts.LOST and len(deliveries) > 1:
        return [deliveries[0], *deliveries[2:]]
    if parts is Parts.DOUBLED:
        return [copy for delivery in deliveries for copy in (delivery, delivery)]
    return deliveries


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
        "class": submit.message_class,
    }
