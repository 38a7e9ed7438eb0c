"""A fault at the k-th write while texts are sent: struck once, started again, sent to the end, judged."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tests.fakes.air import Verdict
from tests.fakes.rig import SMSBOX, Rig
from tests.fakes.traced import Trap, database_files
from tests.fakes.waiting import until

T = TypeVar("T")

TEXTS = 12
AT_ONCE = 6
"""Runs side by side: most of a run is waiting for modems to fall silent."""

LATENCY = 0.05
PATIENCE = 30.0


@dataclass(frozen=True)
class Strike:
    """Which call of the daemon is struck, and how."""

    call: str
    k: int
    fault: str

    @property
    def name(self) -> str:
        """For a folder."""
        return f"{self.call}-{self.k}-{self.fault[:5]}"


@dataclass(frozen=True)
class Outcome:
    """What a strike did: the exit status that it caused (None: the daemon lived on), and the verdict at the end."""

    strike: Strike
    status: int | None
    verdict: Verdict
    new_unknown: int


def send_through_strike(folder: Path, template: Path, strike: Strike, program: Sequence[str] = SMSBOX) -> Outcome:
    """Sends TEXTS over two modems, struck once."""
    with Rig(folder, template, latency=LATENCY, reports=False) as rig:
        daemon = rig.start(program)
        rig.until_ready()
        trap = Trap(daemon, strike.call, strike.k, strike.fault, database_files(rig.data))
        rig.queue(TEXTS)
        until(lambda: not daemon.running or not rig.open_messages(), PATIENCE, f"{strike} or the end of the queue")
        status = None if daemon.running else daemon.wait(1)
        trap.close()
        if status is not None:
            daemon = rig.start(program)
            rig.until_settled(PATIENCE)
        daemon.ask_to_end()
        daemon.wait(PATIENCE)
        return Outcome(strike, status, rig.judge(), rig.times_unknown())


def send_through_strikes(
    folder: Path, template: Path, strikes: Sequence[Strike], program: Sequence[str] = SMSBOX
) -> list[Outcome]:
    """One run for each strike, a few at a time."""
    return side_by_side(
        lambda strike: send_through_strike(folder / strike.name, template, strike, program),
        strikes,
    )


def side_by_side(run: Callable[[Strike], T], strikes: Sequence[Strike]) -> list[T]:
    """One `run` for each strike, a few at a time."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, strikes))
