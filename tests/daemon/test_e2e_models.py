"""Each model of modem through a few of its misbehaviours; the whole matrix is behind `make test-system`."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from smsbox.modem.virtual import MISBEHAVIOURS
from tests.fakes.incident import Incident, live_through
from tests.fakes.swift import shorten_all

CHOSEN = {
    "Generic": ("renumber", "cmti_inside", "late"),
    "HuaweiE173": ("fill", "reboot", "noise"),
    "ZteMf190": ("no_prompt", "remove_sim", "split"),
    "SimcomSim7600": ("sim_failure", "burst", "error_after"),
    "Sim800": ("reboot", "unplug", "sim_error"),
    "QuectelEc25": ("forget", "shuffle_reports", "hang"),
    "TelitLe910": ("insert_sim", "swallow", "flap"),
}
"""Where the model's own quirks meet the misbehaviour."""


def test_each_model_gets_over_the_misbehaviours_that_meet_its_quirks(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shorten_all(monkeypatch)
    named = {misbehaviour.name: misbehaviour for misbehaviour in MISBEHAVIOURS}
    incidents = [Incident(model, named[name]) for model, names in CHOSEN.items() for name in names]

    def live(incident: Incident) -> str | None:
        return live_through(incident, tmp_path / str(incidents.index(incident)), template)

    with ThreadPoolExecutor(max_workers=8) as pool:
        wrong = [fault for fault in pool.map(live, incidents) if fault]
    assert not wrong, "\n".join(wrong)
