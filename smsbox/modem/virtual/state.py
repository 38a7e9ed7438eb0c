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
    """A message store; slots are counted from `first`."""

    capacity: int
    slots: dict[int, Stored] = field(default_factory=dict)
    first: int = 1

    @property
    def indexes(self) -> range:
        """The indexes of all slots."""
        return range(self.first, self.first + self.capacity)

    @property
    def full(self) -> bool:
        """Whether no slot is free."""
        return len(self.slots) >= self.capacity

    def add(self, pdu: str) -> int:
        """Put a message into the lowest free slot, which must exist, and return its index."""
        index = next(index for index in self.indexes if index not in self.slots)
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
    def of(cls, identity: Identity, slots: int, first: int = 1) -> "Sim":
        """The SIM that `identity` names, with an empty store whose slots count from `first`."""
        return cls(identity.iccid, identity.imsi, identity.number, Store(slots, first=first))

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
    chatter: bool = True
    stores: tuple[str, str, str] = ("SM", "SM", "SM")

    @classmethod
    def of(cls, model: Model) -> "Session":
        """What a model starts with."""
        preferred = model.storing.preferred
        return cls(errors=model.answers.errors, stores=(preferred, preferred, preferred))


@dataclass(slots=True)
class Device:
    """All of the modem's state that its parts share.

    `sim_busy` lasts from a start until the SIM can be used, `sim_failed` until the radio was switched off and on.
    `deaf` means that it echoes and never answers, `online` is ZTE's operating mode, which outlasts a loss of power.
    `tells_registration` means that `AT+CREG=1` is taken, so that changes are told unasked.
    `pocket` is the SIM that was taken out last, `unseen` one that was put in and not noticed for want of `hot_plug`.
    `memory` are the stores that are not the SIM's.
    `ussd` holds the answers to codes that were set, None for a code that nobody knows.
    """

    model: Model
    imei: str
    sim: Sim | None
    behaviour: Behaviour
    session: Session = field(init=False)
    memory: dict[str, Store] = field(init=False)
    ussd: dict[str, str | None] = field(default_factory=dict)
    coverage: Registration = Registration.HOME
    signal: int = 20
    radio_on: int = 1
    plugged: bool = False
    hung: bool = False
    deaf: bool = False
    booting: bool = False
    sim_busy: bool = False
    sim_failed: bool = False
    online: bool = True
    tells_registration: bool = True
    pocket: Sim | None = None
    hot_plug: bool = True
    unseen: Sim | None = None

    def __post_init__(self) -> None:
        storing = self.model.storing
        self.session = Session.of(self.model)
        self.memory = {name: Store(slots, first=storing.first) for name, slots in storing.stores.items() if slots}

    def store(self, name: str) -> Store:
        """The store called `name`, which the model must have, as the SIM must be there."""
        if name in self.memory:
            return self.memory[name]
        assert self.sim is not None
        return self.sim.store

    @property
    def registration(self) -> Registration:
        """Registration as the modem sees it: none while its radio is off or its SIM is missing, locked or starting."""
        usable = self.sim is not None and self.sim.state is SimState.READY and not (self.sim_busy or self.sim_failed)
        if self.radio_on != 1 or not self.online or not usable:
            return Registration.OFF
        return self.coverage

    @property
    def reachable(self) -> bool:
        """Whether the network can hand over a message now."""
        return self.plugged and not (self.hung or self.deaf or self.booting) and self.registration.served

    def find_sim(self) -> None:
        """The SIM's power is switched off and on: one that was put in unnoticed is found."""
        if self.unseen is not None:
            self.sim, self.unseen = self.unseen, None

    def power_on(self) -> None:
        """Forget the session, as after every loss of power."""
        self.find_sim()
        self.session = Session.of(self.model)
        self.radio_on = 1
        self.hung = self.deaf = False
        self.booting = False
        if self.sim is not None:
            self.sim.power_on()
