"""Many rows at once: all of them, in order, however many do not fill a statement."""

import pytest

from smsbox.store import bulk
from smsbox.store.db import Database


@pytest.mark.parametrize("count", [0, 1, bulk.ROWS - 1, bulk.ROWS, bulk.ROWS + 1, 3 * bulk.ROWS + 7])
def test_every_row_is_added_in_its_order(db: Database, count: int) -> None:
    rows = [(f"list {at}", at) for at in range(count)]
    with db.write() as tx:
        bulk.insert(tx, "lists", ("name", "created_at"), rows)
    found = db.connection().execute("SELECT name, created_at FROM lists ORDER BY id")
    assert [tuple(row) for row in found] == rows


def test_many_rows_take_few_statements(db: Database) -> None:
    asked: list[str] = []
    with db.write() as tx:
        tx.set_trace_callback(asked.append)
        bulk.insert(tx, "lists", ("name", "created_at"), [(f"list {at}", at) for at in range(2 * bulk.ROWS + 1)])
        tx.set_trace_callback(None)
    assert len(asked) == 3
