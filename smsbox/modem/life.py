"""One life of a modem's port: from the first knock to whatever ends it.

A life does one thing after another: take what the modem said, look at SIM and network, sweep the stores
when something has arrived, send the part it was given.
"""

import logging
import time
from collections.abc import Callable
from contextlib import suppress

from smsbox.at import replies
from smsbox.at.engine import Command
from smsbox.at.replies import BadReply, Registration
from smsbox.errors import PortLost
from smsbox.modem import commands, pin, sending, ussd
from smsbox.modem.link import Link
from smsbox.modem.mailbox import Mailbox
from smsbox.modem.profiles.loader import choose
from smsbox.modem.profiles.profile import Profile, UsbId
from smsbox.modem.smsc import Smsc
from smsbox.modem.status import ModemState, Outcome, Sink, Submission
from smsbox.modem.teller import Teller
from smsbox.modem.work import Work

log = logging.getLogger(__name__)

SWEEP_EVERY = 60.0
"""Seconds: a hint can be lost, so the stores are looked at anyway (reliability.md S25)."""

LOOK_EVERY = 60.0
"""Seconds between looks at network and signal of a modem that works."""

REGISTRATION_AGE = 5.0
"""Seconds for which a registration is believed that the modem does not tell changes of: about the time of one text."""

TIME_AGAIN = 4.0
"""Seconds to a modem's second look: only two readings of its clock show that it runs."""

LOOK_AGAIN = 5.0
"""Seconds between looks at a modem that cannot send: SIM missing, no network."""

WAKE_EVERY = 180.0
"""Seconds between tries to find a SIM that may have been put into a modem that does not notice it."""

WAKE_SIM = ("AT+CFUN=0", "AT+CFUN=1")
"""Takes the SIM's power away and gives it back (3GPP TS 27.007 §8.2); the radio alone off (4) would leave it on."""

HINTS = frozenset({"+CMTI", "+CDSI"})
CHANGES = frozenset({"+CREG", "+CGREG", "+CEREG", "+CPIN", "^SIMST", "+ZUSIMR", "#QSS"})
"""Notices after which network and SIM are looked at."""


