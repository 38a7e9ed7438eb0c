"""F2 and F3: the daemon is killed, or its disk fails, at the k-th write; here a few k, all of them in tests/system."""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.fakes.broken import MARK_AFTER_SENDING
from tests.fakes.rig import SMSBOX
from tests.fakes.strikes import Outcome, Strike, send_through_strikes
from tests.fakes.traced import EIO, KILL

KILLS = [Strike("pwrite64", k, KILL) for k in (7, 30, 55)] + [Strike("fdatasync", k, KILL) for k in (1, 3, 6)]
FAILURES = [Strike("pwrite64", 30, EIO), Strike("fdatasync", 1, EIO), Strike("fdatasync", 6, EIO)]
KILLS_OF_THE_BROKEN = [Strike("pwrite64", k, KILL) for k in (30, 55)]

Runs = dict[str, Future[list[Outcome]]]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Runs:
    """All runs side by side: most of a run is waiting."""
    plans = {
        "kills": (KILLS, SMSBOX),
        "failures": (FAILURES, SMSBOX),
        "broken": (KILLS_OF_THE_BROKEN, MARK_AFTER_SENDING),
    }
    with ThreadPoolExecutor() as pool:
        return {
            name: pool.submit(send_through_strikes, tmp_path_factory.mktemp(name), template, strikes, program)
            for name, (strikes, program) in plans.items()
        }


def test_a_kill_at_a_write_leaves_every_text_on_air_once_or_unknown(runs: Runs) -> None:
    for outcome in runs["kills"].result():
        assert outcome.status == -9
        assert outcome.verdict.clean, outcome
        assert outcome.new_unknown <= 2, outcome


def test_the_kills_at_writes_find_a_daemon_that_marks_after_sending(runs: Runs) -> None:
    outcomes = runs["broken"].result()
    assert any(outcome.verdict.doubled for outcome in outcomes), outcomes


def test_a_disk_that_fails_ends_the_daemon_with_a_failure_and_doubles_nothing(runs: Runs) -> None:
    for outcome in runs["failures"].result():
        assert outcome.status == 1
        assert outcome.verdict.clean, outcome
        assert outcome.new_unknown <= 2, outcome
