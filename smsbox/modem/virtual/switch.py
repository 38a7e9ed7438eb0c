"""What a switch is, and the table that they are entered into."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol, TypeVar

from smsbox.modem.virtual.dialogue import Dialogue
from smsbox.modem.virtual.radio import Radio
from smsbox.modem.virtual.state import Device
from smsbox.modem.virtual.values import Read

_NOTHING: Mapping[str, object] = MappingProxyType({})


class Power(Protocol):
    """What a switch can do to the modem as a whole."""

    def unplug(self) -> None:
        """Take the port away."""

    def power_on(self) -> None:
        """Bring the port back."""

    def renumber(self, name: str | None) -> None:
        """Take the port away and bring another one, behind the link `name` if given."""

    def reboot(self, seconds: float) -> None:
        """Restart; silent for so long."""

    def start_sim(self) -> None:
        """The SIM that was put in begins to work."""

    def restart_chatter(self) -> None:
        """The pace of the model's noise has changed."""

    def flap(self, seconds: float) -> None:
        """Lose the network and find it again, each after so long; 0 ends it."""


@dataclass(frozen=True, slots=True)
class Controls:
    """What switches act on."""

    device: Device
    dialogue: Dialogue
    radio: Radio
    power: Power
    slots: int
    noise: random.Random


@dataclass(frozen=True, slots=True)
class Trial:
    """How to try a misbehaviour on a session.

    `value` is what to turn the switch to (None for a switch without a value) and `undo` the switches that end it,
    nothing if it passes by itself.
    """

    value: object = None
    undo: Mapping[str, object] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Switch:
    """One entry of the table.

    `argument` names what it takes ("" for nothing, in brackets if it may be left out), `does` is a sentence for
    people, and `flag` says whether the command line has it, too. `sample` is an exchange with `>` before what a
    program writes and `<` before what the modem says; `trial` is there for what a session must survive.
    """

    name: str
    argument: str
    does: str
    read: Read | None
    apply: Callable[..., None]
    flag: bool = True
    sample: str = ""
    trial: Trial | None = None

    @property
    def optional(self) -> bool:
        """Whether the argument may be left out."""
        return self.argument.startswith("[")

    @property
    def summary(self) -> str:
        """One line that says how to use it and what it does."""
        return f"{' '.join([self.name, self.argument]).strip()}: {self.does}"


SWITCHES: dict[str, Switch] = {}

_Apply = TypeVar("_Apply", bound=Callable[..., None])


def switch(
    argument: str, read: Read | None, does: str, *, flag: bool = True, sample: str = "", trial: Trial | None = None
) -> Callable[[_Apply], _Apply]:
    """Enter a function into the table under its own name; it takes the controls, and what `read` returns if given."""

    def enter(function: _Apply) -> _Apply:
        name = function.__name__
        SWITCHES[name] = Switch(name, argument, does, read, function, flag, sample.strip("\n"), trial)
        return function

    return enter
