"""`smsbox doctor`."""

import json
import os
import sqlite3
from pathlib import Path

import pytest

from smsbox.cli import doctor
from smsbox.modem.finder import Finding, Found, Unusable
from smsbox.services import presence
from smsbox.store import ledger, migrations
from smsbox.store.db import FILE_NAME, Database
from tests.cli.test_cli_status import plug_in
from tests.fakes.command import Smsbox
from tests.fakes.rows import ANNA, NOW
from tests.fakes.tampering import change

NOTHING = Finding((), (), ())


@pytest.fixture(autouse=True)
def nothing_plugged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever hangs on the machine that runs the tests."""
    monkeypatch.setattr(doctor.finder, "find", lambda: NOTHING)


def test_a_box_that_is_well_says_so(smsbox: Smsbox, db: Database, tmp_path: Path) -> None:
    plug_in(db, "ready")
    with presence.claim(tmp_path):
        shown, told = smsbox("doctor"), smsbox("doctor", "--json")
    assert (shown.exit_code, told.exit_code) == (0, 0)
    assert shown.stdout.endswith("Everything works.\n")
    document = json.loads(told.stdout)
    assert (document["status"], document["problems"], document["modems"][0]["state"]) == ("ok", [], "ready")
    names = [check["name"] for check in document["checks"]]
    assert names == ["Disk", "Schema", "Pragmas", "Database", "Ledger", "Proofs", "Clock", "Network time", "USB"]
    assert all(check["ok"] for check in document["checks"])


def test_what_status_says_doctor_says(smsbox: Smsbox) -> None:
    result = smsbox("doctor")
    assert result.exit_code == 1
    assert "Start it with: smsbox run." in result.stdout


def test_an_older_database_is_named_and_left_as_it_is(smsbox: Smsbox, tmp_path: Path) -> None:
    before_the_last = len(migrations.scripts()) - 1
    db = Database(tmp_path)
    db.connection().execute(f"PRAGMA user_version = {before_the_last}")
    db.close()
    result = smsbox("doctor")
    assert result.exit_code == 1
    assert "Restart smsbox" in result.stdout
    assert json.loads(smsbox("doctor", "--json").stdout)["checks"][1] == {
        "name": "Schema",
        "found": "1 step behind",
        "ok": False,
    }
    db = sqlite3.connect(tmp_path / FILE_NAME)
    assert db.execute("PRAGMA user_version").fetchone() == (before_the_last,)
    db.close()


def test_a_file_that_is_no_database_is_told(smsbox: Smsbox, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database at all" * 100)
    result = smsbox("doctor")
    assert result.exit_code == 1
    assert "cannot be used" in result.stdout


def test_sticks_that_cannot_send_are_told_with_their_remedy() -> None:
    hilink = Unusable((0x12D1, 0x14DC), "1-1", "huawei", "It is in HiLink mode. Use another stick.")
    drive = Unusable((0x12D1, 0x1446), "1-2", "huawei", "It shows a CD drive. Install usb-modeswitch.")
    checks = doctor.usb(Finding((), (hilink,), (drive,)))
    assert [check.problem for check in checks] == [None, hilink.remedy, drive.remedy]


def test_a_port_that_may_not_be_opened_is_told_with_the_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    port, other = tmp_path / "ttyUSB0", tmp_path / "ttyUSB1"
    port.touch()
    other.touch()
    monkeypatch.setattr(os, "access", lambda path, mode: path != port)
    found = Finding((Found(port, (0x2C7C, 0x0125), "quectel", "1-1"),), (), ())
    _, *ports = doctor.usb(found, [other, port, tmp_path / "gone"])
    assert [(check.found.split()[0], check.problem is None) for check in ports] == [
        (str(other), True),
        (str(port), False),
    ]
    assert "dialout" in (ports[1].problem or "")


def test_a_clock_that_a_network_contradicts_is_told_once_with_the_remedy(
    smsbox: Smsbox, db: Database, tmp_path: Path
) -> None:
    plug_in(db, "ready")
    with db.write() as tx:
        tx.execute("UPDATE modems SET clock_ahead = 39600")
    with presence.claim(tmp_path):
        document = json.loads(smsbox("doctor", "--json").stdout)
    (problem,) = document["problems"]
    assert "differ by 11 hours" in problem
    assert "smsbox set modem.network_time false" in problem
    assert [check["ok"] for check in document["checks"] if check["name"] == "Network time"] == [False]


def test_rule_2_1_an_owner_lets_offers_go_on_though_the_ledger_was_changed(smsbox: Smsbox, db: Database) -> None:
    plug_in(db, "ready")
    with db.write() as tx:
        ledger.append(tx, ledger.NewEntry(ANNA, ledger.LedgerEvent.OPT_IN, NOW, "web"), now=NOW)
    change(db, 1)
    with presence.claim(db.folder):
        assert "The consent ledger was changed at row 1" in smsbox("doctor").stdout
        assert "The record of who said yes was changed at row 1" in smsbox("status").stdout
        after = smsbox("doctor", "--let-offers-go-on")
    assert "Everything works." in after.stdout
    assert "as an owner knows" in after.stdout
    assert "is whole" in smsbox("doctor", "--let-offers-go-on").stderr
