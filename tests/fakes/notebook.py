"""A session's or a link's other side for tests: writes down everything that it is told, and keeps what is received."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from smsbox.modem.link import Link
from smsbox.modem.port import Port, Waker
from smsbox.modem.session import Session
from smsbox.modem.status import ModemState, ModemStatus, SubmitResult


class Notebook:
    """A `modem.status.Sink`.

    `shop_pin` is what `pin` tells, `shop_smsc` what `smsc` does, `unreadable` what `store` cannot read.
    """

    def __init__(self, shop_pin: str | None = None) -> None:
        self.shop_pin = shop_pin
        self.shop_smsc: str | None = None
        self.unreadable: frozenset[str] = frozenset()
        self.statuses: list[ModemStatus] = []
        self.results: list[SubmitResult] = []
        self.kept: list[tuple[str, str]] = []
        self.claims: list[tuple[str, str]] = []
        self.steps: list[tuple[str, int]] = []
        self.times: list[datetime] = []
        self.told: list[tuple[str, str | None]] = []
        self.roaming = True

    @property
    def states(self) -> list[ModemState]:
        """The states so far, each once in a row."""
        states = [status.state for status in self.statuses]
        return [state for before, state in zip([None, *states], states, strict=False) if state is not before]

    def changed(self, status: ModemStatus) -> None:
        self.statuses.append(status)

    def finished(self, result: SubmitResult) -> None:
        self.results.append(result)

    def free(self) -> None:
        """Nobody waits."""

    def store(self, iccid: str, pdus: tuple[str, ...]) -> frozenset[str]:
        self.kept += [(iccid, pdu) for pdu in pdus]
        return self.unreadable & frozenset(pdus)

    def reported(self, iccid: str, pdu: str) -> None:
        self.store(iccid, (pdu,))

    def roaming_allowed(self) -> bool:
        return self.roaming

    def pin(self) -> str | None:
        return self.shop_pin

    def claim_pin_attempt(self, iccid: str, pin: str) -> bool:
        if (iccid, pin) in self.claims:
            return False
        self.claims.append((iccid, pin))
        return True

    def pin_was_right(self, iccid: str, pin: str) -> None:
        self.claims.remove((iccid, pin))

    def smsc(self, iccid: str) -> str | None:
        return self.shop_smsc

    def network_said(self, iccid: str, code: str, answer: str | None) -> None:
        self.told.append((code, answer))

    def network_time(self, told: datetime) -> None:
        self.times.append(told)

    def recovering(self, step: str, failures: int) -> None:
        self.steps.append((step, failures))


@contextmanager
def linked(path: Path) -> Iterator[Link]:
    """An open link to the modem at `path`."""
    with closing(Waker()) as waker, closing(Link(Port(path, waker), lambda: None)) as link:
        yield link


@contextmanager
def running(path: Path, shop: Notebook, **about: Any) -> Iterator[Session]:
    """A session at the port `path`, which tells `shop`; `about` is what else it is told of its modem."""
    session = Session(path, lambda _session: shop, **about)
    session.start()
    try:
        yield session
    finally:
        session.stop(1)
        assert session.join(20)
