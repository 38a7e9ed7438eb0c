"""Recording what became of a part that was handed to a modem (reliability.md S6, S7, S13)."""

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

from smsbox.daemon import reports
from smsbox.modem.status import Outcome, SubmitResult
from smsbox.rules import retry
from smsbox.store import parts, usage
from smsbox.store.parts import Key

TROUBLE_PAUSE = timedelta(seconds=30)
"""How long a part waits after its modem, SIM or network could not send at all."""


def record(
    tx: sqlite3.Connection,
    result: SubmitResult,
    sim_id: int,
    chance: Callable[[], float],
    *,
    now: datetime,
) -> None:
    """Moves the part according to its result. `chance` gives random numbers in [0, 1) for the retry's jitter."""
    key = Key(result.submission.message_id, result.submission.part)
    match result.outcome:
        case Outcome.SENT:
            if parts.sent(tx, key, result.reference, now=now) and result.reference is not None:
                reports.settle_sent(tx, key, sim_id, result.submission.number, result.reference, now=now)
        case Outcome.UNKNOWN:
            parts.unknown(tx, key, "result_lost", now=now)
        case Outcome.REFUSED:
            parts.failed(tx, key, result.words or "refused", now=now)
        case Outcome.REFUSED_FOR_NOW:
            _retry(tx, key, result, chance(), now)
        case Outcome.MODEM_TROUBLE:
            parts.requeue(tx, key, result.words or "modem_trouble", not_before=now + TROUBLE_PAUSE, now=now)
        case Outcome.NOT_SENT:
            parts.requeue(tx, key, "not_sent", not_before=now, now=now)
    if result.outcome in (Outcome.MODEM_TROUBLE, Outcome.NOT_SENT):
        usage.give_back(tx, sim_id, result.submission.number)


def _retry(tx: sqlite3.Connection, key: Key, result: SubmitResult, chance: float, now: datetime) -> None:
    wait = retry.wait_after(parts.count_reject(tx, key), chance)
    if wait is None:
        parts.failed(tx, key, result.words or "refused", now=now)
    else:
        parts.requeue(tx, key, result.words or "refused_for_now", not_before=now + wait, now=now)
