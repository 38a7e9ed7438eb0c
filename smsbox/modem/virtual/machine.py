"""The parts of one virtual modem wired together, and its power; all in the loop's thread."""

import random
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from smsbox.errors import BadInput
from smsbox.modem.virtual import switches
from smsbox.modem.virtual.chatter import Chatter
from smsbox.modem.virtual.context import Context
from smsbox.modem.virtual.dialogue import Dialogue
from smsbox.modem.virtual.ledger import Ledger
from smsbox.modem.virtual.loop import Loop, Timer
from smsbox.modem.virtual.radio import Radio
from smsbox.modem.virtual.snapshot import Snapshot
from smsbox.modem.virtual.state import Device, Registration, SimState
from smsbox.modem.virtual.terminal import Terminal

# Seconds from the OK of a command that resets to the end of a USB port.
LAST_WORD = 0.2


class Machine:
    """A modem from its power plug to its port; makes nothing visible before `plug()`."""

    def __init__(self, loop: Loop, link: Path, device: Device, ledger: Ledger, slots: int) -> None:
        self._loop = loop
        self._device = device
        self._ledger = ledger
        self._slots = slots
        self._boot: Timer | None = None
        self._sim_start: Timer | None = None
        self._flap: Timer | None = None
        self.radio = Radio(device, ledger, loop.later, self._notify, time.time)
        # Seeded, so that a run with noise can be repeated.
        noise = random.Random(device.imei)  # noqa: S311
        self._chatter = Chatter(device, loop.later, self._notify, noise)
        self._dialogue = Dialogue(
            Context(device, self.radio, ledger, interject=self._chatter.inside),
            self._write,
            loop.later,
            self._restart,
            time.time,
        )
        self._terminal = Terminal(loop, link, self._dialogue.receive)
        self._controls = switches.Controls(device, self._dialogue, self.radio, self, slots, noise)
        self._chatter.start()

    def turn(self, values: Mapping[str, object]) -> None:
        """Turn switches; raises BadInput, before any is turned if a name or a value is wrong."""
        switches.turn(self._controls, values)

    def plug(self) -> None:
        """Bring the port up; raises BadInput if it is there, SmsboxError if the link cannot be made."""
        if self._terminal.plugged:
            raise BadInput("The modem is plugged in already.", "plug")
        self._terminal.plug()
        self._device.plugged = True
        self._ledger.write("plug")

    def unplug(self) -> None:
        """Take the port down; what was half done is lost. Raises BadInput if it is down."""
        if not self._terminal.plugged and self._boot is None:
            raise BadInput("The modem is unplugged already.", "unplug")
        self.close()
        self._ledger.write("unplug")

    def power_on(self) -> None:
        """Plug in a modem that was unplugged: it has forgotten its session, not its SIM."""
        self.plug()
        self._forget_boot()
        if self._device.model.unasked.ready:
            self._started()
        else:
            self._device.power_on()
            self._dialogue.settle()

    def renumber(self, name: str | None) -> None:
        """The port goes away and comes back as another one, behind the link `name` in the same folder if given.

        Raises BadInput if the modem is unplugged, SmsboxError if the link cannot be made.
        """
        self.unplug()
        if name is not None:
            self._terminal.link = self._terminal.link.with_name(name)
        self.power_on()

    def reboot(self, seconds: float) -> None:
        """Restart, on the same port unless it is a USB one; raises BadInput if the modem is unplugged."""
        if not self._terminal.plugged:
            raise BadInput("The modem is unplugged; plug it in first.", "reboot")
        self._ledger.write("reboot")
        self._forget_boot()
        self._lose_power()
        self._device.booting = True
        if self._device.model.usb:
            self._terminal.unplug()
            self._device.plugged = False
        self._boot = self._loop.later(seconds, self._booted)

    def start_sim(self) -> None:
        """The SIM that is there now begins to work, which takes the model its time."""
        device, unasked = self._device, self._device.model.unasked
        if self._sim_start is not None:
            self._sim_start.cancel()
        device.sim_busy = unasked.sim_seconds > 0 and device.sim is not None
        if device.sim_busy:
            self._sim_start = self._loop.later(unasked.sim_seconds, self._sim_ready)

    def restart_chatter(self) -> None:
        """The pace of the model's noise has changed."""
        self._chatter.start()

    def flap(self, seconds: float) -> None:
        """Lose the network and find it again, each after so long; 0 ends it with the network found."""
        if self._flap is not None:
            self._flap.cancel()
            self._flap = None
        self._device.coverage = Registration.HOME
        if seconds:
            self._flap = self._loop.later(seconds, lambda: self._flip(seconds))

    def close(self) -> None:
        """Take the port and the link away, without a word in the log."""
        self._forget_boot()
        self._lose_power()
        self._terminal.unplug()
        self._device.plugged = False

    def snapshot(self) -> Snapshot:
        """State and counts now."""
        device, counts, sim = self._device, self.radio.counts, self._device.sim
        stores = [*device.memory.values(), *([sim.store] if sim else [])]
        return Snapshot(
            model=device.model.name,
            port=str(self._terminal.link),
            imei=device.imei,
            iccid=sim.iccid if sim else "",
            imsi=sim.imsi if sim else "",
            number=sim.number if sim else "",
            plugged=device.plugged,
            starting=device.booting or device.sim_busy,
            hung=device.hung or device.deaf,
            registration=device.registration.name.lower(),
            signal=device.signal,
            sim=sim.state.value if sim else "none",
            slots=self._slots,
            stored=sum(len(store.slots) for store in stores),
            waiting=self.radio.incoming.waiting,
            **asdict(counts),
        )

    def _notify(self, lines: list[str]) -> None:
        self._dialogue.notify(lines)

    def _write(self, data: bytes) -> None:
        self._terminal.write(data)

    def _flip(self, seconds: float) -> None:
        served = self._device.coverage.served
        self._device.coverage = Registration.SEARCHING if served else Registration.HOME
        self._dialogue.settle()
        self._flap = self._loop.later(seconds, lambda: self._flip(seconds))

    def _forget_boot(self) -> None:
        if self._boot is not None:
            self._boot.cancel()
            self._boot = None

    def _lose_power(self) -> None:
        if self._sim_start is not None:
            self._sim_start.cancel()
        self._dialogue.reset()
        self.radio.incoming.lost_power()

    def _restart(self) -> None:
        """What a command that resets does; a USB port goes away only after the OK has left it."""
        if self._device.model.usb:
            self._forget_boot()
            self._boot = self._loop.later(LAST_WORD, self._reboot_if_plugged)
        else:
            self.reboot(switches.RESTART)

    def _reboot_if_plugged(self) -> None:
        if self._terminal.plugged:
            self.reboot(switches.RESTART)

    def _booted(self) -> None:
        self._boot = None
        if not self._terminal.plugged:
            self._terminal.plug()
            self._device.plugged = True
        self._started()

    def _started(self) -> None:
        device = self._device
        device.power_on()
        device.sim_failed = device.model.starts_badly
        self.start_sim()
        for line in device.model.unasked.boot:
            self._notify([line])
        self._dialogue.settle()

    def _sim_ready(self) -> None:
        device = self._device
        device.sim_busy = False
        if device.sim is not None and device.sim.state is SimState.READY and not device.sim_failed:
            for line in device.model.unasked.ready:
                self._notify([line])
        self._dialogue.settle()
