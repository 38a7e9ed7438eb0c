"""The page in a shop with 100,000 customers and 1,000,000 texts; three times the budgets, for busy machines' sake."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from smsbox.services import contacts, inbox
from smsbox.store.db import Database
from tests import page_speed
from tests.fakes import full_shop

pytestmark = pytest.mark.system

SLACK = 3

GRAIN = 100


@pytest.fixture(scope="module")
def folder(request: pytest.FixtureRequest) -> Path:
    return full_shop.cached(request.config.cache.mkdir("full_shop"))


@pytest.fixture
def shop(folder: Path) -> Iterator[Database]:
    db = Database(folder)
    yield db
    db.close()


def test_every_page_keeps_its_budgets(folder: Path) -> None:
    figures = page_speed.measure(folder)
    for visit in figures.visits:
        live = visit.path.startswith("/live")
        most = page_speed.MOST_MILLISECONDS_LIVE if live else page_speed.MOST_MILLISECONDS
        assert visit.slow_cpu <= SLACK * most, visit
        assert visit.statements <= page_speed.MOST_STATEMENTS, visit
        assert visit.octets <= page_speed.MOST_OCTETS, visit
    assert figures.megabytes <= page_speed.MOST_MEGABYTES


def test_page_2000_asks_for_no_more_than_page_1(shop: Database) -> None:
    """Steps of SQLite's machine, which no busy processor changes."""
    first = contacts.search(shop).next
    after = first
    for _ in range(1998):
        after = contacts.search(shop, after=after).next
    assert after is not None
    assert _steps(shop, lambda: contacts.search(shop, after=after)) <= 1.2 * _steps(
        shop, lambda: contacts.search(shop, after=first)
    )


MOST_STEPS = 200_000
"""Of SQLite's machine: about ten milliseconds."""


@pytest.mark.parametrize("words", ["meyer", "a", "an", "ann", "0151", "+49", "49151", "0151 44", "anna meyer", "e e e"])
def test_a_search_looks_at_few_rows_whatever_is_typed(shop: Database, words: str) -> None:
    assert _steps(shop, lambda: contacts.search(shop, words)) < MOST_STEPS
    assert _steps(shop, lambda: contacts.search(shop, words, list_name="Offers")) < MOST_STEPS
    assert _steps(shop, lambda: inbox.conversations(shop, words=words)) < MOST_STEPS


def _steps(db: Database, act: Callable[[], object]) -> int:
    """How many steps SQLite's machine takes for what `act` reads, to GRAIN."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += GRAIN
        return 0

    connection = db.connection()
    connection.set_progress_handler(count, GRAIN)
    act()
    connection.set_progress_handler(None, 0)
    return counted
