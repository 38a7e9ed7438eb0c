"""When an unclear text that nobody decides about counts as STOP: the shop's business days (compliance.md 3.3)."""

from smsbox.services import settings
from smsbox.store.db import Database
from tests.fakes.clock import Clock
from tests.fakes.receiving import Desk
from tests.fakes.rows import add_sim

FRIDAY_BEFORE_CHRISTMAS = (2027, 12, 24, 12, 0)


def _wondering(db: Database, clock: Clock, region: str) -> Desk:
    """A shop in the region, and a customer whose text of Friday 24 December 2027 is unclear."""
    add_sim(db)
    settings.set_value(db, "shop.region", region)
    clock.set(*FRIDAY_BEFORE_CHRISTMAS)
    desk = Desk(db, clock)
    desk.receive("what time do you stop serving?")
    return desk


def test_rule_3_3_the_public_holidays_of_the_shops_region_are_no_business_days(db: Database, clock: Clock) -> None:
    desk = _wondering(db, clock, "GB")
    clock.set(2027, 12, 29, 19, 59)  # the 25th is a Saturday, and Monday and Tuesday are given in its stead
    assert desk.deadlines.close_reviews() == 0
    assert not desk.suppressed()
    clock.set(2027, 12, 29, 20, 0)
    assert desk.deadlines.close_reviews() == 1
    assert desk.suppressed()


def test_rule_3_3_where_another_country_works_the_deadline_is_earlier(db: Database, clock: Clock) -> None:
    desk = _wondering(db, clock, "DE")
    clock.set(2027, 12, 27, 18, 0)
    assert desk.deadlines.close_reviews() == 0
    clock.set(2027, 12, 27, 20, 0)
    assert desk.deadlines.close_reviews() == 1
    assert desk.suppressed()
