"""What deciding about an offer costs: little, and no more in a shop with a longer life."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from smsbox.rules.decision import Text
from smsbox.rules.lanes import Lane
from smsbox.services import permission
from smsbox.store import ledger
from smsbox.store.db import Database
from tests.bench.decisions import decisions
from tests.fakes import full_shop, long_ledger

SCALE = 0.01
"""A thousand customers, ten thousand texts and as many rows of consent."""

MOST_SELECTS = 60
"""Of a bare SELECT's time: a generous bound for 0.2 ms, which holds whatever else the machine does."""

MOST_STATEMENTS = 4
"""For an offer to somebody; a text of another lane needs one."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return long_ledger.cached(tmp_path_factory.mktemp("long_ledger"), SCALE)


def test_a_decision_costs_no_more_than_some_bare_selects(folder: Path) -> None:
    found = decisions(folder, 800, full_shop.Size(SCALE).contacts)
    assert found.allowed > 0.1
    assert found.ratio < MOST_SELECTS


def asked(connection: sqlite3.Connection, act: Callable[[], object]) -> list[str]:
    """The statements that `act` runs."""
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    act()
    connection.set_trace_callback(None)
    return statements


@pytest.mark.parametrize(("lane", "most"), [(Lane.PROMOTIONAL, MOST_STATEMENTS), (Lane.TRANSACTIONAL, 1)])
def test_a_decision_asks_the_database_few_times(folder: Path, lane: Lane, most: int) -> None:
    db = Database(folder)
    number = full_shop.number(0)
    statements = asked(
        db.connection(), lambda: permission.recipient(db.connection(), number, Text(lane), now=full_shop.NOW)
    )
    db.close()
    assert 0 < len(statements) <= most


def test_the_long_ledger_is_long_and_whole(folder: Path) -> None:
    db = Database(folder)
    rows = db.connection().execute("SELECT count(*) FROM consent_ledger").fetchone()[0]
    whole = ledger.first_broken_row(db.connection()) is None
    db.close()
    assert rows == long_ledger.ROWS * SCALE
    assert whole
