"""Status reports: finding the part that one is about, and what it does to it (reliability.md S8-S10)."""

import sqlite3
from datetime import datetime, timedelta

from smsbox.daemon.spelling import international, same_number
from smsbox.errors import UndecodablePdu
from smsbox.rules.lifecycle import FINAL
from smsbox.rules.policy import Policy
from smsbox.sms.deliver import ReportOutcome, StatusReport, decode
from smsbox.store import parts, reports
from smsbox.store.reports import Candidate

EVIDENCE_DAYS = timedelta(hours=24)
"""Beyond a message's validity period, how long a report about it still counts (S9)."""

CLOCK_SLACK = timedelta(minutes=5)
"""How far the service centre's clock, and the time at which it took the message, may be from the intent's."""


def store(
    tx: sqlite3.Connection, sim_id: int, pdu: str, report: StatusReport, policy: Policy, *, now: datetime
) -> None:
    """Settles the part that a report is about; one that is about nothing known waits for its part."""
    since = now - EVIDENCE_DAYS
    spelled = {report.number, international(report.number, policy.region)}
    found = _choose(reports.to_number(tx, spelled, sim_id, report.reference, since), report)
    if found is None and not report.number.startswith("+"):
        found = _choose(reports.lately(tx, sim_id, report.reference, since), report)
    if found is None:
        reports.wait(tx, sim_id, report.reference, pdu.upper(), now=now)
    elif found.state not in FINAL:
        _settle(tx, found.key, found.reference, report, now=now)


def read(pdu: str) -> StatusReport | None:
    """The report in `pdu` (hex), None if there is none."""
    try:
        decoded = decode(pdu)
    except UndecodablePdu:
        return None
    return decoded if isinstance(decoded, StatusReport) else None


def settle_sent(
    tx: sqlite3.Connection, key: parts.Key, sim_id: int, number: str, reference: int, *, now: datetime
) -> None:
    """A part has just got its reference: reports that came before the modem's answer settle it now."""
    for pdu in reports.take_waiting(tx, sim_id, reference, now - CLOCK_SLACK):
        report = read(pdu)
        if report is not None and same_number(report.number, number):
            _settle(tx, key, reference, report, now=now)


def _choose(found: tuple[Candidate, ...], report: StatusReport) -> Candidate | None:
    """The part that is meant: one with the report's reference, the nearest in time, or the only one without any."""
    mine = [candidate for candidate in found if same_number(candidate.number, report.number)]
    known = [each for each in mine if each.reference is not None and (each.state not in FINAL or _again(each, report))]
    if known:
        return min(known, key=lambda each: abs((report.sent_at or each.sending_at) - each.sending_at))
    lost = [candidate for candidate in mine if candidate.reference is None and candidate.state not in FINAL]
    possible = [each for each in lost if report.sent_at is None or report.sent_at >= each.sending_at - CLOCK_SLACK]
    return possible[0] if len(possible) == 1 else None


def _again(candidate: Candidate, report: StatusReport) -> bool:
    """Whether the report is one more about a part that has ended: references come round again."""
    return report.sent_at is not None and abs(report.sent_at - candidate.sending_at) <= CLOCK_SLACK


def _settle(
    tx: sqlite3.Connection, key: parts.Key, reference: int | None, report: StatusReport, *, now: datetime
) -> None:
    if reference is None:
        parts.sent(tx, key, report.reference, now=now)
    if report.outcome is ReportOutcome.DELIVERED:
        parts.delivered(tx, key, now=now)
    elif report.outcome is ReportOutcome.FAILED:
        parts.failed(tx, key, "expired" if report.expired else "not_delivered", now=now)
