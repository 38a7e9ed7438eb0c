"""A STOP in any accepted form, at any moment of a campaign over four modems: no further offer (4.1, 4.2)."""

from pathlib import Path

from tests.fakes.leaving import leave

RUNS = 50


def test_rule_4_1_after_a_stop_no_offer_goes_on_air_to_its_number(tmp_path: Path, template: Path) -> None:
    runs = [leave(tmp_path, template, seed) for seed in range(RUNS)]
    assert [(seed, run.form, run.forbidden) for seed, run in enumerate(runs) if run.after] == []
    assert sum(run.before for run in runs) > 0
    assert all(run.missed == 0 for run in runs)


def test_these_runs_see_offers_that_go_on_after_a_text_which_is_no_stop(tmp_path: Path, template: Path) -> None:
    runs = [leave(tmp_path, template, seed, form="hello") for seed in range(5)]
    assert sum(run.after for run in runs) >= 5
