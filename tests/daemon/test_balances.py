"""Balances: asked when they are old, kept with the amount in them."""

from datetime import timedelta

import pytest

from smsbox.daemon.balances import Balances
from smsbox.modem.status import ModemState, ModemStatus
from smsbox.services import balances as service
from smsbox.services import settings
from smsbox.store import modems
from tests.fakes.station import Station

ICCID = "8944100000000000077"


class Asker:
    """A session that remembers what it was asked."""

    available = False

    def __init__(self) -> None:
        self.codes: list[str] = []

    def submit(self, submission: object) -> None:
        raise AssertionError(submission)

    def ask_network(self, code: str) -> None:
        self.codes.append(code)


@pytest.fixture
def asker(station: Station) -> Asker:
    """The only ready session."""
    for index, sim in enumerate(station.sims):
        station.ready(index, sim, ModemState.LOST)
    worker = Asker()
    with station.db.write() as tx:
        sim = modems.sim(tx, ICCID, None, None, now=station.clock())
    station.desk.update(worker, ModemStatus("/dev/ttyUSB9", ModemState.READY, iccid=ICCID), sim)
    return worker


def balances(station: Station) -> Balances:
    return Balances(station.db, station.desk, station.clock)


def test_nothing_is_asked_without_a_code(station: Station, asker: Asker) -> None:
    assert balances(station).ask() == 0
    assert asker.codes == []


def test_a_sim_is_asked_at_once_and_again_when_the_answer_is_old(station: Station, asker: Asker) -> None:
    settings.set_value(station.db, "balance.code", "*100#")
    chore = balances(station)
    assert (chore.ask(), chore.ask()) == (1, 0)
    station.clock.now += timedelta(hours=23)
    assert chore.ask() == 0
    station.clock.now += timedelta(hours=1)
    assert chore.ask() == 1
    assert asker.codes == ["*100#", "*100#"]


def test_an_answer_is_kept_with_its_amount_and_survives_a_restart(station: Station, asker: Asker) -> None:
    settings.set_value(station.db, "balance.code", "*100#")
    balances(station).keep(ICCID, "Your balance is 7.50 EUR")
    row = station.db.connection().execute("SELECT * FROM sims WHERE iccid = ?", (ICCID,)).fetchone()
    assert (row["balance"], row["balance_text"]) == ("7.50", "Your balance is 7.50 EUR")
    assert balances(station).ask() == 0


def test_no_answer_leaves_the_last_one(station: Station, asker: Asker) -> None:
    chore = balances(station)
    chore.keep(ICCID, "Your balance is 7.50 EUR")
    chore.keep(ICCID, None)
    row = station.db.connection().execute("SELECT * FROM sims WHERE iccid = ?", (ICCID,)).fetchone()
    assert row["balance"] == "7.50"


def test_without_a_code_of_the_shop_the_operators_own_is_asked(station: Station, asker: Asker) -> None:
    with station.db.write() as tx:
        modems.sim(tx, ICCID, "262071234567890", None, now=station.clock())
    assert balances(station).ask() == 1
    assert asker.codes == ["*101#"]


def test_balances_are_never_asked_for_where_the_shop_says_so(station: Station, asker: Asker) -> None:
    settings.set_value(station.db, "balance.code", "*100#")
    settings.set_value(station.db, "balance.every_hours", "0")
    assert balances(station).ask() == 0


def test_a_code_that_somebody_tries_out_is_asked_at_once_and_once(station: Station, asker: Asker) -> None:
    settings.set_value(station.db, "balance.every_hours", "0")
    chore = balances(station)
    service.ask(station.db, ICCID, "*777#", now=station.clock())
    assert (chore.ask(), chore.ask_wanted(), chore.ask_wanted()) == (0, 1, 0)
    assert asker.codes == ["*777#"]
    chore.keep(ICCID, "Left: 3 dollars")
    assert service.trial(station.db, ICCID, "Left: ([0-9]+)").amount == "3"


def test_what_somebody_wants_to_know_waits_for_its_sims_modem(station: Station, asker: Asker) -> None:
    settings.set_value(station.db, "balance.code", "*100#")
    station.desk.update(asker, ModemStatus("/dev/ttyUSB9", ModemState.LOST, iccid=ICCID), None)
    service.ask(station.db, ICCID, now=station.clock())
    chore = balances(station)
    assert chore.ask_wanted() == 0
    sim = modems.sim_id(station.db.connection(), ICCID)
    station.desk.update(asker, ModemStatus("/dev/ttyUSB9", ModemState.READY, iccid=ICCID), sim)
    assert chore.ask_wanted() == 1
    assert asker.codes == ["*100#"]


def test_no_answer_is_written_down_for_who_asked(station: Station, asker: Asker) -> None:
    service.ask(station.db, ICCID, "*777#", now=station.clock())
    chore = balances(station)
    chore.ask_wanted()
    station.clock.now += timedelta(seconds=40)
    chore.keep(ICCID, None)
    row = station.db.connection().execute("SELECT * FROM sims WHERE iccid = ?", (ICCID,)).fetchone()
    assert row["ussd_unanswered_at"] - row["ussd_wanted_at"] == 40_000
    service.ask(station.db, ICCID, "*777#", now=station.clock())
    row = station.db.connection().execute("SELECT * FROM sims WHERE iccid = ?", (ICCID,)).fetchone()
    assert row["ussd_unanswered_at"] is None


def test_the_shops_pattern_reads_the_answer_to_an_operators_code(station: Station, asker: Asker) -> None:
    with station.db.write() as tx:
        modems.sim(tx, ICCID, "262071234567890", None, now=station.clock())
    settings.set_value(station.db, "balance.pattern", "Rest ([0-9]+)")
    balances(station).keep(ICCID, "Guthaben 1,00 EUR, Rest 17")
    row = station.db.connection().execute("SELECT balance FROM sims WHERE iccid = ?", (ICCID,)).fetchone()
    assert row["balance"] == "17"
