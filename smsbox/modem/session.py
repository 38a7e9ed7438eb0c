"""One modem, from an unplugged port to texts sent and received: the thread that owns its port.

The session opens the port and lives with it (`life`). Every fault of the port or the modem ends that life;
the next begins after what the recovery ladder has to say.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from smsbox.errors import PortLost
from smsbox.modem import usb_port
from smsbox.modem.life import Life
from smsbox.modem.link import Link, Silence, Stopped
from smsbox.modem.port import Port, Waker
from smsbox.modem.profiles.loader import choose
from smsbox.modem.profiles.profile import UsbId
from smsbox.modem.recorder import Tape
from smsbox.modem.recovery import Ladder, Rung, climb
from smsbox.modem.status import ModemState, Sink, Submission
from smsbox.modem.teller import Teller
from smsbox.modem.work import Work

log = logging.getLogger(__name__)

PORT_CHECK = 0.5
"""Seconds between looks for a port that is not there."""

LONG_LIFE = 60.0
"""Seconds after which a life counts as one that worked."""


class Session:
    """A modem at `path`; `start` begins, `stop` ends. `submit` and `available` may be used from other threads.

    `others` are ports of the same modem that are tried when the first stays silent, `usb` is its id and `device`
    its place on the USB, where it is a USB device. `tape` records what passes.
    """

    def __init__(
        self,
        path: Path,
        sink: Callable[["Session"], Sink],
        *,
        others: Sequence[Path] = (),
        usb: UsbId | None = None,
        device: str | None = None,
        tape: Tape | None = None,
    ) -> None:
        self.path = path
        self._paths = [path, *others]
        self._usb = self._usb_of_life = usb
        self._device = device
        self._tape = tape
        self._sink = sink(self)
        self._waker = Waker()
        self._thread = threading.Thread(target=self._run, name=f"modem {path.name}", daemon=True)
        self._stopping = threading.Event()
        self._give_up_at: float | None = None
        self._teller = Teller(str(path), self._sink)
        self._work = Work(self._sink)
        self._ladder = Ladder()
        self._profile = choose(usb=usb, identification="")
        self._life: Life | None = None
        self._unsure = False
        """What is plugged in now may be another modem than the one that told who it is."""
        self._astray = False
        """The port went away: one of that name may be another modem's, until `moved` says where this one is."""

    @property
    def available(self) -> bool:
        """Whether a part handed over now would be sent at once."""
        life = self._life
        return life is not None and life.available

    def submit(self, submission: Submission) -> None:
        """Hands over one part; its result comes through the sink, whatever happens to the modem."""
        self._work.waiting = submission
        self._waker.wake()

    def ask_network(self, code: str) -> None:
        """Asks the network by a USSD code, when there is nothing to send; the answer comes through the sink."""
        life = self._life
        if life is not None:
            life.code = code
            self._waker.wake()

    def start(self) -> None:
        """Begins, in a thread of its own."""
        self._thread.start()

    def stop(self, patience: float) -> None:
        """Asks for the end: what is on air may take `patience` seconds more, nothing else is begun."""
        self._give_up_at = time.monotonic() + patience
        self._stopping.set()
        self._waker.wake()

    def join(self, timeout: float) -> bool:
        """Waits for the end; whether it came."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    @property
    def astray(self) -> bool:
        """Whether the session wants to be told by `moved` where its modem is."""
        return self._astray

    def moved(self, paths: Sequence[Path], usb: UsbId | None) -> None:
        """The names of the ports and the id of what is in the modem's socket now; no names if nothing is.

        A session whose port is another modem's now leaves it at once.
        """
        if set(paths) != set(self._paths):
            self._paths = list(paths)
        self._usb = usb
        self._astray = False
        if self._pulled():
            self._waker.wake()

    def _pulled(self) -> bool:
        """Whether the socket holds something else than what was there when the present life began."""
        return self.path not in self._paths or self._usb != self._usb_of_life

    def _ended(self) -> bool:
        """Whether the present life is to end."""
        return self._stopping.is_set() or self._pulled()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._next_life()
            except Exception:
                log.exception("Modem at %s: its state could not be written down; that is tried again", self.path)
                self._stopping.wait(PORT_CHECK)
        try:
            self._teller.tell(ModemState.STOPPED)
        except Exception:
            log.exception("Modem at %s: its end could not be written down", self.path)
        self._waker.close()
        if self._tape:
            self._tape.close()

    def _next_life(self) -> None:
        """Waits for the port or lives with it once, and does what the ladder says if that went badly."""
        paths = self._paths
        if paths and self.path != paths[0]:
            self.path = paths[0]
            self._teller.note(port=str(self.path))
        node = _node(self.path)
        if self._astray or self.path not in paths or node is None:
            self._ladder.worked()
            self._went_away()
            self._teller.tell(ModemState.LOST if self._teller.imei else ModemState.WAITING)
            self._stopping.wait(PORT_CHECK)
            return
        self._usb_of_life = self._usb
        began = time.monotonic()
        error = self._live(began)
        if time.monotonic() - began > LONG_LIFE:
            self._ladder.worked()
        if _node(self.path) != node:
            self._went_away()
        if error and not self._ended() and self.path.exists():
            self._recover()

    def _went_away(self) -> None:
        self._unsure = self._teller.imei is not None
        self._astray = self._device is not None and self.path in self._paths

    def _live(self, began: float) -> str | None:
        """One life; what ended it, None if the session was asked to end.

        The port is closed last: who opens it next is not contradicted by what this life has still to tell.
        """
        error = None
        with ExitStack() as stack:
            try:
                if not self._unsure:
                    self._teller.tell(ModemState.CONNECTING)
                link = stack.enter_context(closing(self._open()))
                life = Life(link, self._usb_of_life, self._teller, self._work, self._sink, self._ended)
                self._profile = life.connect()
                self._unsure = False
                self._life = life
                life.serve()
            except PortLost as fault:
                error = str(fault)
            except Silence as fault:
                error = f"No answer to {fault}."
                self._try_another_port()
            except Stopped:
                log.info("Modem at %s: stopped while it was busy", self.path)
            except Exception:
                error = "A fault in the program; the log has it."
                log.exception("Modem at %s: the session failed and begins anew", self.path)
            finally:
                self._life = None
                self._work.settle()
            if error is None and self._pulled():
                error = "The modem has been unplugged."
            if error:
                log.warning("Modem at %s, after %.0f s: %s", self.path, time.monotonic() - began, error)
                self._tell_lost(error)
        return error

    def _tell_lost(self, error: str) -> None:
        """Of what has not told who it is nothing is said under the name of what was there before."""
        if self._unsure:
            self._teller.forget()
            self._unsure = False
        self._teller.tell(ModemState.LOST, last_error=error)

    def _open(self) -> Link:
        port = Port(self.path, self._waker)
        engine = self._tape.engine() if self._tape else None
        return Link(port, lambda: self._give_up_at if self._stopping.is_set() else None, engine)

    def _try_another_port(self) -> None:
        """A port that is silent before the modem has told who it is may not be the one for commands."""
        if (self._teller.imei is None or self._unsure) and self.path in self._paths:
            self._paths = [path for path in self._paths if path != self.path] + [self.path]

    def _recover(self) -> None:
        rung = self._ladder.failed(time.monotonic())
        pause = self._ladder.pause(rung)
        self._sink.recovering(rung.value, self._ladder.failures)
        log.info("Modem at %s failed %d times in a row: %s", self.path, self._ladder.failures, rung.value)
        if rung in (Rung.RADIO, Rung.RESET, Rung.POWER):
            pause = max(pause, self._climb(rung))
        self._wait_for(pause)

    def _climb(self, rung: Rung) -> float:
        """Does what the rung says; seconds until the modem can be back."""
        if rung is Rung.POWER:
            restarted = self._device is not None and usb_port.restart(self._device)
            return self._profile.recovery.settle if restarted else 0.0
        try:
            link = self._open()
        except PortLost:
            return 0.0
        try:
            return climb(link, rung, self._profile.recovery)
        except (PortLost, Stopped):
            return 0.0
        finally:
            link.close()

    def _wait_for(self, seconds: float) -> None:
        """Waits, but not beyond the port's going away: then the modem is coming back by itself."""
        end = time.monotonic() + seconds
        while self.path.exists() and not self._ended() and (left := end - time.monotonic()) > 0:
            self._stopping.wait(min(left, PORT_CHECK))


def _node(path: Path) -> tuple[int, ...] | None:
    """What tells the device at `path` from an earlier one of that name; None if there is none."""
    try:
        name, device = path.lstat(), path.stat()
    except OSError:
        return None
    return name.st_ino, name.st_ctime_ns, device.st_rdev
