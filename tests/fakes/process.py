"""What a process costs, as the kernel counts it (proc(5))."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self


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


def _line(file: Path, name: str) -> int:
    lines = (line.split(":") for line in file.read_text().splitlines())
    return next(int(value.split()[0]) for key, value in lines if key == name)
