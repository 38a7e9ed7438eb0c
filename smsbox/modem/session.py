"""One modem, from an unplugged port to texts sent and received: the thread that owns its port.

The session opens the port, gets the modem ready, and then does one thing after another: sweep the
store when something has arrived, send the part it was given, look at the network now and then. Every
fault of the port or the modem ends in closing it and beginning anew.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from smsbox.at import codes
from smsbox.at.codes import SubmitClass
from smsbox.at.engine import Command
from smsbox.at.events import Reply
from smsbox.at.replies import BadReply, cmgs
from smsbox.errors import BadInput, PortLost, SmsboxError
from smsbox.modem import commands
from smsbox.modem.link import Link, Silence, Stopped
from smsbox.modem.port import Port, Waker
from smsbox.modem.status import ModemState, ModemStatus, Outcome, Sink, Submission, SubmitResult
from smsbox.sms import submit
from smsbox.sms.submit import SubmitPdu

log = logging.getLogger(__name__)

SWEEP_EVERY = 60.0
"""Seconds: a hint can be lost, so the store is looked at anyway (reliability.md S25)."""

LOOK_EVERY = 60.0
"""Seconds between looks at network and signal of a modem that works."""

LOOK_AGAIN = 5.0
"""Seconds between looks at a modem that cannot send: SIM missing, no network."""

PORT_CHECK = 0.5
"""Seconds between looks for a port that is not there."""

RECONNECT = (2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
"""Seconds before a port that is there is opened again, after each failure in a row (S91)."""

OUTCOMES = {
    SubmitClass.ACCEPTED: Outcome.SENT,
    SubmitClass.PERMANENT: Outcome.REFUSED,
    SubmitClass.TEMPORARY: Outcome.REFUSED_FOR_NOW,
    SubmitClass.DEVICE: Outcome.MODEM_TROUBLE,
    SubmitClass.NOT_SENT: Outcome.MODEM_TROUBLE,
    SubmitClass.AMBIGUOUS: Outcome.UNKNOWN,
}


class Session:
    """A modem at `path`; `start` begins, `stop` ends. `submit` and `available` may be used from other threads."""

    def __init__(self, path: Path, sink: Callable[["Session"], Sink]) -> None:
        self.path = path
        self._sink = sink(self)
        self._waker = Waker()
        self._thread = threading.Thread(target=self._run, name=f"modem {path.name}", daemon=True)
        self._stopping = threading.Event()
        self._give_up_at: float | None = None
        self._status = ModemStatus(str(path))
        self._told = False
        self._submission: Submission | None = None
        self._on_air: Submission | None = None
        self._in_doubt: Submission | None = None
        self._hint = True
        self._sweep_at = 0.0
        self._look_at = 0.0
        self._reference = 0
        self._slots: int | None = None

    @property
    def available(self) -> bool:
        """Whether a part handed over now would be sent at once."""
        return (
            self._status.state is ModemState.READY
            and self._submission is None
            and self._on_air is None
            and not self._hint
            and not self._stopping.is_set()
        )

    def submit(self, submission: Submission) -> None:
        """Hands over one part; its result comes through the sink, whatever happens to the modem."""
        self._submission = submission
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

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                failures = self._next_life(failures)
            except Exception:
                log.exception("Modem at %s: its state could not be written down; that is tried again", self.path)
                self._stopping.wait(RECONNECT[0])
        try:
            self._be(ModemState.STOPPED)
        except Exception:
            log.exception("Modem at %s: its end could not be written down", self.path)
        self._waker.close()

    def _next_life(self, failures: int) -> int:
        """Waits for the port or lives with it once; takes and returns how many lives in a row were short."""
        if not self.path.exists():
            self._be(ModemState.LOST if self._status.imei else ModemState.WAITING)
            self._stopping.wait(PORT_CHECK)
            return 0
        began = time.monotonic()
        self._live_once()
        failures = 0 if time.monotonic() - began > RECONNECT[-1] else failures + 1
        if not self._stopping.is_set() and self.path.exists():
            self._stopping.wait(RECONNECT[min(failures, len(RECONNECT)) - 1])
        return failures

    def _live_once(self) -> None:
        """One life of the port: from opening it to whatever ends it."""
        link = None
        error = None
        try:
            self._be(ModemState.CONNECTING)
            link = Link(Port(self.path, self._waker), lambda: self._give_up_at if self._stopping.is_set() else None)
            self._connect(link)
            self._serve(link)
        except (PortLost, Silence) as fault:
            error = str(fault) if isinstance(fault, PortLost) else f"No answer to {fault}."
            log.warning("Modem at %s: %s", self.path, error)
        except Stopped:
            log.info("Modem at %s: stopped while it was busy", self.path)
        except Exception:
            error = "A fault in the program; the log has it."
            log.exception("Modem at %s: the session failed and begins anew", self.path)
        finally:
            if link is not None:
                link.close()
            self._settle_leftovers()
            if error:
                self._be(ModemState.LOST, last_error=error)

    def _settle_leftovers(self) -> None:
        on_air, self._on_air = self._on_air, None
        if on_air is not None:
            self._sink.finished(SubmitResult(on_air, Outcome.UNKNOWN))
        self._give_back()

    def _give_back(self) -> None:
        """A text that was handed over and not begun is judged again: what was kept meanwhile may be a STOP (S26)."""
        waiting = self._submission
        if waiting is not None:
            self._submission = None
            self._sink.finished(SubmitResult(waiting, Outcome.NOT_SENT))

    def _be(self, state: ModemState, **values: str | int | None) -> None:
        status = replace(self._status, state=state, **values)  # type: ignore[arg-type]
        if status != self._status or not self._told:
            self._status, self._told = status, False
            self._sink.changed(status)
            self._told = True

    def _connect(self, link: Link) -> None:
        link.resync()
        commands.prepare(link)
        identity = commands.identify(link)
        self._status = replace(self._status, imei=identity.imei, model=identity.model)
        self._look_at = self._sweep_at = 0.0
        self._hint = True
        self._reference = int(time.time()) % 256
        self._slots = None

    def _serve(self, link: Link) -> None:
        while not self._stopping.is_set():
            if not self._step(link):
                link.listen(self._idle_seconds())

    def _idle_seconds(self) -> float:
        return min(self._look_at, self._sweep_at) - time.monotonic()

    def _step(self, link: Link) -> bool:
        """The most urgent thing there is to do; whether there was any."""
        if link.notices or link.late_results:
            self._take_notices(link)
        elif time.monotonic() >= self._look_at:
            self._look(link)
        elif self._can_receive() and (self._hint or time.monotonic() >= self._sweep_at):
            self._sweep(link)
        elif self._submission is not None:
            self._send(link)
        else:
            return False
        return True

    def _can_receive(self) -> bool:
        return self._status.iccid is not None

    def _take_notices(self, link: Link) -> None:
        while link.late_results:
            self._credit(link.late_results.popleft())
        while link.notices:
            notice = link.notices.popleft()
            if notice.pdu is not None and self._status.iccid:
                self._sink.store(self._status.iccid, (notice.pdu,))
                if notice.name == "+CMT":
                    self._give_back()
            elif notice.name in ("+CMTI", "+CDSI"):
                self._hint = True
            elif notice.name in ("+CREG", "+CPIN", "^SIMST"):
                self._look_at = 0.0

    def _credit(self, line: str) -> None:
        """A result that nobody waits for any more belongs to the last text whose fate is not known (S8)."""
        reference = _reference(line)
        submission, self._in_doubt = self._in_doubt, None
        if submission is not None and reference is not None:
            self._sink.finished(SubmitResult(submission, Outcome.SENT, reference))

    def _look(self, link: Link) -> None:
        """SIM and network; a SIM seen for the first time is set up for receiving."""
        trouble = commands.sim_state(link)
        if trouble is not None:
            self._look_at = time.monotonic() + LOOK_AGAIN
            self._sweep_at = self._look_at
            self._be(trouble, iccid=None)
            return
        if self._status.iccid is None:
            self._meet_sim(link)
        network = commands.network(link, roaming_allowed=self._sink.roaming_allowed())
        state = network.state
        if state is ModemState.READY and not commands.has_message_centre(link):
            state = ModemState.NO_SMSC
        self._look_at = time.monotonic() + (LOOK_EVERY if state is ModemState.READY else LOOK_AGAIN)
        was_available = self.available
        self._be(state, registration=network.registration, operator=network.operator, signal=network.signal)
        if self.available and not was_available:
            self._sink.free()

    def _meet_sim(self, link: Link) -> None:
        sim = commands.sim_identity(link)
        iccid = sim.iccid or (sim.imsi and f"imsi:{sim.imsi}") or f"imei:{self._status.imei or self.path}"
        commands.set_up_messages(link)
        self._slots = commands.capacity(link)
        self._status = replace(self._status, iccid=iccid, imsi=sim.imsi, number=sim.number)
        self._hint = True

    def _sweep(self, link: Link) -> None:
        """Everything in the store is kept by the daemon, and only then deleted (S20)."""
        self._hint = False
        self._sweep_at = time.monotonic() + SWEEP_EVERY
        iccid = self._status.iccid
        messages = commands.stored(link)
        if messages and iccid:
            stay = self._sink.store(iccid, tuple(message.pdu for message in messages))
            self._give_back()
            if self._slots and len(stay) > self._slots // 2:
                stay = frozenset()
            for message in messages:
                if message.pdu not in stay:
                    commands.delete(link, message.index)
            if len(stay) < len(messages):
                self._hint = True  # what waited in the network for a free slot comes now
        if self.available:
            self._sink.free()

    def _send(self, link: Link) -> None:
        submission = self._submission
        assert submission is not None
        try:
            pdu = submit.encode(
                submission.number,
                submission.text,
                encoding=submission.encoding,
                reference=self._reference,
                concat=submission.concat,
                status_report=submission.status_report,
                validity=submission.validity,
            )
        except BadInput as fault:
            self._finish(SubmitResult(submission, Outcome.REFUSED, words=str(fault)))
            return
        self._reference = (self._reference + 1) % 256
        self._finish(self._hand_to_modem(link, submission, pdu))

    def _hand_to_modem(self, link: Link, submission: Submission, pdu: SubmitPdu) -> SubmitResult:
        command = Command(f"AT+CMGS={pdu.length}", prefixes=("+CMGS:",), prompts=True)
        try:
            refusal = link.ask_prompt(command)
        except Silence:
            link.resync()
            return SubmitResult(submission, Outcome.NOT_SENT)
        if refusal is not None:
            return self._judge(submission, refusal, body_sent=False)
        self._on_air, self._submission, self._in_doubt = submission, None, None
        try:
            reply = link.send_body(pdu.hex)
        except Silence:
            link.late_results.clear()
            link.resync()
            references = [found for line in link.late_results if (found := _reference(line)) is not None]
            link.late_results.clear()
            if references:
                return SubmitResult(submission, Outcome.SENT, references[0])
            self._in_doubt = submission
            return SubmitResult(submission, Outcome.UNKNOWN)
        return self._judge(submission, reply, body_sent=True)

    def _judge(self, submission: Submission, reply: Reply, *, body_sent: bool) -> SubmitResult:
        if reply.result.ok and body_sent:
            return SubmitResult(submission, Outcome.SENT, next(map(_reference, reply.lines), None))
        outcome = OUTCOMES[codes.classify(reply.result, body_sent)]
        if outcome is Outcome.SENT:
            return SubmitResult(submission, outcome)
        words = codes.explain(reply.result)
        log.info("Modem at %s refused a text: %s (%s)", self.path, words, reply.result.text)
        if outcome is Outcome.MODEM_TROUBLE:
            self._look_at = 0.0
        return SubmitResult(submission, outcome, words=words)

    def _finish(self, result: SubmitResult) -> None:
        self._submission = None
        self._on_air = None
        self._sink.finished(result)


def _reference(line: str) -> int | None:
    try:
        return cmgs(line)
    except BadReply:
        return None


__all__ = ["Session", "SmsboxError"]
