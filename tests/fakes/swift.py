"""The daemon's waiting times, shortened for tests that run it in their own process."""

from dataclasses import replace
from datetime import timedelta
from types import ModuleType

import pytest

from smsbox.daemon import results
from smsbox.modem import life, link, mailbox, recovery, session
from smsbox.modem.profiles import loader
from smsbox.modem.profiles.profile import Profile, UsbId
from smsbox.rules import clock, retry, standing

Table = dict[ModuleType, dict[str, object]]

SUBMIT_TIMEOUT = 0.8
"""Seconds that a shortened session waits for the result of a text."""

SHORT: Table = {
    link: {
        "PROMPT_TIMEOUT": 0.6,
        "SUBMIT_TIMEOUT": SUBMIT_TIMEOUT,
        "QUIET": 0.15,
        "LONGEST_DRAIN": 4.0,
        "KNOCK_TIMEOUT": 0.2,
        "KNOCKS": 2,
    },
    session: {"PORT_CHECK": 0.05},
    life: {"LOOK_AGAIN": 0.2, "TIME_AGAIN": 0.2},
    clock: {"LEAST_GAP": 0.1},
    recovery: {"PAUSE": 0.1, "STEP_TIMEOUT": 0.3},
}

SHORTER: Table = {
    link: {"COMMAND_TIMEOUT": 1.5, "SUBMIT_TIMEOUT": 1.2},
    mailbox: {"SWEEP_TIMEOUT": 2.0},
    life: {"SWEEP_EVERY": 2.0, "LOOK_EVERY": 2.0},
    recovery: {"RESTS": (0.3, 0.5)},
    retry: {
        "BACKOFF": (timedelta(seconds=2), timedelta(seconds=3), timedelta(seconds=4)),
        "REPORT_TIME": timedelta(seconds=1.5),
    },
    standing: {"FIRST_REST": timedelta(seconds=1), "LONGEST_REST": timedelta(seconds=4)},
    results: {"TROUBLE_PAUSE": timedelta(seconds=0.3)},
}
"""What is shortened, too, where many modems misbehave one after another."""

SETTLE = 2.5
"""Seconds that a restarted virtual modem needs to be back."""


def shorten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every wait that a fault costs is a tenth of what it is in the shop, or less."""
    _patch(monkeypatch, SHORT)


def shorten_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """As `shorten`, with the pauses between tries and looks, too."""
    shorten(monkeypatch)
    _patch(monkeypatch, SHORTER)
    for module in (life, session):
        monkeypatch.setattr(module, "choose", _choose_swift)


def _patch(monkeypatch: pytest.MonkeyPatch, table: Table) -> None:
    for module, values in table.items():
        for name, value in values.items():
            monkeypatch.setattr(module, name, value)


def _choose_swift(*, usb: UsbId | None, identification: str) -> Profile:
    profile = loader.choose(usb=usb, identification=identification)
    return replace(profile, recovery=replace(profile.recovery, settle=SETTLE))
