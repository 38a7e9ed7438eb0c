"""Faults at the k-th write: strace takes hold of the running daemon and strikes at one of its system calls.

strace counts per thread: the fault comes at the k-th such call of whichever thread gets there first. It is attached
when the daemon is at rest, so that the counted writes are those that the test causes, and not its first chores'.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.fakes.process import at_rest
from tests.fakes.rig import Service
from tests.fakes.waiting import until

KILL = "signal=SIGKILL"
EIO = "error=EIO"

WRITES = ("pwrite64", "fdatasync")
"""How SQLite writes to the database and its log, and has them on disk."""

ATTACH_PATIENCE = 20.0
MISSING = "strace is missing: sudo apt install strace"


class Trap:
    """strace on a process: `fault` at the k-th of `call` that touches one of `paths`."""

    def __init__(self, service: Service, call: str, k: int, fault: str, paths: Sequence[Path]) -> None:
        strace = shutil.which("strace")
        assert strace, MISSING
        until(lambda: at_rest(service.pid), ATTACH_PATIENCE, "the daemon at rest")
        self._log = service.log.with_name(f"strace-{service.pid}.log")
        watched = [word for path in paths for word in ("-P", str(path.resolve()))]
        options = ["-f", "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={k}", "-e", "signal=none"]
        with self._log.open("wb") as file:
            self._strace = subprocess.Popen(
                [strace, *options, *watched, "-o", "/dev/null", "-p", str(service.pid)], stdout=file, stderr=file
            )
        until(lambda: b"attached" in self._log.read_bytes(), ATTACH_PATIENCE, self._log.read_text)

    def close(self) -> None:
        """Lets the process go on alone, if it still lives."""
        self._strace.terminate()
        self._strace.wait()


def database_files(data: Path) -> list[Path]:
    """What the daemon's writes go to."""
    return [data / "smsbox.db", data / "smsbox.db-wal"]


class Born:
    """The daemon started under strace, so that the very first writes can be struck, too; else like a `Service`."""

    def __init__(self, command: Sequence[str], log: Path, call: str, k: int, fault: str, paths: Sequence[Path]) -> None:
        strace = shutil.which("strace")
        assert strace, MISSING
        watched = [word for path in paths for word in ("-P", str(path.resolve()))]
        options = ["-f", "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={k}", "-e", "signal=none"]
        self.service = Service([strace, *options, *watched, "-o", "/dev/null", *command], log)

    def end(self) -> int:
        """Its exit status: what the strike did, or that of a SIGTERM now."""
        children = Path(f"/proc/{self.service.pid}/task/{self.service.pid}/children")
        for pid in children.read_text().split() if self.service.running else ():
            os.kill(int(pid), signal.SIGTERM)
        return self.service.wait(20)
