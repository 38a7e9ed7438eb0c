"""As many incidents as a day has with one every five minutes, one after another over four modems of different makes."""

import random
from collections import Counter
from pathlib import Path

import pytest

from smsbox.modem.virtual import MISBEHAVIOURS, Misbehaviour, VirtualModem
from tests.fakes.incident import fillers, kept, undo
from tests.fakes.rig import Rig, number
from tests.fakes.swift import shorten_all
from tests.fakes.waiting import pause, until

pytestmark = pytest.mark.system

INCIDENTS = 288
"""A day's, with one every five minutes."""

APART = 0.7
"""Seconds from one incident to the next, which stand for the five minutes."""

LASTS = 3
"""Incidents after which one is undone, so that several overlap."""

MODELS = ("HuaweiE173", "ZteMf190", "SimcomSim7600", "QuectelEc25")

INBOUND = 2000
"""The index of the first customer who texts the shop."""


def test_a_day_of_misbehaving_modems_loses_and_doubles_nothing(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shorten_all(monkeypatch)
    dice = random.Random(288)
    with Rig(tmp_path, template, modems=4, model=MODELS, latency=0.05, report_delay=0.3) as rig:
        rig.start_inside()
        rig.until_ready()
        going_on: list[tuple[VirtualModem, Misbehaviour]] = []
        for index in range(INCIDENTS):
            if len(going_on) == LASTS:
                undo(rig, *going_on.pop(0))
            free = [modem for modem in rig.modems if modem not in [busy for busy, _ in going_on]]
            modem, misbehaviour = dice.choice(free), dice.choice(MISBEHAVIOURS)
            modem.do("set", **{misbehaviour.name: misbehaviour.value})
            going_on.append((modem, misbehaviour))
            modem.text(number(INBOUND + index), f"Inbound {index}")
            rig.queue(2, first=2 * index)
            pause(APART)
        for modem, misbehaviour in going_on:
            undo(rig, modem, misbehaviour)
        _until_calm(rig)
        verdict = rig.judge()
        print(f"{INCIDENTS} incidents, {verdict.on_air} on air, {rig.times_unknown()} unknown after one")
        assert verdict.clean, verdict
        assert verdict.total == 2 * INCIDENTS
        assert rig.times_unknown() <= INCIDENTS
        assert kept(rig) == _expected(rig)


def _until_calm(rig: Rig) -> None:
    rig.until_ready(60)
    until(
        lambda: not _expected(rig) - kept(rig),
        60,
        lambda: f"every inbound text kept, not without {list(_expected(rig) - kept(rig))}",
    )
    rig.until_settled(60)
    rig.until_ready(60)


def _expected(rig: Rig) -> Counter[tuple[str, str]]:
    """What the inbox must show: the texts of each incident, and those that filled a store."""
    own = [(number(INBOUND + index), f"Inbound {index}") for index in range(INCIDENTS)]
    return Counter(own) + fillers(rig)
