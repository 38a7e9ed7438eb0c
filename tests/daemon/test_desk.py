"""Which sessions there are, and which can take work."""

from datetime import timedelta

import pytest

from smsbox.daemon.desk import Desk
from smsbox.modem.status import ModemState, ModemStatus
from tests.fakes.clock import Clock
from tests.fakes.station import Worker


def status(state: ModemState = ModemState.READY, port: str = "tty0") -> ModemStatus:
    return ModemStatus(port=port, state=state)


@pytest.mark.parametrize("state", ModemState)
def test_only_a_ready_modem_is_at_its_place(state: ModemState) -> None:
    desk = Desk()
    desk.update(Worker(), status(state), 1)
    assert desk.ready_sims() == (frozenset({1}) if state is ModemState.READY else frozenset())


def test_a_modem_without_a_sim_gets_no_work() -> None:
    desk = Desk()
    desk.update(Worker(), status(), None)
    assert desk.free() == {}


def test_a_busy_modem_is_ready_but_not_free() -> None:
    desk, worker = Desk(), Worker()
    desk.update(worker, status(), 1)
    assert desk.free()[1].worker is worker
    worker.in_hand = object()  # type: ignore[assignment]
    assert desk.free() == {}
    assert desk.ready_sims() == {1}


def test_a_lost_modem_leaves_the_others_their_places() -> None:
    desk, lost = Desk(), Worker()
    desk.update(lost, status(), 1)
    desk.update(Worker(), status(port="tty1"), 2)
    desk.update(lost, status(ModemState.LOST), 1)
    assert desk.ready_sims() == {2}


def test_a_modem_that_left_a_port_takes_nothing_from_the_one_that_has_it_now() -> None:
    desk, left, came = Desk(), Worker(), Worker()
    desk.update(left, status(), 1)
    desk.update(came, status(), 2)
    desk.update(left, status(ModemState.LOST), None)
    assert desk.ready_sims() == {2}


def test_another_sim_in_the_same_modem_takes_its_place() -> None:
    desk, worker = Desk(), Worker()
    desk.update(worker, status(), 1)
    desk.update(worker, status(), 2)
    assert desk.ready_sims() == {2}


def test_a_sim_is_away_since_it_left_or_since_the_start(clock: Clock) -> None:
    desk, worker = Desk(lambda: clock().timestamp()), Worker()
    clock.forward(minutes=1)
    desk.update(worker, status(), 1)
    clock.forward(minutes=1)
    assert [desk.away_for(sim) for sim in (1, 2)] == [timedelta(0), timedelta(minutes=2)]
    desk.update(worker, status(ModemState.LOST), 1)
    clock.forward(minutes=3)
    desk.update(worker, status(ModemState.SEARCHING), 1)
    assert desk.away_for(1) == timedelta(minutes=3)
    desk.update(Worker(), status(port="tty1"), 1)
    assert desk.away_for(1) == timedelta(0)


def test_a_sim_is_here_since_its_modem_became_ready_with_it(clock: Clock) -> None:
    desk, worker = Desk(lambda: clock().timestamp()), Worker()
    assert desk.here() == {}
    desk.update(worker, status(), 1)
    for _ in range(2):
        clock.forward(minutes=1)
        desk.update(worker, status(), 1)
    assert desk.here() == {1: timedelta(minutes=2)}
    desk.update(worker, status(), 2)
    assert desk.here() == {2: timedelta(0)}
    clock.forward(minutes=1)
    desk.update(worker, status(ModemState.SEARCHING), 2)
    desk.update(worker, status(), 2)
    assert desk.here() == {2: timedelta(0)}


def test_of_two_modems_with_one_sim_the_one_that_came_first_tells_how_long_it_is_here(clock: Clock) -> None:
    desk = Desk(lambda: clock().timestamp())
    for port in ("tty0", "tty1"):
        desk.update(Worker(), status(port=port), 1)
        clock.forward(minutes=1)
    assert desk.here() == {1: timedelta(minutes=2)}
