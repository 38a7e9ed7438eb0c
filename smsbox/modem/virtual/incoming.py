"""What waits in the network for the modem, and how it gets in: stored with a hint, or as a line that may need +CNMA."""

from collections import deque
from collections.abc import Callable, Iterable

from smsbox.modem.virtual.answers import cms
from smsbox.modem.virtual.counts import Counts
from smsbox.modem.virtual.delivery import Delivery, ReportRoute
from smsbox.modem.virtual.ledger import Ledger
from smsbox.modem.virtual.loop import Later, Timer
from smsbox.modem.virtual.state import Device

Notify = Callable[[list[str]], None]


class Incoming:
    """Hands over what waits, in order, as soon as the modem can take it."""

    def __init__(self, device: Device, ledger: Ledger, later: Later, notify: Notify, counts: Counts) -> None:
        self._device = device
        self._ledger = ledger
        self._later = later
        self._notify = notify
        self._counts = counts
        self._waiting: deque[Delivery] = deque()
        self._hints: list[str] = []
        self._shown: Delivery | None = None
        self._patience: Timer | None = None
        self._told_full = False

    @property
    def waiting(self) -> int:
        """Deliveries that the network still holds."""
        return len(self._waiting) + (self._shown is not None)

    def add(self, deliveries: Iterable[Delivery]) -> None:
        """Take further deliveries."""
        self._waiting.extend(deliveries)
        self.pump()

    def pump(self) -> None:
        """Hand over what waits, as long as the modem can take it."""
        while self._waiting and self._shown is None and self._device.reachable and self._device.sim is not None:
            delivery = self._waiting[0]
            if not (self._report if delivery.report else self._text)(delivery):
                return
            self._waiting.popleft()

    def acknowledge(self, *, taken: bool) -> None:
        """`AT+CNMA` for what was shown last: the network forgets it, or repeats it if it was not `taken`.

        Raises CommandError if nothing waits for it (3GPP TS 27.005 §4.7).
        """
        if self._shown is None:
            raise cms(340)
        if not taken:
            self._waiting.appendleft(self._shown)
        # What waits comes after the answer.
        self._forget_shown()

    def lost_power(self) -> None:
        """What was shown and not acknowledged is repeated by the network after the start."""
        if self._shown is not None:
            self._waiting.appendleft(self._shown)
        self._forget_shown()
        self._hints.clear()

    def forget_hints(self) -> None:
        """Say what was kept back for a burst no more; the texts stay where they are."""
        self._hints.clear()

    def _text(self, delivery: Delivery) -> bool:
        hints = self._device.session.hints
        if hints[1] == 2 and hints[0]:
            self._ledger.write("inbound", index=None, **delivery.details)
            self._show(delivery, f"+CMT: ,{delivery.length}")
        else:
            name = self._device.session.stores[2]
            index = self._store(delivery, name)
            if index is None:
                return False
            self._ledger.write("inbound", index=index, store=name, **delivery.details)
            self._hint(hints[0] and hints[1], f'+CMTI: "{name}",{index}')
        self._counts.inbound += 1
        return True

    def _report(self, delivery: Delivery) -> bool:
        hints, name = self._device.session.hints, self._device.model.storing.reports
        route = ReportRoute(hints[3] if hints[0] else 0)
        index = self._store(delivery, name) if route is ReportRoute.STORED else None
        if route is ReportRoute.STORED and index is None:
            return False
        self._ledger.write("report", **delivery.details, index=index, shown=route.name.lower())
        self._counts.reports += 1
        if route is ReportRoute.LINE:
            self._show(delivery, f"+CDS: {delivery.length}")
        elif route is ReportRoute.STORED:
            self._hint(1, f'+CDSI: "{name}",{index}')
        return True

    def _store(self, delivery: Delivery, name: str) -> int | None:
        """The index that it got, None if the store is full."""
        store = self._device.store(name)
        if not store.full:
            self._told_full = False
            return store.add(delivery.pdu)
        if self._device.model.storing.full and not self._told_full:
            self._told_full = True
            self._notify([self._device.model.storing.full.format(store=name)])
        return None

    def _show(self, delivery: Delivery, header: str) -> None:
        device = self._device
        if device.model.acknowledged and device.session.service == 1:
            self._shown = delivery
            self._patience = self._later(device.behaviour.acknowledge_within, self._not_acknowledged)
        self._notify([header, delivery.pdu])

    def _not_acknowledged(self) -> None:
        """The modem gives up showing messages at all, and the network repeats this one (3GPP TS 27.005 §4.7)."""
        mode, _text_route, broadcasts, _report_route, buffer = self._device.session.hints
        self._device.session.hints = (mode, 0, broadcasts, 0, buffer)
        if self._shown is not None:
            self._waiting.appendleft(self._shown)
        self._forget_shown()
        self.pump()

    def _forget_shown(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
        self._shown = self._patience = None

    def _hint(self, wanted: int, line: str) -> None:
        behaviour = self._device.behaviour
        if not wanted:
            return
        if behaviour.lose_hint:
            behaviour.lose_hint -= 1
            return
        if behaviour.burst:
            behaviour.burst -= 1
            self._hints.append(line)
            if behaviour.burst:
                return
            lines, self._hints = self._hints, []
            self._notify(lines)
        else:
            self._notify([line])
