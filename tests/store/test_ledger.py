"""The consent ledger: append-only, chained, and what it makes of lists and suppressions (compliance.md 2)."""

import hashlib
import hmac
import json
import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from smsbox.store import chain, contacts, ledger
from smsbox.store.db import Database
from smsbox.store.ledger import LedgerEvent, ListState, NewEntry
from tests.fakes.clock import TUESDAY_NOON
from tests.fakes.tampering import tamper

NOW = TUESDAY_NOON
ANNA = "+447700900101"
LEO = "+447700900102"
ENTRY = NewEntry(
    number=ANNA,
    event=LedgerEvent.OPT_IN,
    occurred_at=NOW - timedelta(days=1),
    channel="tablet",
    source="counter",
    wording="Offers, 4 a month. STOP to end.",
    act="box ticked",
    actor="Rosa",
    evidence="form 17",
    matched="staff",
    per_month=4,
)


def append(db: Database, *entries: NewEntry) -> list[int]:
    with db.write() as tx:
        return [ledger.append(tx, entry, now=NOW) for entry in entries]


def offers(db: Database) -> int:
    with db.write() as tx:
        contacts.add_list(tx, "Offers", now=NOW)
        found = contacts.list_id(tx, "Offers")
    assert found is not None
    return found


def test_a_row_comes_back_as_it_was_recorded(db: Database) -> None:
    (row_id,) = append(db, ENTRY)
    (row,) = ledger.history(db.connection(), ANNA)
    assert (row.id, row.number, row.event, row.channel, row.list) == (row_id, ANNA, LedgerEvent.OPT_IN, "tablet", None)
    assert (row.occurred_at, row.recorded_at) == (NOW - timedelta(days=1), NOW)
    assert (row.source, row.wording, row.act, row.actor) == ("counter", ENTRY.wording, "box ticked", "Rosa")
    assert (row.evidence, row.matched, row.per_month) == ("form 17", "staff", 4)


def test_the_history_is_one_numbers_oldest_first(db: Database) -> None:
    ids = append(db, ENTRY, replace(ENTRY, number=LEO), replace(ENTRY, event=LedgerEvent.OPT_OUT))
    assert [row.id for row in ledger.history(db.connection(), ANNA)] == [ids[0], ids[2]]


def test_the_wording_is_kept_with_its_digest(db: Database) -> None:
    append(db, ENTRY, replace(ENTRY, wording=None))
    digests = [row[0] for row in db.connection().execute("SELECT wording_digest FROM consent_ledger ORDER BY id")]
    assert digests == ["360bee15534523ae9be6f8b8c11f1b9cc878bf02fa9f03452e7b1ac415924715", None]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consent_ledger SET act = 'changed'",
        "UPDATE consent_ledger SET hash = 'changed'",
        "DELETE FROM consent_ledger",
        "INSERT OR REPLACE INTO consent_ledger SELECT * FROM consent_ledger",
        "UPDATE OR REPLACE consent_ledger SET id = 1 WHERE id = 2",
    ],
)
def test_the_database_itself_refuses_to_change_the_ledger(db: Database, statement: str) -> None:
    append(db, ENTRY, replace(ENTRY, number=LEO))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.connection().execute(statement)
    assert len(ledger.history(db.connection(), ANNA)) == len(ledger.history(db.connection(), LEO)) == 1


def test_an_untouched_chain_is_whole(db: Database) -> None:
    assert ledger.first_broken_row(db.connection()) is None
    append(db, *[replace(ENTRY, number=f"+4477009001{number:02}") for number in range(20)])
    assert ledger.first_broken_row(db.connection()) is None


def test_an_examination_tells_how_far_it_is(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "TOLD_EVERY", 2)
    append(db, *[ENTRY] * 5)
    told: list[int] = []
    assert ledger.first_broken_row(db.connection(), told.append) is None
    assert told == [2, 4]


