"""`smsbox import`, `smsbox erase` and `smsbox export-person`."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smsbox.services import contacts, lists, settings
from smsbox.store import ledger
from smsbox.store.db import Database
from tests.fakes.command import Smsbox

ANNA = "+447700900101"
WORDING = "Yes, Corner Shop may text me offers, about 4 a month. Reply STOP to opt out, HELP for help."


@pytest.fixture
def table(db: Database, tmp_path: Path) -> str:
    settings.set_value(db, "shop.name", "Corner Shop")
    settings.set_value(db, "shop.region", "GB")
    path = tmp_path / "customers.csv"
    path.write_text("number,name\n07700900101,Anna\n1.5E+11,Leo\n", encoding="utf-8")
    return str(path)


def test_an_import_tells_its_counts_and_each_row_left_out(smsbox: Smsbox, db: Database, table: str) -> None:
    result = smsbox("import", "Offers", table, "--source", "till", "--wording", WORDING)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].split() == ["new", "1"]
    assert "line 3: “1.5E+11” is what a spreadsheet made of a long number." in result.stdout
    assert contacts.get(db, ANNA).lists == {"Offers": "subscribed"}


def test_a_dry_run_is_told_in_json(smsbox: Smsbox, db: Database, table: str) -> None:
    result = smsbox("import", "Offers", table, "--source", "till", "--wording", WORDING, "--dry-run", "--json")
    told = json.loads(result.stdout)
    assert (told["dry_run"], told["new"], told["left_out"], told["refused"][0]["line"]) == (True, 1, 1, 3)
    assert contacts.totals(db).contacts == 0


def test_an_incomplete_wording_ends_the_import_in_one_line(smsbox: Smsbox, table: str) -> None:
    result = smsbox("import", "Offers", table, "--source", "till", "--wording", "offers")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "The wording is not complete." in result.stderr


def test_rule_11_a_person_is_exported_and_erased(smsbox: Smsbox, db: Database, table: str) -> None:
    contacts.put(db, ANNA, name="Anna", now=datetime.now(UTC))
    assert json.loads(smsbox("export-person", ANNA).stdout)["contact"]["name"] == "Anna"
    assert smsbox("erase", ANNA, input="+447700900102\n").exit_code == 1
    assert contacts.get(db, ANNA).name == "Anna"
    assert smsbox("erase", ANNA, input=f"{ANNA}\n").exit_code == 0
    assert contacts.totals(db).contacts == 0


def test_rule_2_1_a_yes_on_paper_is_written_down_with_its_proof(smsbox: Smsbox, db: Database, table: str) -> None:
    lists.create(db, "Offers", now=datetime.now(UTC))
    given = ("opt-in", ANNA, "Offers", "--source", "paper form", "--wording")
    result = smsbox(*given, WORDING, "--proof", table)
    assert (result.exit_code, result.output) == (0, f"{ANNA} is on Offers.\n")
    (row,) = ledger.history(db.connection(), ANNA)
    assert row.wording == WORDING
    assert "customers.csv, proof sha256:" in (row.evidence or "")
    assert "no sign-up wording yet" in smsbox(*given, "in use").stderr


def test_rule_2_8_a_missed_call_is_no_yes_at_the_keyboard_either(smsbox: Smsbox, db: Database, table: str) -> None:
    lists.create(db, "Offers", now=datetime.now(UTC))
    result = smsbox("opt-in", ANNA, "Offers", "--source", "missed call", "--wording", WORDING)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "A missed call is no yes to offers." in result.stderr


def test_rule_2_1_an_import_keeps_its_proof(smsbox: Smsbox, db: Database, table: str) -> None:
    result = smsbox("import", "Offers", table, "--source", "till", "--wording", WORDING, "--proof", table)
    assert result.exit_code == 0
    (row,) = ledger.history(db.connection(), ANNA)
    assert "proof sha256:" in (row.evidence or "")
