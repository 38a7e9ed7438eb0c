"""The SIM for a command, or the error that stands in its way (3GPP TS 27.007 §9.2, 27.005 §3.2.5)."""

from enum import Enum

from smsbox.modem.virtual.answers import CommandError, cme, cms
from smsbox.modem.virtual.state import Device, Sim, SimState


class Trouble(Enum):
    """What keeps a command from the SIM; the values are the `+CME ERROR` and the `+CMS ERROR`."""

    MISSING = (10, 310)
    FAILED = (13, 313)
    BUSY = (14, 314)
    PIN = (11, 311)
    PUK = (12, 316)

    def error(self, kind: str) -> CommandError:
        """The error of `kind` CME or CMS."""
        return cme(self.value[0]) if kind == "CME" else cms(self.value[1])


def inserted(device: Device, kind: str = "CME") -> Sim:
    """The SIM, locked or not; raises CommandError of `kind` if it cannot be reached."""
    if device.sim is None:
        trouble = next(
            (trouble for trouble in Trouble if trouble.value[0] == device.model.answers.no_sim), Trouble.MISSING
        )
        raise trouble.error(kind)
    if device.sim_failed:
        raise Trouble.FAILED.error(kind)
    if device.sim_busy:
        raise Trouble.BUSY.error(kind)
    return device.sim


def unlocked(device: Device, kind: str = "CME") -> Sim:
    """The SIM if it asks for nothing; raises CommandError of `kind` otherwise."""
    sim = inserted(device, kind)
    if sim.state is not SimState.READY:
        raise (Trouble.PIN if sim.state is SimState.PIN else Trouble.PUK).error(kind)
    return sim
