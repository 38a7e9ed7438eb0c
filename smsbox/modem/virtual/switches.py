"""The table of switches: each changes how the modem behaves, or does something to it, while it runs.

A new one is a method with an entry `@switch(...)`; the command's flags, the control socket's `help` and the errors
are made from the table.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from smsbox.errors import BadInput
from smsbox.modem.virtual.behaviour import Refusals
from smsbox.modem.virtual.dialogue import Dialogue
from smsbox.modem.virtual.identity import Identity
from smsbox.modem.virtual.state import PIN_TRIES, Device, Registration, Sim, SimState
from smsbox.modem.virtual.values import (
    Read,
    read_count,
    read_pin,
    read_refusals,
    read_registration,
    read_seconds,
    read_signal,
    read_text,
    read_yes,
    up_to,
)

# Octets of one line of noise, without its end.
NOISE_LENGTH = 24
MOST_NOISE = 1000
# Seconds of silence of a restart that does not say how long.
RESTART = 2.0


class Power(Protocol):
    """What a switch can do to the modem as a whole."""

    def unplug(self) -> None:
        """Take the port away."""

    def power_on(self) -> None:
        """Bring the port back."""

    def reboot(self, seconds: float) -> None:
        """Restart; silent for so long."""


@dataclass(frozen=True, slots=True)
class Controls:
    """What switches act on."""

    device: Device
    dialogue: Dialogue
    power: Power
    slots: int
    noise: random.Random


@dataclass(frozen=True, slots=True)
class Switch:
    """One entry of the table.

    `argument` names what it takes ("" for nothing, in brackets if it may be left out), `does` is a sentence for
    people, and `flag` says whether the command line has it, too.
    """

    name: str
    argument: str
    does: str
    read: Read | None
    apply: Callable[..., None]
    flag: bool = True

    @property
    def optional(self) -> bool:
        """Whether the argument may be left out."""
        return self.argument.startswith("[")


SWITCHES: dict[str, Switch] = {}

_Apply = TypeVar("_Apply", bound=Callable[..., None])


def switch(argument: str, read: Read | None, does: str, *, flag: bool = True) -> Callable[[_Apply], _Apply]:
    """Enter a function into the table under its own name; it takes the controls, and what `read` returns if given."""

    def enter(function: _Apply) -> _Apply:
        name = function.__name__
        SWITCHES[name] = Switch(name, argument, does, read, function, flag)
        return function

    return enter


def turn(controls: Controls, values: Mapping[str, object]) -> None:
    """Turn the switches named; raises BadInput with one sentence, before any is turned if a name or value is wrong."""
    actions = [_action(controls, name, value) for name, value in values.items()]
    for action in actions:
        action()
    controls.dialogue.settle()


def _action(controls: Controls, name: str, value: object) -> Callable[[], None]:
    entry = SWITCHES.get(name)
    if entry is None:
        raise BadInput(f"There is no switch {name!r}; the switches are: {', '.join(sorted(SWITCHES))}.", name)
    if entry.read is None:
        return partial(entry.apply, controls)
    if value is None and entry.optional:
        return partial(entry.apply, controls)
    if value is None:
        raise BadInput(f"{name} needs a value: {entry.argument}.", name)
    return partial(entry.apply, controls, entry.read(name, value))


@switch("SECONDS", read_seconds, "Time between Ctrl-Z and the answer to every text.")
def latency(controls: Controls, seconds: float) -> None:
    controls.device.behaviour.latency = seconds


@switch("SECONDS", read_seconds, "Time before the answer to every other command.")
def command_latency(controls: Controls, seconds: float) -> None:
    controls.device.behaviour.command_latency = seconds


@switch("SECONDS", read_seconds, "The next text goes out, its answer comes that much later; commands wait meanwhile.")
def late(controls: Controls, seconds: float) -> None:
    controls.device.behaviour.late = seconds


@switch("N", read_count, "The next N texts go out, but no answer comes.")
def swallow(controls: Controls, count: int) -> None:
    controls.device.behaviour.swallow = count


@switch(
    "N[:CODE]",
    read_refusals,
    "The next N texts do not go out and are answered +CMS ERROR: CODE (500 if not given).",
)
def reject(controls: Controls, refusals: Refusals) -> None:
    controls.device.behaviour.reject = refusals


@switch("N", read_count, "The next N texts go out, but are answered +CMS ERROR: 500.")
def error_after(controls: Controls, count: int) -> None:
    controls.device.behaviour.error_after = count


@switch("N", read_count, "The next N AT+CMGS get no prompt, though the modem waits for the message.")
def no_prompt(controls: Controls, count: int) -> None:
    controls.device.behaviour.no_prompt = count


@switch("N", read_count, "The next N inbound texts are stored without their +CMTI.")
def lose_hint(controls: Controls, count: int) -> None:
    controls.device.behaviour.lose_hint = count


@switch("N", read_count, "The next N answers have a +CMTI inside them; meanwhile inbound texts are hinted there only.")
def cmti_inside(controls: Controls, count: int) -> None:
    controls.device.behaviour.cmti_inside = count


@switch("SECONDS", read_seconds, "Every answer comes in two halves, that long apart; 0 ends it.")
def split(controls: Controls, seconds: float) -> None:
    controls.device.behaviour.split = seconds


@switch("N", up_to(MOST_NOISE), "Send N lines of random octets, no valid UTF-8, at once.", flag=False)
def noise(controls: Controls, count: int) -> None:
    octets = [octet for octet in range(1, 256) if octet not in b"\r\n"]
    for _ in range(count):
        line = bytes(controls.noise.choices(octets, k=NOISE_LENGTH))
        controls.dialogue.emit(b"\r\n\xff" + line + b"\r\n")


@switch("on|off", read_yes, "Whether texts that ask for a status report get one.")
def reports(controls: Controls, wanted: bool) -> None:
    controls.device.behaviour.reports = wanted


@switch("SECONDS", read_seconds, "Time between a text and its status report.")
def report_delay(controls: Controls, seconds: float) -> None:
    controls.device.behaviour.report_delay = seconds


@switch("N", up_to(255), "The TP-Status in status reports: 0 delivered, 48 still trying, 70 failed.")
def report_status(controls: Controls, status: int) -> None:
    controls.device.behaviour.report_status = status


@switch("on|off", read_yes, "Whether the log shows every command line, too.")
def trace(controls: Controls, wanted: bool) -> None:
    controls.device.behaviour.trace = wanted


@switch(
    "home|roaming|searching|denied|off",
    read_registration,
    "The registration with the network; none but home and roaming serve.",
)
def registration(controls: Controls, wanted: Registration) -> None:
    controls.device.coverage = wanted


@switch("0-31|99", read_signal, "The signal strength of +CSQ; 99 is unknown.")
def signal(controls: Controls, level: int) -> None:
    controls.device.signal = level


@switch("DIGITS", read_pin, "The SIM asks for this PIN from now on; empty for none.")
def pin(controls: Controls, digits: str) -> None:
    sim = controls.device.sim
    if sim is None:
        raise BadInput("There is no SIM to give a PIN; insert_sim first.", "pin")
    sim.pin, sim.tries = digits, PIN_TRIES
    sim.state = SimState.PIN if digits else SimState.READY


@switch("", None, "Take the SIM out.")
def remove_sim(controls: Controls) -> None:
    controls.device.sim = None


@switch("[NAME]", read_text, "Put in the SIM that belongs to NAME, with an empty store.", flag=False)
def insert_sim(controls: Controls, name: str = "another SIM") -> None:
    controls.device.sim = Sim.of(Identity.of_name(name), controls.slots)


@switch("", None, "The modem reads and never answers, until unhang or plug.")
def hang(controls: Controls) -> None:
    controls.dialogue.reset()
    controls.device.hung = True


@switch("", None, "The modem answers again; what it was told meanwhile is lost.", flag=False)
def unhang(controls: Controls) -> None:
    controls.device.hung = False


@switch("", None, "Pull the plug: the port and its link go away.", flag=False)
def unplug(controls: Controls) -> None:
    controls.power.unplug()


@switch("", None, "Plug the modem in again: a new port behind the same link.", flag=False)
def plug(controls: Controls) -> None:
    controls.power.power_on()


@switch(
    "[SECONDS]",
    read_seconds,
    "Restart on the same port: silent so long (2 if not given), then its greeting.",
    flag=False,
)
def reboot(controls: Controls, seconds: float = RESTART) -> None:
    controls.power.reboot(seconds)
