"""The table of switches: each changes how the modem behaves, or does something to it, while it runs.

A new one is a method with an entry `@switch(...)`; the command's flags, the control socket's `help` and the errors
are made from the table.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from smsbox.errors import BadInput
from smsbox.modem.virtual.behaviour import Refusals
from smsbox.modem.virtual.dialogue import Dialogue
from smsbox.modem.virtual.identity import Identity
from smsbox.modem.virtual.state import PIN_TRIES, Device, Registration, Sim, SimState

# Octets of one line of noise, without its end.
NOISE_LENGTH = 24
# The longest time and the highest count that a switch takes; more is a slip of the keyboard.
LONGEST_SECONDS = 86_400.0
HIGHEST_COUNT = 1_000_000


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
    apply: Callable[[Controls, object], None]
    flag: bool = True


SWITCHES: dict[str, Switch] = {}

_Plain = Callable[[Controls, object], None]


def switch(argument: str, does: str, *, flag: bool = True) -> Callable[[_Plain], _Plain]:
    """Enter a function into the table under its own name."""

    def enter(function: _Plain) -> _Plain:
        name = function.__name__
        SWITCHES[name] = Switch(name, argument, does, function, flag)
        return function

    return enter


def apply(controls: Controls, name: str, value: object = None) -> None:
    """Turn the switch called `name`; raises BadInput with one sentence for an unknown name or a bad value."""
    entry = SWITCHES.get(name)
    if entry is None:
        raise BadInput(f"There is no switch {name!r}; the switches are: {', '.join(sorted(SWITCHES))}.", name)
    if entry.argument and value is None and not entry.argument.startswith("["):
        raise BadInput(f"{name} needs a value: {entry.argument}.", name)
    entry.apply(controls, value)
    controls.dialogue.settle()


@switch("SECONDS", "Time between Ctrl-Z and the answer to every text.")
def latency(controls: Controls, value: object) -> None:
    controls.device.behaviour.latency = _seconds("latency", value)


@switch("SECONDS", "Time before the answer to every other command.")
def command_latency(controls: Controls, value: object) -> None:
    controls.device.behaviour.command_latency = _seconds("command_latency", value)


@switch("SECONDS", "The next text goes out, its answer comes that much later; commands wait meanwhile.")
def late(controls: Controls, value: object) -> None:
    controls.device.behaviour.late = _seconds("late", value)


@switch("N", "The next N texts go out, but no answer comes.")
def swallow(controls: Controls, value: object) -> None:
    controls.device.behaviour.swallow = _count("swallow", value)


@switch("N[:CODE]", "The next N texts do not go out and are answered +CMS ERROR: CODE (500 if not given).")
def reject(controls: Controls, value: object) -> None:
    count, _, code = str(value).partition(":")
    controls.device.behaviour.reject = Refusals(
        _count("reject", count), _count("reject", code, most=65_535) if code else 500
    )


@switch("N", "The next N texts go out, but are answered +CMS ERROR: 500.")
def error_after(controls: Controls, value: object) -> None:
    controls.device.behaviour.error_after = _count("error_after", value)


@switch("N", "The next N AT+CMGS get no prompt, though the modem waits for the message.")
def no_prompt(controls: Controls, value: object) -> None:
    controls.device.behaviour.no_prompt = _count("no_prompt", value)


@switch("N", "The next N inbound texts are stored without their +CMTI.")
def lose_hint(controls: Controls, value: object) -> None:
    controls.device.behaviour.lose_hint = _count("lose_hint", value)


@switch("N", "The next N answers have a +CMTI inside them; meanwhile inbound texts are hinted there only.")
def cmti_inside(controls: Controls, value: object) -> None:
    controls.device.behaviour.cmti_inside = _count("cmti_inside", value)


@switch("SECONDS", "Every answer comes in two halves, that long apart; 0 ends it.")
def split(controls: Controls, value: object) -> None:
    controls.device.behaviour.split = _seconds("split", value)


@switch("N", "Send N lines of random octets, no valid UTF-8, at once.", flag=False)
def noise(controls: Controls, value: object) -> None:
    octets = [octet for octet in range(1, 256) if octet not in b"\r\n"]
    for _ in range(_count("noise", value, most=1000)):
        line = bytes(controls.noise.choices(octets, k=NOISE_LENGTH))
        controls.dialogue.emit(b"\r\n\xff" + line + b"\r\n")


@switch("on|off", "Whether texts that ask for a status report get one.")
def reports(controls: Controls, value: object) -> None:
    controls.device.behaviour.reports = _yes("reports", value)


@switch("SECONDS", "Time between a text and its status report.")
def report_delay(controls: Controls, value: object) -> None:
    controls.device.behaviour.report_delay = _seconds("report_delay", value)


@switch("N", "The TP-Status in status reports: 0 delivered, 48 still trying, 70 failed.")
def report_status(controls: Controls, value: object) -> None:
    controls.device.behaviour.report_status = _count("report_status", value, most=255)


@switch("on|off", "Whether the log shows every command line, too.")
def trace(controls: Controls, value: object) -> None:
    controls.device.behaviour.trace = _yes("trace", value)


@switch("home|roaming|searching|denied|off", "The registration with the network; none but home and roaming serve.")
def registration(controls: Controls, value: object) -> None:
    try:
        wanted = Registration[str(value).upper()]
    except KeyError:
        raise BadInput(
            f"registration must be home, roaming, searching, denied or off, not {value!r}.", "registration"
        ) from None
    controls.device.coverage = wanted


@switch("0-31|99", "The signal strength of +CSQ; 99 is unknown.")
def signal(controls: Controls, value: object) -> None:
    level = _count("signal", value, most=99)
    if 31 < level < 99:
        raise BadInput(f"signal must be 0 to 31, or 99 for unknown, not {level}.", "signal")
    controls.device.signal = level


@switch("DIGITS", "The SIM asks for this PIN from now on; empty for none.")
def pin(controls: Controls, value: object) -> None:
    digits = "" if value in {"", "off"} else str(value)
    if digits and not (digits.isascii() and digits.isdecimal() and 4 <= len(digits) <= 8):
        raise BadInput("pin must be 4 to 8 digits, or empty for none.", "pin")
    sim = controls.device.sim
    if sim is None:
        raise BadInput("There is no SIM to give a PIN; insert_sim first.", "pin")
    sim.pin, sim.tries = digits, PIN_TRIES
    sim.state = SimState.PIN if digits else SimState.READY


@switch("", "Take the SIM out.")
def remove_sim(controls: Controls, _value: object) -> None:
    controls.device.sim = None


@switch("[NAME]", "Put in the SIM that belongs to NAME, with an empty store.", flag=False)
def insert_sim(controls: Controls, value: object) -> None:
    name = "another SIM" if value is None else str(value)
    controls.device.sim = Sim.of(Identity.of_name(name), controls.slots)


@switch("", "The modem reads and never answers, until unhang or plug.")
def hang(controls: Controls, _value: object) -> None:
    controls.dialogue.reset()
    controls.device.hung = True


@switch("", "The modem answers again; what it was told meanwhile is lost.", flag=False)
def unhang(controls: Controls, _value: object) -> None:
    controls.device.hung = False


@switch("", "Pull the plug: the port and its link go away.", flag=False)
def unplug(controls: Controls, _value: object) -> None:
    controls.power.unplug()


@switch("", "Plug the modem in again: a new port behind the same link.", flag=False)
def plug(controls: Controls, _value: object) -> None:
    controls.power.power_on()


@switch("[SECONDS]", "Restart on the same port: silent so long (2 if not given), then its greeting.", flag=False)
def reboot(controls: Controls, value: object) -> None:
    controls.power.reboot(2.0 if value is None else _seconds("reboot", value))


def _seconds(name: str, value: object) -> float:
    try:
        seconds = float(str(value))
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= LONGEST_SECONDS:
        raise BadInput(f"{name} must be seconds, 0 to {LONGEST_SECONDS:.0f}, not {value!r}.", name)
    return seconds


def _count(name: str, value: object, most: int = HIGHEST_COUNT) -> int:
    text = str(value)
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text) <= most):
        raise BadInput(f"{name} must be a whole number, 0 to {most}, not {value!r}.", name)
    return int(text)


def _yes(name: str, value: object) -> bool:
    if value is True or value == "on":
        return True
    if value is False or value == "off":
        return False
    raise BadInput(f"{name} must be on or off, not {value!r}.", name)
