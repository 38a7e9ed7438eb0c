"""What went over the air, one JSON object per line, written so that a killed process leaves no half line."""

import json
import os
import time
from pathlib import Path

from smsbox.errors import SmsboxError


class Ledger:
    """Appends events to a file; with no file it keeps nothing.

    Each line is `{"at": seconds since the epoch, "event": name, ...}`. The names: `submit` (a text went on air),
    `refused` (a text did not), `inbound`, `report`, `delete`, `unplug`, `plug`, `reboot`, and `command` when traced.
    """

    def __init__(self, path: Path | None) -> None:
        """Raises SmsboxError if `path` cannot be opened for appending."""
        self._fd: int | None = None
        if path is not None:
            try:
                self._fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            except OSError as error:
                raise SmsboxError(f"The log {path} cannot be written: {error.strerror}.") from error

    def write(self, event: str, **details: object) -> None:
        """Append one event in one write."""
        if self._fd is not None:
            line = json.dumps({"at": time.time(), "event": event, **details}, ensure_ascii=False)
            os.write(self._fd, line.encode("utf-8", "surrogatepass") + b"\n")

    def close(self) -> None:
        """Write nothing from now on."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None
