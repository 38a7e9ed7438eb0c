"""Opting in and out: the ledger row and everything that follows from it, in one transaction."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from smsbox.errors import BadInput
from smsbox.rules import answers, sources
from smsbox.rules.lanes import Kind
from smsbox.rules.scope import ANSWERS_WITHIN, Scope, scope_of_stop
from smsbox.sentences import sentence
from smsbox.services import automatic, numbers, settings
from smsbox.services import evidence as evidence_files
from smsbox.store import campaign_figures, contacts, holding, inbox, ledger, outbox, parts, questions, wordings
from smsbox.store import evidence as evidence_table
from smsbox.store.db import Database
from smsbox.store.ledger import LedgerEvent, LedgerRow, ListState, NewEntry
from smsbox.store.questions import Question
from smsbox.store.wordings import Wording

__all__ = [
    "BY_TEXT",
    "Act",
    "LedgerEvent",
    "LedgerRow",
    "Question",
    "agree",
    "ask",
    "check_source",
    "confirm",
    "history",
    "join",
    "keep",
    "lapse",
    "leave",
    "open_questions",
    "opt_out",
    "opt_out_after_review",
    "record",
    "resume",
    "stop_scope",
]

BY_TEXT = "keyword"
"""The channel of what a person texted themselves."""

OPT_IN = "opt_in"
OPT_OUT = "opt_out"

BOX_TICKED = "box ticked"
"""What a person did who signed up without a phone in hand (compliance.md 2.1)."""

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


def opt_out(tx: sqlite3.Connection, number: str, act: Act, *, scope: Scope = Scope.EVERYTHING, now: datetime) -> int:
    """Ends all texts to `number`, or all offers: ledger row, suppression, lists, and what is queued (4.1).

    Returns how many waiting messages were cancelled.
    """
    if ledger.suppression(tx, number) is None:
        campaign_figures.count_opt_out(tx, number, now - ANSWERS_WITHIN)
    questions.end_all(tx, number)
    ledger_id = ledger.append(tx, _entry(number, LedgerEvent.OPT_OUT, act), now=now)
    ledger.suppress(tx, number, act.channel, ledger_id, scope, now=now)
    ledger.move_lists(tx, number, ListState.SUBSCRIBED, ListState.OPTED_OUT, ledger_id)
    return parts.cancel_number(tx, number, "opted_out", scope=scope, now=now)


def stop_scope(connection: sqlite3.Connection, number: str, at: datetime) -> Scope:
    """How far a bare STOP that came `at` reaches: it depends on the texts that it answers (3.4)."""
    return scope_of_stop(outbox.aired(connection, number, at - ANSWERS_WITHIN), at)


def opt_out_after_review(tx: sqlite3.Connection, number: str, inbox_id: int, *, actor: str, now: datetime) -> int:
    """An unclear text has turned out to be a STOP (3.3): it reaches as far as it would have when it came."""
    act = Act(channel=BY_TEXT, occurred_at=now, inbox_id=inbox_id, actor=actor, matched="review")
    scope = stop_scope(tx, number, inbox.received_at(tx, inbox_id))
    return opt_out(tx, number, act, scope=scope, now=now)


def leave(tx: sqlite3.Connection, number: str, list_id: int, act: Act, *, now: datetime) -> int:
    """The person leaves one list; whatever else they agreed to stays (3.4). Returns how many offers were cancelled."""
    if questions.state(tx, number, list_id) is ListState.SUBSCRIBED:
        campaign_figures.count_opt_out(tx, number, now - ANSWERS_WITHIN)
    ledger_id = ledger.append(tx, _entry(number, LedgerEvent.OPT_OUT, act, list_id=list_id), now=now)
    ledger.set_state(tx, number, list_id, ListState.OPTED_OUT, ledger_id)
    return parts.cancel_number(tx, number, "opted_out", scope=Scope.OFFERS, list_id=list_id, now=now)


def resume(tx: sqlite3.Connection, number: str, act: Act, *, now: datetime) -> bool:
    """The person texts START: their own last STOP by text is taken back, and the lists it closed are open again.

    Each list gets its own row in the ledger, so that every later offer can name the one that permits it. An opt-out
    that did not come by text is not lifted by a text alone (reliability.md S32): False, unless somebody has just
    ticked the tablet's box for the number, too; what that opt-out closed stays closed.
    """
    if _is_shut(tx, number, now):
        return False
    closed = ledger.closed_lists(tx, number, BY_TEXT)
    for list_id, per_month in closed:
        entry = _entry(number, LedgerEvent.RESUME, act, list_id=list_id, per_month=per_month)
        ledger_id = ledger.append(tx, entry, now=now)
        ledger.set_state(tx, number, list_id, ListState.SUBSCRIBED, ledger_id, per_month=per_month)
    if not closed:
        ledger.append(tx, _entry(number, LedgerEvent.RESUME, act), now=now)
    _reopen(tx, number, now)
    return True


def join(tx: sqlite3.Connection, number: str, wording: Wording, act: Act, *, now: datetime) -> bool:
    """The person joins the wording's list by their own text, which also lifts their own STOP by text (2.9).

    The other lists that a STOP had closed stay closed. False, as for `resume`, where the STOP did not come by text.
    """
    if _is_shut(tx, number, now):
        return False
    entry = _entry(
        number, LedgerEvent.OPT_IN, act, list_id=wording.list_id, wording=wording.text, per_month=wording.per_month
    )
    _subscribe(tx, entry, now)
    _reopen(tx, number, now)
    return True


def _reopen(tx: sqlite3.Connection, number: str, now: datetime) -> None:
    ledger.lift(tx, number)
    keep(tx, number, now=now)


def keep(tx: sqlite3.Connection, number: str, *, now: datetime) -> None:
    """What the person wrote was no STOP: nobody is asked about it any more, and offers that waited go on (3.3)."""
    inbox.close_review(tx, number)
    for message_id in holding.held_for_number(tx, number, "review"):
        holding.release(tx, message_id, now=now)


def _subscribe(tx: sqlite3.Connection, entry: NewEntry, now: datetime) -> None:
    assert entry.list_id is not None
    ledger_id = ledger.append(tx, entry, now=now)
    ledger.set_state(tx, entry.number, entry.list_id, ListState.SUBSCRIBED, ledger_id, per_month=entry.per_month)
    contacts.add_unnamed(tx, entry.number, now=now)


def ask(
    tx: sqlite3.Connection,
    number: str,
    list_name: str,
    *,
    source: str,
    channel: str,
    actor: str | None = None,
    act: str = BOX_TICKED,
    now: datetime,
) -> bool:
    """Asks somebody who has just signed up without texting first to reply YES (2.4); whether a text was queued.

    Nobody is asked who is on the list, who said STOP, or who was asked about it in the last 48 hours: False. The
    caller tells them the same in every case, since anybody can type anybody's number. Raises BadInput for a number
    that cannot be texted, a list without a wording, or a missing source.

    Of a number under STOP the tick alone is recorded, which no YES answers: only START or a keyword reopens (2.9).
    """
    _check_notes(source, None, None)
    policy = settings.policy(tx)
    number = numbers.parse(number, policy.region)
    if numbers.is_landline(number):
        raise BadInput(sentence("This is a landline, which gets no texts. Ask for the mobile number."), "number")
    list_id = _list(tx, list_name)
    assert list_id is not None
    wording = wordings.in_use(tx, list_id)
    if wording is None:
        raise BadInput(sentence("This list has no sign-up wording yet. Write one first."), "list")
    stopped = ledger.suppression(tx, number) is not None
    done = Act(channel, now, act, actor=actor, source=source, evidence=questions.NOT_TEXTED if stopped else None)
    entry = _entry(
        number, LedgerEvent.DOI_SENT, done, list_id=list_id, wording=wording.text, per_month=wording.per_month
    )
    if stopped:
        if not ledger.is_erased(tx, number):
            ledger.append(tx, entry, now=now)
        return False
    asked = questions.asked_since(tx, number, list_id, now - answers.ASKED_FOR)
    if asked or questions.state(tx, number, list_id) is ListState.SUBSCRIBED:
        return False
    ledger_id = ledger.append(tx, entry, now=now)
    ledger.set_state(tx, number, list_id, ListState.PENDING, ledger_id, per_month=wording.per_month)
    text = answers.question(policy, wording.kinds, wording.per_month)
    expires_at = now + min(policy.validity, answers.ASKED_FOR)
    question = automatic.Answer(number, text, Kind.DOUBLE_OPT_IN, about=wording.list, expires_at=expires_at)
    automatic.queue(tx, question, now=now)
    return True


def open_questions(connection: sqlite3.Connection, number: str, *, now: datetime) -> tuple[Question, ...]:
    """What a YES of `number` would agree to now: nothing if it is under a STOP, which no YES lifts (2.9)."""
    if ledger.suppression(connection, number) is not None:
        return ()
    return questions.waiting(connection, number, now - answers.ASKED_FOR)


def confirm(tx: sqlite3.Connection, question: Question, act: Act, *, now: datetime) -> None:
    """The person replied YES: they are on the list, under the wording that they were asked with."""
    entry = _entry(
        question.number,
        LedgerEvent.DOI_CONFIRMED,
        act,
        list_id=question.list_id,
        wording=question.wording,
        per_month=question.per_month,
    )
    _subscribe(tx, entry, now)
    keep(tx, question.number, now=now)


def lapse(db: Database, *, now: datetime) -> int:
    """Questions that nobody answered in time are open no more (2.4); returns how many."""
    overdue = questions.overdue(db.connection(), now - answers.ASKED_FOR)
    if not overdue:
        return 0
    with db.write() as tx:
        return sum(questions.end(tx, question) for question in overdue)


def _is_shut(tx: sqlite3.Connection, number: str, now: datetime) -> bool:
    """Whether the person has opted out of everything by another way than a text, be it the second time.

    What they said before they were erased counts as well. A tick on the tablet opens it to their texts for 48 hours.
    """
    suppression = ledger.suppression(tx, number)
    if suppression is None:
        return False
    shut = ticked = False
    for row in (*ledger.history(tx, ledger.digest(tx, number)), *ledger.history(tx, number)):
        if row.event is LedgerEvent.OPT_OUT and row.list is None and row.channel != BY_TEXT:
            shut, ticked = shut or row.recorded_at >= suppression.since, False
        elif row.evidence == questions.NOT_TEXTED:
            ticked = row.recorded_at > now - answers.ASKED_FOR
    return shut and not ticked


def _entry(
    number: str,
    event: LedgerEvent,
    act: Act,
    *,
    list_id: int | None = None,
    wording: str | None = None,
    per_month: int | None = None,
) -> NewEntry:
    return NewEntry(
        number=number,
        event=event,
        occurred_at=act.occurred_at,
        channel=act.channel,
        list_id=list_id,
        source=act.source,
        wording=wording,
        per_month=per_month,
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
    proof: Path | None = None,
    actor: str,
    now: datetime,
) -> LedgerRow:
    """Appends what a person told the shop: `opt_in` to a list, or `opt_out` of a list or (without one) of everything.

    `evidence` is words about what proves it, `proof` a file that does, of which a copy is kept.
    Raises BadInput for an unknown list or action, an opt-in without its wording or from where there is no consent
    (2.8), or an opt-in of a number that said STOP or has left the list: only the person can open that again (2.9).
    """
    if action not in (OPT_IN, OPT_OUT):
        raise BadInput(f"action is {OPT_IN} or {OPT_OUT}, not {action[:40]!r}.", "action")
    _check_notes(source, wording, evidence)
    if action == OPT_IN:
        check_source(source)
    if proof is not None:
        evidence = evidence_table.note(evidence, proof.name, evidence_files.keep(db, proof))
    act = Act(channel="staff", occurred_at=now, actor=actor, source=source, evidence=evidence)
    with db.write() as tx:
        number = numbers.parse(number, settings.policy(tx).region)
        list_id = _list(tx, list_name)
        if list_id is None:
            if action == OPT_IN:
                raise BadInput(sentence("Say which list the person said yes to."), "list")
            inbox.close_review(tx, number)
            opt_out(tx, number, act, now=now)
        else:
            _record_for_list(tx, number, list_id, action, wording, act, now)
    return history(db, number)[-1]


def agree(
    tx: sqlite3.Connection,
    number: str,
    yes: Mapping[str, str],
    *,
    source: str,
    actor: str,
    now: datetime,
) -> None:
    """Records in the caller's transaction that a person (E.164) said `yes` to lists, each with the words they read.

    Raises as `record` does.
    """
    check_source(source)
    act = Act(channel="staff", occurred_at=now, actor=actor, source=source)
    for name, wording in yes.items():
        _check_notes(source, wording, None)
        list_id = _list(tx, name)
        assert list_id is not None
        _record_for_list(tx, number, list_id, OPT_IN, wording, act, now)


def _check_notes(source: str, wording: str | None, evidence: str | None) -> None:
    for field, value in (("source", source), ("wording", wording), ("evidence", evidence)):
        if value is not None and len(value) > LONGEST_NOTE:
            raise BadInput(f"{field} is too long: {LONGEST_NOTE} characters at most.", field)
    if evidence is not None and evidence_table.MARK in evidence:
        raise BadInput(sentence("A file is no words: give it as a proof of its own."), "evidence")
    if not source.strip():
        raise BadInput(sentence("Say where this comes from, as source: a form, the till, a phone call."), "source")


def check_source(source: str) -> None:
    """Raises BadInput for where numbers come from that nobody gave for offers (2.8)."""
    refusal = sources.refusal(source)
    if refusal is not None:
        raise BadInput(refusal, "source")


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
        if questions.has_left(tx, number, list_id):
            raise BadInput(
                sentence("This person has left the list. Only they can come back, by a text of their own."), "number"
            )
        promised = wordings.promised(tx, list_id, wording or "")
        entry = _entry(number, LedgerEvent.OPT_IN, act, list_id=list_id, wording=wording, per_month=promised)
        _subscribe(tx, entry, now)
    else:
        leave(tx, number, list_id, act, now=now)


def history(db: Database, number: str) -> tuple[LedgerRow, ...]:
    """The ledger's rows about `number`, oldest first."""
    connection = db.connection()
    return ledger.history(connection, numbers.parse(number, settings.policy(connection).region))
