"""Status reports: finding the part that one is about, and what it does to it (reliability.md S8-S10)."""

import hashlib
import sqlite3
from datetime import datetime, timedelta

from smsbox.rules.policy import Policy
from smsbox.sms.deliver import ReportOutcome, StatusReport
from smsbox.store import parts, reports
from smsbox.store.reports import Candidate, ReportRow

EVIDENCE_DAYS = timedelta(hours=24)
"""Beyond a message's validity period, how long a report about it still counts (S9)."""

CLOCK_SLACK = timedelta(minutes=5)
"""How much earlier than the intent the service centre's clock may say that it took the message."""

SAME_DIGITS = 7
"""Last digits by which a number in national form is known to be the same."""


def store(
    tx: sqlite3.Connection, sim_id: int, pdu: str, report: StatusReport, policy: Policy, *, now: datetime
) -> None:
    """Keeps a report and, if its part is known, settles the part by it."""
    digest = hashlib.sha256(pdu.upper().encode()).digest()
    row = ReportRow(sim_id, digest, pdu, report.reference, report.number, report.status, report.sent_at)
    report_id = reports.add(tx, row, now=now)
    if report_id is None:
        return
    since = now - policy.validity - EVIDENCE_DAYS
    found = _choose(reports.candidates(tx, sim_id, report.reference, since), report.number, report.sent_at)
    if found is not None:
        _settle(tx, report_id, found, report.reference, report.outcome, now=now)


def settle_sent(
    tx: sqlite3.Connection, key: parts.Key, sim_id: int, number: str, reference: int, *, now: datetime
) -> None:
    """A part has just got its reference: reports that came before the modem's answer settle it now."""
    for report in reports.unmatched(tx, sim_id, reference, now - CLOCK_SLACK):
        if same_number(report.number, number):
            outcome = StatusReport(None, reference, number, None, None, report.status).outcome
            _settle(tx, report.id, Candidate(key, number, reference, now), reference, outcome, now=now)


def _choose(found: tuple[Candidate, ...], number: str, sent_at: datetime | None) -> Candidate | None:
    mine = [candidate for candidate in found if same_number(candidate.number, number)]
    known = [candidate for candidate in mine if candidate.reference is not None]
    if known:
        return min(known, key=lambda candidate: abs((sent_at or candidate.sending_at) - candidate.sending_at))
    possible = [candidate for candidate in mine if sent_at is None or sent_at >= candidate.sending_at - CLOCK_SLACK]
    return possible[0] if len(possible) == 1 else None


def _settle(
    tx: sqlite3.Connection,
    report_id: int,
    candidate: Candidate,
    reference: int,
    outcome: ReportOutcome,
    *,
    now: datetime,
) -> None:
    reports.match(tx, report_id, candidate.key)
    if candidate.reference is None:
        parts.sent(tx, candidate.key, reference, now=now)
    if outcome is ReportOutcome.DELIVERED:
        parts.delivered(tx, candidate.key, now=now)
    elif outcome is ReportOutcome.FAILED:
        parts.failed(tx, candidate.key, "not_delivered", now=now)


def same_number(one: str, other: str) -> bool:
    """Whether two spellings are the same number: equal, or national and international form of it."""
    if one == other:
        return True
    tails = [number.lstrip("+0")[-SAME_DIGITS:] for number in (one, other)]
    return len(tails[0]) == SAME_DIGITS and tails[0] == tails[1] and not (one.startswith("+") and other.startswith("+"))
