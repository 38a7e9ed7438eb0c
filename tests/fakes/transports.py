"""Ways in which the same bytes reach a reader: whole, in single bytes, late, with noise between lines, with losses."""

import random
from collections.abc import Callable, Iterable, Iterator

Transport = Callable[[bytes], Iterable[bytes]]
"""Turns what the modem sent into what each read brings."""


def whole(data: bytes) -> Iterator[bytes]:
    """Everything at once."""
    yield data


def bytewise(data: bytes) -> Iterator[bytes]:
    """One byte at a time."""
    for octet in data:
        yield bytes((octet,))


def delayed(data: bytes) -> Iterator[bytes]:
    """A few bytes at a time, with reads between them that bring nothing."""
    for start in range(0, len(data), 3):
        yield b""
        yield data[start : start + 3]
    yield b""


def in_pieces(data: bytes, cuts: Iterable[int]) -> Iterator[bytes]:
    """Cut at each of `cuts` (taken modulo the length)."""
    start = 0
    for cut in sorted({cut % (len(data) + 1) for cut in cuts}):
        yield data[start:cut]
        start = cut
    yield data[start:]


def noisy(data: bytes) -> Iterator[bytes]:
    """Bytes that no line consists of, before and after each line break."""
    source = random.Random(len(data))
    yield b"\r\n".join(_noise(source) + line + _noise(source) for line in data.split(b"\r\n"))


def _noise(source: random.Random) -> bytes:
    return bytes(source.choice((0x00, 0x07, 0x80, 0xBF, 0xF8, 0xFE, 0xFF)) for _ in range(source.randrange(6)))


def lossy(data: bytes, source: random.Random, share: float = 0.1) -> Iterator[bytes]:
    """One byte in `1 / share` never arrives."""
    yield bytes(octet for octet in data if source.random() >= share)


TRANSPORTS: dict[str, Transport] = {"whole": whole, "bytewise": bytewise, "delayed": delayed, "noisy": noisy}
"""Those after which everything must still be understood."""
