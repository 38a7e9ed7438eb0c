"""The housekeeping tick (reliability.md S43, S44)."""

import logging
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from smsbox.daemon import schedule as module
from smsbox.daemon.schedule import JUMP, Schedule

PATIENCE = 10.0
"""Seconds that a test waits for what should come at once."""


class Chore:
    """Counts its runs; may fail, or wait."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.runs = 0
        self._fault = fault
        self._ran = threading.Condition()

    def __call__(self) -> None:
        with self._ran:
            self.runs += 1
            self._ran.notify_all()
        if self._fault:
            raise self._fault

    def wait_for(self, runs: int) -> bool:
        with self._ran:
            return self._ran.wait_for(lambda: self.runs >= runs, PATIENCE)


@pytest.fixture
def chore() -> Chore:
    return Chore()


@pytest.fixture
def schedule(chore: Chore) -> Iterator[Schedule]:
    made = Schedule([chore])
    made.start()
    yield made
    made.stop()


def test_the_first_tick_comes_at_once(schedule: Schedule, chore: Chore) -> None:
    assert chore.wait_for(1)


def test_ticks_go_on(monkeypatch: pytest.MonkeyPatch, chore: Chore) -> None:
    monkeypatch.setattr(module, "EVERY", timedelta(milliseconds=20))
    made = Schedule([chore])
    made.start()
    assert chore.wait_for(4)
    made.stop()


def test_a_chore_that_fails_stops_neither_the_others_nor_the_next_tick(
    monkeypatch: pytest.MonkeyPatch, chore: Chore, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "EVERY", timedelta(milliseconds=20))
    bad = Chore(ZeroDivisionError())
    made = Schedule([bad, chore])
    with caplog.at_level(logging.ERROR):
        made.start()
        assert chore.wait_for(2)
        made.stop()
    assert bad.runs >= 2
    assert "tried again" in caplog.text


def test_after_stop_nothing_runs_and_what_runs_is_waited_for() -> None:
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()
    runs: list[int] = []

    def slow() -> None:
        runs.append(1)
        begun.set()
        go_on.wait(PATIENCE)
        ended.set()

    made = Schedule([slow])
    made.start()
    assert begun.wait(PATIENCE)
    release = threading.Timer(0.05, go_on.set)
    release.start()
    made.stop()
    assert ended.is_set()
    assert len(runs) == 1
    release.join()


def is_armed(schedule: Schedule) -> bool:
    """Waits until the tick has ended: the next one is a minute away."""
    deadline = time.monotonic() + PATIENCE
    pause = threading.Event()
    while time.monotonic() < deadline:
        jobs = schedule._scheduler.get_jobs()
        if jobs and jobs[0].next_run_time > datetime.now(UTC) + timedelta(seconds=30):
            return True
        pause.wait(0.005)
    return False


class Clocks:
    """The wall clock and the monotonic one, as `time` tells them."""

    def __init__(self) -> None:
        self.wall = 1_800_000_000.0
        self.steady = 100.0

    def time(self) -> float:
        return self.wall

    def monotonic(self) -> float:
        return self.steady

    def pass_by(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    made = Clocks()
    monkeypatch.setattr(module, "time", made)
    return made


def test_time_that_goes_by_is_no_jump(clocks: Clocks, schedule: Schedule, chore: Chore) -> None:
    assert is_armed(schedule)
    for seconds in (1, 60, 86400):
        clocks.pass_by(seconds)
        assert not schedule.check_clock()
    clocks.wall += JUMP
    assert not schedule.check_clock()
    assert chore.runs == 1


@pytest.mark.parametrize("jump", [JUMP + 1, -JUMP - 1, 400 * 86400, -400 * 86400, 20 * 366 * 86400])
def test_a_jump_of_the_clock_makes_one_tick_however_far_it_goes(
    clocks: Clocks, schedule: Schedule, chore: Chore, jump: float, caplog: pytest.LogCaptureFixture
) -> None:
    assert is_armed(schedule)
    clocks.wall += jump
    assert schedule.check_clock()
    assert "clock jumped" in caplog.text
    assert not schedule.check_clock()
    assert chore.wait_for(2)
    assert is_armed(schedule)
    assert chore.runs == 2
    assert len(schedule._scheduler.get_jobs()) == 1
