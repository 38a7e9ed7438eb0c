"""Somebody says STOP while a campaign is on its way over four modems: what still goes on air to them afterwards."""

import csv
import random
import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path

from smsbox.daemon.campaigns import Campaigns
from smsbox.daemon.inbound import Inbound
from smsbox.modem.status import Outcome, Submission
from smsbox.rules.lanes import Lane
from smsbox.services import campaigns, consent, lists, messages
from smsbox.services.activity import Actor, By
from smsbox.services.messages import NewMessage
from smsbox.sms.network import encode_deliver
from smsbox.store.db import FILE_NAME, Database
from tests.fakes.clock import Clock
from tests.fakes.station import Station, numbers

TABLE = Path(__file__).parent.parent / "data" / "words.tsv"
OF_THE_LIST = ("STOP Offers", "stop offers.", "Please unsubscribe offers")

MODEMS = 4
TEXT = "Half price on everything today."
OUTCOMES = (Outcome.SENT,) * 6 + (Outcome.REFUSED_FOR_NOW, Outcome.NOT_SENT)
LONGEST = 3000
"""Moves after which a run is taken to have no end."""


@cache
def forms() -> tuple[str, ...]:
    """Every way of saying STOP that the table of examples has, and those that name the list."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return (*(row["text"] for row in rows if row["meaning"] == "opt_out"), *OF_THE_LIST)


@dataclass
class Run:
    """What one run came to: offers on air to whoever left, `before` and `after`, and how many others got theirs."""

    form: str
    before: int = 0
    after: int = 0
    others: int = 0
    missed: int = 0
    """People who did not leave, and got no offer."""
    forbidden: list[str] = field(default_factory=list)


class Leaving:
    """One run; everything in it is decided by the seed."""

    def __init__(self, folder: Path, template: Path, seed: int, form: str | None = None) -> None:
        self._random = random.Random(seed)
        folder.mkdir()
        shutil.copyfile(template, folder / FILE_NAME)
        self._db = Database(folder)
        self._sessions = Database(folder)
        """What the modems' sessions use: another connection than the dispatcher's, as in the daemon."""
        self._clock = Clock()
        self._station = Station(self._db, self._clock, sims=MODEMS)
        self._station.set(shop__name="Rosa's Deli", shop__region="GB", cap__per_day="3")
        self._inbound = Inbound(self._sessions, self._clock)
        self._worker = Campaigns(self._db, self._clock, lambda: None)
        self._people = numbers(self._random.randint(6, 14))
        self._leaver = self._random.choice(self._people)
        self._left = False
        self.run = Run(form or self._random.choice(forms()))
        for worker in self._station.workers:
            worker.when_submitted = self._on_air
        self._reached: set[str] = set()

    def close(self) -> None:
        """Closes the databases."""
        self._station.close()
        self._sessions.close()
        self._db.close()

    def go(self) -> Run:
        """Two campaigns and single offers, moved on in a random order; the STOP comes at a random moment."""
        self._sign_up()
        self._campaign()
        leaves_at = self._random.randint(0, 60)
        for move in range(LONGEST):
            if move == leaves_at:
                self._leave()
            if move == leaves_at + self._random.randint(0, 9):
                self._campaign()
            if not self._move() and move > leaves_at + 10:
                break
        else:
            raise AssertionError("the run has no end")
        self.run.others = len(self._reached - {self._leaver})
        self.run.missed = len(self._people) - 1 - self.run.others
        return self.run

    def _sign_up(self) -> None:
        lists.create(self._db, "Offers", now=self._clock())
        with self._db.write() as tx:
            for number in self._people:
                consent.agree(tx, number, {"Offers": "Offers."}, source="form", actor="test", now=self._clock())

    def _campaign(self) -> None:
        by = By(Actor.PERSON, "Rosa", self._clock())
        campaigns.start(self._db, campaigns.create(self._db, text=TEXT, lists=["Offers"], by=by).id, by=by)
        self._clock.forward(seconds=campaigns.UNDO.total_seconds())

    def _leave(self) -> None:
        pdu = encode_deliver(self._leaver, self.run.form, sent_at=self._clock())
        iccid = f"894410000000000000{self._random.randrange(MODEMS)}"
        assert self._inbound.store(iccid, (pdu,)) == frozenset()
        self._left = True

    def _move(self) -> bool:
        """Something happens; whether anything is still to come."""
        moves = [self._worker.step, self._station.dispatcher.step, self._finish, self._tick, self._offer]
        weights = [3, 6, 6, 2, 1]
        did = self._random.choices(moves, weights)[0]()
        busy = any(worker.in_hand for worker in self._station.workers)
        waiting = self._db.connection().execute("SELECT 1 FROM parts WHERE state IN ('queued', 'held') LIMIT 1")
        unfinished = self._db.connection().execute("SELECT 1 FROM campaigns WHERE ended_at IS NULL LIMIT 1")
        return did or busy or waiting.fetchone() is not None or unfinished.fetchone() is not None

    def _finish(self) -> bool:
        busy = [at for at, worker in enumerate(self._station.workers) if worker.in_hand]
        if busy:
            outcome = self._random.choice(OUTCOMES)
            self._station.report(self._random.choice(busy), outcome, self._random.randrange(256), words="said")
        return bool(busy)

    def _tick(self) -> bool:
        self._clock.forward(seconds=self._random.choice((0.3, 1.1, 65.0)))
        self._station.dispatcher.wake()
        return False

    def _offer(self) -> bool:
        """A till program sends one of them an offer, now or for later."""
        later = self._random.choice((None, timedelta(seconds=90)))
        if len(self._db.connection().execute("SELECT id FROM messages WHERE author = 'till'").fetchall()) < 6:
            send_at = None if later is None else self._clock() + later
            new = NewMessage(self._leaver, "Only for you.", Lane.PROMOTIONAL.word, send_at=send_at)
            messages.queue(self._sessions, new, author="till", now=self._clock())
        return False

    def _on_air(self, submission: Submission) -> None:
        lane = messages.get(self._sessions, submission.message_id).lane
        if lane is not Lane.PROMOTIONAL:
            return
        if submission.number != self._leaver:
            self._reached.add(submission.number)
        elif self._left:
            self.run.after += 1
            self.run.forbidden.append(submission.text)
        else:
            self.run.before += 1


def leave(folder: Path, template: Path, seed: int, form: str | None = None) -> Run:
    """One run in a folder of its own, which is gone afterwards."""
    one = Leaving(folder / str(seed), template, seed, form)
    try:
        return one.go()
    finally:
        one.close()
        shutil.rmtree(folder / str(seed))
