"""How times, counts and texts from outside look."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from smsbox.services import settings
from tests.fakes.shop import TUESDAY_MORNING, Shop
from web import counter, filters


@pytest.mark.parametrize(
    ("earlier", "shown"),
    [
        (timedelta(seconds=59), "now"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=1), "09:30"),
        (timedelta(hours=10, minutes=31), "yesterday"),
        (timedelta(days=2), "21 November"),
        (timedelta(days=365), "23 November 2026"),
        (timedelta(seconds=-30), "10:30"),
        (timedelta(days=-1), "tomorrow"),
    ],
)
def test_how_long_ago_is_said_shortly(app: Flask, earlier: timedelta, shown: str) -> None:
    with app.test_request_context("/"):
        assert filters.ago(TUESDAY_MORNING - earlier) == shown


def test_the_day_is_the_shops_day(app: Flask, shop: Shop) -> None:
    settings.set_value(shop.db, "shop.timezone", "Pacific/Auckland")
    with app.test_request_context("/"):
        assert filters.at(datetime(2027, 11, 23, 10, 59, tzinfo=UTC)) == "23:59"
        assert filters.at(datetime(2027, 11, 23, 11, 0, tzinfo=UTC)) == "tomorrow 00:00"


def test_hidden_characters_are_shown_by_name_and_the_rest_is_kept() -> None:
    shown = filters.pieces("a\u202eb\x00\n\tc👨‍👩‍👧")
    assert [(piece.text, piece.hidden) for piece in shown] == [
        ("a", ""),
        ("U+202E", "right-to-left override"),
        ("b", ""),
        ("U+0000", "a control character"),
        ("\n\tc👨‍👩‍👧", ""),
    ]


@pytest.mark.parametrize("char", sorted(filters.BIDI_CONTROLS))
def test_no_direction_mark_is_left_in_a_list(char: str) -> None:
    assert filters.one_line(f"a{char}b\r\n c") == "ab c"


@pytest.mark.parametrize(("name", "letter"), [("anna", "A"), (" élan", "É"), ("", ""), ("😀 Bo", ""), ("7up", "")])
def test_the_letter_for_a_name(name: str, letter: str) -> None:
    assert filters.initial(name) == letter


def test_the_counter_says_what_the_longest_text_is() -> None:
    assert counter.meter("").sentence == "160 characters left"
    assert counter.meter("a" * 1530).sentence == "10 texts · 0 characters left"
    assert not counter.meter("a" * 1530).over
    assert counter.meter("a" * 1531).over
    assert counter.meter("😀\u200b").why == "The characters 😀  U+200B cut a text from 160 to 70 characters."


def test_the_counter_does_not_blame_the_letters_of_another_alphabet() -> None:
    assert counter.meter("طلبك جاهز 😀").sentence == "1 text · 58 characters left"
    assert counter.meter("طلبك جاهز 😀").why == ""


def test_a_time_on_paper_is_whole(app: Flask, shop: Shop) -> None:
    with app.test_request_context():
        assert filters.in_full(shop.clock()) == "23 Nov 2027, 10:30:00 GMT"
