"""Status reports: when they come, how often, in which order, and for whom (3GPP TS 23.040 §9.2.2.3)."""

from collections.abc import Callable
from datetime import UTC, datetime

from smsbox.errors import BadInput
from smsbox.modem.virtual.delivery import Delivery, ReportRoute
from smsbox.modem.virtual.incoming import Incoming
from smsbox.modem.virtual.ledger import Ledger
from smsbox.modem.virtual.loop import Later
from smsbox.modem.virtual.state import Device
from smsbox.sms import network


class Reports:
    """Makes the reports of texts that asked for them and hands them to `incoming`.

    `clock` tells the seconds since the epoch by which the network stamps them.
    """

    def __init__(
        self, device: Device, ledger: Ledger, later: Later, incoming: Incoming, clock: Callable[[], float]
    ) -> None:
        self._device = device
        self._ledger = ledger
        self._later = later
        self._incoming = incoming
        self._clock = clock
        self._kept: list[Delivery] = []

    def order(self, number: str, reference: int) -> None:
        """The text with that reference will be reported, if reports are on."""
        if self._device.behaviour.reports:
            sent_at = self._now()
            self._later(self._device.behaviour.report_delay, lambda: self.arrive(number, reference, sent_at))

    def arrive(self, number: str, reference: int, sent_at: datetime | None = None) -> None:
        """The report of one text, sent just now if not told, reaches the network's door to the modem."""
        now = self._now()
        status = self._device.behaviour.report_status
        details: dict[str, object] = {"to": number, "reference": reference, "status": status}
        try:
            pdu = network.encode_status_report(
                number, reference, sent_at=sent_at or now, discharged_at=now, status=status
            )
        except BadInput:
            # The text went to something that is no phone, so nothing reports it.
            self._ledger.write("report", **details, index=None, shown=ReportRoute.DROPPED.name.lower())
            return
        self._pass(Delivery(pdu, report=True, details=details))

    def release(self) -> None:
        """Hand over what was kept back, the last one first."""
        kept, self._kept = self._kept[::-1], []
        self._incoming.add(kept)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)

    def _pass(self, delivery: Delivery) -> None:
        behaviour = self._device.behaviour
        copies = [delivery]
        if behaviour.double_reports:
            behaviour.double_reports -= 1
            copies.append(delivery)
        if not behaviour.shuffle_reports:
            self._incoming.add(copies)
            return
        behaviour.shuffle_reports -= 1
        self._kept += copies
        if not behaviour.shuffle_reports:
            self.release()
