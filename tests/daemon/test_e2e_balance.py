"""A balance that somebody asks for, with the real daemon and a modem whose network answers, or does not."""

import threading
from pathlib import Path

import pytest

from smsbox.daemon.balances import Balances
from smsbox.rules.balance import Asking
from smsbox.services import balances, modems
from smsbox.services.modems import ModemView
from tests.fakes.rig import Rig, utc_now
from tests.fakes.swift import shorten
from tests.fakes.waiting import until

SOON = 15.0
"""Seconds from pressing the button to the answer on the page: five to be taken up, then the network's."""


@pytest.fixture(autouse=True)
def _shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    shorten(monkeypatch)


def view(rig: Rig) -> ModemView:
    (found,) = modems.all_modems(rig.db, now=utc_now())
    return found


def test_a_balance_is_asked_for_within_seconds_and_no_answer_is_told(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = threading.Event()
    ask_wanted = Balances.ask_wanted
    monkeypatch.setattr(Balances, "ask_wanted", lambda self: ask_wanted(self) if seen.is_set() else 0)
    with Rig(tmp_path, template, modems=1, ussd="*100#=Your balance is 7.50 EUR") as rig:
        rig.start_inside()
        rig.until_ready()
        iccid = view(rig).iccid
        assert iccid is not None
        balances.ask(rig.db, iccid, "*100#", now=utc_now())
        assert view(rig).asking is Asking.UNDER_WAY
        seen.set()
        until(lambda: view(rig).asking is Asking.ANSWERED, SOON, "the answer")
        assert view(rig).balance == "7.50"
        rig.modems[0].do("set", ussd="*777#=")
        balances.ask(rig.db, iccid, "*777#", now=utc_now())
        until(lambda: view(rig).asking is Asking.UNANSWERED, SOON, "no answer")
        assert view(rig).balance == "7.50"
