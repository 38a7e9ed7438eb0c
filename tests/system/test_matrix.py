"""Every model of modem through every misbehaviour: nothing lost, nothing doubled, ready again, the others carry on."""

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from smsbox.modem.virtual import MISBEHAVIOURS, MODELS, Misbehaviour
from tests.fakes.incident import Incident, live_through
from tests.fakes.swift import shorten_all

pytestmark = pytest.mark.system

AT_ONCE = 10
"""Incidents that run side by side: they mostly wait."""


LONG = 6.0
"""Seconds, with shortened waits, in which the recovery ladder is climbed to its end."""

WORSE = (
    *(Misbehaviour("reject", f"1:{code}", {}) for code in (38, 331, 500, 512)),
    *(Misbehaviour("error_after", f"1:{code}", {}) for code in (38, 331, 332, 500)),
    Misbehaviour("sim_error", "8:14", {}),
    Misbehaviour("parts", "reversed", {"parts": "whole"}),
    Misbehaviour("reboot", 2.0, {}),
    Misbehaviour("late", 4.0, {}),
    Misbehaviour("chatter", 0.02, {"chatter": 0}),
    Misbehaviour("command_latency", 1.0, {"command_latency": 0}),
    Misbehaviour("registration", "denied", {"registration": "home"}),
)
"""Further values of misbehaviours than those of the table."""

LONGER = ("hang", "echo_only", "unplug", "remove_sim", "puk", "flap", "split", "chatter")
"""Misbehaviours that are tried for a long time, too."""


@pytest.mark.parametrize("model", MODELS)
def test_a_modem_gets_over_every_misbehaviour(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, model: str
) -> None:
    shorten_all(monkeypatch)
    incidents = [
        *(Incident(model, misbehaviour) for misbehaviour in (*MISBEHAVIOURS, *WORSE)),
        *(Incident(model, misbehaviour, LONG) for misbehaviour in MISBEHAVIOURS if misbehaviour.name in LONGER),
    ]

    def live(numbered: tuple[int, Incident]) -> str | None:
        return live_through(numbered[1], tmp_path / str(numbered[0]), template)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        wrong = [fault for fault in pool.map(live, enumerate(incidents)) if fault]
    wrong += [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    print(f"{model}: {len(incidents)} incidents, {len(wrong)} faults")
    assert not wrong, "\n".join(wrong)
