"""The lanes, their order and their words."""

import pytest

from smsbox.rules.lanes import ANSWERS_AFTER_STOP, LANE_WORDS, REQUIRED_ANSWERS, Kind, Lane


def test_a_reply_goes_before_a_transactional_text_and_that_before_an_offer() -> None:
    assert sorted(Lane) == [Lane.REPLY, Lane.TRANSACTIONAL, Lane.PROMOTIONAL]


def test_the_words_are_those_of_the_contract() -> None:
    assert LANE_WORDS == ("reply", "transactional", "promotional")


@pytest.mark.parametrize("lane", Lane)
def test_a_lane_is_found_by_its_word(lane: Lane) -> None:
    assert Lane.named(lane.word) is lane


def test_an_unknown_word_is_no_lane() -> None:
    with pytest.raises(KeyError):
        Lane.named("bulk")


def test_an_ordinary_text_is_no_required_answer() -> None:
    assert Kind.TEXT not in REQUIRED_ANSWERS
    assert Kind.KEYWORD not in REQUIRED_ANSWERS
    assert {Kind.OPT_OUT_CONFIRMATION, Kind.HELP} == ANSWERS_AFTER_STOP
    assert ANSWERS_AFTER_STOP < REQUIRED_ANSWERS
