"""Status reports: finding the part that one is about, and what it does to it (reliability.md S8-S10).

`early` are the SIMs for which a report waits, in one transaction: asked once, and kept true by `store`.
"""

import sqlite3
from collections.abc import Set
from datetime import datetime, timedelta

from smsbox.daemon.spelling import international, same_number
from smsbox.errors import UndecodablePdu
from smsbox.rules import hours
from smsbox.rules.lifecycle import CANCELLABLE, FINAL, SETTLED, State
from smsbox.rules.policy import Policy
from smsbox.sms.deliver import ReportOutcome, StatusReport, decode
from smsbox.store import parts, refusals, reports, usage
from smsbox.store.reports import Candidate

EVIDENCE_DAYS = timedelta(hours=24)
"""Beyond a message's validity period, how long a report about it still counts (S9)."""

CLOCK_SLACK = timedelta(minutes=5)
"""How far the service centre's clock, and the time at which it took the message, may be from the intent's."""


def store(
    tx: sqlite3.Connection,
    sim_id: int,
    pdu: str,
    report: StatusReport,
    policy: Policy,
    early: set[int],
    *,
    now: datetime,
) -> None:
    """Settles the part that a report is about; one that is about nothing known waits for its part."""
    since = now - EVIDENCE_DAYS
    told = reports.to_number(tx, report.number, sim_id, report.reference, since)
    if not told:
        spelled = international(report.number, policy.region)
        told = reports.to_number(tx, spelled, sim_id, report.reference, since)
    found = _meant(told, report, sim_id)
    if found is None and not report.number.startswith("+"):
        found = _meant(reports.lately(tx, sim_id, report.reference, since), report, sim_id)
    if found is None or found.state is State.SENDING:
        reports.wait(tx, sim_id, report.reference, pdu.upper(), now=now)
        early.add(sim_id)
    elif found.state not in FINAL:
        _settle(tx, found, report, policy, now=now)
        look_again(tx, sim_id, found.number, policy, early, now=now)


def read(pdu: str) -> StatusReport | None:
    """The report in `pdu` (hex), None if there is none."""
    try:
        decoded = decode(pdu)
    except UndecodablePdu:
        return None
    return decoded if isinstance(decoded, StatusReport) else None


def settle_sent(
    tx: sqlite3.Connection,
    key: parts.Key,
    sim_id: int,
    number: str,
    reference: int,
    early: Set[int],
    *,
    now: datetime,
) -> None:
    """A part has just got its reference: reports that came before the modem's answer settle it now."""
    if sim_id not in early:
        return
    for pdu in reports.take_waiting(tx, sim_id, reference, now - CLOCK_SLACK):
        report = read(pdu)
        if report is not None and same_number(report.number, number):
            _tell(tx, key, report, now=now)


def look_again(
    tx: sqlite3.Connection,
    sim_id: int,
    number: str,
    policy: Policy,
    early: Set[int],
    *,
    refused: parts.Key | None = None,
    now: datetime,
) -> frozenset[parts.Key]:
    """More is known of a part to `number`: a report that waits may be about just one part now; returns what is settled.

    `refused` is a part that is still `sending`, but has been refused.
    """
    if sim_id not in early:
        return frozenset()
    settled = set()
    since = now - EVIDENCE_DAYS
    for pdu in reports.waiting(tx, sim_id, since):
        report = read(pdu)
        if report is None or report.sent_at is None or not same_number(report.number, number):
            continue
        found = _meant(reports.to_number(tx, number, sim_id, report.reference, since), report, sim_id)
        if found is None or found.reference is not None or (found.state is State.SENDING and found.key != refused):
            continue
        reports.forget(tx, sim_id, report.reference, pdu)
        if found.state not in FINAL:
            _settle(tx, found, report, policy, now=now)
            settled.add(found.key)
    return frozenset(settled)


def _meant(found: tuple[Candidate, ...], report: StatusReport, sim_id: int) -> Candidate | None:
    """The part that is meant: one with the report's reference, the nearest in time, or the only one without any."""
    mine = [each for each in found if same_number(each.number, report.number)]
    known = [each for each in mine if (each.sim_id, each.reference) == (sim_id, report.reference)]
    if known:
        fitting = [each for each in known if each.state not in FINAL or _near(each, report)]
        return min(fitting, key=lambda each: abs((report.sent_at or each.sending_at) - each.sending_at), default=None)
    nameless = [each for each in mine if each.reference is None or each.refused_since is not None]
    possible = [each for each in nameless if report.sent_at is None or report.sent_at >= each.since - CLOCK_SLACK]
    if len(possible) != 1:
        return None
    only = possible[0]
    if only.refused_since is None:
        return only
    return only if only.sim_id == sim_id and not _doubtful(mine, report) else None


def _doubtful(found: list[Candidate], report: StatusReport) -> bool:
    """Whether a report cannot be evidence against a refusal.

    Nobody knows when its text was accepted, or it may be about a text for whose report the box still waits: not every
    modem tells the reference under which it sent. A text is rather sent twice than never.
    """
    return report.sent_at is None or any(each.state is State.SENT and _near(each, report) for each in found)


def _near(candidate: Candidate, report: StatusReport) -> bool:
    """Whether the part was handed over when the report's was accepted: references come round again."""
    return report.sent_at is not None and abs(report.sent_at - candidate.sending_at) <= CLOCK_SLACK


def _settle(tx: sqlite3.Connection, found: Candidate, report: StatusReport, policy: Policy, *, now: datetime) -> None:
    if found.state in CANCELLABLE:
        day = usage.counting_day(tx, found.sim_id, hours.day_of(now, policy.zone))
        usage.use(tx, found.sim_id, day, found.number)
    if found.state not in SETTLED:
        refusals.went_out(tx, found.key, report.reference, now=now)
    elif found.reference is None:
        parts.sent(tx, found.key, report.reference, now=now)
    elif found.reference != report.reference:
        return
    _tell(tx, found.key, report, now=now)


def _tell(tx: sqlite3.Connection, key: parts.Key, report: StatusReport, *, now: datetime) -> None:
    if report.outcome is ReportOutcome.DELIVERED:
        parts.delivered(tx, key, now=now)
    elif report.outcome is ReportOutcome.FAILED:
        parts.failed(tx, key, "expired" if report.expired else "not_delivered", now=now)
