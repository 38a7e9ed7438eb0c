"""The table of switches: each changes how the modem behaves, or does something to it, while it runs.

A new one is a function with an entry `@switch(...)` in one of the modules `switches_*`; the command's flags, the
control socket's `help`, the errors and the table of misbehaviours are made from the table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from smsbox.errors import BadInput
from smsbox.modem.virtual import switches_power, switches_receiving, switches_sending, switches_talk
from smsbox.modem.virtual.switch import SWITCHES, Controls, Switch, Trial

RESTART = switches_power.RESTART
# Loading them has filled the table.
MODULES = (switches_sending, switches_receiving, switches_talk, switches_power)


@dataclass(frozen=True, slots=True)
class Misbehaviour:
    """One entry of `MISBEHAVIOURS`: turn `name` to `value` (None for a switch without one), then the switches of
    `undo` to theirs; nothing to undo means that it passes by itself."""

    name: str
    value: object
    undo: Mapping[str, object]


MISBEHAVIOURS = tuple(
    Misbehaviour(entry.name, entry.trial.value, entry.trial.undo) for entry in SWITCHES.values() if entry.trial
)


def turn(controls: Controls, values: Mapping[str, object]) -> None:
    """Turn the switches named; raises BadInput with one sentence, before any is turned if a name or value is wrong."""
    actions = [_action(controls, name, value) for name, value in values.items()]
    for action in actions:
        action()
    controls.dialogue.settle()


def explain(name: str) -> list[str]:
    """What the switch `name` does and a sample exchange, line by line; raises BadInput for an unknown one."""
    entry = _named(name)
    return [entry.summary, *entry.sample.splitlines()]


def _named(name: str) -> Switch:
    try:
        return SWITCHES[name]
    except KeyError:
        raise BadInput(f"There is no switch {name!r}; the switches are: {', '.join(sorted(SWITCHES))}.", name) from None


def _action(controls: Controls, name: str, value: object) -> Callable[[], None]:
    entry = _named(name)
    if entry.read is None:
        return partial(entry.apply, controls)
    if value is None and entry.optional:
        return partial(entry.apply, controls)
    if value is None:
        raise BadInput(f"{name} needs a value: {entry.argument}.", name)
    return partial(entry.apply, controls, entry.read(name, value))


__all__ = [
    "MISBEHAVIOURS",
    "RESTART",
    "SWITCHES",
    "Controls",
    "Misbehaviour",
    "Switch",
    "Trial",
    "explain",
    "turn",
]
