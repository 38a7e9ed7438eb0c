"""F2 and F3: the daemon is killed, or its disk fails, at the k-th write; here a few k, all of them in tests/system."""

from pathlib import Path

from tests.fakes.broken import MARK_AFTER_SENDING
from tests.fakes.strikes import Strike, send_through_strikes
from tests.fakes.traced import EIO, KILL

FEW = (("pwrite64", 7), ("pwrite64", 30), ("pwrite64", 55), ("fdatasync", 1), ("fdatasync", 3), ("fdatasync", 6))


def test_a_kill_at_a_write_leaves_every_text_on_air_once_or_unknown(tmp_path: Path, template: Path) -> None:
    strikes = [Strike(call, k, KILL) for call, k in FEW]
    for outcome in send_through_strikes(tmp_path, template, strikes):
        assert outcome.status == -9
        assert outcome.verdict.clean, outcome
        assert outcome.new_unknown <= 2, outcome


def test_the_kills_at_writes_find_a_daemon_that_marks_after_sending(tmp_path: Path, template: Path) -> None:
    strikes = [Strike("pwrite64", k, KILL) for k in (30, 55)]
    outcomes = send_through_strikes(tmp_path, template, strikes, MARK_AFTER_SENDING)
    assert any(outcome.verdict.doubled for outcome in outcomes), outcomes


def test_a_disk_that_fails_ends_the_daemon_with_a_failure_and_doubles_nothing(tmp_path: Path, template: Path) -> None:
    strikes = [Strike("pwrite64", 30, EIO), Strike("fdatasync", 1, EIO), Strike("fdatasync", 6, EIO)]
    for outcome in send_through_strikes(tmp_path, template, strikes):
        assert outcome.status == 1
        assert outcome.verdict.clean, outcome
        assert outcome.new_unknown <= 2, outcome
