"""Balances: whose code and pattern are used, and trying them out."""

import pytest

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.services import balances, setting_keys, settings
from smsbox.services.balances import Question
from smsbox.store import modems
from smsbox.store.db import Database
from tests.fakes.rows import NOW, add_sim

ICCID = "8944100000000000001"
TELEKOM = "262011234567890"
UNKNOWN = "001011234567890"


def question(db: Database, imsi: str | None) -> Question | None:
    return balances.question(settings.stored(db.connection()), imsi)


def test_the_operators_own_code_is_used_where_it_is_known(db: Database) -> None:
    assert question(db, TELEKOM) == Question("*100#", setting_keys.FIRST_AMOUNT)
    assert question(db, UNKNOWN) is None
    assert question(db, None) is None


def test_the_shops_own_go_before_the_operators(db: Database) -> None:
    settings.set_value(db, "balance.pattern", "Rest ([0-9,]+)")
    assert question(db, TELEKOM) == Question("*100#", "Rest ([0-9,]+)")
    balances.keep(db, "*777#", "([0-9]+) left")
    assert question(db, TELEKOM) == question(db, UNKNOWN) == Question("*777#", "([0-9]+) left")


@pytest.mark.parametrize(("code", "pattern"), [("777", "([0-9]+)"), ("*777#", "no group")])
def test_of_two_one_of_which_is_wrong_neither_is_kept(db: Database, code: str, pattern: str) -> None:
    with pytest.raises(BadInput):
        balances.keep(db, code, pattern)
    assert settings.get(db, "balance.code") == ""
    assert settings.get(db, "balance.pattern") == setting_keys.FIRST_AMOUNT


def test_a_pattern_is_tried_on_what_the_network_last_said(db: Database) -> None:
    add_sim(db, ICCID)
    assert balances.trial(db, ICCID, "([0-9]+)").text is None
    with db.write() as tx:
        modems.keep_balance(tx, ICCID, None, "Credit twelve, 12.50 EUR", now=NOW)
    tried = balances.trial(db, ICCID, "([0-9.]+) EUR")
    assert (tried.amount, tried.text, tried.told_at) == ("12.50", "Credit twelve, 12.50 EUR", NOW)
    assert balances.trial(db, ICCID, "([0-9.]+) USD").amount is None
    with pytest.raises(BadInput):
        balances.trial(db, ICCID, "(((")
    with pytest.raises(NotFound):
        balances.trial(db, "unheard", "([0-9]+)")


def test_a_code_that_is_to_be_asked_is_kept_for_the_daemon(db: Database) -> None:
    sim = add_sim(db, ICCID)
    balances.ask(db, ICCID, " *101# ", now=NOW)
    assert modems.wanted_ussd(db.connection()) == {sim: "*101#"}
    for code in ("", "101"):
        with pytest.raises(BadInput):
            balances.ask(db, ICCID, code, now=NOW)
    with pytest.raises(NotFound):
        balances.ask(db, "unheard", "*101#", now=NOW)


def test_without_a_code_the_usual_one_is_asked(db: Database) -> None:
    sim = add_sim(db, ICCID)
    with pytest.raises(Conflict, match="Enter it in the settings"):
        balances.ask(db, ICCID, now=NOW)
    settings.set_value(db, "balance.code", "*777#")
    balances.ask(db, ICCID, now=NOW)
    assert modems.wanted_ussd(db.connection()) == {sim: "*777#"}
