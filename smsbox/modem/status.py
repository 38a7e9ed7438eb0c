"""What passes between a modem's session and the daemon: states, work, results."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from typing import Protocol

from smsbox.sms.concat import Concat
from smsbox.sms.segments import Encoding


class ModemState(StrEnum):
    """What a modem can do now; only a `ready` one is given texts to send."""

    WAITING = "waiting"
    CONNECTING = "connecting"
    READY = "ready"
    NO_SIM = "no_sim"
    PIN_NEEDED = "pin_needed"
    PIN_REFUSED = "pin_refused"
    PIN_LAST_TRY = "pin_last_try"
    PUK_NEEDED = "puk_needed"
    SEARCHING = "searching"
    DENIED = "denied"
    ROAMING = "roaming"
    NO_SMSC = "no_smsc"
    LOST = "lost"
    STOPPED = "stopped"


@dataclass(frozen=True)
class ModemStatus:
    """A modem as its session knows it. `imei` and `iccid` are None until the modem has told them; signal in dBm.

    `technology` is "2G" to "5G"; `seconds_per_part` is measured, None until a part has been sent. `pin_tries` are left
    for the SIM's PIN, None unless it asks for that and the modem tells them.
    """

    port: str
    state: ModemState = ModemState.WAITING
    imei: str | None = None
    model: str | None = None
    iccid: str | None = None
    imsi: str | None = None
    number: str | None = None
    operator: str | None = None
    registration: str | None = None
    signal: int | None = None
    technology: str | None = None
    seconds_per_part: float | None = None
    last_error: str | None = None
    pin_tries: int | None = None


@dataclass(frozen=True)
class Submission:
    """One part to send. `message_id` and `part` only come back with the result; `validity` is the network's time.

    `flash`: the phone shows it at once and does not keep it (message class 0, 3GPP TS 23.038 §4).
    """

    message_id: int
    part: int
    number: str
    text: str
    encoding: Encoding
    concat: Concat | None
    validity: timedelta
    flash: bool = False


class Outcome(Enum):
    """What became of a submission (reliability.md S6)."""

    SENT = "the network accepted it"
    REFUSED = "refused for good"
    REFUSED_FOR_NOW = "refused, may work later"
    REFUSED_BY_DEVICE = "handed over, and refused because the modem, SIM or network cannot send now"
    MODEM_TROUBLE = "certainly not sent: the modem, SIM or network cannot send now"
    NOT_SENT = "certainly not sent: it was never handed over"
    UNKNOWN = "handed over, and the result is lost"


@dataclass(frozen=True)
class SubmitResult:
    """The outcome of a submission; `reference` is the network's TP-MR where it told one, `words` are for staff.

    `code` is that of the network's refusal (+CMS ERROR, 3GPP TS 27.005 §3.2.5).
    """

    submission: Submission
    outcome: Outcome
    reference: int | None = None
    words: str | None = None
    code: int | None = None


class Sink(Protocol):
    """The daemon, as a session sees it. Every method may be called from the session's thread at any time."""

    def changed(self, status: ModemStatus) -> None:
        """Something about the modem is different."""

    def finished(self, result: SubmitResult) -> None:
        """A submission has ended; may come a second time with SENT when the answer of an UNKNOWN one turns up late."""

    def free(self) -> None:
        """The session can take a submission."""

    def store(self, iccid: str, pdus: tuple[str, ...]) -> frozenset[str]:
        """Keeps received PDUs (hex) durably before it returns; returns those that should stay on the SIM.

        Whatever it raises means that nothing was kept, and nothing is deleted.
        """

    def reported(self, iccid: str, pdu: str) -> None:
        """A status report (hex) that nobody waits for: the modem gave it away and wants no acknowledgement."""

    def roaming_allowed(self) -> bool:
        """Whether texts may be sent on a foreign network."""

    def pin(self) -> str | None:
        """The PIN that the shop gave for its SIMs, None if it gave none."""

    def claim_pin_attempt(self, iccid: str, pin: str) -> bool:
        """Writes down, durably, that this PIN is tried on this SIM now; False if it was tried before."""

    def pin_was_right(self, iccid: str, pin: str) -> None:
        """The SIM took this PIN: it may be given again when the SIM asks for it after a loss of power."""

    def smsc(self, iccid: str) -> str | None:
        """The message centre (E.164) that the shop wants on this SIM, None if it leaves what is there."""

    def network_said(self, iccid: str, code: str, answer: str | None) -> None:
        """The network's answer to a USSD code, None if it gave none."""

    def network_time(self, told: datetime) -> None:
        """The modem's clock shows `told`, aware; it may be anything, if the network has told it no time."""

    def recovering(self, step: str, failures: int) -> None:
        """The modem has failed `failures` times in a row, and this was done about it."""
