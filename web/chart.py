"""The measures of a bar chart: a scale of round numbers, and where each bar stands, in hundredths of the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask

GAP = 0.28
"""The part of a bar's place that stays empty."""

MOST_LABELS = 5
"""Labels under the bars; more would run into each other on a phone."""

STEPS = (1, 2, 5, 10)
"""Multiples of a power of ten that people read easily."""


@dataclass(frozen=True)
class Bar:
    """One bar: what it is of, and how many."""

    label: str
    value: int


@dataclass(frozen=True)
class Column:
    """One bar as drawn; `named` if its label stands under it."""

    label: str
    left: float
    width: float
    height: float
    named: bool


@dataclass(frozen=True)
class Drawn:
    """The scale's numbers, the largest first, and the bars from the first to the last."""

    ticks: tuple[int, ...]
    columns: tuple[Column, ...]


def bar_chart(bars: Sequence[Bar]) -> Drawn:
    """Where everything goes; the scale begins at 0."""
    top = _round_top(max((bar.value for bar in bars), default=0))
    place = 100 / max(len(bars), 1)
    every = -(-len(bars) // MOST_LABELS)
    columns = (
        Column(
            label=bar.label,
            left=round(place * (index + GAP / 2), 3),
            width=round(place * (1 - GAP), 3),
            height=round(100 * max(bar.value, 0) / top, 2),
            named=(len(bars) - 1 - index) % every == 0,
        )
        for index, bar in enumerate(bars)
    )
    return Drawn((top, top // 2, 0), tuple(columns))


def _round_top(value: int) -> int:
    """The smallest even round number that is not below `value`."""
    size = 1
    while True:
        for step in STEPS:
            if step * size >= max(value, 2) and step * size % 2 == 0:
                return step * size
        size *= 10


def install(app: Flask) -> None:
    """Gives templates `bar_chart`."""
    app.add_template_global(bar_chart)
