"""The figures that the box promises, measured with real waiting times and the daemon as its own process."""

import itertools
import re
import time
from pathlib import Path

import pytest

from tests.bench import measures
from tests.fakes.air import log_events
from tests.fakes.rig import SMSBOX, Rig, Service
from tests.fakes.waiting import pause, until
from tests.fakes.wire import answer

pytestmark = pytest.mark.system

ON_AIR = 3.0
"""Seconds that a text takes on a common modem."""

BUSY = 0.98
MEASURED_FOR = 66
MODEMS = 16
TEXTS_OF_A_MODEM = 20
SATURATED = 0.99
BUSY_CPU = 0.05
IDLE_FOR = 20.0
IDLE_CPU = 0.01
IDLE_MIB = 90
TEXTS = 4000
KIB = 12
"""Written for one text, from its being queued to its report; checkpoints included."""
BACK_WITHIN = 10.0
RESUMED_WITHIN = 120.0


STARTED_WITHIN = 3.0
"""Seconds from `smsbox demo`, once everything is set up, to the page's answer that all is well."""


def test_with_a_full_queue_each_modem_is_busy_98_percent_of_the_time(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, latency=ON_AIR) as rig:
        rig.queue(100)
        daemon = rig.start()
        until(lambda: rig.on_air() >= 2, 20, "the first texts")
        pause(MEASURED_FOR)
        for log in rig.logs:
            times = [float(event["at"]) for event in log_events(log, "submit")]
            gaps = [later - earlier - ON_AIR for earlier, later in itertools.pairwise(times)]
            busy = ON_AIR * len(gaps) / (times[-1] - times[0])
            print(f"{log.stem}: busy {busy:.2%}, {len(gaps)} gaps of {max(gaps) * 1000:.0f} ms at most")
            assert len(gaps) >= MEASURED_FOR / ON_AIR - 2
            assert busy >= BUSY
        daemon.ask_to_end()
        assert daemon.wait(10) == 0


def test_sixteen_modems_are_busy_99_percent_of_the_time_from_queueing_on(tmp_path: Path) -> None:
    found = measures.saturation(tmp_path, MODEMS, ON_AIR, TEXTS_OF_A_MODEM)
    print(found)
    assert found.busy >= SATURATED
    assert found.cpu < BUSY_CPU


def test_an_idle_daemon_with_sixteen_modems_uses_less_than_one_percent_of_a_core_and_90_mib(tmp_path: Path) -> None:
    found = measures.idle(tmp_path, MODEMS, IDLE_FOR)
    print(found)
    assert found.cpu < IDLE_CPU
    assert found.mib < IDLE_MIB


def test_a_text_over_one_of_sixteen_modems_writes_at_most_12_kib(tmp_path: Path) -> None:
    found = measures.throughput(tmp_path, MODEMS, TEXTS)
    print(found)
    assert found.kib <= KIB


def test_a_pulled_modem_is_ready_again_within_ten_seconds(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, latency=0.2) as rig:
        rig.queue(150)
        rig.start()
        until(lambda: rig.on_air() >= 20, 20, "texts on air")
        rig.modems[0].do("unplug")
        before = rig.modems[1].state().submits
        until(lambda: rig.states()[0] == "lost", 5, "the pulled modem shown as lost")
        pause(3)
        assert rig.modems[1].state().submits >= before + 10
        rig.modems[0].do("plug")
        began = time.monotonic()
        rig.until_ready(BACK_WITHIN)
        took = time.monotonic() - began
        print(f"back after {took:.1f} s")
        assert took < BACK_WITHIN
        rig.until_settled(60)
        assert rig.judge().clean
        assert rig.times_unknown() <= 1


def test_a_modem_that_hung_sends_again_within_two_minutes(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, latency=0.2, reports=False) as rig:
        rig.queue(400)
        rig.start()
        until(lambda: rig.on_air() >= 20, 20, "texts on air")
        rig.modems[0].do("hang")
        pause(5)
        rig.modems[0].do("unhang")
        began, before = time.monotonic(), rig.modems[0].state().submits
        rig.queue(600, first=1000)
        until(lambda: rig.modems[0].state().submits > before, RESUMED_WITHIN, "the modem sends again")
        took = time.monotonic() - began
        print(f"sends again {took:.1f} s after it answers again")
        assert took < RESUMED_WITHIN
        assert rig.times_unknown() <= 1
        assert not rig.judge().doubled


def test_at_sigterm_a_hung_modem_does_not_hold_the_end_up(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, latency=60, reports=False) as rig:
        rig.queue(4)
        daemon = rig.start()
        until(lambda: rig.on_air() == 2, 20, "two texts on air")
        for modem in rig.modems:
            modem.do("hang")
        began = time.monotonic()
        daemon.ask_to_end()
        assert daemon.wait(10) == 0
        print(f"ended after {time.monotonic() - began:.1f} s")
        assert rig.counts() == {"unknown": 2, "queued": 2}


def test_the_demo_is_well_within_three_seconds(tmp_path: Path) -> None:
    began = time.monotonic()
    demo = Service([*SMSBOX, "demo", "--listen", "127.0.0.1:0"], tmp_path / "demo.log")
    try:
        url = until(lambda: re.search(r"http://\S+", demo.words()), STARTED_WITHIN, demo.words)[0]
        until(lambda: answer(f"{url}/healthz")[0] == 200, STARTED_WITHIN, "a box that is well")
        took = time.monotonic() - began
        print(f"open after {took:.2f} s")
        assert took < STARTED_WITHIN
    finally:
        demo.ask_to_end()
        assert demo.wait(10) == 0
