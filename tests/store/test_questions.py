"""Double opt-ins as rows (compliance.md 2.4)."""

from datetime import timedelta

from smsbox.rules.lanes import Kind
from smsbox.services import lists
from smsbox.store import contacts, ledger, outbox, questions
from smsbox.store.db import Database
from smsbox.store.ledger import LedgerEvent, ListState, NewEntry
from smsbox.store.questions import Question
from tests.fakes.clock import TUESDAY_NOON
from tests.fakes.plans import plans
from tests.fakes.rows import ANNA, LEO, new_row

NOW = TUESDAY_NOON
SECOND = timedelta(seconds=1)


def ask(db: Database, number: str = ANNA, name: str = "Offers", after: timedelta = timedelta(0)) -> None:
    if name not in {each.name for each in lists.all_lists(db)}:
        lists.create(db, name, now=NOW)
    with db.write() as tx:
        list_id = contacts.list_id(tx, name)
        assert list_id is not None
        entry = NewEntry(
            number=number,
            event=LedgerEvent.DOI_SENT,
            occurred_at=NOW + after,
            channel="tablet",
            list_id=list_id,
            source="the door",
            wording="Offers. STOP ends.",
            per_month=4,
        )
        ledger_id = ledger.append(tx, entry, now=NOW + after)
        ledger.set_state(tx, number, list_id, ListState.PENDING, ledger_id, per_month=4)
        message_id = outbox.add(tx, new_row(number, kind=Kind.DOUBLE_OPT_IN), now=NOW + after)
        tx.execute("UPDATE messages SET state = 'sent' WHERE id = ?", (message_id,))


def waiting(db: Database, number: str = ANNA, since: timedelta = -SECOND) -> list[str]:
    return [question.list for question in questions.waiting(db.connection(), number, NOW + since)]


def test_a_question_is_what_was_asked(db: Database) -> None:
    ask(db)
    (found,) = questions.waiting(db.connection(), ANNA, NOW - SECOND)
    list_id = contacts.list_id(db.connection(), "Offers")
    assert found == Question(ANNA, "Offers", list_id, 1, "Offers. STOP ends.", 4, "the door", NOW)


def test_rule_2_4_a_question_that_has_not_gone_out_waits_for_no_answer(db: Database) -> None:
    ask(db)
    for state in ("queued", "held", "cancelled", "failed"):
        with db.write() as tx:
            tx.execute("UPDATE messages SET state = ?", (state,))
        assert waiting(db) == [], state


def test_questions_are_waiting_for_one_number_later_than_a_moment_and_not_about_deleted_lists(db: Database) -> None:
    ask(db)
    ask(db, name="Lunch", after=SECOND)
    ask(db, LEO)
    assert waiting(db) == ["Offers", "Lunch"]
    assert waiting(db, since=timedelta(0)) == ["Lunch"]
    lists.delete(db, "Lunch", now=NOW)
    assert waiting(db) == ["Offers"]


def test_a_question_is_over_once(db: Database) -> None:
    ask(db)
    (found,) = questions.overdue(db.connection(), NOW)
    assert questions.overdue(db.connection(), NOW - SECOND) == ()
    with db.write() as tx:
        assert questions.end(tx, found)
        assert not questions.end(tx, found)
    assert ledger.states(db.connection(), ANNA) == {"Offers": ListState.NONE}


def test_a_question_that_was_answered_meanwhile_stays_answered(db: Database) -> None:
    ask(db)
    (found,) = questions.overdue(db.connection(), NOW)
    with db.write() as tx:
        ledger.set_state(tx, ANNA, found.list_id, ListState.SUBSCRIBED, found.ledger_id)
        assert not questions.end(tx, found)
    assert ledger.states(db.connection(), ANNA) == {"Offers": ListState.SUBSCRIBED}


def test_looking_for_overdue_questions_reads_the_pending_ones_only(db: Database) -> None:
    ask(db)
    found = plans(db, lambda tx: questions.overdue(tx, NOW))
    assert any("subscriptions_by_list (list_id=? AND state=?)" in line for line in found)
