"""A SIM's standing with its network: rest, and being set aside (reliability.md S90)."""

from datetime import timedelta

import pytest

from smsbox.rules.standing import CONGESTED_CODES, NUMBER_CODES, Answer, Standing, answer_of
from tests.fakes.clock import TUESDAY_NOON

NOW = TUESDAY_NOON


def after(*answers: Answer) -> Standing:
    standing = Standing()
    for answer in answers:
        standing = standing.after(answer, NOW)
    return standing


@pytest.mark.parametrize("code", [38, 42, 47, 332])
def test_a_busy_network_is_known_by_its_codes(code: int) -> None:
    assert answer_of(code) is Answer.CONGESTED
    assert code in CONGESTED_CODES


@pytest.mark.parametrize("code", [*NUMBER_CODES, None])
def test_a_wrong_number_says_nothing_about_the_sim(code: int | None) -> None:
    assert answer_of(code) is None


@pytest.mark.parametrize("code", [8, 10, 21, 41, 50, 500])
def test_any_other_refusal_counts(code: int) -> None:
    assert answer_of(code) is Answer.REFUSED


def test_three_busy_answers_in_a_row_make_the_sim_rest_longer_each_time() -> None:
    rests = []
    standing = after(Answer.CONGESTED, Answer.CONGESTED)
    assert not standing.resting(NOW)
    for _ in range(9):
        standing = standing.after(Answer.CONGESTED, NOW)
        rests.append(standing.rest / timedelta(minutes=1))
        assert standing.resting(NOW)
        assert standing.resting(NOW + standing.rest - timedelta(seconds=1))
        assert not standing.resting(NOW + standing.rest)
    assert rests == [1, 2, 4, 8, 16, 32, 60, 60, 60]


@pytest.mark.parametrize("other", [Answer.ACCEPTED, Answer.REFUSED])
def test_another_answer_ends_the_row_and_the_rest(other: Answer) -> None:
    busy = (Answer.CONGESTED,) * 3
    assert not after(*busy, other).resting(NOW)
    assert not after(*busy, other, *busy[:2]).resting(NOW)


def test_a_clock_that_goes_back_ends_the_rest() -> None:
    assert not after(*[Answer.CONGESTED] * 3).resting(NOW - timedelta(days=1))


def test_ten_refusals_in_a_row_set_the_sim_aside() -> None:
    assert after(*[Answer.REFUSED] * 9).verdict() is None
    assert "10 texts in a row" in (after(*[Answer.REFUSED] * 5, *[Answer.CONGESTED] * 5).verdict() or "")
    assert after(*[Answer.REFUSED] * 9, Answer.ACCEPTED).verdict() is None


@pytest.mark.parametrize(("accepted", "aside"), [(9, True), (10, False)])
def test_fewer_than_half_of_twenty_set_the_sim_aside(accepted: int, aside: bool) -> None:
    mixed = [Answer.REFUSED] * (20 - accepted) + [Answer.ACCEPTED] * accepted
    row = [answer for pair in zip(mixed, reversed(mixed), strict=True) for answer in pair][:20]
    row.sort(key=lambda answer: answer is Answer.ACCEPTED)
    spread = [row[position // 2 if position % 2 == 0 else -1 - position // 2] for position in range(20)]
    standing = after(*spread)
    assert standing.accepted.count(True) == accepted
    assert (standing.verdict() is not None) is aside


def test_only_the_last_twenty_count() -> None:
    assert after(*[Answer.REFUSED] * 9, *[Answer.ACCEPTED] * 10).verdict() is None
    assert len(after(*[Answer.ACCEPTED] * 50).accepted) == 20
