"""The amount in what a network tells."""

import pytest

from smsbox.rules.balance import amount_in
from smsbox.services.settings import FIRST_AMOUNT


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
