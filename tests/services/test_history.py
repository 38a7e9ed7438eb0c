"""What happened, by the shop's days and by hours."""

from datetime import UTC, date, datetime, timedelta

import pytest

from smsbox.errors import NotFound
from smsbox.services import history, settings
from smsbox.services.history import Traffic
from smsbox.store import events
from smsbox.store.db import Database
from tests.fakes.rows import NOW, add_sim


def sent(db: Database, *moments: datetime) -> None:
    with db.write() as tx:
        for moment in moments:
            events.append(tx, "message.sent", "1", {}, now=moment)


def test_days_are_the_shops_and_the_last_is_today(db: Database) -> None:
    settings.set_value(db, "shop.timezone", "America/New_York")
    sent(db, datetime(2027, 11, 23, 4, 59, tzinfo=UTC), datetime(2027, 11, 23, 5, 0, tzinfo=UTC), NOW)
    days = history.days(db, 14, now=NOW)
    assert [day.day for day in days] == [date(2027, 11, 10) + timedelta(days=n) for n in range(14)]
    assert [day.traffic.sent for day in days[-2:]] == [1, 2]
    assert sum(day.traffic.sent for day in days) == 3


def test_a_day_on_which_the_clocks_change_has_all_its_hours(db: Database) -> None:
    settings.set_value(db, "shop.timezone", "Europe/Berlin")
    first = datetime(2027, 10, 30, 22, tzinfo=UTC)
    sent(db, *(first + timedelta(hours=hour) for hour in range(-1, 26)))
    now = datetime(2027, 11, 2, 12, tzinfo=UTC)
    for _ in range(2):
        counted = {day.day.day: day.traffic.sent for day in history.days(db, 5, now=now)}
        assert (counted[30], counted[31], counted[1]) == (1, 25, 1)
        history.roll_up(db, now=now)


def test_the_strip_ends_with_the_hour_that_runs(db: Database) -> None:
    now = datetime(2027, 11, 23, 12, 40, tzinfo=UTC)
    sent(db, now - timedelta(minutes=50), now - timedelta(minutes=1), now - timedelta(hours=30))
    hours = history.hours(db, now=now)
    assert len(hours) == history.HOURS
    assert hours[-1].begins == datetime(2027, 11, 23, 12, tzinfo=UTC)
    assert [hour.traffic.sent for hour in hours[-3:]] == [0, 1, 1]
    assert sum(hour.traffic.sent for hour in hours) == 2


def test_the_strip_of_one_sim_holds_its_texts_only(db: Database) -> None:
    add_sim(db, "1")
    sent(db, NOW)
    assert {hour.traffic for hour in history.hours(db, "1", now=NOW)} == {Traffic()}
    with pytest.raises(NotFound):
        history.hours(db, "2", now=NOW)
