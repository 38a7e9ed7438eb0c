"""A model's noise: lines that nobody asked for, at random moments, alone and inside answers."""

import random
from collections.abc import Callable

from smsbox.modem.virtual.loop import Later, Timer
from smsbox.modem.virtual.state import Device

# How many of the answers have such a line inside.
SHARE_OF_ANSWERS = 0.15


class Chatter:
    """Says a line now and then by `notify`, from `start()` on; the same `noise` gives the same lines again."""

    def __init__(self, device: Device, later: Later, notify: Callable[[list[str]], None], noise: random.Random) -> None:
        self._device = device
        self._later = later
        self._notify = notify
        self._noise = noise
        self._timer: Timer | None = None

    @property
    def _seconds(self) -> float:
        """The usual time between two lines, 0 for none."""
        unasked, wanted = self._device.model.unasked, self._device.behaviour.chatter
        return (unasked.every if wanted is None else wanted) if unasked.chatter else 0.0

    def start(self) -> None:
        """Begin, or begin anew after the pace was changed; a quiet model never speaks."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if self._seconds:
            self._timer = self._later(self._noise.uniform(0.5, 1.5) * self._seconds, self._speak)

    def inside(self) -> list[str]:
        """The line that gets into the answer being made, if one does."""
        if self._seconds and self._device.session.chatter and self._noise.random() < SHARE_OF_ANSWERS:
            return [self._line()]
        return []

    def _speak(self) -> None:
        if self._device.session.chatter and self._device.plugged:
            self._notify([self._line()])
        self.start()

    def _line(self) -> str:
        return self._noise.choice(self._device.model.unasked.chatter)
