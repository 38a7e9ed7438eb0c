"""A simulated modem on a pseudo-terminal, served by one thread of its own."""

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Self, TypeVar

from smsbox.errors import BadInput, SmsboxError
from smsbox.modem.virtual.behaviour import Behaviour
from smsbox.modem.virtual.control import ControlServer, Reply
from smsbox.modem.virtual.desk import Desk
from smsbox.modem.virtual.identity import Identity
from smsbox.modem.virtual.ledger import Ledger
from smsbox.modem.virtual.loop import Loop
from smsbox.modem.virtual.machine import Machine
from smsbox.modem.virtual.models import model_named
from smsbox.modem.virtual.snapshot import Snapshot
from smsbox.modem.virtual.state import DEFAULT_SLOTS, Device, Sim

T = TypeVar("T")

# Seconds that a call waits for the modem's thread, which never blocks; longer means that it is gone.
ANSWER_PATIENCE = 10.0
MOST_SLOTS = 255


class VirtualModem:
    """One modem behind the symbolic link `link`, from `start()` (or `with`) to `stop()`.

    `control` is the Unix socket to listen at, `log` the file that gets what went on air. `settings` are where the
    behaviour starts, `switches` further switches by name to turn before any program sees the modem; `identity`
    defaults to the one that belongs to the link. Raises BadInput for an unknown model.
    """

    def __init__(
        self,
        link: Path,
        *,
        model: str = "Generic",
        control: Path | None = None,
        log: Path | None = None,
        settings: Behaviour | None = None,
        switches: dict[str, object] | None = None,
        identity: Identity | None = None,
        slots: int = DEFAULT_SLOTS,
    ) -> None:
        if not 1 <= slots <= MOST_SLOTS:
            raise BadInput(f"A SIM has 1 to {MOST_SLOTS} slots, not {slots}.", "slots")
        self.link = link
        self.identity = identity or Identity.of_link(link)
        self._control = control
        self._log = log
        self._slots = slots
        self._switches = dict(switches or {})
        kind = model_named(model)
        self._device = Device(
            model=kind,
            imei=self.identity.imei,
            sim=Sim.of(self.identity, slots, kind.storing.first),
            behaviour=replace(settings) if settings else Behaviour(),
        )
        self._failure: Exception | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Make the log, the port with its link, and the control socket, and serve them.

        Raises BadInput for a bad switch, SmsboxError if something cannot be made; then nothing is left behind.
        """
        with contextlib.ExitStack() as parts:
            ledger = Ledger(self._log)
            parts.callback(ledger.close)
            self._loop = Loop()
            parts.callback(self._loop.close)
            self._machine = Machine(self._loop, self.link, self._device, ledger, self._slots)
            parts.callback(self._machine.close)
            self._desk = Desk(self._machine)
            self._machine.turn(self._switches)
            if self._control is not None:
                server = ControlServer(self._loop, self._control, self._desk.answer)
                parts.callback(server.close)
            self._machine.plug()
            self._parts = parts.pop_all()
        self._thread = threading.Thread(target=self._run, name=f"virtual {self.link.name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take everything away again; does nothing if the modem does not run."""
        if self._thread is None:
            return
        if self._thread.is_alive():
            self._loop.stop()
        self._thread.join()
        self._thread = None
        self._parts.close()

    def request_stop(self) -> None:
        """Make `wait` return; for signal handlers."""
        self._loop.stop()

    def wait(self) -> None:
        """Return when the modem has stopped serving; raises SmsboxError if something broke it."""
        if self._thread is not None:
            self._thread.join()
        if self._failure is not None:
            raise SmsboxError(f"The virtual modem broke: {self._failure!r}.") from self._failure

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.stop()

    def do(self, do: str, **details: object) -> Reply:
        """The same as a request at the control socket, from any thread: `modem.do("set", latency=3)`.

        Returns what the reply holds besides `ok`. Raises BadInput with one sentence.
        """
        return self._in_thread(lambda: self._desk.answer({"do": do, **details}))

    def text(self, sender: str, text: str) -> int:
        """A subscriber texts the SIM; returns the number of parts. Raises BadInput."""
        return self._in_thread(lambda: self._machine.radio.send_text(sender, text))

    def state(self) -> Snapshot:
        """State and counts now."""
        return self._in_thread(self._snapshot)

    def _snapshot(self) -> Snapshot:
        return self._machine.snapshot()

    def _in_thread(self, action: Callable[[], T]) -> T:
        if self._thread is None or not self._thread.is_alive():
            raise SmsboxError("The virtual modem does not run; start it first.")
        future: Future[T] = Future()

        def run() -> None:
            try:
                future.set_result(action())
            except Exception as error:
                future.set_exception(error)

        self._loop.call(run)
        return future.result(ANSWER_PATIENCE)

    def _run(self) -> None:
        try:
            self._loop.run()
        except Exception as error:
            self._failure = error
