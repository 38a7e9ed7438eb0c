"""The parts of one virtual modem wired together, and the requests that control it; all in the loop's thread."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from smsbox.errors import BadInput
from smsbox.modem.virtual import switches
from smsbox.modem.virtual.context import Context
from smsbox.modem.virtual.control import Reply, Request
from smsbox.modem.virtual.dialogue import Dialogue
from smsbox.modem.virtual.ledger import Ledger
from smsbox.modem.virtual.loop import Loop, Timer
from smsbox.modem.virtual.phone import received
from smsbox.modem.virtual.radio import Radio
from smsbox.modem.virtual.snapshot import Snapshot
from smsbox.modem.virtual.state import Device
from smsbox.modem.virtual.terminal import Terminal

# What can be asked besides the switches, for `help`.
REQUESTS = {
    "text": '{"do": "text", "from": NUMBER, "text": TEXT}: a subscriber texts the SIM.',
    "pdu": '{"do": "pdu", "pdu": HEX}: the network sends this SMS-DELIVER, whatever is in it.',
    "set": '{"do": "set", SWITCH: VALUE, ...}: turn switches; {"do": SWITCH, "value": VALUE} turns one.',
    "state": '{"do": "state"}: state and counts.',
    "sent": '{"do": "sent", "to": NUMBER}: the texts that went on air to a number.',
    "help": '{"do": "help"}: this.',
}


class Machine:
    """A modem from its power plug to its port; makes nothing visible before `plug()`."""

    def __init__(self, loop: Loop, link: Path, device: Device, ledger: Ledger, slots: int) -> None:
        self._loop = loop
        self._device = device
        self._ledger = ledger
        self._slots = slots
        self._boot: Timer | None = None
        self.radio = Radio(device, ledger, loop.later, self._notify)
        self._dialogue = Dialogue(
            Context(device, self.radio, ledger),
            self._write,
            loop.later,
            lambda: self.reboot(switches.RESTART),
            time.time,
        )
        self._terminal = Terminal(loop, link, self._dialogue.receive)
        # Seeded, so that a run with noise can be repeated.
        noise = random.Random(device.imei)  # noqa: S311
        self._controls = switches.Controls(device, self._dialogue, self, slots, noise)
        self._actions: dict[str, Callable[[Request], Reply]] = {
            "text": self._text,
            "pdu": self._pdu,
            "set": self._set,
            "state": lambda _request: asdict(self.snapshot()),
            "sent": self._sent,
            "help": lambda _request: {"help": help_lines()},
        }

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
        if not self._terminal.plugged:
            raise BadInput("The modem is unplugged already.", "unplug")
        self.close()
        self._ledger.write("unplug")

    def power_on(self) -> None:
        """Plug in a modem that was unplugged: it has forgotten its session, not its SIM."""
        self.plug()
        self._device.power_on()
        self._dialogue.settle()

    def reboot(self, seconds: float) -> None:
        """Restart on the same port; raises BadInput if the modem is unplugged."""
        if not self._terminal.plugged:
            raise BadInput("The modem is unplugged; plug it in first.", "reboot")
        self._ledger.write("reboot")
        self._dialogue.reset()
        self._device.booting = True
        if self._boot is not None:
            self._boot.cancel()
        self._boot = self._loop.later(seconds, self._booted)

    def close(self) -> None:
        """Take the port and the link away, without a word in the log."""
        if self._boot is not None:
            self._boot.cancel()
        self._dialogue.reset()
        self._terminal.unplug()
        self._device.plugged = False

    def answer(self, request: Request) -> Reply:
        """Do what a request asks; raises SmsboxError with one sentence."""
        do = request.get("do")
        if isinstance(do, str) and (action := self._actions.get(do)):
            return action(request)
        if isinstance(do, str) and do in switches.SWITCHES:
            self.turn({do: request.get("value")})
            return {}
        known = ", ".join([*REQUESTS, *switches.SWITCHES])
        raise BadInput(f'"do" must be one of: {known}.', "do")

    def snapshot(self) -> Snapshot:
        """State and counts now."""
        device, counts, sim = self._device, self.radio.counts, self._device.sim
        return Snapshot(
            model=device.model.name,
            imei=device.imei,
            iccid=sim.iccid if sim else "",
            imsi=sim.imsi if sim else "",
            number=sim.number if sim else "",
            plugged=device.plugged,
            hung=device.hung,
            registration=device.registration.name.lower(),
            signal=device.signal,
            sim=sim.state.value if sim else "none",
            slots=self._slots,
            stored=len(sim.store.slots) if sim else 0,
            waiting=self.radio.waiting,
            **asdict(counts),
        )

    def _notify(self, lines: list[str]) -> None:
        self._dialogue.notify(lines)

    def _write(self, data: bytes) -> None:
        self._terminal.write(data)

    def _booted(self) -> None:
        self._device.power_on()
        for line in self._device.model.boot_lines:
            self._dialogue.notify([line])
        self._dialogue.settle()

    def _text(self, request: Request) -> Reply:
        return {"parts": self.radio.send_text(_string(request, "from"), _string(request, "text"))}

    def _pdu(self, request: Request) -> Reply:
        self.radio.send_pdu(_string(request, "pdu"))
        return {}

    def _set(self, request: Request) -> Reply:
        values = {name: value for name, value in request.items() if name != "do"}
        if not values:
            raise BadInput('Name at least one switch, as in {"do": "set", "latency": 3}.', "set")
        self.turn(values)
        return {}

    def _sent(self, request: Request) -> Reply:
        return {"texts": [asdict(text) for text in received(self.radio.on_air, _string(request, "to"))]}


def help_lines() -> list[str]:
    """A line for each request and each switch."""
    lines = list(REQUESTS.values())
    return lines + [
        f"{' '.join([entry.name, entry.argument]).strip()}: {entry.does}" for entry in switches.SWITCHES.values()
    ]


def _string(request: Request, name: str) -> str:
    value = request.get(name)
    if not isinstance(value, str) or (name != "text" and not value.strip()):
        raise BadInput(f'"{name}" must be a string.', name)
    return value
