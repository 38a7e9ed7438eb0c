"""F29: a kill between reading, keeping and deleting a STOP loses none; here a few moments, all in tests/system."""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.fakes.broken import DELETE_BEFORE_STORING
from tests.fakes.stops import Kept, stop_through_strikes
from tests.fakes.strikes import Strike
from tests.fakes.traced import KILL

MOMENTS = [
    Strike("pwrite64", 3, KILL),
    Strike("pwrite64", 60, KILL),
    Strike("fdatasync", 2, KILL),
    Strike("write", 2, KILL),
    Strike("write", 3, KILL),
    Strike("write", 6, KILL),
]
MOMENTS_OF_THE_BROKEN = [Strike("pwrite64", 3, KILL), Strike("fdatasync", 2, KILL)]

Runs = tuple[Future[list[Kept]], Future[list[Kept]]]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Runs:
    """The product and the broken daemon, side by side: most of a run is waiting."""
    right, wrong = tmp_path_factory.mktemp("right"), tmp_path_factory.mktemp("wrong")
    with ThreadPoolExecutor() as pool:
        return (
            pool.submit(stop_through_strikes, right, template, MOMENTS),
            pool.submit(stop_through_strikes, wrong, template, MOMENTS_OF_THE_BROKEN, DELETE_BEFORE_STORING),
        )


def test_a_stop_is_kept_once_wherever_the_daemon_is_killed(runs: Runs) -> None:
    for kept in runs[0].result():
        assert kept.status == -9, kept
        assert (kept.lost, kept.twice) == (0, 0), kept


def test_the_kills_find_a_daemon_that_deletes_before_storing(runs: Runs) -> None:
    kept = runs[1].result()
    assert any(run.lost for run in kept), kept
