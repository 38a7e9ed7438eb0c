"""The talk over the port: command lines and message bodies in, echo, answers and unsolicited lines out.

No I/O: octets come by `receive`, leave by the `send` given, and time passes by the `later` given.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from smsbox.modem.virtual import commands
from smsbox.modem.virtual.answers import Answer, CommandError, cms, render
from smsbox.modem.virtual.context import Context
from smsbox.modem.virtual.loop import Later, Timer

CTRL_Z = b"\x1a"
ESC = b"\x1b"
PROMPT = b"\r\n> "
# Octets of input kept while the modem is busy or a line has no end; what comes on top is dropped.
INPUT_LIMIT = 8192
# Seconds for which `AT+CMMS` keeps the link open for the next text (3GPP TS 27.005 §3.5.6: 1 to 5).
LINK_KEPT = 5.0

Clock = Callable[[], float]


class Dialogue:
    """One modem's side of the talk; `restart` is called when a command asks for it."""

    def __init__(
        self,
        context: Context,
        send: Callable[[bytes], None],
        later: Later,
        restart: Callable[[], None],
        clock: Clock,
    ) -> None:
        self._context = context
        self._device = context.device
        self._send = send
        self._later = later
        self._restart = restart
        self._clock = clock
        self._input = bytearray()
        self._echoed = 0
        self._overlap = 0
        self._sending = False
        self._linked_until = 0.0
        self._expects: int | None = None
        self._busy: Timer | None = None
        self._held: list[bytes] = []
        self._hints: list[str] = []
        self._registration = self._device.registration

    def receive(self, data: bytes) -> None:
        """Take octets that a program wrote; a hung or starting modem loses them."""
        if self._device.hung or self._device.booting:
            return
        if self._device.deaf:
            self._send(data)
            return
        if self._sending and self._device.behaviour.touchy:
            self._give_up_text()
        self._input += data[: INPUT_LIMIT - len(self._input)]
        self._advance()

    def reset(self) -> None:
        """Forget everything half done, as after a loss of power."""
        if self._busy is not None:
            self._busy.cancel()
        self._busy = self._expects = None
        self._input.clear()
        self._echoed = self._overlap = 0
        self._sending = False
        self._held.clear()
        self._hints.clear()

    def notify(self, lines: list[str]) -> None:
        """Send unsolicited lines as soon as no message body and no half answer is in the way."""
        if self._device.behaviour.cmti_inside and lines[0].startswith("+CMTI"):
            self._hints += lines
        else:
            self.emit(render(lines))

    def emit(self, data: bytes) -> None:
        """Send octets that no command asked for, under the same condition."""
        if self._device.hung or self._device.deaf or self._device.booting:
            return
        if self._expects is None and not self._held:
            self._send(data)
        else:
            self._held.append(data)

    def settle(self) -> None:
        """Tell a change of registration to whoever asked for it, and take in what the network holds."""
        before, self._registration = self._registration, self._device.registration
        if self._registration is not before:
            for name, wanted in self._device.session.notices.items():
                if wanted:
                    self.notify([f"{name}: {self._registration.value}"])
        if self._context.radio.incoming.waiting:
            self._context.radio.incoming.pump()

    def _advance(self) -> None:
        while self._input and self._busy is None:
            if not (self._take_command() if self._expects is None else self._take_body()):
                return

    def _take_command(self) -> bool:
        end = self._input.find(b"\r")
        self._echo(end + 1 if end >= 0 else len(self._input))
        if end < 0:
            if len(self._input) >= INPUT_LIMIT:
                self._consume(len(self._input))
            return False
        during_submit = self._overlap > 0
        line = self._consume(end + 1)[:-1].decode("latin-1")
        behaviour = self._device.behaviour
        if behaviour.trace:
            self._context.ledger.write("command", line=line)
        answer = commands.answer(self._context, line, during_submit=during_submit)
        if answer is not None:
            self._reply(answer)
        return True

    def _reply(self, answer: Answer) -> None:
        behaviour = self._device.behaviour
        if answer.expects is not None and answer.final == "OK":
            self._expects = answer.expects
            if behaviour.no_prompt:
                behaviour.no_prompt -= 1
            else:
                unasked = render(self._context.interject())
                self._say(unasked + PROMPT, behaviour.command_latency + behaviour.slow_prompt)
            return

        def after() -> None:
            for seconds, line in answer.afterwards:
                self._later(seconds, lambda line=line: self.notify([line]))  # type: ignore[misc]
            if answer.restart:
                self._restart()
            else:
                self.settle()

        self._say(render(self._with_hint(answer.lines), answer.final), behaviour.command_latency, after)

    def _take_body(self) -> bool:
        end, escape = self._input.find(CTRL_Z), self._input.find(ESC)
        if escape >= 0 and (end < 0 or escape < end):
            self._echo(escape)
            self._consume(escape + 1)
            self._leave_body(render([], "OK"))
            return True
        self._echo(end if end >= 0 else len(self._input))
        if end < 0:
            if len(self._input) >= INPUT_LIMIT:
                self._consume(len(self._input))
                self._leave_body(self._error(cms(305)))
            return False
        body = self._consume(end + 1)[:-1].decode("latin-1").strip()
        self._submit(body, self._expects or 0)
        return True

    def _submit(self, pdu: str, length: int) -> None:
        behaviour, radio, now = self._device.behaviour, self._context.radio, self._clock()
        delay, behaviour.late = behaviour.late or behaviour.latency, 0.0
        delay += radio.hold(now) + self._open_link(now)
        self._sending = True
        try:
            reference = radio.submit(pdu, length, now)
        except CommandError as error:
            self._leave_body(self._error(error), delay, self._submitted)
            return
        if reference is None:
            self._leave_body(b"")
            return
        line = f"+CMGS: {reference}"
        if self._device.model.answers.times:
            line += f',"{datetime.fromtimestamp(now, UTC):%y/%m/%d,%H:%M:%S}+00"'
        self._leave_body(render(self._with_hint([line]), "OK"), delay, self._submitted)

    def _open_link(self, now: float) -> float:
        """Seconds to open the link for a text; none if `AT+CMMS` kept it open (3GPP TS 27.005 §3.5.6)."""
        return 0.0 if now < self._linked_until else self._device.behaviour.link_setup

    def _give_up_text(self) -> None:
        """Answer a text that is on its way with an error; if it is never to be answered, say nothing."""
        self._sending = False
        if self._busy is not None:
            self._busy.cancel()
            self._busy = None
            self._send(render([], "ERROR"))

    def _submitted(self) -> None:
        self._sending = False
        self._overlap = len(self._input)
        if self._device.session.more_messages:
            self._linked_until = self._clock() + LINK_KEPT

    def _leave_body(self, answer: bytes, delay: float = 0.0, after: Callable[[], None] | None = None) -> None:
        self._expects = None
        if self._held:
            self._send(b"".join(self._held))
            self._held.clear()
        self._say(answer, delay, after)

    def _say(self, answer: bytes, delay: float, after: Callable[[], None] | None = None) -> None:
        """Send an answer after a delay; commands that come meanwhile wait."""
        if not answer:
            return
        if delay > 0:
            self._busy = self._later(delay, lambda: self._finish(answer, after))
        elif self._device.behaviour.split or after is not None:
            self._finish(answer, after)
        else:
            self._send(answer)

    def _finish(self, answer: bytes, after: Callable[[], None] | None) -> None:
        waited, self._busy = self._busy is not None, None
        gap = self._device.behaviour.split
        if gap and len(answer) > 1:
            self._send(answer[: len(answer) // 2])
            # Unsolicited lines queue up behind the second half.
            self._held.append(answer[len(answer) // 2 :])
            self._busy = self._later(gap, lambda: self._finish_split(after))
            return
        self._send(answer)
        if after is not None:
            after()
        if waited:
            self._advance()

    def _finish_split(self, after: Callable[[], None] | None) -> None:
        self._busy = None
        self._send(b"".join(self._held))
        self._held.clear()
        if after is not None:
            after()
        self._advance()

    def _with_hint(self, lines: list[str]) -> list[str]:
        """The lines with hints between them if `cmti_inside` is on, or with what the modem says unasked."""
        behaviour, hints = self._device.behaviour, self._context.interject()
        if behaviour.cmti_inside:
            behaviour.cmti_inside -= 1
            hints += self._hints or [f'+CMTI: "{self._device.session.stores[2]}",1']
            self._hints = []
        if not hints:
            return lines
        # Never between the two lines of one message, which real modems write at once.
        middle = 2 if len(lines) > 2 else len(lines)
        return [*lines[:middle], *hints, *lines[middle:]]

    def _error(self, error: CommandError) -> bytes:
        return render([], error.final(self._device.session.errors))

    def _echo(self, upto: int) -> None:
        if upto > self._echoed:
            if self._device.session.echo:
                self._send(bytes(self._input[self._echoed : upto]))
            self._echoed = upto

    def _consume(self, count: int) -> bytes:
        taken = bytes(self._input[:count])
        del self._input[:count]
        self._echoed = max(0, self._echoed - count)
        self._overlap = max(0, self._overlap - count)
        return taken
