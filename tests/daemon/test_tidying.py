"""Old records are emptied once a day, and only while the clock is right (compliance.md 11)."""

from datetime import timedelta
from pathlib import Path

import pytest

from smsbox.daemon.clock import ClockTrust
from smsbox.daemon.tidying import Tidying
from smsbox.services import records
from smsbox.store.db import Database
from tests.fakes.clock import Clock
from tests.fakes.rows import NOW, add

LATER = NOW + timedelta(days=6 * 365)


def emptied(db: Database) -> int:
    found: int = db.connection().execute("SELECT count(*) FROM messages WHERE text = ''").fetchone()[0]
    return found


@pytest.fixture
def old(db: Database) -> Database:
    """Three texts of six years ago."""
    for _ in range(3):
        add(db)
    with db.write() as tx:
        tx.execute("UPDATE parts SET state = 'sent'")
        tx.execute("UPDATE messages SET state = 'sent'")
    return db


def test_rule_11_old_records_are_emptied_step_by_step_and_then_looked_at_a_day_later(
    old: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "SLICE", 2)
    clock.now = LATER
    tidying = Tidying(old, ClockTrust(), clock)
    assert [(tidying.step(), emptied(old)) for _ in range(3)] == [(True, 2), (True, 3), (False, 3)]
    clock.forward(hours=23)
    assert not tidying.step()
    clock.forward(hours=1)
    assert tidying.step()


def test_rule_11_nothing_is_emptied_while_the_clock_is_not_believed(
    old: Database, clock: Clock, tmp_path: Path
) -> None:
    clock.now = LATER
    doubtful = ClockTrust(cautious=True, marker=tmp_path / "synchronized")
    assert not Tidying(old, doubtful, clock).step()
    assert emptied(old) == 0
