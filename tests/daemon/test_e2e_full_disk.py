"""F4: while nothing can be written the modems' threads live on, and afterwards everything works again."""

import sqlite3
from pathlib import Path

import pytest

from smsbox.store import modems
from tests.fakes.rig import Rig
from tests.fakes.swift import shorten
from tests.fakes.waiting import until


def test_a_modem_pulled_and_plugged_while_the_disk_is_full_works_again_once_there_is_room(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shorten(monkeypatch)
    refused = []

    def full(tx: sqlite3.Connection, *args: object, **values: object) -> None:
        refused.append(args)
        fault = sqlite3.OperationalError("database or disk is full")
        fault.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise fault

    with Rig(tmp_path, template, modems=1, latency=0.01) as rig:
        rig.start_inside()
        rig.until_ready()
        with monkeypatch.context() as disk:
            disk.setattr(modems, "record", full)
            rig.modems[0].do("unplug")
            until(lambda: refused, 5, "a write that is refused")
            rig.modems[0].do("plug")
            count = len(refused)
            until(lambda: len(refused) > count, 5, "the next write that is refused")
        rig.queue(3)
        rig.until_settled(10)
        assert rig.judge().clean
