"""`smsbox modem`: what it shows and changes of SIM cards, without a modem."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from smsbox.modem.virtual import VirtualModem
from smsbox.services import messages, settings
from smsbox.store import modems
from smsbox.store.db import Database
from tests.cli.test_cli_status import plug_in
from tests.fakes.command import Smsbox
from tests.fakes.rows import NOW, add_sim

ICCID = "8944100000000000001"
OTHER = "8944100000000000002"


def test_a_sims_own_limits_are_set_shown_and_taken_back(smsbox: Smsbox, db: Database) -> None:
    add_sim(db, ICCID)
    result = smsbox("modem", "budget", ICCID, "--monthly-parts", "3000", "--reset-day", "15")
    assert result.exit_code == 0
    assert [line.split()[-1] for line in result.stdout.splitlines()] == ["limit", "3000", "limit", "limit", "15"]
    smsbox("set", "budget.monthly_parts", "77")
    assert "monthly parts       3000\n" in smsbox("modem", "budget", ICCID).stdout
    assert "monthly parts       77\n" in smsbox("modem", "budget", ICCID, "--monthly-parts", "-1").stdout


def test_a_limit_that_cannot_be_is_refused(smsbox: Smsbox, db: Database) -> None:
    add_sim(db, ICCID)
    for arguments, word in (([ICCID, "--reset-day", "29"], "28"), (["unheard"], "no SIM")):
        result = smsbox("modem", "budget", *arguments)
        assert (result.exit_code, result.stdout) == (1, "")
        assert word in result.stderr


def test_a_sim_that_was_set_aside_is_resumed(smsbox: Smsbox, db: Database) -> None:
    sim = add_sim(db, ICCID)
    with db.write() as tx:
        modems.pause_sim(tx, sim, now=NOW)
    assert smsbox("modem", "resume", ICCID).exit_code == 0
    assert modems.paused_sims(db.connection()) == {}
    assert smsbox("modem", "resume", ICCID).exit_code == 1


def test_a_message_centre_is_kept_shown_and_forgotten(smsbox: Smsbox, db: Database) -> None:
    add_sim(db, ICCID)
    assert smsbox("modem", "smsc", ICCID).stdout == "what is on the card\n"
    assert smsbox("modem", "smsc", ICCID, "+44 7785 016005").stdout == "+447785016005\n"
    assert smsbox("modem", "smsc", ICCID).stdout == "+447785016005\n"
    assert smsbox("modem", "smsc", ICCID, "--forget").stdout == "what is on the card\n"
    assert smsbox("modem", "smsc", ICCID, "+447785016005", "--forget").exit_code == 2
    for arguments, word in (([ICCID, "centre"], "number"), (["unheard"], "no SIM")):
        result = smsbox("modem", "smsc", *arguments)
        assert (result.exit_code, result.stdout) == (1, "")
        assert word in result.stderr


def test_an_own_number_is_kept_or_found_out_by_a_text(smsbox: Smsbox, db: Database) -> None:
    add_sim(db, ICCID)
    add_sim(db, OTHER)
    assert smsbox("modem", "own-number", ICCID).exit_code == 1
    assert smsbox("modem", "own-number", OTHER, "+447700900991").stdout == "+447700900991\n"
    asked = smsbox("modem", "own-number", ICCID)
    assert (asked.exit_code, asked.stdout) == (0, "")
    assert "minute" in asked.stderr
    assert [message.number for message in messages.find(db).items] == ["+447700900991"]


def test_kept_balances_are_shown_with_their_age(smsbox: Smsbox, db: Database) -> None:
    plug_in(db, "ready")
    assert "never" in smsbox("modem", "balance").stdout
    assert "smsbox set balance.code" in smsbox("modem", "balance").stdout
    told = datetime.now(UTC) - timedelta(hours=3, minutes=5)
    with db.write() as tx:
        modems.keep_balance(tx, ICCID, "12.50", "Balance: 12.50 EUR", now=told)
    smsbox("set", "balance.code", "*100#")
    heading, line = smsbox("modem", "balance").stdout.splitlines()
    assert heading.split() == ["SIM", "BALANCE", "TOLD", "IN", "FULL"]
    assert line.split() == [ICCID, "12.50", "3", "h", "ago", "Balance:", "12.50", "EUR"]
    (document,) = json.loads(smsbox("modem", "balance", ICCID, "--json").stdout)
    assert (document["balance"], document["balance_at"]) == ("12.50", f"{told:%Y-%m-%dT%H:%M:%SZ}")
    assert smsbox("modem", "balance", "unheard").exit_code == 1


def test_the_list_names_the_generation_of_the_network(smsbox: Smsbox, db: Database) -> None:
    plug_in(db, "ready")
    with db.write() as tx:
        tx.execute("UPDATE modems SET technology = '4G'")
    heading, line = smsbox("modem", "list").stdout.splitlines()
    assert "NETWORK" in heading
    assert " 4G " in line


def test_the_list_names_the_sim_that_other_commands_ask_for(smsbox: Smsbox, db: Database) -> None:
    plug_in(db, "ready")
    with db.write() as tx:
        tx.execute("INSERT INTO modems (imei, port, state, updated_at) VALUES ('2', '/dev/ttyUSB1', 'no_sim', 0)")
    heading, with_sim, without = (line.split() for line in smsbox("modem", "list").stdout.splitlines())
    assert with_sim[heading.index("SIM")] == ICCID
    assert without[heading.index("SIM")] == "-"
    assert smsbox("modem", "budget", with_sim[heading.index("SIM")]).exit_code == 0
    told = json.loads(smsbox("modem", "list", "--json").stdout)["items"]
    assert [modem["iccid"] for modem in told] == [ICCID, None]


def test_a_code_and_a_pattern_are_tried_out_before_they_are_kept(smsbox: Smsbox, db: Database, tmp_path: Path) -> None:
    with VirtualModem(tmp_path / "modem", switches={"ussd": "*101#=You have 7 dollars 50"}) as modem:
        port = str(modem.link)
        found = smsbox("modem", "balance", "--code", "*101#", "--pattern", "have ([0-9]+) dollars", port)
        nothing = smsbox("modem", "balance", "--code", "*101#", port)
        unknown = smsbox("modem", "balance", "--code", "*100", port)
        bad = smsbox("modem", "balance", "--code", "*101#", "--pattern", "(((", port)
    assert (found.exit_code, found.stderr) == (0, "")
    said, read, keep, keep_pattern = found.stdout.splitlines()
    assert said == "The network said: You have 7 dollars 50"
    assert read == "would read: 7"
    assert keep.endswith('smsbox set balance.code "*101#"')
    assert keep_pattern.endswith("smsbox set balance.pattern 'have ([0-9]+) dollars'")
    assert (nothing.exit_code, unknown.exit_code, bad.exit_code) == (1, 1, 1)
    assert "no amount" in nothing.stderr
    assert settings.get(db, "balance.code") == ""


def test_a_trial_needs_a_code_and_a_port(smsbox: Smsbox, db: Database) -> None:
    assert smsbox("modem", "balance", "--pattern", "([0-9])", "/dev/null").exit_code == 2
    assert smsbox("modem", "balance", "--code", "*100#").exit_code == 2
    assert smsbox("modem", "balance", "--code", "", "/dev/null").exit_code == 2
