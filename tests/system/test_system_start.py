"""F2 at the start: the daemon is killed at the k-th write of its recovery from an earlier kill."""

from pathlib import Path

import pytest

from tests.fakes.rig import SMSBOX, Rig
from tests.fakes.traced import KILL, Born, database_files
from tests.fakes.waiting import until

pytestmark = pytest.mark.system

K = 24


def test_a_daemon_killed_at_any_write_of_its_start_still_doubles_and_loses_nothing(
    tmp_path: Path, template: Path
) -> None:
    with Rig(tmp_path, template, latency=0.1, reports=False) as rig:
        for call, count in (("pwrite64", K), ("fdatasync", K // 4)):
            for k in range(1, count + 1):
                rig.queue(6, first=100 * k + (5000 if call == "fdatasync" else 0))
                daemon = rig.start()
                before, unknown = rig.on_air(), rig.times_unknown()
                until(lambda before=before: rig.on_air() >= before + 2, 20, "texts on air")  # type: ignore[misc]
                daemon.kill()
                command = [*SMSBOX, *rig.arguments()]
                born = Born(command, tmp_path / "born.log", call, k, KILL, database_files(rig.data))
                until(lambda born=born: not born.service.running or not rig.open_messages(), 30, "the strike")  # type: ignore[misc]
                assert born.end() == -9
                assert rig.times_unknown() <= unknown + 4
        daemon = rig.start()
        rig.until_settled(30)
        daemon.ask_to_end()
        assert daemon.wait(10) == 0
        verdict = rig.judge()
        print(f"{verdict.on_air} on air, {rig.times_unknown()} unknown")
        assert verdict.clean, verdict
