"""The customers of tests that run on the real clock: one of them may always be sent an offer."""

from datetime import UTC, datetime, time, timedelta

from smsbox.rules.policy import Policy, Window
from tests.fakes.awake import somebody_awake
from tests.fakes.clock import TUESDAY_NOON


def test_at_every_hour_of_the_year_somebody_may_be_sent_an_offer() -> None:
    policy = Policy(region="GB", promotional=Window(time(8), time(21)), holidays_quiet=False)
    found = {somebody_awake(policy, datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=97 * n)) for n in range(5500)}
    assert len(found) > 2
    assert somebody_awake(policy, TUESDAY_NOON) == "+447911100001"
