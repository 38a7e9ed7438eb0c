"""Opting in and out: the ledger row and everything that follows from it, in one transaction."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from smsbox.errors import BadInput
from smsbox.sentences import sentence
from smsbox.services import numbers, settings
from smsbox.store import contacts, ledger, parts
from smsbox.store.db import Database
from smsbox.store.ledger import LedgerEvent, LedgerRow, ListState, NewEntry

__all__ = ["BY_TEXT", "Act", "LedgerEvent", "LedgerRow", "agree", "history", "opt_out", "record", "resume"]

BY_TEXT = "keyword"
"""The channel of what a person texted themselves."""

OPT_IN = "opt_in"
OPT_OUT = "opt_out"

LONGEST_NOTE = 2000
"""Characters of a source, wording or evidence."""


@dataclass(frozen=True)
class Act:
    """How a person opted in or out: the channel, their words, and who recorded it."""

    channel: str
    occurred_at: datetime
    act: str | None = None
    inbox_id: int | None = None
    sim_id: int | None = None
    actor: str | None = None
    source: str | None = None
    evidence: str | None = None
    matched: str | None = None


def opt_out(tx: sqlite3.Connection, number: str, act: Act, *, now: datetime) -> int:
    """Ends all texts to `number`: ledger row, suppression, lists, and everything queued (compliance.md 4.1).

    Returns how many waiting messages were cancelled.
    """
    ledger_id = ledger.append(tx, _entry(number, LedgerEvent.OPT_OUT, act), now=now)
    ledger.suppress(tx, number, act.channel, ledger_id, now=now)
    ledger.move_lists(tx, number, ListState.SUBSCRIBED, ListState.OPTED_OUT, ledger_id)
    ledger.move_lists(tx, number, ListState.PENDING, ListState.NONE, ledger_id)
    return parts.cancel_number(tx, number, "opted_out", now=now)


def resume(tx: sqlite3.Connection, number: str, act: Act, *, now: datetime) -> bool:
    """The person texts START: their own STOP by text is lifted, and the lists it closed are open again.

    An opt-out that did not come by text is not lifted by one (reliability.md S32): False.
    """
    suppression = ledger.suppression(tx, number)
    if suppression and _said_otherwise(tx, number, suppression.since):
        return False
    ledger_id = ledger.append(tx, _entry(number, LedgerEvent.RESUME, act), now=now)
    if suppression:
        ledger.reopen_lists(tx, number, ledger_id)
        ledger.lift(tx, number)
    return True


def _said_otherwise(tx: sqlite3.Connection, number: str, since: datetime) -> bool:
    """Whether the person has opted out of everything by another way than a text since then, be it the second time."""
    return any(
        row.event is LedgerEvent.OPT_OUT and row.list is None and row.channel != BY_TEXT and row.recorded_at >= since
        for row in ledger.history(tx, number)
    )


def _entry(number: str, event: LedgerEvent, act: Act) -> NewEntry:
    return NewEntry(
        number=number,
        event=event,
        occurred_at=act.occurred_at,
        channel=act.channel,
        source=act.source,
        act=act.act,
        inbox_id=act.inbox_id,
        sim_id=act.sim_id,
        actor=act.actor,
        evidence=act.evidence,
        matched=act.matched,
    )


def record(
    db: Database,
    number: str,
    *,
    list_name: str | None,
    action: str,
    source: str,
    wording: str | None = None,
    evidence: str | None = None,
    actor: str,
    now: datetime,
) -> LedgerRow:
    """Appends what a person told the shop: `opt_in` to a list, or `opt_out` of a list or (without one) of everything.

    Raises BadInput for an unknown list or action, an opt-in without its wording, or an opt-in of a number that
    said STOP: only the person can open that again (compliance.md 2.9).
    """
    if action not in (OPT_IN, OPT_OUT):
        raise BadInput(f"action is {OPT_IN} or {OPT_OUT}, not {action[:40]!r}.", "action")
    _check_notes(source, wording, evidence)
    act = Act(channel="staff", occurred_at=now, actor=actor, source=source, evidence=evidence)
    with db.write() as tx:
        number = numbers.parse(number, settings.policy(tx).region)
        list_id = _list(tx, list_name)
        if list_id is None:
            if action == OPT_IN:
                raise BadInput(sentence("Say which list the person said yes to."), "list")
            opt_out(tx, number, act, now=now)
        else:
            _record_for_list(tx, number, list_id, action, wording, act, now)
    return history(db, number)[-1]


def agree(
    tx: sqlite3.Connection,
    number: str,
    list_names: Sequence[str],
    *,
    source: str,
    wording: str,
    actor: str,
    now: datetime,
) -> None:
    """Records in the caller's transaction that a person (E.164) said yes to each of the lists; raises as `record`."""
    _check_notes(source, wording, None)
    act = Act(channel="staff", occurred_at=now, actor=actor, source=source)
    for name in list_names:
        list_id = _list(tx, name)
        assert list_id is not None
        _record_for_list(tx, number, list_id, OPT_IN, wording, act, now)


def _check_notes(source: str, wording: str | None, evidence: str | None) -> None:
    for field, value in (("source", source), ("wording", wording), ("evidence", evidence)):
        if value is not None and len(value) > LONGEST_NOTE:
            raise BadInput(f"{field} is too long: {LONGEST_NOTE} characters at most.", field)
    if not source.strip():
        raise BadInput(sentence("Say where this comes from, as source: a form, the till, a phone call."), "source")


def _list(tx: sqlite3.Connection, name: str | None) -> int | None:
    if name is None:
        return None
    list_id = contacts.list_id(tx, name)
    if list_id is None:
        raise BadInput(sentence("There is no list {name!r}. Make it first.", name=name[:40]), "list")
    return list_id


def _record_for_list(
    tx: sqlite3.Connection, number: str, list_id: int, action: str, wording: str | None, act: Act, now: datetime
) -> None:
    if action == OPT_IN:
        if not (wording or "").strip():
            raise BadInput(sentence("Give the wording that the person agreed to."), "wording")
        if ledger.suppression(tx, number):
            raise BadInput(
                sentence("This number said STOP. Only the person can start again, by texting START."), "number"
            )
    event = LedgerEvent.OPT_IN if action == OPT_IN else LedgerEvent.OPT_OUT
    state = ListState.SUBSCRIBED if action == OPT_IN else ListState.OPTED_OUT
    entry = NewEntry(
        number=number,
        event=event,
        occurred_at=act.occurred_at,
        channel=act.channel,
        list_id=list_id,
        source=act.source,
        wording=wording,
        actor=act.actor,
        evidence=act.evidence,
    )
    ledger.set_state(tx, number, list_id, state, ledger.append(tx, entry, now=now))


def history(db: Database, number: str) -> tuple[LedgerRow, ...]:
    """The ledger's rows about `number`, oldest first."""
    connection = db.connection()
    return ledger.history(connection, numbers.parse(number, settings.policy(connection).region))
