"""Pausing all sending."""

from datetime import UTC, datetime, timedelta

import pytest

from smsbox.rules.policy import UNTIL_RESUMED
from smsbox.services import activity, health, pausing, settings, undo
from smsbox.services.activity import Actor, By
from smsbox.services.pausing import Length
from smsbox.store.db import Database
from tests.fakes.shop import Shop

NOW = datetime(2027, 6, 1, 21, 30, tzinfo=UTC)
"""22:30 in London."""

ROSA = By(Actor.PERSON, "Rosa", NOW)


@pytest.fixture
def shop(db: Database) -> Shop:
    return Shop(db.folder)


def ends(db: Database, now: datetime = NOW) -> datetime | None:
    return settings.policy(db.connection()).pause_ends(now)


@pytest.mark.parametrize(
    ("length", "end"),
    [
        (Length.TEN_MINUTES, NOW + timedelta(minutes=10)),
        (Length.HOUR, NOW + timedelta(hours=1)),
        (Length.TOMORROW, datetime(2027, 6, 2, 8, 0, tzinfo=UTC)),
        (Length.RESUMED, UNTIL_RESUMED),
    ],
)
def test_a_pause_lasts_as_long_as_was_said(shop: Shop, length: Length, end: datetime) -> None:
    assert pausing.pause(shop.db, length, now=NOW) == end
    assert ends(shop.db) == end
    assert ends(shop.db, end) is None


def test_a_pause_ends_when_somebody_resumes(shop: Shop) -> None:
    pausing.pause(shop.db, Length.RESUMED, now=NOW)
    pausing.resume(shop.db)
    assert ends(shop.db) is None


def test_pausing_and_resuming_are_on_record_in_words(shop: Shop) -> None:
    pausing.pause(shop.db, Length.TOMORROW, by=ROSA, now=NOW)
    pausing.pause(shop.db, Length.RESUMED, by=ROSA, now=NOW)
    pausing.resume(shop.db, by=ROSA)
    assert [activity.words(entry) for entry in activity.find(shop.db).items] == [
        "Resumed all sending",
        "Paused all sending until somebody resumes it",
        "Paused all sending until 2027-06-02 09:00",
    ]


def test_a_pause_is_taken_back(shop: Shop) -> None:
    pausing.pause(shop.db, Length.HOUR, by=ROSA, now=NOW)
    assert undo.take_back(shop.db, activity.find(shop.db).items[0].id, by=ROSA)
    assert ends(shop.db) is None


def test_the_box_says_that_it_is_paused_and_how_to_resume(shop: Shop) -> None:
    shop.start_daemon()
    shop.plug_in(0)
    assert health.problems(shop.db, now=NOW) == ()
    pausing.pause(shop.db, Length.HOUR, now=NOW)
    (problem,) = health.problems(shop.db, now=NOW)
    assert problem.startswith("All sending is paused.")
    assert health.problems(shop.db, now=NOW + timedelta(hours=1)) == ()
    shop.close()
