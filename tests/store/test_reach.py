"""Whom a campaign to some lists reaches: told from counts that follow every change, never by counting people."""

import hashlib
import json
import random
import sqlite3
from datetime import timedelta
from itertools import chain, combinations
from pathlib import Path

import pytest

from smsbox.services import consent, lists
from smsbox.services.consent import Act
from smsbox.store import campaigns, ledger, migrations
from smsbox.store import lists as list_rows
from smsbox.store.campaigns import Audience
from smsbox.store.chain import COLUMNS
from smsbox.store.db import Database
from smsbox.store.ledger import ListState
from tests.fakes.rows import ANNA, LEO, MAYA, NOW

LISTS = ("Offers", "News", "Shoes")
PEOPLE = [f"+4477009001{number:02}" for number in range(12)]


@pytest.fixture
def ids(db: Database) -> tuple[int, ...]:
    return tuple(lists.create(db, name, now=NOW).id for name in LISTS)


def say_yes(db: Database, number: str, *names: str) -> None:
    with db.write() as tx:
        consent.agree(tx, number, dict.fromkeys(names, "Offers. STOP."), source="form", actor="Rosa", now=NOW)


def counted(connection: sqlite3.Connection, ids: tuple[int, ...]) -> Audience:
    """The same, person by person."""
    rows = connection.execute("SELECT number, list_id FROM subscriptions WHERE state = 'subscribed'").fetchall()
    places = [row["number"] for row in rows if row["list_id"] in ids]
    stopped = {row["number"] for row in connection.execute("SELECT number FROM suppressions")}
    return Audience(len(places), len(set(places)), len(set(places) & stopped))


def test_each_person_is_counted_once_however_many_lists_they_are_on(db: Database, ids: tuple[int, ...]) -> None:
    say_yes(db, ANNA, "Offers", "News")
    say_yes(db, LEO, "News")
    say_yes(db, MAYA, "Shoes")
    reader = db.connection()
    assert campaigns.audience(reader, ids[:2]) == Audience(places=3, people=2, stopped=0)
    assert campaigns.audience(reader, ids) == Audience(places=4, people=3, stopped=0)
    assert campaigns.audience(reader, ()) == Audience(places=0, people=0, stopped=0)


def test_a_list_is_not_taken_for_one_whose_id_begins_alike(db: Database) -> None:
    made = [lists.create(db, f"List {number}", now=NOW).id for number in range(12)]
    say_yes(db, ANNA, "List 11")
    assert campaigns.audience(db.connection(), (made[0], made[1])).people == 0
    assert campaigns.audience(db.connection(), (made[11],)).people == 1


def test_somebody_who_is_on_a_list_and_said_stop_is_told_apart(db: Database, ids: tuple[int, ...]) -> None:
    say_yes(db, ANNA, "Offers", "News")
    with db.write() as tx:
        ledger.suppress(tx, ANNA, "keyword", 1, now=NOW)
    assert campaigns.audience(db.connection(), ids) == Audience(places=2, people=1, stopped=1)
    with db.write() as tx:
        ledger.lift(tx, ANNA)
    assert campaigns.audience(db.connection(), ids) == Audience(places=2, people=1, stopped=0)


@pytest.mark.parametrize("seed", range(5))
def test_after_any_changes_the_counts_are_those_of_the_people(db: Database, ids: tuple[int, ...], seed: int) -> None:
    dice = random.Random(seed)
    act = Act(channel=consent.BY_TEXT, occurred_at=NOW)
    for moment in range(120):
        who, now = dice.choice(PEOPLE), NOW + timedelta(seconds=moment)
        with db.write() as tx:
            match dice.randrange(5):
                case 0:
                    consent.opt_out(tx, who, act, now=now)
                case 1:
                    consent.resume(tx, who, act, now=now)
                case 2 if moment % 10 == 0:
                    list_rows.drop_members(tx, dice.choice(ids), 4)
                case _:
                    state = dice.choice((ListState.SUBSCRIBED, ListState.SUBSCRIBED, *ListState))
                    ledger.set_state(tx, who, dice.choice(ids), state, _entry(tx, who))
    assert db.connection().execute("SELECT min(numbers) FROM reach").fetchone()[0] >= 0
    for some in chain.from_iterable(combinations(ids, size) for size in range(1, 4)):
        assert campaigns.audience(db.connection(), some) == counted(db.connection(), some), some


def _entry(tx: sqlite3.Connection, number: str) -> int:
    return ledger.append(tx, ledger.NewEntry(number, ledger.LedgerEvent.OPT_IN, NOW, "staff"), now=NOW)


def made_long_ago(older: Database) -> tuple[int, ...]:
    """The lists, as rows of then."""
    with older.write() as tx:
        for name in LISTS:
            tx.execute("INSERT INTO lists (name, created_at) VALUES (?, 1)", (name,))
        return tuple(row["id"] for row in tx.execute("SELECT id FROM lists ORDER BY id"))


def said_yes_long_ago(older: Database, *yes: tuple[str, int]) -> None:
    """Memberships as they were written before frequencies were promised, with the chain of then."""
    columns = [name for name in COLUMNS if name != "per_month"]
    previous = ""
    with older.write() as tx:
        for number, list_id in yes:
            values = [number, list_id, "opt_in", 1, 1, "staff", "form", "Offers.", "digest", *[None] * 6]
            previous = hashlib.sha256(json.dumps([previous, *values], ensure_ascii=False).encode()).hexdigest()
            row = tx.execute(
                f"INSERT INTO consent_ledger ({', '.join(columns)}, hash) VALUES ({', '.join('?' * 16)})",
                (*values, previous),
            )
            tx.execute(
                "INSERT INTO subscriptions (number, list_id, state, ledger_id) VALUES (?, ?, 'subscribed', ?)",
                (number, list_id, row.lastrowid),
            )


def test_who_was_there_before_the_counts_is_in_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = migrations.scripts()
    monkeypatch.setattr(migrations, "scripts", lambda: [script for script in scripts if script[0] < "0012"])
    older = Database(tmp_path)
    ids = made_long_ago(older)
    said_yes_long_ago(older, (ANNA, ids[0]), (ANNA, ids[1]), (LEO, ids[1]))
    older.close()
    monkeypatch.undo()
    newer = Database(tmp_path)
    assert ledger.first_broken_row(newer.connection()) is None, "the chain is made anew"
    assert campaigns.audience(newer.connection(), ids) == Audience(places=3, people=2, stopped=0)
    say_yes(newer, LEO, "Offers")
    assert campaigns.audience(newer.connection(), ids) == Audience(places=4, people=2, stopped=0)
    newer.close()
