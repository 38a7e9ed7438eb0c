"""When everything will have gone out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from smsbox.rules.pace import Speed
from smsbox.services import modems, presence
from smsbox.services.forecast import PUBLISHED, done_at
from smsbox.services.modems import ModemView
from smsbox.store import modems as table
from smsbox.store.db import Database
from tests.fakes.clock import TUESDAY_NOON
from tests.services.test_modems_service import SEEN

NOW = TUESDAY_NOON


@pytest.fixture
def modem(db: Database) -> ModemView:
    """One that is ready and was never measured."""
    with db.write() as tx:
        table.record(tx, SEEN, now=NOW)
    with presence.claim(db.folder):
        return modems.all_modems(db, now=NOW)[0]


def test_a_modem_that_was_never_measured_is_as_fast_as_is_published(modem: ModemView) -> None:
    assert PUBLISHED == 6.0
    assert done_at(NOW, 10, [modem]) == NOW + timedelta(minutes=1)


def test_a_measured_modem_is_as_fast_as_it_was(modem: ModemView) -> None:
    assert done_at(NOW, 10, [replace(modem, seconds_per_part=3.0)]) == NOW + timedelta(seconds=30)


def test_the_fast_modem_takes_more_of_the_work(modem: ModemView) -> None:
    both = [replace(modem, seconds_per_part=2.0), replace(modem, seconds_per_part=6.0)]
    assert done_at(NOW, 40, both) == NOW + timedelta(seconds=60)


def test_only_ready_modems_count(modem: ModemView) -> None:
    lost = replace(modem, state="lost", seconds_per_part=1.0)
    assert done_at(NOW, 10, [modem, lost]) == done_at(NOW, 10, [modem])
    assert done_at(NOW, 10, [lost]) is None
    assert done_at(NOW, 10, []) is None


@pytest.mark.parametrize("parts", [0, -1])
def test_when_nothing_waits_there_is_nothing_to_foretell(modem: ModemView, parts: int) -> None:
    assert done_at(NOW, parts, [modem]) is None


def test_offers_go_no_faster_than_their_pace(modem: ModemView) -> None:
    fast, pace = replace(modem, seconds_per_part=1.0), Speed(per_minute=10, per_hour=200)
    assert done_at(NOW, 20, [fast], offers=10, pace=pace) == NOW + timedelta(seconds=10 + 60)
    assert done_at(NOW, 400, [fast], offers=400, pace=pace) == NOW + timedelta(hours=2)
    assert done_at(NOW, 400, [fast, fast], offers=400, pace=pace) == NOW + timedelta(minutes=20)


def test_a_pace_faster_than_the_modem_changes_nothing(modem: ModemView) -> None:
    pace = Speed(per_minute=60, per_hour=0)
    assert done_at(NOW, 10, [modem], offers=10, pace=pace) == done_at(NOW, 10, [modem])


def test_a_virtual_modem_without_latency_does_not_divide_by_nothing(modem: ModemView) -> None:
    assert done_at(NOW, 100, [replace(modem, seconds_per_part=0.0)]) == NOW + timedelta(seconds=1)
