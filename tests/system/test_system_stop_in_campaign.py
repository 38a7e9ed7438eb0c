"""A thousand campaigns over four modems, with a STOP in each: not one offer to its number afterwards."""

import time
from pathlib import Path

import pytest

from tests.fakes.leaving import forms, leave

pytestmark = pytest.mark.system

RUNS = 1000


def test_rule_4_1_a_thousand_stops_in_a_thousand_campaigns(tmp_path: Path, template: Path) -> None:
    began = time.monotonic()
    runs = [leave(tmp_path, template, seed, form=forms()[seed % len(forms())]) for seed in range(RUNS)]
    took = time.monotonic() - began
    print(
        f"{RUNS} campaigns, {len(forms())} forms of STOP: {sum(run.after for run in runs)} offers after it,"
        f" {sum(run.before for run in runs)} before, {sum(run.others for run in runs)} others reached, {took:.0f} s"
    )
    assert [(seed, run.form, run.forbidden) for seed, run in enumerate(runs) if run.after] == []
    assert all(run.missed == 0 for run in runs)
