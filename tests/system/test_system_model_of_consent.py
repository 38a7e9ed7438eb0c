"""Thousands of shops' lives, at random: nobody is texted who should not be, and every rule's lack is found."""

import pytest

from tests.models.attack import attack
from tests.models.faults import FAULTS

pytestmark = pytest.mark.system

EXAMPLES, STEPS = 3000, 50
UNTIL_FOUND = 1500


def test_rule_4_2_no_order_of_events_at_random_texts_somebody_who_should_not_be() -> None:
    seen = attack(EXAMPLES, STEPS, at_random=True)
    print(f"{EXAMPLES} runs of up to {STEPS} acts: {seen['offers']} offers and {seen['others']} others on air")
    assert seen["offers"] > 2 * EXAMPLES


@pytest.mark.parametrize("rule", FAULTS)
def test_the_model_finds_a_box_that_does_not_keep_rule(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    FAULTS[rule](monkeypatch)
    with pytest.raises(AssertionError, match=rf"{rule} |2\.2 they are not on"):
        attack(UNTIL_FOUND, STEPS, shrink=False)
