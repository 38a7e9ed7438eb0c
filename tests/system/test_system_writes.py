"""F2, F3 and F29 in full: the daemon struck at every k-th write, sync, and write to the modem's port."""

from pathlib import Path

import pytest

from tests.fakes.stops import stop_through_strikes
from tests.fakes.strikes import Strike, send_through_strikes
from tests.fakes.traced import EIO, KILL

pytestmark = pytest.mark.system

K = 80
SYNCS = 20
EIO_K = 30


def test_a_kill_at_every_write_and_sync_leaves_every_text_on_air_once_or_unknown(
    tmp_path: Path, template: Path
) -> None:
    strikes = [Strike("pwrite64", k, KILL) for k in range(1, K + 1)]
    strikes += [Strike("fdatasync", k, KILL) for k in range(1, SYNCS + 1)]
    outcomes = send_through_strikes(tmp_path, template, strikes)
    for outcome in outcomes:
        assert outcome.verdict.clean, outcome
        assert outcome.new_unknown <= 2, outcome
    assert all(outcome.status == -9 for outcome in outcomes if outcome.strike.call == "pwrite64")
    unknown = sum(outcome.new_unknown for outcome in outcomes)
    killed = sum(outcome.status == -9 for outcome in outcomes)
    print(f"{killed} kills, {sum(outcome.verdict.on_air for outcome in outcomes)} on air, {unknown} unknown")


def test_a_disk_that_fails_at_any_write_or_sync_doubles_and_loses_nothing(tmp_path: Path, template: Path) -> None:
    strikes = [Strike(call, k, EIO) for call in ("pwrite64", "fdatasync") for k in range(1, EIO_K + 1)]
    outcomes = send_through_strikes(tmp_path, template, strikes)
    for outcome in outcomes:
        assert outcome.status in (1, None), outcome
        assert outcome.verdict.clean, outcome
        assert outcome.new_unknown <= 2, outcome
    failed = sum(outcome.status == 1 for outcome in outcomes)
    print(f"{failed} failures, {sum(outcome.new_unknown for outcome in outcomes)} unknown")


def test_no_stop_is_lost_or_kept_twice_wherever_the_daemon_is_killed(tmp_path: Path, template: Path) -> None:
    strikes = [Strike("pwrite64", k, KILL) for k in range(1, K + 1)]
    strikes += [Strike("fdatasync", k, KILL) for k in range(1, SYNCS + 1)]
    strikes += [Strike("write", k, KILL) for k in range(1, 41)]
    kept = stop_through_strikes(tmp_path, template, strikes)
    for run in kept:
        assert (run.lost, run.twice) == (0, 0), run
    assert sum(run.status == -9 for run in kept) >= K
    print(f"{sum(run.status == -9 for run in kept)} kills, 0 lost")
