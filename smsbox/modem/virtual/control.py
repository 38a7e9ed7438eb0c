"""The control socket: one JSON object per line in, one per line out."""

import contextlib
import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

from smsbox.errors import SmsboxError
from smsbox.modem.virtual.loop import Loop

Request = dict[str, object]
Reply = dict[str, object]

# Octets of one request; the longest sensible one is a text of 255 parts.
LINE_LIMIT = 262_144
READ_SIZE = 65536
# Connections that may wait to be taken.
BACKLOG = 128


class ControlServer:
    """Listens at a Unix socket; `answer` gives the reply to each request and raises SmsboxError for a refusal."""

    def __init__(self, loop: Loop, path: Path, answer: Callable[[Request], Reply]) -> None:
        """Raises SmsboxError if the socket cannot be made; one that a killed process left behind is replaced."""
        self._loop = loop
        self._path = path
        self._answer = answer
        self._connections: set[_Connection] = set()
        self._socket = socket.socket(socket.AF_UNIX)
        try:
            if path.is_socket() and not _alive(path):
                path.unlink()
            self._socket.bind(str(path))
            path.chmod(0o600)
            self._socket.listen(BACKLOG)
        except OSError as error:
            self._socket.close()
            raise SmsboxError(f"The control socket {path} cannot be made: {error.strerror or error}.") from error
        self._socket.setblocking(False)
        loop.watch(self._socket.fileno(), self._accept)

    def close(self) -> None:
        """Close every connection and remove the socket."""
        for connection in list(self._connections):
            connection.close()
        self._loop.forget(self._socket.fileno())
        self._socket.close()
        self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            client, _ = self._socket.accept()
            client.setblocking(False)
            self._connections.add(_Connection(self._loop, client, self._answer, self._connections.discard))


class _Connection:
    """One client; closed when it leaves, sends a line without end, or does not read its replies."""

    def __init__(
        self,
        loop: Loop,
        client: socket.socket,
        answer: Callable[[Request], Reply],
        gone: Callable[["_Connection"], None],
    ) -> None:
        self._loop = loop
        self._client = client
        self._answer = answer
        self._gone = gone
        self._input = bytearray()
        self._output = bytearray()
        loop.watch(client.fileno(), self._readable)

    @property
    def _closed(self) -> bool:
        return self._client.fileno() < 0

    def close(self) -> None:
        if self._closed:
            return
        self._loop.forget(self._client.fileno())
        self._client.close()
        self._gone(self)

    def _readable(self) -> None:
        try:
            data = self._client.recv(READ_SIZE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.close()
            return
        self._input += data
        *lines, rest = self._input.split(b"\n")
        self._input = bytearray(rest)
        for line in lines:
            self._send(reply_to(line, self._answer))
        if len(self._input) > LINE_LIMIT:
            self.close()

    def _send(self, reply: Reply) -> None:
        self._output += json.dumps(reply, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        self._flush()

    def _flush(self) -> None:
        if self._closed:
            return
        try:
            sent = os.write(self._client.fileno(), self._output)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.close()
            return
        del self._output[:sent]
        self._loop.watch_writable(self._client.fileno(), self._readable, self._flush if self._output else None)


def reply_to(line: bytes | bytearray, answer: Callable[[Request], Reply]) -> Reply:
    """The reply to one line: `{"ok": true, ...}`, or `{"ok": false, "error": sentence}`."""
    try:
        request = json.loads(line)
    except (ValueError, RecursionError):
        return {"ok": False, "error": 'The request is no JSON; send one line like {"do": "state"}.'}
    if not isinstance(request, dict):
        return {"ok": False, "error": 'The request is no JSON object; send one line like {"do": "state"}.'}
    try:
        return {"ok": True, **answer(request)}
    except SmsboxError as error:
        return {"ok": False, "error": str(error)}


def _alive(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
        return True
