"""Which SIM goes next: round-robin over the healthy ones, so that new customers spread evenly (compliance.md 9.4)."""

from collections.abc import Iterable, Sequence
from zlib import crc32


class Rotation:
    """The order in which SIMs are offered work: the one that was given a new number longest ago comes first."""

    def __init__(self) -> None:
        self._turns: dict[int, int] = {}
        self._turn = 0

    def order(self, sims: Iterable[int]) -> list[int]:
        """`sims` (row ids of healthy SIMs), the one whose turn it is first."""
        return sorted(sims, key=lambda sim: (self._turns.get(sim, 0), sim))

    def took(self, sim: int) -> None:
        """`sim` was given a new number: it goes to the end of the line."""
        self._turn += 1
        self._turns[sim] = self._turn


def stand_in(number: str, sims: Sequence[int]) -> int:
    """Which of `sims` (at least one) texts `number` while its own is away: always the same, so that replies thread."""
    return sims[crc32(number.encode()) % len(sims)]
