"""Pages and their cursors."""

import pytest

from smsbox.errors import BadInput
from smsbox.store.paging import LARGEST_PAGE, Page, check_limit, number_cursor, page_of


def of(rows: list[int], limit: int) -> Page[str]:
    return page_of(rows, limit, str, lambda row: row * 10)


def test_a_page_with_more_behind_it_names_the_last_row_shown() -> None:
    assert of([1, 2, 3], 2) == Page(("1", "2"), "20")


@pytest.mark.parametrize("rows", [[], [1], [1, 2]])
def test_the_last_page_has_no_next(rows: list[int]) -> None:
    assert of(rows, 2) == Page(tuple(map(str, rows)), None)


@pytest.mark.parametrize("limit", [1, LARGEST_PAGE])
def test_a_limit_within_bounds_is_taken(limit: int) -> None:
    assert check_limit(limit) == limit


@pytest.mark.parametrize("limit", [-1, 0, LARGEST_PAGE + 1, 10**12])
def test_any_other_limit_is_refused(limit: int) -> None:
    with pytest.raises(BadInput, match="limit must be 1 to 500") as caught:
        check_limit(limit)
    assert caught.value.field == "limit"


def test_a_number_cursor_is_read_or_the_default_taken() -> None:
    assert number_cursor("41", 7) == 41
    assert number_cursor(None, 7) == 7


@pytest.mark.parametrize("after", ["", "-1", "1.5", "abc", "1 OR 1", "9" * 19, "²", "٣", "1\n", "0x10"])
def test_any_other_cursor_is_refused(after: str) -> None:
    with pytest.raises(BadInput, match="after must be the next value") as caught:
        number_cursor(after, 7)
    assert caught.value.field == "after"
