"""Every outcome of a submission, and the budget it gives back (reliability.md S6)."""

from datetime import timedelta

import pytest

from smsbox.daemon import results
from smsbox.modem.status import Outcome, Submission, SubmitResult
from smsbox.rules import retry
from smsbox.rules.budget import Budget
from smsbox.rules.lifecycle import State
from smsbox.services import settings
from smsbox.sms.segments import Encoding
from smsbox.store import outbox, usage
from smsbox.store.db import Database
from smsbox.store.parts import Key
from tests.fakes.rows import ANNA, NOW, add, add_sim, everything, put_in

TOLD = {
    Outcome.SENT: (State.SENT, None),
    Outcome.REFUSED: (State.FAILED, "said"),
    Outcome.REFUSED_FOR_NOW: (State.QUEUED, "said"),
    Outcome.REFUSED_BY_DEVICE: (State.QUEUED, "said"),
    Outcome.MODEM_TROUBLE: (State.QUEUED, "said"),
    Outcome.NOT_SENT: (State.QUEUED, "said"),
    Outcome.UNKNOWN: (State.UNKNOWN, "result_lost"),
}
SILENT = {
    Outcome.REFUSED: "refused",
    Outcome.REFUSED_FOR_NOW: "refused_for_now",
    Outcome.REFUSED_BY_DEVICE: "refused_by_device",
    Outcome.MODEM_TROUBLE: "modem_trouble",
    Outcome.NOT_SENT: "not_sent",
}
WAITS = {
    Outcome.REFUSED_FOR_NOW: timedelta(minutes=1),
    Outcome.REFUSED_BY_DEVICE: retry.REPORT_TIME,
    Outcome.MODEM_TROUBLE: timedelta(seconds=30),
    Outcome.NOT_SENT: timedelta(0),
}


def on_air(db: Database) -> tuple[Key, int]:
    sim, key = add_sim(db), Key(add(db), 1)
    put_in(db, key, State.SENDING, sim)
    with db.write() as tx:
        usage.use(tx, sim, NOW.date(), ANNA)
    return key, sim


def record(db: Database, key: Key, sim: int, outcome: Outcome, words: str | None = "said") -> None:
    submission = Submission(key.message_id, key.part, ANNA, "hello", Encoding.GSM7, None, timedelta(hours=1))
    with db.write() as tx:
        result = SubmitResult(submission, outcome, 9 if outcome is Outcome.SENT else None, words)
        results.record(tx, result, sim, settings.policy(tx), lambda: 0.5, set(), now=NOW)


def test_every_outcome_is_told_here() -> None:
    assert set(TOLD) == set(Outcome)


@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_moves_its_part(db: Database, outcome: Outcome) -> None:
    key, sim = on_air(db)
    record(db, key, sim, outcome)
    message = outbox.get(db.connection(), key.message_id)
    assert message is not None
    assert (message.state, message.reason) == TOLD[outcome]


@pytest.mark.parametrize("outcome", SILENT)
def test_an_outcome_without_words_has_a_reason_all_the_same(db: Database, outcome: Outcome) -> None:
    key, sim = on_air(db)
    record(db, key, sim, outcome, None)
    message = outbox.get(db.connection(), key.message_id)
    assert message is not None
    assert message.reason == SILENT[outcome]


@pytest.mark.parametrize("outcome", WAITS)
def test_what_goes_again_waits(db: Database, outcome: Outcome) -> None:
    key, sim = on_air(db)
    record(db, key, sim, outcome)
    due = db.connection().execute("SELECT not_before FROM parts").fetchone()[0]
    assert due == (NOW + WAITS[outcome]).timestamp() * 1000


@pytest.mark.parametrize("outcome", Outcome)
def test_the_budget_is_given_back_for_what_goes_again(db: Database, outcome: Outcome) -> None:
    key, sim = on_air(db)
    record(db, key, sim, outcome)
    used = usage.used(db.connection(), sim, NOW.date(), Budget()).parts_today
    assert used == (0 if TOLD[outcome][0] is State.QUEUED else 1)


def test_the_last_refusal_gives_nothing_back(db: Database) -> None:
    key, sim = on_air(db)
    with db.write() as tx:
        tx.execute("UPDATE parts SET rejects = 3")
    record(db, key, sim, Outcome.REFUSED_FOR_NOW)
    assert usage.used(db.connection(), sim, NOW.date(), Budget()).parts_today == 1


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("state", [State.DELIVERED, State.FAILED])
def test_a_result_after_the_end_changes_no_state(db: Database, outcome: Outcome, state: State) -> None:
    key, sim = on_air(db)
    put_in(db, key, state)
    before = everything(db)
    record(db, key, sim, outcome)
    assert everything(db)["messages"] == before["messages"]
    assert everything(db)["events"] == before["events"]


def test_a_failure_after_an_unknown_result_is_believed(db: Database) -> None:
    key, sim = on_air(db)
    record(db, key, sim, Outcome.UNKNOWN)
    record(db, key, sim, Outcome.REFUSED)
    message = outbox.get(db.connection(), key.message_id)
    assert message is not None
    assert message.state is State.FAILED
