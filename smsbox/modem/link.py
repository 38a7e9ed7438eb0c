"""One command at a time over a port: writes it, waits for its answer, keeps whatever else arrives meanwhile."""

import logging
import time
from collections import deque
from collections.abc import Callable

from smsbox.at.engine import Command, Engine
from smsbox.at.events import Event, Late, Notice, Prompt, Reply, Stray
from smsbox.errors import PortLost
from smsbox.modem.port import Port

log = logging.getLogger(__name__)

COMMAND_TIMEOUT = 10.0
"""Seconds for an ordinary command; some modems take that long while they look for the network."""

PROMPT_TIMEOUT = 15.0
"""Seconds from AT+CMGS to its prompt."""

SUBMIT_TIMEOUT = 90.0
"""Seconds from the end of a PDU to its result: longer than the modem's own repeats (reliability.md S86)."""

QUIET = 1.0
"""Seconds without a byte after which a line in doubt counts as drained."""

LONGEST_DRAIN = 20.0
"""Seconds after which a line that never falls silent is given up."""

ECHO_OF_A_KNOCK = 0.1
"""Seconds in which the answer to a knock may still follow, if what was taken for it was a late OK."""

KNOCK_TIMEOUT = 1.0
KNOCKS = 5
"""Seconds for the answer to a bare AT, and how many are tried before the modem counts as not answering."""


class Silence(Exception):
    """A command was not answered in time: the line is in doubt until `Link.resync`."""


class Stopped(Exception):
    """The session is to end, and its time for waiting is over."""


class Link:
    """A port and the protocol engine on it, a recording one if that is given.

    `give_up_at` tells the monotonic time after which nothing is waited for any more (None: there is no hurry).
    """

    def __init__(self, port: Port, give_up_at: Callable[[], float | None], engine: Engine | None = None) -> None:
        self._port = port
        self._engine = engine or Engine()
        self._give_up_at = give_up_at
        self._events: deque[Event] = deque()
        self._rubbish = (0, 0)
        self.notices: deque[Notice] = deque()
        self.late_results: deque[str] = deque()
        self.restarts: frozenset[str] = frozenset()
        """Names of notices by which the modem says that it has begun anew, and knows no settings any more."""

    def ask(self, command: Command, timeout: float | None = None) -> Reply:
        """The modem's answer within `timeout` or COMMAND_TIMEOUT; raises Silence, PortLost or Stopped."""
        self._port.write(self._engine.start(command))
        event = self._await(COMMAND_TIMEOUT if timeout is None else timeout)
        if not isinstance(event, Reply):
            log.debug("%s: no answer", command.text.partition("=")[0])
            raise Silence(command.text)
        log.debug("%s: %s", command.text.partition("=")[0], event.result.text)
        return event

    def ask_prompt(self, command: Command) -> Reply | None:
        """None once the modem prompts for the PDU; its answer if it refused; raises Silence without either."""
        self._port.write(self._engine.start(command))
        event = self._await(PROMPT_TIMEOUT)
        if event is None:
            raise Silence(command.text)
        return event if isinstance(event, Reply) else None

    def send_body(self, pdu_hex: str) -> Reply:
        """The result of the PDU; raises Silence, PortLost or Stopped, after each of which its fate is not known."""
        self._port.write(self._engine.body(pdu_hex))
        event = self._await(SUBMIT_TIMEOUT)
        if not isinstance(event, Reply):
            log.debug("a PDU: no answer")
            raise Silence("the PDU")
        log.debug("a PDU: %s", event.result.text)
        return event

    def listen(self, timeout: float) -> None:
        """Waits up to `timeout` seconds, or until something arrives or somebody wakes the port; keeps the notices."""
        self._take(self._port.read(timeout))
        self._events.clear()

    def resync(self) -> None:
        """Gets a line in doubt back: ESC, drain, AT until OK (modems.md, rule 3); raises Silence if it stays away."""
        self._escape_and_drain()
        for _ in range(KNOCKS):
            try:
                answered = self.ask(Command("AT"), KNOCK_TIMEOUT).result.ok
            except Silence:
                self._escape_and_drain()
                continue
            if answered:
                self._drain(ECHO_OF_A_KNOCK)
                return
        raise Silence("AT")

    def _escape_and_drain(self) -> None:
        self._engine.abandon()
        self._port.write(self._engine.escape())
        self._drain(QUIET)
        self._engine.settled()

    def _drain(self, quiet: float) -> None:
        """Reads until nothing has come for `quiet` seconds; results that come too late are kept."""
        end = time.monotonic() + LONGEST_DRAIN
        quiet_at = time.monotonic() + quiet
        while (now := time.monotonic()) < min(quiet_at, end):
            self._check_stop(now)
            data = self._port.read(quiet_at - now)
            if data:
                quiet_at = time.monotonic() + quiet
            self._take(data)
        self._events.clear()

    def _await(self, timeout: float) -> Reply | Prompt | None:
        """The open command's answer or prompt; None when time is up.

        What is there by then counts, even if the box was so busy that it looks for it only later.
        """
        end = time.monotonic() + timeout
        over = False
        while True:
            while self._events:
                event = self._events.popleft()
                if isinstance(event, Reply | Prompt):
                    return event
            if over:
                return None
            now = time.monotonic()
            over = now >= end
            give_up_at = self._check_stop(now)
            self._take(self._port.read(min(end, give_up_at or end) - now))

    def _check_stop(self, now: float) -> float | None:
        give_up_at = self._give_up_at()
        if give_up_at is not None and now >= give_up_at:
            raise Stopped
        return give_up_at

    def _take(self, data: bytes) -> None:
        for event in self._engine.receive(data):
            if isinstance(event, Notice):
                if event.name.upper() in self.restarts:
                    raise PortLost("The modem has restarted.")
                self.notices.append(event)
            elif isinstance(event, Late):
                if event.line.startswith("+CMGS:"):
                    self.late_results.append(event.line)
            elif isinstance(event, Stray):
                log.debug("The modem said something nobody asked for (%d characters)", len(event.line))
            else:
                self._events.append(event)

        rubbish = (self._engine.rubbish_bytes, self._engine.dropped_lines)
        if rubbish != self._rubbish:
            self._rubbish = rubbish
            log.debug("%d octets so far belonged to no line, and %d lines were too long or too many", *rubbish)

    def give_up(self) -> None:
        """The open command is given up without getting the line back: for a modem that is restarted anyway."""
        self._engine.abandon()
        self._engine.settled()

    def close(self) -> None:
        """Closes the port."""
        self._port.close()


__all__ = ["Link", "PortLost", "Silence", "Stopped"]
