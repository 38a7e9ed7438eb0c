"""The daemon's waiting times, shortened for tests that run it in their own process."""

import pytest

from smsbox.modem import life, link, recovery, session

SUBMIT_TIMEOUT = 0.8
"""Seconds that a shortened session waits for the result of a text."""

SHORT = {
    link: {
        "PROMPT_TIMEOUT": 0.6,
        "SUBMIT_TIMEOUT": SUBMIT_TIMEOUT,
        "QUIET": 0.15,
        "LONGEST_DRAIN": 4.0,
        "KNOCK_TIMEOUT": 0.2,
        "KNOCKS": 2,
    },
    session: {"PORT_CHECK": 0.05},
    life: {"LOOK_AGAIN": 0.2},
    recovery: {"PAUSE": 0.1, "STEP_TIMEOUT": 0.3},
}


def shorten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every wait that a fault costs is a tenth of what it is in the shop, or less."""
    for module, values in SHORT.items():
        for name, value in values.items():
            monkeypatch.setattr(module, name, value)