class Life:
    """A connected modem. `hint` is true while something may wait in its stores; `code` is a USSD code to ask."""

    def __init__(
        self, link: Link, usb: UsbId | None, teller: Teller, work: Work, sink: Sink, stopping: Callable[[], bool]
    ) -> None:
        self._link = link
        self._usb = usb
        self._teller = teller
        self._work = work
        self._sink = sink
        self._stopping = stopping
        self.hint = True
        self._sweep_at = 0.0
        self._look_at = 0.0
        self._announced = False
        self._registered_at = 0.0
        self._send_at = 0.0
        self._woken = False
        self._wake_at: float | None = None
        self._locked: pin.Locked | None = None
        self._time_readings = 0
        self._reference = int(time.time()) % 256
        self._smsc = Smsc(link, sink)
        self._long_text: int | None = None
        self.code: str | None = None

    def connect(self) -> Profile:
        """Gets the line, learns who the modem is, and sets it up as its family wants; returns the family."""
        self._link.resync()
        commands.prepare(self._link)
        identity = commands.identify(self._link)
        self._teller.note(imei=identity.imei, model=identity.model, iccid=None)
        self._profile = choose(usb=self._usb, identification=identity.says)
        for command in self._profile.start:
            self._link.ask(Command(command, bare=True))
        self._mailbox = Mailbox(self._profile.messages)
        self._link.restarts = frozenset(name.upper() for name in self._profile.notices.restarted)
        return self._profile

    @property
    def available(self) -> bool:
        """Whether a part handed over now would be sent at once."""
        return (
            self._teller.state is ModemState.READY
            and self._work.idle
            and not self.hint
            and time.monotonic() >= self._send_at
            and not self._stopping()
        )

    def serve(self) -> None:
        """Works until the session is to end, or an exception ends the life."""
        while not self._stopping():
            if not self.step():
                self._link.listen(self._idle_seconds())

    def step(self) -> bool:
        """The most urgent thing there is to do; whether there was any."""
        now = time.monotonic()
        if self._link.notices or self._link.late_results:
            self._take_notices()
        elif now >= self._look_at:
            self._look()
        elif self._teller.iccid is not None and (self.hint or now >= self._sweep_at):
            self._sweep()
        elif self._work.waiting is not None:
            self._send()
        elif self.code is not None and self._teller.state is ModemState.READY:
            self._ask_network(self.code)
        elif self._send_at and now >= self._send_at:
            self._send_at = 0.0
            self._offer()
        else:
            return False
        return True

    def _idle_seconds(self) -> float:
        return min(self._look_at, self._sweep_at, self._send_at or self._sweep_at) - time.monotonic()

    def _offer(self) -> None:
        if self.available:
            self._sink.free()

    def _take_notices(self) -> None:
        while self._link.late_results:
            self._work.credit(sending.reference_in(self._link.late_results.popleft()))
        notices = self._profile.notices
        while self._link.notices:
            notice = self._link.notices.popleft()
            if notice.pdu is not None:
                self._take_pdu(notice.name, notice.pdu)
            said = notice.line.upper()
            ready = said.startswith(notices.ready)
            if notice.name in HINTS or said.startswith(notices.full) or ready:
                self.hint = True
            if notice.name == "^MODE":
                self._note_technology(notice.line)
            if notice.name in CHANGES or ready:
                self._look_at = 0.0

    def _take_pdu(self, name: str, pdu: str) -> None:
        """A text or report that the modem gave directly: kept, then acknowledged."""
        if self._teller.iccid is None:
            self.hint = True
            return
        if name == "+CDS" and not self._profile.messages.acknowledge:
            self._sink.reported(self._teller.iccid, pdu)
            return
        self._sink.store(self._teller.iccid, (pdu,))
        if name == "+CMT":
            self._work.give_back()
        self._mailbox.acknowledge(self._link)

    def _look(self) -> None:
        """SIM and network; a SIM that is seen anew is set up for receiving."""
        state, tries = self._sim_trouble()
        if state is not None:
            self._look_at = self._sweep_at = time.monotonic() + LOOK_AGAIN
            self._teller.tell(state, iccid=None, pin_tries=tries)
            return
        self._woken, self._wake_at, self._locked = False, None, None
        if self._teller.iccid is None or self._sim_was_swapped():
            self._meet_sim()
        elif self._mailbox.forgotten(self._link):
            raise PortLost("The modem has lost its settings.")
        network = commands.network(self._link, roaming_allowed=self._sink.roaming_allowed())
        self._announced, self._registered_at = network.announced, time.monotonic()
        state = network.state
        if state is ModemState.READY and not self._smsc.known(self._teller.iccid or ""):
            state = ModemState.NO_SMSC
        self._look_at = time.monotonic() + (LOOK_EVERY if state is ModemState.READY else LOOK_AGAIN)
        was_available = self.available
        self._teller.tell(
            state,
            registration=network.registration.value,
            operator=network.operator,
            signal=network.signal,
            technology=network.technology or self._profile.technology,
        )
        if state is ModemState.READY:
            self._read_time()
        if not was_available:
            self._offer()

    def _read_time(self) -> None:
        told = commands.network_time(self._link, self._profile.clock)
        if told is not None:
            self._sink.network_time(told)
        self._time_readings += 1
        if self._time_readings == 1:
            self._look_at = time.monotonic() + TIME_AGAIN

    def _note_technology(self, line: str) -> None:
        with suppress(BadReply):
            self._teller.note(technology=replies.mode(line))

    def _sim_trouble(self) -> tuple[ModemState | None, int | None]:
        """None once the SIM is ready, after what can be done for it without harm; and the tries left for its PIN."""
        state = commands.sim_state(self._link)
        if state is ModemState.PIN_NEEDED:
            iccid = commands.iccid(self._link, self._profile.sim) or f"imei:{self._teller.imei}"
            locked = pin.unlock(self._link, self._profile.sim, iccid, self._sink)
            if locked is not None:
                self._log_locked(locked)
                return locked.state, locked.tries
            state = commands.sim_state(self._link)
        elif state is ModemState.NO_SIM and self._may_wake(time.monotonic()):
            for command in WAKE_SIM:
                self._link.ask(Command(command))
            state = commands.sim_state(self._link)
        return state, None

    def _log_locked(self, locked: pin.Locked) -> None:
        """Once per change: it is looked at every few seconds."""
        if locked != self._locked:
            left = "not told" if locked.tries is None else locked.tries
            log.warning("Modem at %s: %s, tries left for the SIM's PIN: %s", self._teller.port, locked.state, left)
        self._locked = locked

    def _may_wake(self, now: float) -> bool:
        """Whether to try now: once where that may bring up a SIM, again and again where one may be in unnoticed."""
        if self._wake_at is None:
            self._wake_at = now + WAKE_EVERY
        if not self._woken and self._can_be_woken():
            self._woken = True
            return True
        if self._profile.sim.hot_plug or now < self._wake_at:
            return False
        self._wake_at = now + WAKE_EVERY
        return True

    def _can_be_woken(self) -> bool:
        """Whether its power switched off and on may bring the SIM up."""
        return self._profile.sim.woken_by_radio or commands.sim_failed(self._link)

    def _sim_was_swapped(self) -> bool:
        """Whether another SIM is in the modem than the one that it was set up with (modems.md, rule 8)."""
        imsi = commands.imsi(self._link)
        return imsi is not None and imsi != self._teller.imsi

    def _meet_sim(self) -> None:
        self._teller.tell(ModemState.CONNECTING, iccid=None, pin_tries=None)
        sim = commands.sim_identity(self._link, self._profile.sim)
        iccid = sim.iccid or (sim.imsi and f"imsi:{sim.imsi}") or f"imei:{self._teller.imei or self._teller.port}"
        self._mailbox.set_up(self._link)
        commands.announce_registration(self._link)
        commands.name_operators(self._link)
        commands.take_network_time(self._link, self._profile.clock)
        self._work.give_back()  # what was handed over meanwhile was meant for the SIM of before
        self._teller.note(iccid=iccid, imsi=sim.imsi, number=sim.number)
        self.hint = True

    def _sweep(self) -> None:
        """Everything in the stores is kept by the daemon, and only then deleted (S20)."""
        self.hint = False
        self._sweep_at = time.monotonic() + SWEEP_EVERY
        if self._mailbox.sweep(self._link, self._keep):
            self.hint = True  # what waited in the network for a free slot comes now
        self._offer()

    def _keep(self, pdus: tuple[str, ...]) -> frozenset[str]:
        assert self._teller.iccid is not None
        stay = self._sink.store(self._teller.iccid, pdus)
        self._work.give_back()
        return stay

    def _ask_network(self, code: str) -> None:
        self.code = None
        answer = ussd.ask(self._link, code, self._profile.ussd)
        if self._teller.iccid is not None:
            self._sink.network_said(self._teller.iccid, code, answer)
        self._offer()

    def _send(self) -> None:
        submission = self._work.waiting
        if submission is None or self._teller.state is not ModemState.READY:
            self._work.give_back()
            return
        self._link.listen(0.0)
        if self._link.notices:
            return  # what has just been said comes before the text
        if self._may_be_abroad():
            self._look_at = 0.0
            return
        self._keep_link_open(submission)
        self._reference = (self._reference + 1) % 256
        began = time.monotonic()
        result = sending.send(self._link, self._work, submission, self._reference)
        seconds = time.monotonic() - began + self._profile.messages.pause
        if result.outcome in (Outcome.MODEM_TROUBLE, Outcome.REFUSED_BY_DEVICE):
            self._look_at = 0.0
        if self._profile.messages.pause:
            self._send_at = time.monotonic() + self._profile.messages.pause
        self._work.finish(result)
        if result.outcome is Outcome.SENT:
            self._teller.sent(seconds)

    def _may_be_abroad(self) -> bool:
        """Whether to look at the network before a text, because it may cost what the shop does not want to pay."""
        if self._teller.registration == Registration.ROAMING.value and not self._sink.roaming_allowed():
            return True
        now = time.monotonic()
        if self._announced or now < self._registered_at + REGISTRATION_AGE:
            return False
        self._registered_at = now
        return commands.registration(self._link).value != self._teller.registration

    def _keep_link_open(self, submission: Submission) -> None:
        """A long text's parts go over one link where the family can; it is said for each text, since modems forget."""
        long = submission.concat is not None and self._profile.messages.long_link
        if long and submission.message_id != self._long_text:
            self._link.ask(Command("AT+CMMS=2"))
        self._long_text = submission.message_id if long else None
