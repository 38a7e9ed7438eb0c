"""Every model of modem through every misbehaviour: nothing lost, nothing doubled, ready again, the others carry on."""

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from smsbox.modem.virtual import MISBEHAVIOURS, MODELS
from tests.fakes.incident import Incident, live_through
from tests.fakes.swift import shorten_all

pytestmark = pytest.mark.system

AT_ONCE = 10
"""Incidents that run side by side: they mostly wait."""


@pytest.mark.parametrize("model", MODELS)
def test_a_modem_gets_over_every_misbehaviour(
    tmp_path: Path,
    template: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    model: str,
) -> None:
    shorten_all(monkeypatch)
    incidents = [Incident(model, misbehaviour) for misbehaviour in MISBEHAVIOURS]

    def live(incident: Incident) -> str | None:
        return live_through(incident, tmp_path / incident.misbehaviour.name, template)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        wrong = [fault for fault in pool.map(live, incidents) if fault]
    wrong += [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    print(f"{model}: {len(incidents)} misbehaviours, {len(wrong)} faults")
    assert not wrong, "\n".join(wrong)
