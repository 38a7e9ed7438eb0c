"""F29: STOPs keep coming in while the daemon is struck; each must be kept, once, before the SIM forgets it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.fakes.rig import SMSBOX, Rig, number
from tests.fakes.strikes import PATIENCE, Strike, side_by_side
from tests.fakes.traced import Trap, database_files
from tests.fakes.waiting import pause, until

STOPS = 20
APART = 0.03
"""Seconds between two STOPs."""


@dataclass(frozen=True)
class Kept:
    """What became of the STOPs after a strike; `status` is the exit status it caused (None: the daemon lived on)."""

    strike: Strike
    status: int | None
    lost: int
    """Numbers that said STOP and may still be texted."""
    twice: int
    """STOPs that the inbox shows more than once."""


def stop_through_strike(folder: Path, template: Path, strike: Strike, program: Sequence[str] = SMSBOX) -> Kept:
    """STOPs from as many numbers over one modem; a strike at `port` is at the writes to the modem's port."""
    with Rig(folder, template, modems=1, latency=0.05) as rig:
        daemon = rig.start(program)
        rig.until_ready()
        paths = [rig.ports[0].resolve()] if strike.call == "write" else database_files(rig.data)
        trap = Trap(daemon, strike.call, strike.k, strike.fault, paths)
        for index in range(STOPS):
            if index == STOPS // 2:
                # However late the daemon reads, it keeps them in two transactions at least.
                until(lambda: not daemon.running or _all_gone(rig), PATIENCE, f"{strike}, or half of the STOPs read")
            rig.modems[0].text(number(index), "STOP")
            pause(APART)
        senders = [number(index) for index in range(STOPS)]
        until(lambda: not daemon.running or _all_gone(rig), PATIENCE, f"{strike}, or every STOP read")
        status = None if daemon.running else daemon.wait(1)
        trap.close()
        if status is not None:
            daemon = rig.start(program)
            rig.until_ready()
            until(lambda: _all_gone(rig), PATIENCE, "every STOP read and deleted from the SIM")
            rig.until_settled(PATIENCE)
        daemon.ask_to_end()
        daemon.wait(PATIENCE)
        suppressed = {row["number"] for row in rig.db.connection().execute("SELECT number FROM suppressions")}
        shown = Counter(row["number"] for row in rig.db.connection().execute("SELECT number FROM inbox"))
        return Kept(
            strike,
            status,
            lost=len(set(senders) - suppressed),
            twice=sum(1 for count in shown.values() if count > 1),
        )


def _all_gone(rig: Rig) -> bool:
    state = rig.modems[0].state()
    return state.stored == state.waiting == 0


def stop_through_strikes(
    folder: Path, template: Path, strikes: Sequence[Strike], program: Sequence[str] = SMSBOX
) -> list[Kept]:
    """One run for each strike, a few at a time."""
    return side_by_side(
        lambda strike: stop_through_strike(folder / strike.name, template, strike, program),
        strikes,
    )
