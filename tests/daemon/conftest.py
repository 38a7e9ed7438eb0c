"""Stations: a dispatcher with one worker or two, in memory."""

from collections.abc import Iterator

import pytest

from smsbox.store.db import Database
from tests.fakes.clock import Clock
from tests.fakes.station import Station


@pytest.fixture
def station(db: Database, clock: Clock) -> Iterator[Station]:
    with_one = Station(db, clock)
    yield with_one
    with_one.close()


@pytest.fixture
def pair(db: Database, clock: Clock) -> Iterator[Station]:
    with_two = Station(db, clock, sims=2)
    yield with_two
    with_two.close()
