"""The measures of a bar chart: a scale of round numbers, and where each bar stands, in hundredths of the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask

GAP = 0.28
"""The part of a bar's place that stays empty."""

MOST_LABELS = 4
"""Labels under the bars; more would run into each other on a phone."""

FEW = (2, 4, 6, 8)
STEPS = (10, 12, 16, 20, 24, 30, 40, 50, 60, 80)
"""Where a scale may end, for small numbers and, times a power of ten, for larger ones: its half is round, too."""


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
    """The smallest of the round numbers that is not below `value`."""
    size = int(f"1{'0' * (len(str(value)) - 2)}")
    ends = (*FEW, *(step * size for step in STEPS), 100 * size)
    return next(end for end in ends if end >= value)


def install(app: Flask) -> None:
    """Gives templates `bar_chart`."""
    app.add_template_global(bar_chart)
