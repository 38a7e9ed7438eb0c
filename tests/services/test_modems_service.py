"""The modems as staff see them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.modem.status import ModemState
from smsbox.rules.budget import Budget
from smsbox.services import events, modems, presence, settings
from smsbox.services.remedies import REMEDIES
from smsbox.store import modems as table
from smsbox.store import usage
from smsbox.store.db import Database
from smsbox.store.modems import Seen
from tests.fakes.clock import TUESDAY_NOON
from tests.fakes.rows import ANNA, LEO, add, add_sim, new_row

NOW = TUESDAY_NOON
SEEN = Seen(
    imei="860000000000001",
    port="/dev/ttyUSB0",
    model="E3372",
    sim_id=None,
    state="ready",
    operator="Vodafone",
    registration="home",
    signal=-80,
    last_error=None,
)
GOOD_STATES = {ModemState.READY, ModemState.STOPPED}


@pytest.fixture
def running(db: Database) -> Iterator[None]:
    with presence.claim(db.folder):
        yield


def record(db: Database, seen: Seen = SEEN) -> None:
    with db.write() as tx:
        table.record(tx, seen, now=NOW)


def test_every_state_has_words_and_there_are_words_for_nothing_else() -> None:
    assert set(modems.WORDS) == {*ModemState, modems.PAUSED}


def test_every_bad_state_has_a_remedy() -> None:
    assert set(REMEDIES) == {*ModemState, modems.PAUSED} - GOOD_STATES - {ModemState.CONNECTING}
    assert all(remedy.words.endswith(".") and remedy.at_keyboard.endswith(".") for remedy in REMEDIES.values())


@pytest.mark.parametrize("state", ModemState)
def test_a_modems_state_is_told_in_words(db: Database, running: None, state: ModemState) -> None:
    record(db, replace(SEEN, state=state))
    (view,) = modems.all_modems(db, now=NOW)
    assert (view.state, view.words) == (state, modems.WORDS[state])
    assert view.bars == (3 if state is ModemState.READY else 0)


def test_without_a_daemon_every_modem_is_stopped(db: Database) -> None:
    record(db)
    (view,) = modems.all_modems(db, now=NOW)
    assert (view.state, view.words, view.bars) == ("stopped", "The box is not running", 0)


def test_a_modem_is_shown_with_its_sim_its_queue_and_its_day(db: Database, running: None) -> None:
    settings.set_value(db, "budget.daily_parts", "5")
    sim = add_sim(db, "8944100000000000001")
    record(db, replace(SEEN, sim_id=sim))
    add(db, new_row(ANNA, parts=3, sim_id=sim))
    add(db, new_row(LEO))
    with db.write() as tx:
        for _ in range(2):
            usage.use(tx, sim, NOW.date(), ANNA)
    (view,) = modems.all_modems(db, now=NOW)
    assert (view.imei, view.port, view.model, view.operator) == (
        "860000000000001",
        "/dev/ttyUSB0",
        "E3372",
        "Vodafone",
    )
    assert (view.iccid, view.queue, view.used_today, view.left_today) == ("8944100000000000001", 3, 2, 3)


@pytest.mark.parametrize(("used", "left"), [(0, 2), (2, 0), (3, 0)])
def test_what_is_left_of_a_budget_is_never_negative(db: Database, used: int, left: int) -> None:
    settings.set_value(db, "budget.daily_parts", "2")
    sim = add_sim(db)
    record(db, replace(SEEN, sim_id=sim))
    with db.write() as tx:
        for _ in range(used):
            usage.use(tx, sim, NOW.date(), ANNA)
    assert modems.all_modems(db, now=NOW)[0].left_today == left


def test_without_a_budget_there_is_nothing_left_to_tell(db: Database) -> None:
    record(db)
    assert modems.all_modems(db, now=NOW)[0].left_today is None


def test_a_sim_has_its_own_limits_and_the_shops_where_it_has_none(db: Database) -> None:
    settings.set_value(db, "budget.daily_parts", "50")
    iccid = "8944100000000000001"
    add_sim(db, iccid)
    held = modems.set_budget(db, iccid, {"monthly_parts": 300, "reset_day": 28})
    assert held == Budget(daily_parts=50, monthly_parts=300, reset_day=28)
    assert modems.set_budget(db, iccid, {"daily_parts": 0}) == replace(held, daily_parts=0)
    assert modems.set_budget(db, iccid, {"daily_parts": None, "reset_day": None}) == replace(held, reset_day=1)


@pytest.mark.parametrize("limits", [{"reset_day": 29}, {"reset_day": 0}, {"daily_parts": -1}])
def test_a_limit_that_cannot_be_changes_nothing(db: Database, limits: dict[str, int | None]) -> None:
    add_sim(db, "8944100000000000001")
    with pytest.raises(BadInput, match="a number from"):
        modems.set_budget(db, "8944100000000000001", {"monthly_parts": 7, **limits})
    assert modems.set_budget(db, "8944100000000000001", {}) == Budget()
    with pytest.raises(NotFound, match="no SIM"):
        modems.set_budget(db, "unheard of", {})


def test_a_sim_that_is_set_aside_is_told_and_can_be_resumed_once(db: Database, running: None) -> None:
    sim = add_sim(db, "8944100000000000001")
    record(db, replace(SEEN, sim_id=sim))
    with db.write() as tx:
        table.pause_sim(tx, sim, now=NOW)
        table.pause_sim(tx, sim, now=NOW + timedelta(hours=1))
        assert table.paused_sims(tx) == {sim: NOW}
    (view,) = modems.all_modems(db, now=NOW)
    assert (view.state, view.words) == ("paused", modems.WORDS["paused"])
    assert modems.resume(db, view.id, now=NOW).state == "ready"
    assert [event.type for event in events.after(db).items] == ["sim.resumed"]
    with pytest.raises(Conflict, match="nothing to resume"):
        modems.resume_sim(db, "8944100000000000001", now=NOW)
    with pytest.raises(NotFound, match="no modem 99"):
        modems.resume(db, 99, now=NOW)


def test_a_modem_without_a_sim_cannot_be_resumed(db: Database) -> None:
    record(db)
    with pytest.raises(Conflict, match="no SIM card"):
        modems.resume(db, modems.all_modems(db, now=NOW)[0].id, now=NOW)


def test_a_modem_that_has_not_told_its_imei_has_none(db: Database) -> None:
    record(db, replace(SEEN, imei=modems.UNIDENTIFIED + "/dev/ttyUSB0"))
    assert modems.all_modems(db, now=NOW)[0].imei is None


@pytest.mark.parametrize(
    ("signal", "bars"),
    [
        (None, 0),
        (-113, 0),
        (-110, 0),
        (-109, 1),
        (-96, 1),
        (-95, 2),
        (-86, 2),
        (-85, 3),
        (-76, 3),
        (-75, 4),
        (-51, 4),
    ],
)
def test_the_signal_in_bars(signal: int | None, bars: int) -> None:
    assert modems.bars(signal) == bars
