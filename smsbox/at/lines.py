"""Cuts what a modem sends into lines, whatever bytes come and however they are split."""

LINE_LIMIT = 4096
"""Octets: a longer line is rubbish and is skipped up to its end. A list of networks, the longest known, takes 2000."""

END_OF_BODY = b"\x1a"
ESCAPE = b"\x1b"

_NOISE = bytes(octet for octet in range(0x20) if octet not in b"\r\n\t") + b"\x7f"
# Octets that do not decode, at the ends of a line: what a serial line picks up while the modem is silent.
_UNREADABLE = "\ufffd"


class LineBuffer:
    """Bytes in, lines out. Lines end with any mixture of CR and LF; empty ones are left out.

    `rubbish_bytes` counts the octets thrown away, `dropped_lines` the lines that were too long.
    """

    def __init__(self) -> None:
        self.rubbish_bytes = 0
        self.dropped_lines = 0
        self._tail = bytearray()
        self._skipping = False

    @property
    def tail(self) -> str:
        """The line that has no end yet."""
        return _readable(self._tail)

    def forget_tail(self) -> None:
        """What has come of the line without end is not part of any line."""
        self._tail.clear()

    def feed(self, data: bytes) -> list[str]:
        """The lines that `data` completes, stripped, never empty, with U+FFFD for octets that are not UTF-8."""
        clean = data.translate(None, _NOISE)
        if len(clean) != len(data):
            # What we sent to end a body may be echoed: no rubbish.
            self.rubbish_bytes += len(data) - len(clean) - data.count(END_OF_BODY) - data.count(ESCAPE)
        pieces = clean.replace(b"\r", b"\n").split(b"\n")
        if len(pieces) > 1:
            pieces[0] = self._end_of_tail(pieces[0])
        self._grow_tail(pieces.pop())
        lines = []
        for piece in pieces:
            if piece and (line := self._decode(piece)):
                lines.append(line)
        return lines

    def _end_of_tail(self, piece: bytes) -> bytes:
        if self._skipping:
            self._skipping = False
            self.dropped_lines += 1
            self.rubbish_bytes += len(piece)
            return b""
        if not self._tail:
            return piece
        whole = bytes(self._tail) + piece
        self._tail.clear()
        return whole

    def _grow_tail(self, piece: bytes) -> None:
        if self._skipping:
            self.rubbish_bytes += len(piece)
            return
        self._tail += piece
        if len(self._tail) > LINE_LIMIT:
            self.rubbish_bytes += len(self._tail)
            self._tail.clear()
            self._skipping = True

    def _decode(self, piece: bytes) -> str:
        if len(piece) > LINE_LIMIT:
            self.dropped_lines += 1
            self.rubbish_bytes += len(piece)
            return ""
        return _readable(piece)


def _readable(octets: bytes | bytearray) -> str:
    text = octets.decode("utf-8", "replace").strip()
    return text.strip(_UNREADABLE).strip() if _UNREADABLE in text else text
