"""What a virtual modem is at the moment: its SIM, the SIM's store, its registration, the settings of the session."""

from dataclasses import dataclass, field
from enum import Enum

from smsbox.modem.virtual.behaviour import Behaviour
from smsbox.modem.virtual.identity import Identity
from smsbox.modem.virtual.model import Model
from smsbox.sms.network import SERVICE_CENTRE

# Slots of a SIM's message store; common cards have 10 to 50.
DEFAULT_SLOTS = 20
# How often a wrong PIN may be given before the SIM asks for its PUK (3GPP TS 31.101 §9.5.1).
PIN_TRIES = 3


class Registration(Enum):
    """Registration with the network; the values are those of `+CREG` (3GPP TS 27.007 §7.2)."""

    OFF = 0
    HOME = 1
    SEARCHING = 2
    DENIED = 3
    ROAMING = 5

    @property
    def served(self) -> bool:
        """Whether texts go out and come in."""
        return self in {Registration.HOME, Registration.ROAMING}


class SimState(Enum):
    """What `+CPIN?` says (3GPP TS 27.007 §8.3)."""

    READY = "READY"
    PIN = "SIM PIN"
    PUK = "SIM PUK"


@dataclass(slots=True)
class Stored:
    """A message in a slot: the PDU in hexadecimal and whether nobody has read it yet."""

    pdu: str
    unread: bool = True


@dataclass(slots=True)
class Store:
    """A message store; slots are counted from 1."""

    capacity: int
    slots: dict[int, Stored] = field(default_factory=dict)

    @property
    def full(self) -> bool:
        """Whether no slot is free."""
        return len(self.slots) >= self.capacity

    def add(self, pdu: str) -> int:
        """Put a message into the lowest free slot, which must exist, and return its index."""
        index = next(index for index in range(1, self.capacity + 1) if index not in self.slots)
        self.slots[index] = Stored(pdu)
        return index


@dataclass(slots=True)
class Sim:
    """A SIM card; `pin` empty means that it asks for none."""

    iccid: str
    imsi: str
    number: str
    store: Store
    smsc: str = SERVICE_CENTRE
    pin: str = ""
    tries: int = PIN_TRIES
    state: SimState = SimState.READY

    @classmethod
    def of(cls, identity: Identity, slots: int) -> "Sim":
        """The SIM that `identity` names, with an empty store."""
        return cls(identity.iccid, identity.imsi, identity.number, Store(slots))

    def power_on(self) -> None:
        """Ask for the PIN again, as after every loss of power."""
        if self.state is not SimState.PUK:
            self.state = SimState.PIN if self.pin else SimState.READY

    def enter_pin(self, pin: str) -> bool:
        """Try `pin`; the last wrong try makes the SIM ask for its PUK."""
        if self.state is not SimState.PIN:
            return False
        if pin != self.pin:
            self.tries -= 1
            if self.tries == 0:
                self.state = SimState.PUK
            return False
        self.tries = PIN_TRIES
        self.state = SimState.READY
        return True


@dataclass(slots=True)
class Session:
    """What AT commands set and a restart forgets."""

    echo: bool = True
    errors: int = 0
    charset: str = "GSM"
    notices: dict[str, int] = field(default_factory=lambda: {"+CREG": 0, "+CGREG": 0, "+CEREG": 0})
    hints: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)
    service: int = 0
    numeric_operator: bool = False
    time_updates: int = 0
    more_messages: int = 0


@dataclass(slots=True)
class Device:
    """All of the modem's state that its parts share."""

    model: Model
    imei: str
    sim: Sim | None
    behaviour: Behaviour
    session: Session = field(default_factory=Session)
    coverage: Registration = Registration.HOME
    signal: int = 20
    radio_on: int = 1
    plugged: bool = False
    hung: bool = False
    booting: bool = False

    @property
    def registration(self) -> Registration:
        """Registration as the modem sees it: none while its radio is off or its SIM is missing or locked."""
        if self.radio_on != 1 or self.sim is None or self.sim.state is not SimState.READY:
            return Registration.OFF
        return self.coverage

    @property
    def reachable(self) -> bool:
        """Whether the network can hand over a message now."""
        return self.plugged and not self.hung and not self.booting and self.registration.served

    def power_on(self) -> None:
        """Forget the session, as after every loss of power."""
        self.session = Session()
        self.radio_on = 1
        self.hung = False
        self.booting = False
        if self.sim is not None:
            self.sim.power_on()
