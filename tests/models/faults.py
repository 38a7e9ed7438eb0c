"""The box with one of its rules taken out: each of these has to be found by the model, or it looks at nothing."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from smsbox.daemon.claim import Claim
from smsbox.daemon.clock import ClockTrust
from smsbox.rules import answers, places
from smsbox.rules.policy import Policy
from smsbox.services import permission
from smsbox.store import ledger, outbox, questions

Take = Callable[[pytest.MonkeyPatch], None]


def _known(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    """The rules are told something else about everybody."""
    known = permission.recipient
    monkeypatch.setattr(permission, "recipient", lambda *args, **named: replace(known(*args, **named), **changes))


def _somebodys(connection: sqlite3.Connection, _number: str) -> int | None:
    """The first yes that anybody ever said."""
    found: int | None = connection.execute("SELECT min(id) FROM consent_ledger WHERE event = 'opt_in'").fetchone()[0]
    return found


FAULTS: dict[str, Take] = {
    "2.3": lambda patch: _known(patch, suppressed=None, subscribed=True),
    "2.2": lambda patch: patch.setattr(ledger, "permission", _somebodys),
    "2.4": lambda patch: patch.setattr(answers, "ASKED_FOR", timedelta(days=30)),
    "2.9": lambda patch: patch.setattr(questions, "has_left", lambda *_: False),
    "3.3": lambda patch: _known(patch, in_review=False),
    "6.2": lambda patch: patch.setattr(places, "next_opening", lambda *_: None),
    "6.3": lambda patch: patch.setattr(ClockTrust, "trusted", lambda *_: True),
    "6.4": lambda patch: patch.setattr(Claim, "_validity", lambda *_: timedelta(hours=24)),
    "7.1": lambda patch: patch.setattr(outbox, "promotional_since", lambda *_: (0, 0)),
    "10.3": lambda patch: patch.setattr(Policy, "pause_ends", lambda *_: None),
}
"""By the rule that is taken out."""
