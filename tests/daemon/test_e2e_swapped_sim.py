"""A SIM that was swapped (modems.md, rule 8): told to staff and programs, with its own customers and its own count."""

from pathlib import Path

import pytest

from smsbox.services import events, health, modems
from smsbox.services.modems import ModemView
from tests.fakes.rig import Rig, number, stay_within_the_day, utc_now
from tests.fakes.swift import shorten_all
from tests.fakes.waiting import until


@pytest.fixture(autouse=True)
def _shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    shorten_all(monkeypatch)


def view(rig: Rig) -> ModemView:
    return modems.all_modems(rig.db, now=utc_now())[0]


def swaps(rig: Rig) -> list[tuple[object, object]]:
    """The cards put in, and those that they took the place of."""
    found = events.after(rig.db, limit=500).items
    return [(event.data["sim"], event.data["before"]) for event in found if event.type == "modem.sim_swapped"]


def test_a_swapped_sim_is_told_and_keeps_its_own_customers_and_its_own_count(tmp_path: Path, template: Path) -> None:
    stay_within_the_day()
    with Rig(tmp_path, template, modems=1) as rig:
        rig.start_inside()
        rig.until_ready()
        first = view(rig).iccid
        rig.queue(2)
        rig.until_settled(20)
        assert view(rig).used_today == 2
        rig.modems[0].do("set", insert_sim="spare")
        until(lambda: swaps(rig), 10, "the swap told")
        rig.until_ready()
        spare = view(rig).iccid
        assert swaps(rig) == [(spare, first)]
        assert (view(rig).iccid_before, view(rig).used_today) == (first, 0)
        assert len(health.notices(rig.db, now=utc_now())) == 1
        rig.queue(1, first=5)
        until(lambda: view(rig).used_today == 1, 10, "a new customer texted from the spare card")
        rig.queue(1, first=9, to=number(0))
        rig.modems[0].do("set", return_sim=None)
        rig.until_settled(20)
        assert swaps(rig) == [(spare, first), (first, spare)]
        assert (view(rig).iccid, view(rig).used_today) == (first, 3)
        assert health.notices(rig.db, now=utc_now()) == ()
        assert rig.judge().clean
