"""A thousand texts come in over four modems whose SIMs hold twenty each: all are kept, once."""

import time
from collections import Counter
from pathlib import Path
from statistics import median

import pytest

from smsbox.daemon.inbound import Inbound
from tests.fakes.incident import kept
from tests.fakes.rig import Rig, number
from tests.fakes.waiting import until

pytestmark = pytest.mark.system

TEXTS = 1000
MODELS = ("Generic", "HuaweiE173", "SimcomSim7600", "QuectelEc25")

ALONE = 60
"""Texts that come one after another, to measure how soon each is kept."""

KEPT_WITHIN = 0.05
"""Seconds, median, from a text's hint to its being kept (the issue's promise)."""


def test_a_thousand_inbound_texts_over_four_modems_are_kept_once_each(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, modems=4, model=MODELS, slots=20) as rig:
        rig.start_inside()
        rig.until_ready()
        began = time.monotonic()
        sent = [(number(index), f"Inbound {index}") for index in range(TEXTS)]
        for index, (sender, text) in enumerate(sent):
            rig.modems[index % 4].text(sender, text)
        until(lambda: kept(rig).total() >= TEXTS, 120, lambda: f"{TEXTS} texts kept, not {kept(rig).total()}")
        print(f"{TEXTS} inbound texts over 4 modems kept in {time.monotonic() - began:.1f} s")
        until(lambda: not any(modem.state().stored for modem in rig.modems), 10, "empty SIMs")
        assert kept(rig) == Counter(sent)


def test_a_text_is_kept_soon_after_its_hint(tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept_at: list[float] = []
    usual = Inbound.store

    def noting(self: Inbound, iccid: str, pdus: tuple[str, ...]) -> frozenset[str]:
        stay = usual(self, iccid, pdus)
        kept_at.append(time.time())
        return stay

    monkeypatch.setattr(Inbound, "store", noting)
    with Rig(tmp_path, template, modems=1) as rig:
        rig.start_inside()
        rig.until_ready()
        for index in range(ALONE):
            rig.modems[0].text(number(index), "Are you open?")
            until(lambda kept_now=index + 1: kept(rig).total() == kept_now, 5, "the text kept")
        came_at = [float(str(event["at"])) for event in rig.events("inbound")]
        waits = sorted(there - here for here, there in zip(came_at, kept_at, strict=True))
        print(f"from hint to kept: median {median(waits) * 1000:.1f} ms, slowest {waits[-1] * 1000:.0f} ms")
        assert median(waits) < KEPT_WITHIN
