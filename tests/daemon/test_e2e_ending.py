"""SIGTERM, a second daemon, a modem that is not there yet."""

import time
from pathlib import Path

import pytest

from smsbox.daemon import app
from tests.fakes.rig import SMSBOX, Rig, Service
from tests.fakes.swift import shorten
from tests.fakes.waiting import until


def test_at_sigterm_the_text_on_air_finishes_and_nothing_new_begins(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, latency=3.0, reports=False) as rig:
        rig.queue(10)
        daemon = rig.start()
        until(lambda: rig.on_air() == 2, 20, "two texts on air")
        began = time.monotonic()
        daemon.ask_to_end()
        assert daemon.wait(10) == 0
        assert time.monotonic() - began < app.LET_FINISH
        assert rig.counts() == {"sent": 2, "queued": 8}
        assert rig.on_air() == 2


def test_at_the_end_a_text_that_a_hung_modem_has_is_unknown(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shorten(monkeypatch)
    monkeypatch.setattr(app, "LET_FINISH", 0.3)
    with Rig(tmp_path, template, modems=1, latency=60, reports=False) as rig:
        daemon = rig.start_inside()
        rig.until_ready()
        rig.queue(3)
        until(lambda: rig.on_air() == 1, 10, "a text on air")
        rig.modems[0].do("hang")
        daemon.end()
        assert rig.counts() == {"unknown": 1, "queued": 2}


def test_a_second_daemon_for_the_same_folder_ends_with_one_clear_line(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, modems=1) as rig:
        first = rig.start()
        rig.until_ready()
        second = Service([*SMSBOX, *rig.arguments()], tmp_path / "second.log")
        assert second.wait(30) == 1
        [line] = second.words().splitlines()
        assert "is running already" in line
        assert str(rig.data) in line
        rig.queue(2)
        rig.until_settled(10)
        assert first.running
        assert rig.judge().clean


def test_a_modem_that_is_not_there_yet_is_waited_for(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shorten(monkeypatch)
    with Rig(tmp_path, template, modems=1) as rig:
        rig.modems[0].do("unplug")
        rig.start_inside()
        until(lambda: rig.states() == ["waiting"], 10, "the modem shown as waiting")
        rig.queue(2)
        rig.modems[0].do("plug")
        rig.until_settled(10)
        assert rig.judge().clean
        rig.until_ready()
