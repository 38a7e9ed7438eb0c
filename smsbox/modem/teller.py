"""What a session knows of its modem, told to the daemon whenever it changes."""

from dataclasses import replace

from smsbox.modem.speed import Speed
from smsbox.modem.status import ModemState, ModemStatus, Sink


class Teller:
    """The modem's status. A change that could not be told is told again with the next."""

    def __init__(self, port: str, sink: Sink) -> None:
        self._status = ModemStatus(port)
        self._sink = sink
        self._told = False
        self._speed = Speed()

    @property
    def state(self) -> ModemState:
        """What the modem can do now."""
        return self._status.state

    @property
    def imei(self) -> str | None:
        """None until the modem has told it."""
        return self._status.imei

    @property
    def iccid(self) -> str | None:
        """None until the SIM is known."""
        return self._status.iccid

    @property
    def imsi(self) -> str | None:
        """None where the modem does not tell it."""
        return self._status.imsi

    @property
    def registration(self) -> str | None:
        """How the modem was registered when it was last looked at."""
        return self._status.registration

    @property
    def port(self) -> str:
        """The port's path."""
        return self._status.port

    def note(self, **values: str | None) -> None:
        """Takes something new, to be told with the next state."""
        status = replace(self._status, **values)  # type: ignore[arg-type]
        if status.imei != self._status.imei:
            self._speed = Speed()
            status = replace(status, seconds_per_part=None)
        self._told = self._told and status == self._status
        self._status = status

    def forget(self) -> None:
        """It is not known any more which modem is at the port."""
        self._status = ModemStatus(self._status.port, self._status.state)
        self._speed = Speed()
        self._told = False

    def sent(self, seconds: float) -> None:
        """A part was sent, in so long a time; the modem's speed is told if that changes it."""
        if self._speed.sent(seconds):
            self.tell(self.state, seconds_per_part=self._speed.told)

    def tell(self, state: ModemState, **values: str | float | None) -> None:
        """The modem is in `state` now."""
        status = replace(self._status, state=state, **values)  # type: ignore[arg-type]
        if status != self._status or not self._told:
            self._status, self._told = status, False
            self._sink.changed(status)
            self._told = True
