"""No order of events has the box text somebody who should not be: hypothesis looks for one, an oracle judges."""

import pytest

from tests.models.attack import attack
from tests.models.faults import FAULTS

EXAMPLES, STEPS = 40, 35

UNTIL_FOUND = 150
"""Runs in which a box without one of its rules has to show it."""

QUICKLY_FOUND = ("2.2", "2.3", "6.2", "6.3", "6.4", "7.1")
"""Rules whose lack shows within a few runs; tests/system tries all of them."""


def test_rule_4_2_no_order_of_events_texts_somebody_who_should_not_be() -> None:
    seen = attack(EXAMPLES, STEPS)
    assert seen["offers"] > 2 * EXAMPLES


@pytest.mark.parametrize("rule", QUICKLY_FOUND)
def test_the_model_finds_a_box_that_does_not_keep_rule(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    FAULTS[rule](monkeypatch)
    with pytest.raises(AssertionError, match=rf"{rule} "):
        attack(UNTIL_FOUND, STEPS, shrink=False)
