"""How far a STOP reaches, given what it answers (compliance.md 3.4)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsbox.rules.lanes import REQUIRED_ANSWERS, Kind, Lane
from smsbox.rules.scope import ANSWERS_WITHIN, Aired, Scope, scope_of_stop

NOW = datetime(2027, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def aired(lane: Lane, ago: timedelta, kind: str = Kind.TEXT) -> Aired:
    return Aired(lane, kind, NOW - ago)


def test_rule_3_4_nothing_to_answer_means_everything() -> None:
    assert scope_of_stop((), NOW) is Scope.EVERYTHING


def test_rule_3_4_offers_alone_mean_offers() -> None:
    assert scope_of_stop([aired(Lane.PROMOTIONAL, HOUR), aired(Lane.PROMOTIONAL, 9 * HOUR)], NOW) is Scope.OFFERS


@pytest.mark.parametrize("lane", [Lane.TRANSACTIONAL, Lane.REPLY])
def test_rule_3_4_one_text_about_their_own_business_means_everything(lane: Lane) -> None:
    texts = [aired(Lane.PROMOTIONAL, HOUR), aired(lane, ANSWERS_WITHIN)]
    assert scope_of_stop(texts, NOW) is Scope.EVERYTHING
    assert scope_of_stop([texts[0], aired(lane, ANSWERS_WITHIN + HOUR)], NOW) is Scope.OFFERS


@pytest.mark.parametrize("kind", sorted(REQUIRED_ANSWERS | {Kind.KEYWORD}))
def test_rule_3_4_automatic_answers_are_nobodys_business(kind: str) -> None:
    assert scope_of_stop([aired(Lane.REPLY, HOUR, kind)], NOW) is Scope.OFFERS


def test_rule_3_4_texts_after_the_stop_are_not_what_it_answers() -> None:
    texts = [aired(Lane.TRANSACTIONAL, -HOUR), aired(Lane.PROMOTIONAL, HOUR)]
    assert scope_of_stop(texts, NOW) is Scope.OFFERS


texts = st.lists(st.builds(aired, st.sampled_from(Lane), st.timedeltas(-ANSWERS_WITHIN, 3 * ANSWERS_WITHIN)))


@given(texts, st.randoms())
def test_rule_3_4_the_order_in_which_texts_are_told_of_does_not_matter(found: list[Aired], random: object) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    if len({text.at for text in found}) == len(found):
        assert scope_of_stop(shuffled, NOW) is scope_of_stop(found, NOW)


@given(texts)
def test_rule_3_4_a_fresh_transactional_text_always_widens(found: list[Aired]) -> None:
    assert scope_of_stop([*found, aired(Lane.TRANSACTIONAL, HOUR)], NOW) is Scope.EVERYTHING


def test_a_scope_covers_its_lanes() -> None:
    assert [Scope.OFFERS.covers(lane) for lane in Lane] == [False, False, True]
    assert [Scope.EVERYTHING.covers(lane) for lane in Lane] == [True, True, True]
