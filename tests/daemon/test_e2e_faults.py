"""Modems that fail while they send: each text is on air once or shown as unknown, and the work goes on."""

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from smsbox.modem import life
from smsbox.modem.link import Link
from smsbox.store import parts
from tests.fakes.rig import Rig, number
from tests.fakes.swift import SUBMIT_TIMEOUT, shorten
from tests.fakes.waiting import until

LATENCY = 0.15
AGES = 600.0
"""Seconds that a text takes usually, and where it must not be answered."""

BACK_WITHIN = 10.0
"""Seconds from plugging a modem in again to its being ready (the issue's promise)."""


@pytest.fixture(autouse=True)
def _shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    shorten(monkeypatch)


def test_a_lost_result_leaves_one_copy_and_the_text_unknown(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, modems=1, latency=0.01, reports=False) as rig:
        rig.start_inside()
        rig.until_ready()
        rig.modems[0].do("set", swallow=1)
        rig.queue(5)
        rig.until_settled(15)
        verdict = rig.judge()
        assert verdict.clean
        assert (verdict.on_air, verdict.unknown) == (5, ("Text 0",))


def test_a_result_that_comes_while_the_line_is_drained_makes_the_text_sent(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, modems=1, latency=0.01, reports=False) as rig:
        rig.start_inside()
        rig.until_ready()
        rig.modems[0].do("set", late=SUBMIT_TIMEOUT + 0.08)
        rig.queue(5)
        rig.until_settled(15)
        verdict = rig.judge()
        assert verdict.clean
        assert (verdict.on_air, verdict.unknown) == (5, ())


def test_a_result_that_comes_after_the_modem_was_given_up_leaves_the_text_to_its_report(
    tmp_path: Path, template: Path
) -> None:
    with Rig(tmp_path, template, modems=1, latency=0.01, report_delay=5) as rig:
        rig.start_inside()
        rig.until_ready()
        rig.modems[0].do("set", late=SUBMIT_TIMEOUT + 2.5)
        rig.queue(4)
        until(lambda: rig.times_unknown() == 1, 10, "the text shown as unknown")
        rig.until_settled(10)
        until(lambda: rig.counts() == {"delivered": 4}, 10, lambda: f"every text delivered, not {rig.counts()}")
        assert rig.judge().clean


@pytest.mark.parametrize("reports", [False, True], ids=["without a report", "with a report"])
def test_an_error_after_acceptance_sends_nothing_twice(tmp_path: Path, template: Path, reports: bool) -> None:
    with Rig(tmp_path, template, modems=1, latency=0.01, reports=reports, report_delay=0.2) as rig:
        rig.start_inside()
        rig.until_ready()
        rig.modems[0].do("set", error_after=1)
        rig.queue(3)
        rig.until_settled(15)
        assert (rig.times_unknown(), rig.on_air()) == (1, 3)
        if reports:
            until(lambda: rig.counts() == {"delivered": 3}, 5, lambda: f"reports settle it all, not {rig.counts()}")
        verdict = rig.judge()
        assert verdict.clean
        assert verdict.unknown == (() if reports else ("Text 0",))


@pytest.mark.parametrize("code", [38, 331])
def test_a_text_that_went_out_though_it_was_refused_is_known_by_its_report(
    tmp_path: Path, template: Path, code: int
) -> None:
    with Rig(tmp_path, template, modems=1, latency=0.01, report_delay=0.2) as rig:
        rig.start_inside()
        rig.until_ready()
        rig.modems[0].do("set", error_after=f"2:{code}")
        rig.queue(4)
        until(lambda: rig.counts() == {"delivered": 4}, 15, lambda: f"reports settle it all, not {rig.counts()}")
        assert rig.judge().clean
        assert (rig.times_unknown(), rig.on_air()) == (0, 4)


def test_a_modem_that_does_not_prompt_sends_the_text_at_the_next_try(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, modems=1, latency=0.01) as rig:
        rig.start_inside()
        rig.until_ready()
        rig.modems[0].do("set", no_prompt=2)
        rig.queue(3)
        rig.until_settled(15)
        verdict = rig.judge()
        assert verdict.clean
        assert (verdict.on_air, verdict.unknown) == (3, ())


def test_a_modem_that_hangs_is_used_again_when_it_answers_again(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, latency=0.1) as rig:
        rig.start_inside()
        rig.until_ready()
        rig.queue(20)
        until(lambda: rig.on_air() >= 4, 10, "texts on air")
        rig.modems[0].do("hang")
        before = rig.modems[0].state().submits
        until(lambda: rig.states()[0] == "lost", 15, "the hung modem given up")
        rig.modems[0].do("unhang")
        rig.until_ready()
        rig.queue(10, first=20)
        until(lambda: rig.modems[0].state().submits > before, 10, "the modem sends again")
        rig.until_settled(20)
        assert rig.judge().clean
        assert rig.times_unknown() <= 1


def test_a_pulled_modem_is_back_within_ten_seconds_and_the_other_carries_on(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, latency=0.05) as rig:
        rig.start_inside()
        rig.until_ready()
        rig.queue(60)
        until(lambda: rig.on_air() >= 10, 10, "texts on air")
        rig.modems[0].do("unplug")
        before = rig.modems[1].state().submits
        until(lambda: rig.modems[1].state().submits >= before + 5, 10, "the other modem carries on")
        until(lambda: rig.states()[0] == "lost", 5, "the pulled modem shown as lost")
        rig.modems[0].do("plug")
        rig.until_ready(BACK_WITHIN)
        rig.until_settled(20)
        assert rig.judge().clean
        assert rig.times_unknown() <= 1
        assert all(modem.state().submits for modem in rig.modems)


