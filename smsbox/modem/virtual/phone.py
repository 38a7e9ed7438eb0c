"""What a subscriber's phone shows: the parts on air put together to texts, oldest first."""

from collections.abc import Iterable
from dataclasses import dataclass

from smsbox.modem.virtual.radio import OnAir

# Shown where a part has not come.
GAP = "[...]"


@dataclass(frozen=True, slots=True)
class Received:
    """A text at a phone: `at` is its first part's time in seconds since the epoch, `missing` the parts not there."""

    at: float
    text: str
    parts: int
    missing: tuple[int, ...] = ()


def digits(number: str) -> str:
    """The digits of a number (or a short code), without the signs between them that people write."""
    return "".join(char for char in number if char.isdecimal())


def received(on_air: Iterable[OnAir], number: str) -> list[Received]:
    """The texts to `number`; a part that comes again after its text is whole begins a new text."""
    wanted = digits(number)
    texts: list[dict[int, OnAir]] = []
    growing: dict[tuple[int, int], dict[int, OnAir]] = {}
    for part in on_air:
        if digits(part.to) != wanted:
            continue
        concat = part.concat
        sequence = concat.sequence if concat else 1
        key = (concat.reference, concat.total) if concat else None
        text = growing.get(key) if key else None
        if text is None or sequence in text:
            text = {}
            texts.append(text)
            if key:
                growing[key] = text
        text[sequence] = part
        if key and len(text) == key[1]:
            del growing[key]
    return [_whole(parts) for parts in texts]


def _whole(parts: dict[int, OnAir]) -> Received:
    first = next(iter(parts.values()))
    total = first.concat.total if first.concat else 1
    texts = [parts[place].text if place in parts else GAP for place in range(1, total + 1)]
    missing = tuple(place for place in range(1, total + 1) if place not in parts)
    return Received(first.at, "".join(texts), total, missing)
