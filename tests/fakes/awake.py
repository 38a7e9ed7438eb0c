"""A customer who may be sent an offer at this very moment: somewhere it is day."""

from datetime import datetime, timedelta

from smsbox.rules import places
from smsbox.rules.policy import Policy
from smsbox.services import numbers

AROUND_THE_WORLD = ("+447911100001", "+919812345678", "+64211234567", "+12125550100")
"""Customers in Britain, India, New Zealand and New York: at every hour the law of one lets offers go."""

A_WHILE = timedelta(minutes=5)
"""How long a test may take."""


def somebody_awake(policy: Policy, now: datetime) -> str:
    """The number of one of them."""
    for number in AROUND_THE_WORLD:
        if places.closing(policy, numbers.place(number), now) > now + A_WHILE:
            return number
    raise AssertionError(f"nobody is awake at {now}")
