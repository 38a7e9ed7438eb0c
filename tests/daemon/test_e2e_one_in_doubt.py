"""S5: a modem's next text is claimed only when the result of its last one is written, or in the same commit."""

from dataclasses import dataclass, field
from datetime import datetime

from smsbox.daemon.clock import ClockTrust
from smsbox.daemon.desk import Desk
from smsbox.daemon.dispatcher import Dispatcher
from smsbox.modem.status import ModemState, ModemStatus, Outcome, Submission, SubmitResult
from smsbox.services import messages
from smsbox.services.messages import NewMessage
from smsbox.store import modems
from smsbox.store.db import Database
from tests.fakes.clock import Clock

ICCID = "8944100000000000001"


@dataclass(eq=False)
class Worker:
    """A session that finishes when it is told to."""

    given: list[Submission] = field(default_factory=list)
    available: bool = True

    def submit(self, submission: Submission) -> None:
        self.given.append(submission)
        self.available = False


def sending(db: Database) -> int:
    return int(db.connection().execute("SELECT count(*) AS n FROM parts WHERE state = 'sending'").fetchone()["n"])


def test_a_modem_that_finishes_in_the_middle_of_a_round_is_given_nothing_in_that_round(
    db: Database, clock: Clock
) -> None:
    worker, desk = Worker(), Desk()

    def clock_that_lets_the_modem_finish() -> datetime:
        if worker.given and not worker.available:
            worker.available = True
            dispatcher.finished(SubmitResult(worker.given[-1], Outcome.SENT, 1), sim)
        return clock()

    dispatcher = Dispatcher(db, desk, clock_that_lets_the_modem_finish, ClockTrust())
    with db.write() as tx:
        sim = modems.sim(tx, ICCID, None, None, now=clock())
    desk.update(worker, ModemStatus("port", ModemState.READY), sim)
    batch = [NewMessage(f"+44770090010{index}", "Your order is ready") for index in range(3)]
    messages.queue_many(db, batch, author="test", now=clock())

    assert dispatcher.step()
    assert len(worker.given) == 1
    dispatcher.wake()
    clock.forward(seconds=2)
    dispatcher.step()
    assert (len(worker.given), sending(db)) == (1, 1)
    dispatcher.step()
    assert (len(worker.given), sending(db)) == (2, 1)