COLUMNS = {
    "number": "'+447700900199'",
    "list_id": "7",
    "event": "'opt_out'",
    "occurred_at": "occurred_at + 1",
    "recorded_at": "recorded_at + 1",
    "channel": "'paper'",
    "source": "NULL",
    "wording": "wording || ' '",
    "wording_digest": "NULL",
    "act": "'box not ticked'",
    "inbox_id": "1",
    "sim_id": "1",
    "actor": "'Leo'",
    "evidence": "NULL",
    "matched": "'exact'",
    "per_month": "per_month + 1",
    "hash": "replace(hash, substr(hash, 1, 1), 'x')",
}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_value_breaks_the_chain_at_its_row(db: Database, column: str) -> None:
    ids = append(db, ENTRY, ENTRY, ENTRY, ENTRY)
    tamper(db, f"UPDATE consent_ledger SET {column} = {COLUMNS[column]} WHERE id = {ids[2]}")
    assert ledger.first_broken_row(db.connection()) == ids[2]


def test_every_column_is_chained(db: Database) -> None:
    columns = {row["name"] for row in db.connection().execute("PRAGMA table_info(consent_ledger)")}
    assert columns - {"id"} == COLUMNS.keys()


def test_a_ledger_of_before_erasures_is_chained_anew_once_and_is_whole() -> None:
    values = [(ANNA, None, "opt_in", 1, 1, "tablet", "counter", None, None, *[None] * 6, per) for per in (None, 4, 4)]
    old, previous = [], ""
    for row in values:
        kept = row if row[-1] is not None else row[:-1]
        previous = hashlib.sha256(json.dumps([previous, *kept], ensure_ascii=False).encode()).hexdigest()
        old.append(previous)
    again, new = chain.rechained(), ""
    for row, was in zip(values, old, strict=True):
        new = chain.link(b"key", new, row)
        assert again(b"key".hex(), was, *row) == new


def test_a_ledger_that_was_broken_before_stays_broken_where_it_was() -> None:
    again = chain.rechained()
    assert again(b"key".hex(), "not the hash", ANNA, *[None] * 15) == "not the hash"


REDACT = "UPDATE consent_ledger SET number = '#' || hex(randomblob(32)) WHERE id = 1"


def test_rule_2_10_a_person_is_erased_from_the_ledger_and_the_chain_holds(db: Database) -> None:
    append(db, ENTRY, replace(ENTRY, number=LEO), replace(ENTRY, event=LedgerEvent.OPT_OUT, act=None))
    with db.write() as tx:
        digest = ledger.redact(tx, ANNA)
    assert ledger.first_broken_row(db.connection()) is None
    assert ledger.history(db.connection(), ANNA) == ()
    first, second = ledger.history(db.connection(), digest)
    assert (first.wording, first.per_month, first.channel) == (ENTRY.wording, 4, "tablet")
    assert second.act is None
    assert not {ANNA, ENTRY.source, ENTRY.act, ENTRY.evidence} & set(vars(first).values())


def test_another_digest_than_the_boxs_own_breaks_the_chain(db: Database) -> None:
    append(db, ENTRY)
    db.connection().execute(REDACT.replace("hex(", "lower(hex(").replace("))", ")))"))
    assert ledger.first_broken_row(db.connection()) == 1


@pytest.mark.parametrize("more", ["act = 'x'", "act = NULL", "event = 'opt_out'", "hash = 'x'", "wording = NULL"])
def test_nothing_else_may_change_with_an_erasure(db: Database, more: str) -> None:
    append(db, ENTRY)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.connection().execute(REDACT.replace(" WHERE", f", {more} WHERE"))


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_a_removed_row_breaks_the_chain_after_it(db: Database, gone: int) -> None:
    ids = append(db, ENTRY, ENTRY, ENTRY, ENTRY)
    tamper(db, f"DELETE FROM consent_ledger WHERE id = {ids[gone]}")
    assert ledger.first_broken_row(db.connection()) == ids[gone + 1]


