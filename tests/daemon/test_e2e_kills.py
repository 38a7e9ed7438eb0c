"""F1: kill -9 in the middle of sending, and the same harness on a daemon that is broken on purpose."""

from pathlib import Path

from tests.fakes.broken import MARK_AFTER_SENDING
from tests.fakes.kills import send_through_kills
from tests.fakes.rig import Rig


def test_texts_sent_through_three_kills_are_on_air_once_or_unknown(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, latency=0.02) as rig:
        verdict = send_through_kills(rig, 120, kills=3, seed=1)
    assert verdict.clean, verdict
    assert verdict.total == 120


def test_the_kills_find_a_daemon_that_marks_after_sending(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, latency=0.02) as rig:
        verdict = send_through_kills(rig, 120, kills=3, seed=1, program=MARK_AFTER_SENDING)
    assert verdict.doubled
