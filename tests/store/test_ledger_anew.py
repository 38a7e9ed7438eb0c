"""The update that makes the ledger's table and that of the staged rows anew keeps all that stands in them."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from smsbox.services import consent, erasure, imports, lists
from smsbox.services.activity import Actor, By
from smsbox.store import contacts, ledger, migrations
from smsbox.store import imports as table
from smsbox.store.db import Database
from smsbox.store.imports import NewImport, Staged
from smsbox.store.ledger import LedgerEvent, ListState, NewEntry
from tests.fakes.clock import TUESDAY_NOON as NOW

ANNA, LEO, MAYA = "+447700900101", "+447700900102", "+447700900103"
BY = By(Actor.COMMAND, "", NOW)
WORDING = "Yes, Corner Shop may text me offers, about 4 a month. Reply STOP to opt out, HELP for help."
TABLES = "SELECT * FROM consent_ledger ORDER BY id", "SELECT * FROM subscriptions", "SELECT * FROM suppressions"


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A shop of before the update: Anna has joined, Leo has left, Maya was erased, and an accepted import waits."""
    scripts = migrations.scripts()
    monkeypatch.setattr(migrations, "scripts", lambda: [script for script in scripts if script[0] < "0028"])
    db = Database(tmp_path)
    lists.create(db, "Offers", now=NOW)
    with db.write() as tx:
        list_id = contacts.list_id(tx, "Offers")
        assert list_id is not None
        for number in (ANNA, LEO, MAYA):
            entry = NewEntry(number, LedgerEvent.OPT_IN, NOW, "staff", list_id, "till", WORDING, per_month=4)
            ledger.set_state(tx, number, list_id, ListState.SUBSCRIBED, ledger.append(tx, entry, now=NOW), per_month=4)
            contacts.add_unnamed(tx, number, now=NOW)
        consent.opt_out(tx, LEO, consent.Act(consent.BY_TEXT, NOW), now=NOW)
        waiting = table.begin(tx, NewImport("Offers", "till", WORDING, 4, "customers.csv", "0" * 64, ""), now=NOW)
        numbers = (LEO, "+447700900104", "+447700900105")
        agreed_at = NOW - timedelta(days=1)
        rows = [Staged(line, number, "", "{}", agreed_at, "") for line, number in enumerate(numbers, start=2)]
        table.stage(tx, waiting, rows)
        table.accept(tx, waiting, list_id)
    erasure.erase(db, MAYA, by=BY)
    monkeypatch.setattr(migrations, "scripts", lambda: scripts)
    return db


def updated(old: Database) -> Database:
    old.close()
    return Database(old.folder)


def test_the_update_keeps_every_row_of_the_ledger_and_what_refers_to_it(old: Database) -> None:
    before = [[tuple(row) for row in old.connection().execute(each)] for each in TABLES]
    db = updated(old)
    assert [[tuple(row) for row in db.connection().execute(each)] for each in TABLES] == before
    assert ledger.first_broken_row(db.connection()) is None
    assert db.connection().execute("PRAGMA foreign_key_check").fetchall() == []
    db.close()


def test_after_the_update_the_ledger_is_append_only_and_what_refers_to_it_is_held_to_it(old: Database) -> None:
    db = updated(old)
    for wrong in (
        "DELETE FROM consent_ledger WHERE id = 1",
        "UPDATE consent_ledger SET event = 'opt_out' WHERE id = 1",
        "UPDATE subscriptions SET ledger_id = 999",
    ):
        with pytest.raises(sqlite3.IntegrityError), db.write() as tx:
            tx.execute(wrong)
    db.close()


def test_after_the_update_an_import_that_was_accepted_before_is_carried_out(old: Database) -> None:
    last = old.connection().execute("SELECT max(id) FROM consent_ledger").fetchone()[0]
    db = updated(old)
    imports.recover(db, now=NOW, pause=lambda _seconds: None)
    assert lists.get(db, "Offers").subscribed == 3
    assert ledger.suppression(db.connection(), LEO) is not None
    assert ledger.permission(db.connection(), "+447700900104") == last + 1
    assert ledger.first_broken_row(db.connection()) is None
    db.close()
