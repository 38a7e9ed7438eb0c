"""Is the daemon running? Told by a lock on a file, so that it costs no writes and cannot be stale."""

import fcntl
import time
from pathlib import Path
from typing import TextIO

from smsbox.errors import Conflict

LOCK_NAME = "daemon.lock"

CLAIM_TRIES = 10
CLAIM_PAUSE = 0.05
"""Tries, and seconds between them: somebody who only looks holds the lock for an instant."""


def claim(folder: Path) -> TextIO:
    """Makes this process the folder's one daemon, until the file returned is closed or the process ends.

    Raises Conflict if another one is running (reliability.md S133).
    """
    file = (folder / LOCK_NAME).open("a+")
    for _ in range(CLAIM_TRIES):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            time.sleep(CLAIM_PAUSE)
        else:
            return file
    file.close()
    raise Conflict(
        f"smsbox is running already for {folder}. Stop that one first, or choose another folder with --data."
    )


def daemon_running(folder: Path) -> bool:
    """Whether a daemon holds the folder."""
    try:
        with (folder / LOCK_NAME).open("r") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False
