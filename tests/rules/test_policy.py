"""The policy's defaults are those of the rules (compliance.md 1.2, 6.2, 7.1; reliability.md S13)."""

from datetime import time, timedelta

from smsbox.rules.policy import EVERY_DAY, Policy, Window


def test_offers_go_monday_to_saturday_from_nine_to_eight() -> None:
    assert Policy().promotional == Window(time(9), time(20), frozenset({0, 1, 2, 3, 4, 5}))


def test_transactional_texts_go_every_day_from_eight_to_nine_in_the_evening() -> None:
    assert Policy().transactional == Window(time(8), time(21), EVERY_DAY)
    assert frozenset(range(7)) == EVERY_DAY


def test_one_offer_a_day_and_four_a_month_is_the_cap() -> None:
    assert (Policy().cap_per_day, Policy().cap_per_month) == (1, 4)


def test_a_text_expires_after_twelve_hours() -> None:
    assert Policy().validity == timedelta(hours=12)


def test_sending_is_on_roaming_is_off_and_there_is_no_budget() -> None:
    policy = Policy()
    assert not policy.paused
    assert not policy.roaming
    assert not policy.budget.limited
