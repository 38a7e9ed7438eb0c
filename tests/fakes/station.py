"""A dispatcher with workers in memory: what a session is to it, without a modem."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from smsbox.daemon.clock import ClockTrust
from smsbox.daemon.desk import Desk
from smsbox.daemon.dispatcher import Dispatcher
from smsbox.daemon.inbound import Inbound
from smsbox.modem.status import ModemState, ModemStatus, Outcome, Submission, SubmitResult
from smsbox.rules.budget import Budget
from smsbox.services import consent, events, lists, messages, settings
from smsbox.services.messages import Message, NewMessage
from smsbox.sms.network import encode_status_report
from smsbox.store import modems, usage
from smsbox.store.db import Database
from tests.fakes.clock import Clock
from tests.fakes.rows import ANNA, wrote


class Worker:
    """Takes one part at a time, and keeps it until a test says what became of it."""

    def __init__(self) -> None:
        self.taken: list[Submission] = []
        self.in_hand: Submission | None = None
        self.when_submitted: Callable[[Submission], None] | None = None

    @property
    def available(self) -> bool:
        return self.in_hand is None

    def submit(self, submission: Submission) -> None:
        assert self.in_hand is None, "a busy modem was given a part"
        if self.when_submitted is not None:
            self.when_submitted(submission)
        self.in_hand = submission
        self.taken.append(submission)

    def let_go(self) -> Submission:
        """The part is no longer in hand."""
        assert self.in_hand is not None, "nothing is on air"
        submission, self.in_hand = self.in_hand, None
        return submission


class Station:
    """A dispatcher and `sims` ready workers, each with its own SIM; offers are not paced unless a test says so."""

    def __init__(self, db: Database, clock: Clock, sims: int = 1) -> None:
        self.db = db
        self.own = Database(db.folder)
        """The dispatcher's: it sees what others have committed, as between threads and processes."""
        self.clock = clock
        self.trust = ClockTrust()
        self.desk = Desk(lambda: clock().timestamp())
        self.dispatcher = self._dispatcher()
        self.workers = [Worker() for _ in range(sims)]
        self.sims = [self._plug_in(position) for position in range(sims)]
        self._reference = 0
        self.set(pace__per_minute="0", pace__per_hour="0", shop__name="Corner Shop")

    def _dispatcher(self) -> Dispatcher:
        return Dispatcher(self.own, self.desk, self.clock, self.trust, chance=lambda: 0.5)

    def restart(self) -> None:
        """The daemon is killed and started again: what the workers had in hand, nobody tells of any more."""
        self.dispatcher = self._dispatcher()
        self.dispatcher.recover()
        for worker in self.workers:
            worker.in_hand = None

    def close(self) -> None:
        """Closes the dispatcher's database."""
        self.own.close()

    def _plug_in(self, position: int) -> int:
        iccid = f"894410000000000000{position}"
        with self.db.write() as tx:
            sim = modems.sim(tx, iccid, None, f"+44770090099{position}", now=self.clock())
        self.ready(position, sim)
        return sim

    def ready(self, position: int, sim: int, state: ModemState = ModemState.READY) -> None:
        """The worker's modem is in `state`."""
        self.desk.update(self.workers[position], ModemStatus(port=f"tty{position}", state=state), sim)

    def set(self, **values: str) -> None:
        """Settings; a double underscore stands for the dot."""
        for key, value in values.items():
            settings.set_value(self.db, key.replace("__", "."), value)

    def queue(
        self,
        to: str,
        text: str = "Your order is ready.",
        *,
        lane: str = "transactional",
        urgent: bool = False,
        send_at: datetime | None = None,
        expires_in: timedelta | None = None,
        sim: str | None = None,
        flash: bool = False,
    ) -> int:
        if lane == "reply":
            wrote(self.db, to, now=self.clock())
        expires_at = None if expires_in is None else self.clock() + expires_in
        new = NewMessage(to, text, lane, urgent, send_at=send_at, expires_at=expires_at, sim=sim, flash=flash)
        return messages.queue(self.db, new, author="test", now=self.clock()).id

    def say_yes(self, *people: str, list_name: str = "Offers") -> None:
        """They agree to offers."""
        if list_name not in [each.name for each in lists.all_lists(self.db)]:
            lists.create(self.db, list_name, now=self.clock())
        for number in people:
            consent.record(
                self.db,
                number,
                list_name=list_name,
                action="opt_in",
                source="form",
                wording="Offers, 4 a month. STOP to end.",
                actor="test",
                now=self.clock(),
            )

    def events(self, kind: str) -> list[dict[str, object]]:
        """What the events of one type say, oldest first."""
        return [event.data for event in events.after(self.db, limit=500).items if event.type == kind]

    def used(self, position: int = 0) -> int:
        """Parts that count against the SIM's day."""
        day = self.clock().date()
        return usage.used(self.db.connection(), self.sims[position], day, Budget()).parts_today

    def message(self, message_id: int) -> Message:
        return messages.get(self.db, message_id)

    def steps(self, most: int = 50) -> None:
        """Rounds until there is nothing more to do."""
        for _ in range(most):
            if not self.dispatcher.step():
                return
        raise AssertionError("the dispatcher does not come to rest")

    def tick(self, **length: float) -> None:
        """Time goes on, by a second and a bit unless said otherwise, and the dispatcher looks again."""
        self.clock.forward(**(length or {"seconds": 1.1}))
        self.steps()
        self.dispatcher.wake()
        self.steps()

    def report(
        self,
        position: int,
        outcome: Outcome,
        reference: int | None = None,
        words: str | None = None,
        code: int | None = None,
    ) -> None:
        """The worker's part has ended; the dispatcher has not looked yet."""
        result = SubmitResult(self.workers[position].let_go(), outcome, reference, words, code)
        self.dispatcher.finished(result, self.sims[position])
        self.dispatcher.wake()

    def finish(
        self,
        outcome: Outcome = Outcome.SENT,
        position: int = 0,
        *,
        reference: int | None = None,
        words: str = "said",
        code: int | None = None,
    ) -> None:
        """The worker's part has ended, and the dispatcher has written it down."""
        if outcome is Outcome.SENT and reference is None:
            self._reference = reference = (self._reference + 1) % 256
        self.report(position, outcome, reference, None if outcome is Outcome.SENT else words, code)
        self.steps()

    def hear(
        self,
        reference: int,
        number: str = ANNA,
        status: int = 0x00,
        *,
        sent_at: datetime | None = None,
        position: int = 0,
    ) -> None:
        """The network's report arrives at the worker's SIM and is stored, before the dispatcher looks again."""
        now = self.clock()
        pdu = encode_status_report(number, reference, sent_at=sent_at or now, discharged_at=now, status=status)
        kept = Inbound(self.db, self.clock).store(f"894410000000000000{position}", (pdu,))
        assert kept == frozenset()

    def on_air(self) -> list[str | None]:
        """The number each worker is sending to."""
        return [worker.in_hand.number if worker.in_hand else None for worker in self.workers]

    def send_all(self, most: int = 2000) -> list[tuple[int, str]]:
        """Sends everything that may go; (worker, number) in order."""
        sent: list[tuple[int, str]] = []
        self.steps()
        for _ in range(most):
            busy = [position for position, worker in enumerate(self.workers) if worker.in_hand]
            if not busy:
                return sent
            for position in busy:
                worker = self.workers[position]
                assert worker.in_hand is not None
                sent.append((position, worker.in_hand.number))
                self.finish(position=position)
        raise AssertionError("there is no end to it")


def numbers(count: int) -> Sequence[str]:
    """Distinct numbers that may be texted."""
    return [f"+447701{number:06}" for number in range(count)]
