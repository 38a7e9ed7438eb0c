"""The amount in what a network tells, and how it stands with somebody's question for it."""

from datetime import datetime, timedelta

import pytest

from smsbox.rules.balance import PATIENCE, TOLD_FOR, Asking, amount_in, asking
from smsbox.services.setting_keys import FIRST_AMOUNT
from tests.fakes.clock import TUESDAY_NOON


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Your balance is 12.34 EUR, valid until 31.12.2026", "12.34"),
        ("Ihr Guthaben: 5,00 EUR", "5,00"),
        ("Thank you for calling", None),
    ],
)
def test_the_first_amount_is_found(text: str, amount: str | None) -> None:
    assert amount_in(text, FIRST_AMOUNT) == amount


def test_a_pattern_of_the_shops_own_names_the_amount() -> None:
    assert amount_in("Bonus 3.00, balance 7.50", r"balance ([0-9.]+)") == "7.50"


def test_a_pattern_that_would_try_for_years_is_given_up_at_once() -> None:
    assert amount_in("Your balance is " + "a" * 50 + "!", "(a+)+$") is None


ASKED = TUESDAY_NOON
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("unanswered_at", "told_at", "now", "stands"),
    [
        (None, None, ASKED, Asking.UNDER_WAY),
        (None, ASKED - SECOND, ASKED + SECOND, Asking.UNDER_WAY),
        (None, ASKED + SECOND, ASKED + 2 * SECOND, Asking.ANSWERED),
        (ASKED + SECOND, ASKED - SECOND, ASKED + 2 * SECOND, Asking.UNANSWERED),
        (None, None, ASKED + PATIENCE - SECOND, Asking.UNDER_WAY),
        (None, None, ASKED + PATIENCE, Asking.UNANSWERED),
        (ASKED + SECOND, None, ASKED + TOLD_FOR, Asking.NOT),
        (None, None, ASKED - SECOND, Asking.NOT),
    ],
)
def test_a_question_is_under_way_until_it_is_answered_or_given_up(
    unanswered_at: datetime | None, told_at: datetime | None, now: datetime, stands: Asking
) -> None:
    assert asking(ASKED, unanswered_at, told_at, now) is stands


def test_where_nobody_asked_nothing_is_under_way() -> None:
    assert asking(None, None, ASKED, ASKED) is Asking.NOT
