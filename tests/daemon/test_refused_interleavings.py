"""Random interleavings of texts, true and false refusals, reports, crashes and lost networks (S3, S6, S8)."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from smsbox.modem.status import ModemState, Outcome
from smsbox.rules.lifecycle import CANCELLABLE, State
from smsbox.store.parts import Key
from tests.fakes.station import Station, numbers

LONG = "x" * 400
STATUSES = (0x00, 0x00, 0x00, 0x30, 0x41)
TRUE_OF_WHAT_WENT_OUT = (Outcome.SENT, Outcome.SENT, Outcome.UNKNOWN)
REFUSALS = (Outcome.REFUSED_FOR_NOW, Outcome.REFUSED_BY_DEVICE)
TRUE_OF_WHAT_DID_NOT = (*REFUSALS, Outcome.UNKNOWN, Outcome.NOT_SENT, Outcome.MODEM_TROUBLE, Outcome.REFUSED)
ACTS = ("queue", "queue", "answer", "answer", "answer", "report", "report", "report", "time", "crash", "network")


@dataclass(frozen=True)
class Report:
    key: Key
    number: str
    reference: int
    accepted_at: datetime
    status: int


@dataclass
class Network:
    """A network that takes some of what a modem hands over, whatever the modem says of it, and reports it later."""

    station: Station
    dice: random.Random
    accepted: Counter[Key] = field(default_factory=Counter)
    to_come: list[Report] = field(default_factory=list)
    taken_when_told: dict[Key, int] = field(default_factory=dict)
    """How often a part had been handed over when its first report came."""
    _reference: int = 0
    _decided: int = 0

    def decide(self) -> bool | None:
        """Whether what the worker holds is on air; None if it holds nothing. Decided once."""
        worker = self.station.workers[0]
        if worker.in_hand is None:
            return None
        key = Key(worker.in_hand.message_id, worker.in_hand.part)
        if self._decided < len(worker.taken):
            self._decided = len(worker.taken)
            self._on_air = self.dice.random() < 0.6
            if self._on_air:
                self._reference = (self._reference + 1) % 256
                self.accepted[key] += 1
                status = self.dice.choice(STATUSES)
                told = Report(key, worker.in_hand.number, self._reference, self.station.clock(), status)
                self.to_come += [told] * self.dice.choice((0, 1, 1, 1, 2))
        return self._on_air

    def answer(self) -> None:
        """The modem tells what became of the text, or lies that it was refused."""
        on_air = self.decide()
        if on_air is None:
            return
        lies = REFUSALS if on_air and self.dice.random() < 0.5 else ()
        outcome = self.dice.choice(lies or (TRUE_OF_WHAT_WENT_OUT if on_air else TRUE_OF_WHAT_DID_NOT))
        self.station.finish(outcome, reference=self._reference if outcome is Outcome.SENT else None)

    def report(self, place: int) -> None:
        """One of the reports to come arrives."""
        self.decide()
        if self.to_come:
            told = self.to_come.pop(place % len(self.to_come))
            self.station.hear(told.reference, told.number, told.status, sent_at=told.accepted_at)
            self.taken_when_told.setdefault(told.key, self.taken(told.key))

    def taken(self, key: Key) -> int:
        return sum((each.message_id, each.part) == (key.message_id, key.part) for each in self.station.workers[0].taken)


def live(station: Station, people: list[str], dice: random.Random, texts: tuple[str, ...]) -> Network:
    """Sixty acts, then the network is well: whatever it takes it says so, and all reports arrive."""
    network = Network(station, dice)
    for _ in range(60):
        act = dice.choice(ACTS)
        if act == "queue" and people:
            station.queue(people.pop(), dice.choice(texts), urgent=True)
        elif act == "answer":
            network.answer()
        elif act == "report":
            network.report(dice.randrange(100))
        elif act == "time":
            station.tick(seconds=dice.choice((2, 30, 70, 400)))
        elif act == "crash":
            network.decide()
            station.restart()
        elif act == "network":
            station.ready(0, station.sims[0], dice.choice((ModemState.SEARCHING, ModemState.READY)))
        station.dispatcher.wake()
        station.steps()
    station.ready(0, station.sims[0])
    for _ in range(100):
        while station.workers[0].in_hand is not None:
            network.decide()
            on_air = network._on_air
            station.finish(
                Outcome.SENT if on_air else Outcome.NOT_SENT, reference=network._reference if on_air else None
            )
        station.tick(minutes=2)
    while network.to_come:
        network.report(0)
    station.steps()
    return network


def fates(station: Station) -> dict[Key, State]:
    rows = station.db.connection().execute("SELECT message_id, part, state FROM parts")
    return {Key(row["message_id"], row["part"]): State(row["state"]) for row in rows}


def check(station: Station, network: Network) -> None:
    """Nothing is shown as on air that never was, and nothing waits or is forgotten."""
    for key, state in fates(station).items():
        if state in (State.SENT, State.DELIVERED):
            assert network.accepted[key], f"{key} is {state}, but was never on air"
        assert state not in CANCELLABLE, f"{key} still waits"
        assert network.accepted[key] or state in (State.UNKNOWN, State.FAILED, State.CANCELLED), f"{key} is lost"


@pytest.mark.parametrize("seed", range(15))
def test_one_text_to_a_number_goes_out_once_if_its_report_comes_in_time(station: Station, seed: int) -> None:
    network = live(station, list(numbers(12)), random.Random(seed), ("hello",))
    check(station, network)
    for key, taken in network.taken_when_told.items():
        assert network.taken(key) == taken, f"{key} went again after its report"


@pytest.mark.parametrize("seed", range(15))
def test_many_texts_to_one_number_are_rather_sent_twice_than_lost(station: Station, seed: int) -> None:
    people = [*numbers(2)] * 6
    check(station, live(station, people, random.Random(seed), ("hello", LONG)))