MOMENTS: dict[str, tuple[str, bool]] = {
    "before the prompt": ("ask_prompt", False),
    "during the PDU": ("send_body", False),
    "after Ctrl-Z": ("send_body", True),
}
"""Which step of sending begins when the plug is pulled, and whether that waits until the text is on air."""


def _pull_at(monkeypatch: pytest.MonkeyPatch, rig: Rig, step: str, on_air: bool) -> threading.Event:
    """The first such step of modem 1 has the plug pulled under it; the event tells that it was."""
    begun, pulled = threading.Event(), threading.Event()
    usual: Callable[..., object] = getattr(Link, step)

    def unplug() -> None:
        rig.modems[0].do("unplug")
        pulled.set()

    def unplug_when_on_air() -> None:
        until(lambda: rig.modems[0].state().submits, 10, "the text on air")
        rig.modems[0].do("set", latency=LATENCY)
        unplug()

    def pulling(self: Link, *args: object) -> object:
        mine = threading.current_thread().name == "modem modem1"
        if mine and not begun.is_set():
            begun.set()
            if on_air:
                rig.modems[0].do("set", latency=AGES)
                threading.Thread(target=unplug_when_on_air).start()
            else:
                unplug()
        return usual(self, *args)

    monkeypatch.setattr(Link, step, pulling)
    return pulled


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_modem_pulled_while_it_sends_a_text_doubles_and_loses_nothing(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    with Rig(tmp_path, template, latency=LATENCY, reports=False) as rig:
        rig.start_inside()
        rig.until_ready()
        pulled = _pull_at(monkeypatch, rig, *MOMENTS[moment])
        rig.queue(6)
        assert pulled.wait(10)
        until(lambda: rig.states()[0] == "lost", 5, "the pulled modem shown as lost")
        rig.modems[0].do("plug")
        rig.until_ready(BACK_WITHIN)
        rig.until_settled(15)
        assert rig.judge().clean
        assert rig.times_unknown() == (0 if moment == "before the prompt" else 1)


def test_a_full_sim_and_a_hundred_waiting_texts_are_all_kept_once(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, modems=1, slots=20) as rig:
        for index in range(120):
            rig.modems[0].text(number(index), f"Inbound {index}")
        assert (rig.modems[0].state().stored, rig.modems[0].state().waiting) == (20, 100)
        rig.start_inside()
        until(lambda: len(kept(rig)) >= 120, 30, lambda: f"120 texts kept, not {len(kept(rig))}")
        until(lambda: rig.modems[0].state().stored == 0, 5, "an empty SIM")
        assert sorted(kept(rig)) == sorted((number(index), f"Inbound {index}") for index in range(120))


def test_a_stop_whose_hint_is_lost_is_found_by_the_sweep(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(life, "SWEEP_EVERY", 0.5)
    with Rig(tmp_path, template, modems=1) as rig:
        rig.start_inside()
        rig.until_ready()
        rig.modems[0].do("set", lose_hint=1)
        rig.modems[0].text(number(0), "STOP")
        until(lambda: suppressed(rig) == {number(0)}, 5, "the suppression")


def test_ten_hints_in_a_burst_lose_no_text(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, modems=1, latency=0.02) as rig:
        rig.start_inside()
        rig.until_ready()
        rig.queue(20, first=100)
        for index in range(10):
            rig.modems[0].text(number(index), "STOP")
        until(lambda: len(suppressed(rig)) == 10, 5, "ten suppressions")
        rig.until_settled(10)
        assert len(kept(rig)) == 10
        assert rig.judge().clean


def test_a_stop_whose_hint_comes_inside_an_answer_is_not_lost(tmp_path: Path, template: Path) -> None:
    with Rig(tmp_path, template, modems=1, latency=0.02) as rig:
        rig.start_inside()
        rig.until_ready()
        rig.modems[0].do("set", cmti_inside=1)
        rig.modems[0].text(number(0), "STOP")
        began = time.monotonic()
        rig.queue(3, first=100)
        until(lambda: suppressed(rig) == {number(0)}, 5, "the suppression")
        assert time.monotonic() - began < life.SWEEP_EVERY / 10
        rig.until_settled(10)
        assert rig.judge().clean


def kept(rig: Rig) -> list[tuple[str, str]]:
    """Number and wording of every text that the inbox shows."""
    return [(row["number"], row["text"]) for row in rig.db.connection().execute("SELECT number, text FROM inbox")]


def suppressed(rig: Rig) -> set[str]:
    """The numbers that get nothing any more."""
    return {row["number"] for row in rig.db.connection().execute("SELECT number FROM suppressions")}


def test_a_result_is_recorded_even_if_the_database_was_busy_when_it_came(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = iter([sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL])
    usual = parts.sent

    def busy_twice(*args: object, **values: object) -> bool:
        code = next(refusals, None)
        if code is not None:
            fault = sqlite3.OperationalError("not now")
            fault.sqlite_errorcode = code
            raise fault
        return usual(*args, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(parts, "sent", busy_twice)
    with Rig(tmp_path, template, latency=0.01, reports=False) as rig:
        rig.start_inside()
        rig.until_ready()
        rig.queue(10)
        rig.until_settled(10)
        verdict = rig.judge()
        assert verdict.clean
        assert verdict.unknown == ()
