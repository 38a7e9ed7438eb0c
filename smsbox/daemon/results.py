"""Recording what became of a part that was handed to a modem (reliability.md S6-S8, S13)."""

import sqlite3
from collections.abc import Callable, Set
from datetime import datetime, timedelta

from smsbox.daemon import reports
from smsbox.modem.status import Outcome, SubmitResult
from smsbox.rules import retry
from smsbox.rules.policy import Policy
from smsbox.store import parts, refusals, usage
from smsbox.store.parts import Key

TROUBLE_PAUSE = timedelta(seconds=30)
"""How long a part waits after its modem, SIM or network would not take it at all."""

REFUSALS = frozenset({Outcome.REFUSED_FOR_NOW, Outcome.REFUSED_BY_DEVICE})
"""The part was handed over: it goes again unless a report tells that it went out all the same."""


def record(
    tx: sqlite3.Connection,
    result: SubmitResult,
    sim_id: int,
    policy: Policy,
    chance: Callable[[], float],
    early: Set[int],
    *,
    now: datetime,
) -> None:
    """Moves the part according to its result; `early` are the SIMs for which a report waits.

    `chance` gives random numbers in [0, 1) for the retry's jitter.
    """
    key, number = Key(result.submission.message_id, result.submission.part), result.submission.number
    if result.outcome in REFUSALS:
        refusals.note(tx, key)
        if key not in reports.look_again(tx, sim_id, number, policy, early, refused=key, now=now):
            _try_again(tx, key, result, sim_id, chance(), now)
        return
    match result.outcome:
        case Outcome.SENT:
            if parts.sent(tx, key, result.reference, now=now) and result.reference is not None:
                reports.settle_sent(tx, key, sim_id, number, result.reference, early, now=now)
        case Outcome.UNKNOWN:
            parts.unknown(tx, key, "result_lost", now=now)
        case Outcome.REFUSED:
            parts.failed(tx, key, result.words or "refused", now=now)
        case _:
            _try_again(tx, key, result, sim_id, chance(), now)
    reports.look_again(tx, sim_id, number, policy, early, now=now)


def _try_again(
    tx: sqlite3.Connection, key: Key, result: SubmitResult, sim_id: int, chance: float, now: datetime
) -> None:
    wait: timedelta | None = timedelta(0)
    match result.outcome:
        case Outcome.REFUSED_FOR_NOW:
            wait = retry.wait_after(parts.count_reject(tx, key), chance)
        case Outcome.REFUSED_BY_DEVICE:
            wait = retry.REPORT_TIME
        case Outcome.MODEM_TROUBLE:
            wait = TROUBLE_PAUSE
    reason = result.words or result.outcome.name.lower()
    if wait is None:
        parts.failed(tx, key, reason, now=now)
    elif parts.requeue(tx, key, reason, not_before=now + wait, now=now):
        usage.give_back(tx, sim_id, result.submission.number)
