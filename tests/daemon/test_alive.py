"""Proof of life: SIMs text each other, and silence is an alarm."""

import pytest

from smsbox.daemon.alive import Alive
from smsbox.daemon.inbound import Inbound
from smsbox.modem.status import ModemState
from smsbox.services import health, inbox, pausing, presence, sims
from smsbox.services.messages import find
from smsbox.services.pausing import Length
from smsbox.services.sims import PATIENCE
from smsbox.sms.network import encode_deliver
from smsbox.store import modems
from tests.fakes.station import Station

ICCIDS = ("8944100000000000000", "8944100000000000001")
NUMBERS = ("+447700900990", "+447700900991")


@pytest.fixture
def alive(pair: Station) -> Alive:
    pair.set(alive__every_hours="24")
    return Alive(pair.db, pair.desk, pair.clock)


def arrive(pair: Station, alive: Alive) -> list[tuple[str, str]]:
    """Everything that is queued goes out, and comes in at the other SIM; (from, to) of each."""
    went = []
    for position, number in pair.send_all():
        text = pair.workers[position].taken[-1].text
        other = NUMBERS.index(number)
        Inbound(pair.db, pair.clock).store(
            ICCIDS[other], (encode_deliver(NUMBERS[position], text, sent_at=pair.clock()),)
        )
        went.append((NUMBERS[position], number))
    return went


def problems(pair: Station) -> tuple[str, ...]:
    with presence.claim(pair.db.folder):
        return tuple(each for each in health.problems(pair.db, now=pair.clock()) if "did not arrive" in each)


def test_each_sim_texts_its_sister_once_a_day(pair: Station, alive: Alive) -> None:
    assert alive.look() == 2
    assert sorted(arrive(pair, alive)) == [NUMBERS, NUMBERS[::-1]]
    pair.clock.forward(minutes=1)
    assert alive.look() == 0
    pair.clock.forward(hours=23, minutes=58)
    assert alive.look() == 0
    pair.clock.forward(minutes=2)
    assert alive.look() == 2
    assert pair.events("sim.silent") == []


def test_what_arrived_does_not_wait_for_staff(pair: Station, alive: Alive) -> None:
    alive.look()
    arrive(pair, alive)
    assert inbox.unread_count(pair.db) == 2
    pair.clock.forward(minutes=1)
    alive.look()
    assert inbox.unread_count(pair.db) == 0


def test_a_text_that_does_not_arrive_raises_one_alarm(pair: Station, alive: Alive) -> None:
    alive.look()
    pair.send_all()
    pair.clock.now += PATIENCE
    for _ in range(3):
        alive.look()
    assert [event["sim"] for event in pair.events("sim.silent")] == list(ICCIDS)
    assert [ICCIDS[0] in each for each in problems(pair)] == [True, True]
    pair.clock.forward(hours=24)
    alive.look()
    assert problems(pair) == ()


def test_without_a_sister_that_can_take_it_nothing_is_sent(pair: Station, alive: Alive) -> None:
    pair.ready(1, pair.sims[1], ModemState.LOST)
    assert alive.look() == 0
    assert find(pair.db).items == ()


def test_a_sim_whose_own_number_makes_no_sense_is_texted_by_none(pair: Station, alive: Alive) -> None:
    with pair.db.write() as tx:
        modems.sim(tx, ICCIDS[0], None, "*100#", now=pair.clock())
    assert alive.look() == 1
    assert [message.number for message in find(pair.db).items] == [NUMBERS[1]]


def forget_number(pair: Station, position: int) -> None:
    with pair.db.write() as tx:
        modems.set_number(tx, pair.sims[position], None)


def test_a_sim_that_does_not_know_its_number_learns_it_from_its_own_text(pair: Station, alive: Alive) -> None:
    forget_number(pair, 0)
    assert alive.look() == 1
    assert arrive(pair, alive) == [NUMBERS]
    alive.look()
    assert sims.own_number(pair.db, ICCIDS[0]) == NUMBERS[0]
    pair.clock.forward(hours=24)
    assert alive.look() == 2


def test_a_number_that_is_known_stays_whatever_the_text_came_from(pair: Station, alive: Alive) -> None:
    alive.look()
    with pair.db.write() as tx:
        modems.set_number(tx, pair.sims[0], "+447700900444")
    arrive(pair, alive)
    alive.look()
    assert sims.own_number(pair.db, ICCIDS[0]) == "+447700900444"


def test_where_no_sim_knows_its_number_nothing_is_sent(pair: Station, alive: Alive) -> None:
    forget_number(pair, 0)
    forget_number(pair, 1)
    assert alive.look() == 0
    assert find(pair.db).items == ()


def test_a_number_is_found_out_when_somebody_asks_for_it_though_the_proof_of_life_is_off(pair: Station) -> None:
    off = Alive(pair.db, pair.desk, pair.clock)
    forget_number(pair, 1)
    sims.find_own_number(pair.db, ICCIDS[1], now=pair.clock())
    assert arrive(pair, off) == [NUMBERS[::-1]]
    off.look()
    assert sims.own_number(pair.db, ICCIDS[1]) == NUMBERS[1]


def test_it_is_off_until_somebody_wants_it(pair: Station) -> None:
    assert Alive(pair.db, pair.desk, pair.clock).look() == 0
    assert find(pair.db).items == ()


def test_what_was_asked_is_settled_after_it_is_switched_off(pair: Station, alive: Alive) -> None:
    alive.look()
    pair.set(alive__every_hours="0")
    arrive(pair, alive)
    alive.look()
    pair.clock.now += PATIENCE
    alive.look()
    assert pair.events("sim.silent") == []


def test_no_sim_is_asked_while_all_sending_is_paused(pair: Station, alive: Alive) -> None:
    pausing.pause(pair.db, Length.HOUR, now=pair.clock())
    assert alive.look() == 0
    pausing.resume(pair.db)
    assert alive.look() == 2
