"""`smsbox status`."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from smsbox.services import presence, settings
from smsbox.store import modems, swaps
from smsbox.store.db import Database
from smsbox.store.modems import Seen
from tests.fakes.command import Smsbox


def plug_in(db: Database, state: str, iccid: str = "8944100000000000001") -> None:
    now = datetime.now(UTC)
    with db.write() as tx:
        sim = modems.sim(tx, iccid, None, "+447700900001", now=now)
        swaps.note(tx, "356938035643809", sim, now=now)
        seen = Seen(
            imei="356938035643809",
            port="/dev/ttyUSB0",
            model="E3372",
            sim_id=sim,
            state=state,
            operator="Demo Mobile",
            registration="home",
            signal=-73,
            last_error=None,
        )
        modems.record(tx, seen, now=now)


def test_without_a_daemon_the_remedy_is_named_and_the_exit_code_is_1(smsbox: Smsbox) -> None:
    result = smsbox("status")
    assert result.exit_code == 1
    assert "smsbox run" in result.stdout
    assert json.loads(smsbox("status", "--json").stdout)["status"] == "problems"


def test_a_working_box_says_so_with_exit_0(smsbox: Smsbox, db: Database, tmp_path: Path) -> None:
    plug_in(db, "ready")
    with presence.claim(tmp_path):
        shown, document = smsbox("status"), smsbox("status", "--json")
    assert (shown.exit_code, document.exit_code) == (0, 0)
    assert "Everything works." in shown.stdout
    assert "Working, 4 of 4 bars (E3372, Demo Mobile, /dev/ttyUSB0)" in shown.stdout
    told = json.loads(document.stdout)
    assert (told["status"], told["problems"], told["modems"][0]["state"]) == ("ok", [], "ready")
    assert told["messages"]["waiting"] == 0


def test_a_box_whose_modem_is_not_ready_yet_does_not_say_that_all_works(
    smsbox: Smsbox, db: Database, tmp_path: Path
) -> None:
    plug_in(db, "connecting")
    with presence.claim(tmp_path):
        result = smsbox("status")
    assert result.exit_code == 1
    assert "Everything works" not in result.stdout
    assert "Modem 1 (E3372) is being looked at." in result.stdout


@pytest.mark.parametrize("command", ["status", "doctor"])
def test_a_swapped_sim_is_a_line_of_its_own_and_all_works_the_same(
    smsbox: Smsbox, db: Database, tmp_path: Path, command: str
) -> None:
    plug_in(db, "ready")
    plug_in(db, "ready", "8944100000000000002")
    with presence.claim(tmp_path):
        shown, document = smsbox(command), json.loads(smsbox(command, "--json").stdout)
    *_, works, notice = shown.stdout.splitlines()
    assert works == "Everything works."
    assert "has another SIM card than before: 8944100000000000002 instead of 8944100000000000001." in notice
    assert (shown.exit_code, document["status"], document["notices"]) == (0, "ok", [notice])


def test_every_problem_is_a_line(smsbox: Smsbox, db: Database, tmp_path: Path) -> None:
    plug_in(db, "pin_needed")
    settings.set_value(db, "sending.paused", "true")
    with presence.claim(tmp_path):
        result = smsbox("status")
    assert result.exit_code == 1
    assert "PIN" in result.stdout
    assert "smsbox set sending.paused false" in result.stdout


def test_waiting_texts_are_counted(smsbox: Smsbox) -> None:
    smsbox("send", "+447700900103", "Hello")
    assert "1 waiting, 0 going out, 0 held" in smsbox("status").stdout
