"""F1: kill -9 in the middle of sending, and the same harness on a daemon that is broken on purpose."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.fakes.air import Verdict
from tests.fakes.broken import MARK_AFTER_SENDING
from tests.fakes.kills import send_through_kills
from tests.fakes.rig import SMSBOX, Rig

Runs = tuple[Future[Verdict], Future[Verdict]]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Runs:
    """The product and the broken daemon, side by side: most of a run is waiting."""

    def run(texts: int, kills: int, program: Sequence[str]) -> Verdict:
        with Rig(tmp_path_factory.mktemp("kills"), template, latency=0.02) as rig:
            return send_through_kills(rig, texts, kills, seed=1, program=program)

    with ThreadPoolExecutor() as pool:
        return pool.submit(run, 120, 3, SMSBOX), pool.submit(run, 60, 2, MARK_AFTER_SENDING)


def test_texts_sent_through_three_kills_are_on_air_once_or_unknown(runs: Runs) -> None:
    verdict = runs[0].result()
    assert verdict.clean, verdict
    assert verdict.total == 120


def test_the_kills_find_a_daemon_that_marks_after_sending(runs: Runs) -> None:
    assert runs[1].result().doubled
