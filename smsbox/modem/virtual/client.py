"""Talking to a virtual modem's control socket."""

import json
import socket
from pathlib import Path
from typing import Self

from smsbox.errors import BadInput, SmsboxError
from smsbox.modem.virtual.phone import Received
from smsbox.modem.virtual.snapshot import Snapshot

# Seconds for one reply; the modem's thread never blocks, so longer means that it is gone.
REPLY_PATIENCE = 10.0


class Control:
    """A connection to the socket at `path`; every method raises BadInput with the modem's sentence if it refuses,
    SmsboxError if nobody listens."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(REPLY_PATIENCE)
        try:
            self._socket.connect(str(path))
        except OSError as error:
            self._socket.close()
            raise SmsboxError(
                f"No virtual modem listens at {path} ({error.strerror or error}); start one with "
                "`smsbox virtual-modem` or `smsbox demo`."
            ) from error
        self._lines = self._socket.makefile("rb")

    def do(self, do: str, **details: object) -> dict[str, object]:
        """Send one request and return what the reply holds besides `ok`."""
        try:
            self._socket.sendall(json.dumps({**details, "do": do}).encode() + b"\n")
            line = self._lines.readline()
        except OSError as error:
            raise SmsboxError(f"The virtual modem does not answer: {error}.") from error
        if not line:
            raise SmsboxError("The virtual modem has gone away.")
        reply: dict[str, object] = json.loads(line)
        if not reply.pop("ok"):
            raise BadInput(str(reply["error"]))
        return reply

    def text(self, sender: str, text: str) -> int:
        """A subscriber texts the SIM; returns the number of parts."""
        return int(str(self.do("text", **{"from": sender, "text": text})["parts"]))

    def pdu(self, pdu: str) -> None:
        """The network sends this SMS-DELIVER in hexadecimal, SMSC address included."""
        self.do("pdu", pdu=pdu)

    def set(self, **switches: object) -> None:
        """Turn switches: `set(latency=3, swallow=1)`."""
        self.do("set", **switches)

    def state(self) -> Snapshot:
        """State and counts now."""
        return Snapshot(**self.do("state"))  # type: ignore[arg-type]

    def sent(self, number: str) -> list[Received]:
        """The texts that went on air to a number, oldest first."""
        texts = self.do("sent", to=number)["texts"]
        if not isinstance(texts, list):
            raise SmsboxError("The virtual modem's reply cannot be read.")
        return [Received(text["at"], text["text"], text["parts"], tuple(text["missing"])) for text in texts]

    def close(self) -> None:
        """End the connection."""
        self._lines.close()
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()
