"""Deciding about an offer stays cheap in a shop of 100,000 customers with a million rows of consent."""

from pathlib import Path

import pytest

from tests.bench.decisions import decisions
from tests.fakes import full_shop, long_ledger

pytestmark = pytest.mark.system

MOST_MICROSECONDS = 200
"""Of the processor, for one decision."""

SLACK = 3
"""For busy machines' sake."""


def test_a_decision_costs_a_fifth_of_a_millisecond(request: pytest.FixtureRequest) -> None:
    shop: Path = long_ledger.cached(request.config.cache.mkdir("long_ledger"))
    found = decisions(shop, 5000, full_shop.Size().contacts)
    print(f"{found.decision:.0f} µs, {found.ratio:.1f} bare SELECTs of {found.bare:.1f} µs each")
    assert found.allowed > 0.1
    assert found.decision < SLACK * MOST_MICROSECONDS
