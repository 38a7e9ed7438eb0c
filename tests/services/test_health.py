"""What does not work, in sentences with a remedy."""

from dataclasses import replace
from datetime import timedelta

import pytest

from smsbox.modem.status import ModemState
from smsbox.rules.lanes import Kind
from smsbox.services import automatic, health, messages, modems, presence, remedies, settings
from smsbox.services.automatic import Answer
from smsbox.services.messages import NewMessage
from smsbox.store import modems as table
from smsbox.store import swaps
from smsbox.store.db import Database
from tests.fakes.clock import TUESDAY_NOON
from tests.services.test_modems_service import GOOD_STATES, SEEN

NOW = TUESDAY_NOON


def record(db: Database, **changes: str) -> None:
    with db.write() as tx:
        table.record(tx, replace(SEEN, **changes), now=NOW)  # type: ignore[arg-type]


def problems(db: Database) -> tuple[str, ...]:
    with presence.claim(db.folder):
        return health.problems(db, now=NOW)


def test_without_a_daemon_that_is_the_one_problem(db: Database) -> None:
    record(db, state="lost")
    (problem,) = health.problems(db, now=NOW)
    assert "smsbox run" in problem


def test_a_box_that_can_send_has_no_problem(db: Database) -> None:
    record(db)
    assert problems(db) == ()


def test_a_box_without_a_modem_says_so(db: Database) -> None:
    (problem,) = problems(db)
    assert "No modem" in problem
    assert "--modem" in problem


@pytest.mark.parametrize("state", [state for state in ModemState if state is not ModemState.CONNECTING])
def test_a_modem_in_a_bad_state_is_a_problem_with_its_remedy(db: Database, state: ModemState) -> None:
    record(db, state=state)
    expected = (
        ()
        if state in GOOD_STATES
        else (f"Modem 1 (E3372): {modems.WORDS[state]}. {remedies.REMEDIES[state].at_keyboard}",)
    )
    assert problems(db) == expected


def test_a_modem_that_is_not_ready_yet_is_being_looked_at(db: Database) -> None:
    record(db)
    record(db, imei="860000000000002", port="/dev/ttyUSB1", state="connecting")
    assert problems(db) == ("Modem 2 (E3372) is being looked at. That takes up to half a minute.",)


def test_a_refused_pin_is_told_with_the_tries_that_are_left(db: Database) -> None:
    with db.write() as tx:
        table.record(tx, replace(SEEN, state="pin_refused", pin_tries=2), now=NOW)
    assert problems(db) == (
        "Modem 1 (E3372): Its SIM card refused the PIN that is set. Tries left: 2. Correct it in Settings.",
    )


def swap(db: Database) -> None:
    """Another card is found in the modem."""
    for iccid in ("8944100000000000001", "8944100000000000002"):
        with db.write() as tx:
            sim = table.sim(tx, iccid, None, None, now=NOW)
            swaps.note(tx, SEEN.imei, sim, now=NOW)
            table.record(tx, replace(SEEN, sim_id=sim), now=NOW)


def test_a_swapped_sim_is_no_problem_and_is_told_for_three_days(db: Database) -> None:
    assert health.notices(db, now=NOW) == ()
    swap(db)
    assert problems(db) == ()
    (notice,) = health.notices(db, now=NOW + timedelta(days=2, hours=23))
    assert notice == (
        "Modem 1 (E3372) has another SIM card than before: 8944100000000000002 instead of 8944100000000000001."
        " Each card keeps its own customers and limits."
    )
    assert health.notices(db, now=NOW + timedelta(days=3)) == ()


def test_the_second_modem_is_called_so(db: Database) -> None:
    record(db)
    record(db, imei="860000000000002", port="/dev/ttyUSB1", state="no_sim")
    (problem,) = problems(db)
    assert problem.startswith("Modem 2 (E3372): No SIM card in it.")


def test_rule_4_3_a_confirmation_that_waits_for_four_minutes_is_a_problem(db: Database) -> None:
    record(db)
    with db.write() as tx:
        automatic.queue(tx, Answer("+447700900101", "You are out.", Kind.OPT_OUT_CONFIRMATION), now=NOW)
    with presence.claim(db.folder):
        assert health.problems(db, now=NOW + timedelta(minutes=4) - timedelta(seconds=1)) == ()
        (problem,) = health.problems(db, now=NOW + timedelta(minutes=4))
    assert "answer to a STOP" in problem


def test_a_pause_is_told_with_how_to_end_it(db: Database) -> None:
    record(db)
    settings.set_value(db, "sending.paused", "true")
    (problem,) = problems(db)
    assert "smsbox set sending.paused false" in problem


def test_a_modem_of_the_past_is_no_problem_until_texts_wait_for_its_sim(db: Database) -> None:
    with db.write() as tx:
        sim = table.sim(tx, "8944100000000000001", None, None, now=NOW)
        table.record(tx, replace(SEEN, sim_id=sim), now=NOW)
        table.mark_all(tx, "waiting")
    assert problems(db) == ("No modem has been found. Plug one in, or name its port with --modem.",)
    with db.write() as tx:
        table.assign_route(tx, "+447700900123", sim, now=NOW)
    messages.queue(db, NewMessage("+447700900123", "Hello"), author="Rosa", now=NOW)
    assert any("Not plugged in" in problem and "wait for it" in problem for problem in problems(db))


def clocks(db: Database, *ahead: int | None) -> tuple[str, ...]:
    """What is wrong with a box whose modems' networks are so many seconds ahead."""
    for number, seconds in enumerate(ahead):
        record(db, imei=f"86000000000000{number}", port=f"/dev/ttyUSB{number}")
        with db.write() as tx:
            table.keep_clock(tx, f"86000000000000{number}", seconds)
    return problems(db)


@pytest.mark.parametrize(
    ("seconds", "words"), [(-420, "7 minutes"), (7140, "119 minutes"), (39600, "11 hours"), (-864000, "10 days")]
)
def test_a_clock_that_the_network_contradicts_is_told_with_the_remedy(db: Database, seconds: int, words: str) -> None:
    (problem,) = clocks(db, seconds)
    assert f"differ by {words}, so offers wait." in problem
    assert "Connect the box to the internet" in problem
    assert "modem.network_time false" in problem


@pytest.mark.parametrize("ahead", [(None,), (0,), (300,), (-300,), (7200, 1), (None, -20)])
def test_a_clock_that_a_network_confirms_or_that_none_is_told_about_is_no_problem(
    db: Database, ahead: tuple[int | None, ...]
) -> None:
    assert clocks(db, *ahead) == ()


def test_a_starting_daemon_knows_nothing_of_the_clock(db: Database) -> None:
    assert clocks(db, 7200)
    with db.write() as tx:
        table.mark_all(tx, "waiting")
    assert not any("clock" in problem for problem in problems(db))