def test_a_flipped_bit_in_the_file_is_found(db: Database) -> None:
    append(db, ENTRY, replace(ENTRY, act="a very particular act"), ENTRY)
    db.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    folder = db.folder
    db.close()
    path = db.path
    content = bytearray(path.read_bytes())
    at = content.index(b"a very particular act")
    content[at] ^= 0x01
    path.write_bytes(content)
    damaged = Database(folder)
    assert ledger.first_broken_row(damaged.connection()) == 2
    damaged.close()


def test_states_follow_what_is_set(db: Database) -> None:
    list_id, (row_id,) = offers(db), append(db, ENTRY)
    with db.write() as tx:
        for state in ListState:
            ledger.set_state(tx, ANNA, list_id, state, row_id)
            assert ledger.states(tx, ANNA) == {"Offers": state}
    assert ledger.states(db.connection(), LEO) == {}


@pytest.mark.parametrize("state", ListState)
def test_only_a_subscription_is_a_permission_and_names_its_row(db: Database, state: ListState) -> None:
    list_id, ids = offers(db), append(db, ENTRY, ENTRY)
    with db.write() as tx:
        ledger.set_state(tx, ANNA, list_id, state, ids[1])
    expected = ids[1] if state is ListState.SUBSCRIBED else None
    assert ledger.permission(db.connection(), ANNA) == expected
    assert ledger.permission(db.connection(), LEO) is None


def test_lists_are_moved_from_one_state_only(db: Database) -> None:
    offers(db)
    (row_id,) = append(db, ENTRY)
    with db.write() as tx:
        contacts.add_list(tx, "News", now=NOW)
        news, first = contacts.list_id(tx, "News"), contacts.list_id(tx, "Offers")
        assert news is not None
        assert first is not None
        ledger.set_state(tx, ANNA, first, ListState.SUBSCRIBED, row_id)
        ledger.set_state(tx, ANNA, news, ListState.NONE, row_id)
        ledger.set_state(tx, LEO, first, ListState.SUBSCRIBED, row_id)
        ledger.move_lists(tx, ANNA, ListState.SUBSCRIBED, ListState.OPTED_OUT, row_id)
    assert ledger.states(db.connection(), ANNA) == {"News": ListState.NONE, "Offers": ListState.OPTED_OUT}
    assert ledger.states(db.connection(), LEO) == {"Offers": ListState.SUBSCRIBED}


def test_an_earlier_suppression_stays_as_it_is(db: Database) -> None:
    ids = append(db, ENTRY, ENTRY)
    with db.write() as tx:
        ledger.suppress(tx, ANNA, "staff", ids[0], now=NOW)
        ledger.suppress(tx, ANNA, "keyword", ids[1], now=NOW + timedelta(hours=1))
    found = ledger.suppression(db.connection(), ANNA)
    assert found is not None
    assert (found.since, found.channel) == (NOW, "staff")
    assert ledger.suppression(db.connection(), LEO) is None


def test_a_lifted_suppression_is_gone(db: Database) -> None:
    ids = append(db, ENTRY)
    with db.write() as tx:
        ledger.suppress(tx, ANNA, "keyword", ids[0], now=NOW)
        ledger.suppress(tx, LEO, "keyword", ids[0], now=NOW)
        ledger.lift(tx, ANNA)
    assert ledger.suppression(db.connection(), ANNA) is None
    assert ledger.suppression(db.connection(), LEO) is not None


def test_what_stands_for_a_number_is_its_hmac_under_the_boxs_key(db: Database) -> None:
    key = chain.key(db.connection())
    for value in ("+447700900101", "Zoë, by the till", "x" * 500):
        wanted = "#" + hmac.digest(key, value.encode(), "sha256").hex()
        assert chain.redacted(key, value) == wanted
        assert chain.redacted(bytes(reversed(key)), value) != wanted
