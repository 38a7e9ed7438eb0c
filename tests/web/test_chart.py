"""A bar chart's measures: round numbers on its scale, bars in their places, labels that do not collide."""

from itertools import pairwise

import pytest

from web.chart import MOST_LABELS, Bar, bar_chart


def bars(*values: int) -> list[Bar]:
    return [Bar(f"day {place}", value) for place, value in enumerate(values, start=1)]


@pytest.mark.parametrize(
    ("largest", "top"),
    [(0, 2), (2, 2), (3, 4), (9, 10), (10, 10), (11, 12), (99, 100), (122, 160), (201, 240), (801, 1000), (3214, 4000)],
)
def test_the_scale_ends_at_a_round_even_number(largest: int, top: int) -> None:
    assert bar_chart(bars(largest)).ticks == (top, top // 2, 0)


def test_the_highest_bar_is_as_high_as_its_share_of_the_scale() -> None:
    assert [column.height for column in bar_chart(bars(50, 100, 25)).columns] == [50, 100, 25]


@pytest.mark.parametrize("number", [1, 2, 14, 90])
def test_bars_stand_side_by_side_inside_the_drawing(number: int) -> None:
    columns = bar_chart(bars(*range(number))).columns
    assert columns[0].left >= 0
    assert columns[-1].left + columns[-1].width <= 100
    for one, following in pairwise(columns):
        assert one.left + one.width < following.left


@pytest.mark.parametrize("number", [1, 5, 14, 31, 90])
def test_few_labels_are_shown_and_always_the_latest(number: int) -> None:
    named = [column.named for column in bar_chart(bars(*[1] * number)).columns]
    assert 1 <= sum(named) <= MOST_LABELS
    assert named[-1]


def test_nothing_to_draw_is_an_empty_scale() -> None:
    assert bar_chart([]).columns == ()
