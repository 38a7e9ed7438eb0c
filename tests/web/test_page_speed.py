"""Every page of a shop with a long life: few questions to the database, no walk through a table, light answers."""

import gzip
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from smsbox.services import contacts, lists
from smsbox.store import ledger, rollups
from smsbox.store.db import FILE_NAME, Database
from smsbox.store.times import to_db
from tests import page_speed
from tests.fakes import full_shop

SCALE = 0.02
"""2,000 customers: plans are those of the whole shop, since they come of the schema alone."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("shop")
    full_shop.make(folder, full_shop.Size(SCALE))
    db = Database(folder)
    yield db
    db.close()


@pytest.fixture(scope="module")
def served(shop: Database) -> tuple[Flask, FlaskClient]:
    return page_speed.application(shop)


def test_no_page_asks_much_or_walks_through_a_table_that_grows(
    shop: Database, served: tuple[Flask, FlaskClient]
) -> None:
    app, client = served
    visited = page_speed.paths(app)
    assert len(visited) > 15
    for path in visited:
        asked = page_speed.statements(shop, client, path)
        assert len(asked) <= page_speed.MOST_STATEMENTS, "\n".join([path, *asked])
        found = [walk for statement in asked for walk in page_speed.walks(shop.connection(), statement)]
        assert found == [], path


def test_pages_are_light_and_none_breaks(served: tuple[Flask, FlaskClient]) -> None:
    app, client = served
    for path in page_speed.paths(app):
        response = client.get(path)
        assert response.status_code < 400, path
        assert len(gzip.compress(response.get_data())) <= page_speed.MOST_OCTETS, path


@pytest.mark.parametrize(
    ("statement", "walks"),
    [
        ("SELECT count(*) FROM parts", True),
        ("SELECT count(*) FROM events AS e WHERE e.type = 'message.sent'", True),
        ("SELECT 1 FROM contacts WHERE name LIKE '%a%'", True),
        ("WITH found AS (SELECT number FROM inbox WHERE text = 'x') SELECT count(*) FROM found", True),
        ("SELECT count(*) FROM parts INDEXED BY parts_queued WHERE state = 'queued'", False),
        ("SELECT * FROM contacts WHERE id = 1", False),
        ("SELECT * FROM settings", False),
    ],
)
def test_a_walk_is_seen(shop: Database, statement: str, walks: bool) -> None:
    assert bool(list(page_speed.walks(shop.connection(), statement))) is walks


def test_the_made_shop_is_whole(shop: Database) -> None:
    connection = shop.connection()
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert ledger.first_broken_row(connection) is None
    counted = {table: _count(shop, table) for table in ("contacts", "messages", "inbox")}
    size = full_shop.Size(SCALE)
    assert counted == {"contacts": size.contacts, "messages": size.messages, "inbox": size.inbound}
    assert _count(shop, "parts") > size.messages
    assert contacts.totals(shop).contacts == size.contacts
    assert {made.name for made in lists.all_lists(shop) if made.subscribed and made.opted_out} >= {"Offers", "News"}
    (month,) = rollups.count(connection, ((full_shop.NOW - timedelta(days=30), full_shop.NOW),))
    assert month.sent == connection.execute(_SENT, (to_db(full_shop.NOW - timedelta(days=30)),)).fetchone()[0] > 0


_SENT = "SELECT count(*) FROM events WHERE type = 'message.sent' AND at >= ?"


def _count(db: Database, table: str) -> int:
    return int(db.connection().execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_made_shop_is_kept_for_the_next_time(tmp_path: Path) -> None:
    first = full_shop.cached(tmp_path, 0.001)
    stamp = (first / FILE_NAME).stat().st_mtime_ns
    assert full_shop.cached(tmp_path, 0.001) == first
    assert (first / FILE_NAME).stat().st_mtime_ns == stamp
