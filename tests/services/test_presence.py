"""One daemon for a folder, and knowing whether it runs (reliability.md S133)."""

import subprocess
import sys
from pathlib import Path

import pytest

from smsbox.errors import Conflict
from smsbox.services import presence


def test_nobody_runs_in_a_fresh_folder_and_asking_leaves_no_trace(tmp_path: Path) -> None:
    assert not presence.daemon_running(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_claimed_folder_has_a_daemon_until_the_claim_ends(tmp_path: Path) -> None:
    with presence.claim(tmp_path):
        assert presence.daemon_running(tmp_path)
        assert presence.daemon_running(tmp_path)
    assert not presence.daemon_running(tmp_path)


def test_a_second_claim_is_refused_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "CLAIM_PAUSE", 0.0)
    with presence.claim(tmp_path):
        with pytest.raises(Conflict, match=r"running already.*--data"):
            presence.claim(tmp_path)
        assert presence.daemon_running(tmp_path)
    presence.claim(tmp_path).close()


def test_a_claim_after_a_kill_works_at_once(tmp_path: Path) -> None:
    hold = (
        "import sys; from pathlib import Path; from smsbox.services import presence;"
        " held = presence.claim(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", hold, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    assert presence.daemon_running(tmp_path)
    other.kill()
    other.communicate()
    assert not presence.daemon_running(tmp_path)
    presence.claim(tmp_path).close()


def test_whoever_only_looks_does_not_keep_a_daemon_from_starting(tmp_path: Path) -> None:
    presence.claim(tmp_path).close()
    for _ in range(20):
        assert not presence.daemon_running(tmp_path)
        presence.claim(tmp_path).close()
