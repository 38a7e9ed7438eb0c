"""F1 in full: 500 texts through ten kills, and many texts through a hundred."""

from pathlib import Path

import pytest

from tests.fakes.broken import MARK_AFTER_SENDING
from tests.fakes.kills import send_through_kills
from tests.fakes.rig import Rig

pytestmark = pytest.mark.system


@pytest.mark.parametrize(("texts", "kills"), [(500, 10), (2500, 100)])
def test_every_text_is_on_air_once_or_unknown_however_often_the_daemon_is_killed(
    tmp_path: Path, template: Path, texts: int, kills: int
) -> None:
    with Rig(tmp_path, template, latency=0.02) as rig:
        verdict = send_through_kills(rig, texts, kills, seed=kills)
        print(f"{kills} kills, {verdict.on_air} on air, {rig.times_unknown()} unknown after a kill")
    assert verdict.clean, verdict
    assert verdict.total == texts


def test_ten_kills_find_a_daemon_that_marks_after_sending(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, latency=0.02) as rig:
        verdict = send_through_kills(rig, 500, kills=10, seed=10, program=MARK_AFTER_SENDING)
        print(f"broken: {len(verdict.doubled)} doubled in 10 kills")
    assert verdict.doubled
