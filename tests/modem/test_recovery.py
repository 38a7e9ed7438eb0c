"""The recovery ladder, and what its rungs make a modem do."""

from pathlib import Path

import pytest

from smsbox.errors import PortLost
from smsbox.modem import recovery, usb_port
from smsbox.modem.profiles.profile import Recovery
from smsbox.modem.recovery import HOUR, LADDER, PAUSE, RESETS_PER_HOUR, RESTS, Ladder, Rung, climb
from smsbox.modem.virtual import VirtualModem
from tests.fakes.air import log_events
from tests.fakes.notebook import Notebook, linked, running
from tests.fakes.swift import shorten
from tests.fakes.waiting import until

HARD = (Rung.RESET, Rung.POWER)


def fall(ladder: Ladder, times: int, *, now: float = 0.0, apart: float = 1.0) -> list[Rung]:
    """What is tried after each of so many failures, `apart` seconds from each other."""
    return [ladder.failed(now + index * apart) for index in range(times)]


def test_the_gentlest_step_comes_first_and_the_hardest_last() -> None:
    assert fall(Ladder(), 6) == [*LADDER, Rung.REST]
    assert LADDER == (Rung.REOPEN, Rung.REOPEN, Rung.RADIO, Rung.RESET, Rung.POWER)


def test_a_modem_that_worked_begins_at_the_bottom_again() -> None:
    ladder = Ladder()
    fall(ladder, 4)
    ladder.worked()
    assert fall(ladder, 1) == [Rung.REOPEN]


def test_a_modem_that_fails_all_day_is_restarted_a_few_times_an_hour_at_most() -> None:
    ladder = Ladder()
    times = [now for now in range(0, 24 * int(HOUR), 10) if ladder.failed(float(now)) in HARD]
    assert times
    for start in times:
        assert sum(start <= time < start + HOUR for time in times) <= RESETS_PER_HOUR


def test_working_in_between_does_not_allow_more_restarts() -> None:
    ladder = Ladder()
    hard = 0
    for now in range(0, int(HOUR), 60):
        rungs = fall(ladder, len(LADDER), now=float(now))
        hard += sum(rung in HARD for rung in rungs)
        ladder.worked()
    assert hard == RESETS_PER_HOUR


def test_the_pauses_before_another_try_double() -> None:
    ladder = Ladder()
    pauses = [ladder.pause(rung) for rung in iter(lambda: ladder.failed(0.0), Rung.REST)]
    assert pauses == [PAUSE, 2 * PAUSE, 4 * PAUSE, 8 * PAUSE, 16 * PAUSE]


def test_the_rests_grow_up_to_the_longest() -> None:
    ladder = Ladder()
    fall(ladder, len(LADDER))
    rests = []
    for index in range(20):
        rung = ladder.failed(float(index))
        if rung is Rung.REST:
            rests.append(ladder.pause(rung))
    assert rests == sorted(rests)
    assert (rests[0], rests[-1]) == (RESTS[0], RESTS[-1])


def test_a_modem_that_has_failed_for_weeks_is_still_tried() -> None:
    ladder = Ladder()
    for index in range(5000):
        assert 0 < ladder.pause(ladder.failed(index * RESTS[-1])) <= RESTS[-1]
    assert ladder.failures == 5000


def test_the_radio_is_switched_off_and_on(tmp_path: Path) -> None:
    assert sent_by(tmp_path, Rung.RADIO) == ["AT+CFUN=4", "AT+CFUN=1"]


def test_a_restart_stops_at_the_first_command_that_the_modem_takes(tmp_path: Path) -> None:
    assert sent_by(tmp_path, Rung.RESET) == ["AT^NONE", "AT+CFUN=1,1"]


def test_opening_and_resting_ask_the_modem_nothing(tmp_path: Path) -> None:
    assert sent_by(tmp_path, Rung.REOPEN) == []
    assert sent_by(tmp_path, Rung.REST) == []


def test_a_hung_modem_is_told_every_command_and_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recovery, "STEP_TIMEOUT", 0.05)
    with VirtualModem(tmp_path / "modem1") as modem, linked(modem.link) as link:
        modem.do("set", hang=None)
        assert climb(link, Rung.RESET, FAMILY) == FAMILY.settle


def test_a_modem_that_cannot_even_be_opened_has_its_usb_port_restarted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shorten(monkeypatch)
    monkeypatch.setattr(recovery, "LADDER", (Rung.POWER,))
    restarted: list[str] = []
    monkeypatch.setattr(usb_port, "restart", restarted.append)
    (tmp_path / "ttyUSB0").write_text("no serial port")
    shop = Notebook()
    with running(tmp_path / "ttyUSB0", shop, usb=(0x12D1, 0x1506), device="1-1.2"):
        until(lambda: restarted, 5, "the USB port restarted")
    assert set(restarted) == {"1-1.2"}
    assert shop.steps[0] == (Rung.POWER.value, 1)


def test_a_modem_whose_port_goes_away_by_its_restart_is_no_surprise(tmp_path: Path) -> None:
    with VirtualModem(tmp_path / "modem1", model="HuaweiE173") as modem, linked(modem.link) as link:
        climb(link, Rung.RESET, FAMILY)
        with pytest.raises(PortLost):
            until(lambda: link.listen(0.1), 5, "the port gone")


FAMILY = Recovery(radio=("AT+CFUN=4", "AT+CFUN=1"), reset=("AT^NONE", "AT+CFUN=1,1", "AT+CFUN=16"), settle=3.0)


def sent_by(folder: Path, rung: Rung) -> list[str]:
    """The commands that a rung gives a modem that works."""
    log = folder / f"{rung.name}.jsonl"
    with VirtualModem(folder / "modem1", log=log, switches={"trace": True}) as modem, linked(modem.link) as link:
        climb(link, rung, FAMILY)
    return [str(event["line"]) for event in log_events(log, "command")]
