"""The ledger is looked at bit by bit, and a row that was changed is told once and held against it (S29, rule 2.1)."""

from datetime import timedelta

import pytest

from smsbox.errors import Conflict
from smsbox.services import activity, events, health, presence, proof
from smsbox.services.activity import By
from smsbox.store import facts, ledger
from smsbox.store.activity import Actor
from smsbox.store.db import Database
from tests.fakes.clock import TUESDAY_NOON
from tests.fakes.rows import ANNA
from tests.fakes.tampering import change, remove

NOW = TUESDAY_NOON
MINUTE = timedelta(minutes=1)
ROSA = By(Actor.PERSON, "Rosa", NOW)


def agree(db: Database, times: int = 1) -> None:
    entry = ledger.NewEntry(ANNA, ledger.LedgerEvent.OPT_IN, NOW, "web")
    with db.write() as tx:
        ledger.append_all(tx, [ledger.values(entry, NOW)] * times)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows are looked at in one go, and four at the start."""
    monkeypatch.setattr(proof, "SLICE", 3)
    monkeypatch.setattr(proof, "TAIL", 4)


def broken(db: Database) -> tuple[int, ...]:
    return proof.broken(db.connection())


def test_rule_2_1_a_whole_ledger_is_looked_at_from_end_to_end_and_nothing_is_held(db: Database, small: None) -> None:
    agree(db, 8)
    places = []
    for _ in range(4):
        assert not proof.look(db, now=NOW)
        places.append(facts.get(db.connection(), facts.LEDGER_PLACE))
    assert len(set(places)) == 3, "8 rows are three times three at most, then nothing is written"
    assert not proof.look_at_newest(db, now=NOW)
    assert broken(db) == ()


@pytest.mark.parametrize("row", [1, 3, 4, 8])
def test_rule_2_1_a_changed_row_is_found_within_a_round(db: Database, small: None, row: int) -> None:
    agree(db, 8)
    change(db, row)
    told = [proof.look(db, now=NOW + MINUTE * n) for n in range(3)]
    assert told.count(True) == 1
    assert broken(db) == (row,)
    (event,) = [each for each in events.after(db, limit=10).items if each.type == "ledger.broken"]
    assert event.data == {"row": row, "rows": 1}


def test_rule_2_1_what_is_changed_after_the_look_is_found_a_day_later(db: Database, small: None) -> None:
    agree(db, 5)
    for n in range(3):
        proof.look(db, now=NOW + MINUTE * n)
    change(db, 2)
    assert not proof.look(db, now=NOW + timedelta(hours=23))
    assert proof.look(db, now=NOW + timedelta(days=1))
    assert broken(db) == (2,)


def test_rule_2_1_the_newest_rows_are_looked_at_before_anything_is_sent(db: Database, small: None) -> None:
    agree(db, 8)
    change(db, 3)
    assert not proof.look_at_newest(db, now=NOW), "it is not among the newest four"
    change(db, 5)
    assert proof.look_at_newest(db, now=NOW)
    assert broken(db) == (5,)


def test_rule_2_1_newest_rows_that_are_gone_are_missed(db: Database, small: None) -> None:
    agree(db, 5)
    for _ in range(2):
        proof.look(db, now=NOW)
    remove(db, 4, 5)
    assert proof.look(db, now=NOW + MINUTE)
    assert broken(db) == (5,)


def test_rule_2_1_a_row_that_was_looked_at_last_is_looked_at_again(db: Database, small: None) -> None:
    agree(db, 3)
    proof.look(db, now=NOW)
    with db.write() as tx:
        tx.execute("DROP TRIGGER consent_ledger_keeps_values")
        tx.execute("UPDATE consent_ledger SET hash = 'made anew' WHERE id = 3")
    assert proof.look(db, now=NOW + MINUTE)
    assert broken(db) == (3,)


def test_rule_2_1_what_an_owner_has_looked_into_is_not_told_again_but_the_next_is(db: Database, small: None) -> None:
    agree(db, 3)
    change(db, 2)
    assert proof.look(db, now=NOW)
    proof.accept(db, by=ROSA)
    assert broken(db) == ()
    (entry,) = activity.find(db).items
    assert (entry.by.name, entry.subject) == ("Rosa", "2")
    assert not proof.look(db, now=NOW + timedelta(days=1))
    assert broken(db) == ()
    change(db, 3)
    assert proof.look(db, now=NOW + timedelta(days=2))
    assert broken(db) == (3,)


def test_a_whole_ledger_needs_nobody(db: Database) -> None:
    agree(db)
    with pytest.raises(Conflict, match="is whole"):
        proof.accept(db, by=ROSA)
    assert activity.find(db).items == ()


def test_no_more_rows_are_kept_apart_than_a_page_can_bear(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "MOST", 2)
    agree(db, 4)
    for row in (1, 2, 4):
        change(db, row)
    assert proof.look(db, now=NOW)
    assert broken(db) == (1, 2)
    proof.accept(db, by=ROSA)
    assert proof.look(db, now=NOW + timedelta(days=1))
    assert broken(db) == (4,)


def test_rule_2_1_status_says_it_with_the_remedy(db: Database) -> None:
    agree(db, 2)
    change(db, 2)
    proof.look_at_newest(db, now=NOW)
    with presence.claim(db.folder):
        (told,) = (problem for problem in health.problems(db, now=NOW) if "record" in problem)
    assert "changed at row 2" in told
    assert "smsbox doctor --let-offers-go-on" in told
