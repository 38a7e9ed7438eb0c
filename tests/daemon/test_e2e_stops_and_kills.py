"""F29: a kill between reading, keeping and deleting a STOP loses none; here a few moments, all in tests/system."""

from pathlib import Path

from tests.fakes.broken import DELETE_BEFORE_STORING
from tests.fakes.stops import stop_through_strikes
from tests.fakes.strikes import Strike
from tests.fakes.traced import KILL

FEW = [
    Strike("pwrite64", 3, KILL),
    Strike("pwrite64", 60, KILL),
    Strike("fdatasync", 2, KILL),
    Strike("write", 2, KILL),
    Strike("write", 3, KILL),
    Strike("write", 6, KILL),
]


def test_a_stop_is_kept_once_wherever_the_daemon_is_killed(tmp_path: Path, template: Path) -> None:
    for kept in stop_through_strikes(tmp_path, template, FEW):
        assert kept.status == -9, kept
        assert (kept.lost, kept.twice) == (0, 0), kept


def test_the_kills_find_a_daemon_that_deletes_before_storing(tmp_path: Path, template: Path) -> None:
    strikes = [Strike("pwrite64", 3, KILL), Strike("fdatasync", 2, KILL)]
    kept = stop_through_strikes(tmp_path, template, strikes, DELETE_BEFORE_STORING)
    assert any(run.lost for run in kept), kept
