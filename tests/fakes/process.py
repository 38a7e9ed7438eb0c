"""What a process costs, as the kernel counts it (proc(5))."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.fakes.waiting import pause


@dataclass(frozen=True)
class Cost:
    """Processor seconds of all threads, bytes given to write(2) and its like, and bytes of memory in use now."""

    cpu: float
    written: int
    memory: int

    @classmethod
    def of(cls, pid: int) -> Self:
        """What the process has cost since its start."""
        folder = Path("/proc") / str(pid)
        times = (folder / "stat").read_text().rpartition(")")[2].split()
        return cls(
            cpu=(int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK"),
            written=_line(folder / "io", "wchar"),
            memory=_line(folder / "status", "VmRSS") * 1024,
        )


LOOKS = 3
APART = 0.05
"""How many looks, and seconds between them, tell a process at rest from one between two bits of work."""


def at_rest(pid: int) -> bool:
    """Whether all its threads wait for something, look after look; a thread that waits for the processor has work."""
    for _ in range(LOOKS):
        try:
            stats = [(task / "stat").read_text() for task in Path(f"/proc/{pid}/task").iterdir()]
        except OSError:
            return False
        if {stat.rpartition(")")[2].split()[0] for stat in stats} != {"S"}:
            return False
        pause(APART)
    return True


def _line(file: Path, name: str) -> int:
    lines = (line.split(":") for line in file.read_text().splitlines())
    return next(int(value.split()[0]) for key, value in lines if key == name)
