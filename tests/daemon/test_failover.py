"""Fail-over: what cannot wait goes over another SIM, what can waits for its own (compliance.md 9.4)."""

from datetime import timedelta

import pytest

from smsbox.modem.status import ModemState, Outcome
from smsbox.rules.lifecycle import State
from smsbox.store import usage
from tests.fakes.rows import ANNA, LEO, MAYA
from tests.fakes.station import Station

LONG = "x" * 400
ICCIDS = ("8944100000000000000", "8944100000000000001")


def at_home(pair: Station) -> int:
    """ANNA's SIM is known from now on; returns which."""
    pair.queue(ANNA)
    ((home, _),) = pair.send_all()
    return home


def leave(pair: Station, position: int) -> None:
    pair.ready(position, pair.sims[position], ModemState.LOST)


@pytest.mark.parametrize("lane", ["reply", "transactional"])
def test_what_is_urgent_goes_over_the_other_sim_after_ten_minutes(pair: Station, lane: str) -> None:
    home = at_home(pair)
    leave(pair, home)
    message_id = pair.queue(ANNA, LONG, lane=lane)
    pair.tick(minutes=9, seconds=58)
    assert pair.on_air() == [None, None]
    pair.tick(seconds=2)
    assert pair.on_air()[1 - home] == ANNA
    pair.send_all()
    assert pair.message(message_id).state is State.SENT
    assert {part.sim for part in pair.message(message_id).parts} == {ICCIDS[1 - home]}
    assert pair.events("message.rerouted") == [{"id": message_id, "from": ICCIDS[home], "to": ICCIDS[1 - home]}]


def test_later_texts_go_home(pair: Station) -> None:
    home = at_home(pair)
    leave(pair, home)
    pair.queue(ANNA)
    pair.tick(minutes=11)
    pair.send_all()
    pair.ready(home, pair.sims[home])
    pair.queue(ANNA)
    assert pair.send_all() == [(home, ANNA)]


def test_offers_wait_for_their_own_sim(pair: Station) -> None:
    home = at_home(pair)
    pair.say_yes(ANNA)
    leave(pair, home)
    offer = pair.queue(ANNA, lane="promotional")
    pair.tick(hours=1)
    assert pair.on_air() == [None, None]
    pair.ready(home, pair.sims[home])
    pair.tick()
    pair.send_all()
    assert pair.message(offer).state is State.SENT


def waiting_offer(pair: Station, text: str = "Plums are in.") -> tuple[int, int]:
    """An offer to ANNA, whose SIM has been away for eleven minutes; the SIM and the offer's id."""
    home = at_home(pair)
    pair.say_yes(ANNA)
    leave(pair, home)
    offer = pair.queue(ANNA, text, lane="promotional")
    pair.tick(minutes=11)
    return home, offer


def test_rule_9_4_offers_go_over_another_sim_after_the_owner_s_yes_and_say_so(pair: Station) -> None:
    pair.set(modem__failover_offers="true")
    home, offer = waiting_offer(pair)
    pair.send_all()
    message = pair.message(offer)
    assert message.state is State.SENT
    assert message.text == ("Corner Shop: Plums are in. (We are texting from our other number.) Reply STOP to opt out")
    assert {part.sim for part in message.parts} == {ICCIDS[1 - home]}
    assert pair.events("message.rerouted") == [{"id": offer, "from": ICCIDS[home], "to": ICCIDS[1 - home]}]


def test_rule_9_4_without_the_owner_s_yes_no_offer_leaves_its_number(pair: Station) -> None:
    home, _ = waiting_offer(pair)
    assert pair.on_air() == [None, None]
    pair.set(modem__failover_offers="true")
    pair.tick()
    assert pair.on_air()[1 - home] == ANNA


def test_rule_9_4_and_8_3_the_sentence_is_counted_in_the_segments(pair: Station) -> None:
    pair.set(modem__failover_offers="true")
    home, offer = waiting_offer(pair, "x" * 120)
    assert len(pair.message(offer).parts) == 2
    pair.send_all()
    assert [(part.state, part.sim) for part in pair.message(offer).parts] == [(State.SENT, ICCIDS[1 - home])] * 2
    assert pair.used(1 - home) == 2


def test_rule_9_4_an_offer_that_would_get_too_long_waits_for_its_own_sim(pair: Station) -> None:
    pair.set(modem__failover_offers="true")
    home, offer = waiting_offer(pair, "x" * (153 * 10 - 40))
    assert pair.on_air() == [None, None]
    assert len(pair.message(offer).parts) == 10
    pair.ready(home, pair.sims[home])
    pair.tick()
    pair.send_all()
    assert "other number" not in pair.message(offer).text


def test_rule_9_4_later_offers_go_home_and_say_nothing(pair: Station) -> None:
    pair.set(modem__failover_offers="true", cap__per_day="3")
    home, _ = waiting_offer(pair)
    pair.send_all()
    pair.ready(home, pair.sims[home])
    later = pair.queue(ANNA, "Pears are in.", lane="promotional")
    assert pair.send_all() == [(home, ANNA)]
    assert "other number" not in pair.message(later).text


def test_rule_9_4_other_texts_say_nothing_of_the_number(pair: Station) -> None:
    pair.set(modem__failover_offers="true")
    home = at_home(pair)
    leave(pair, home)
    order = pair.queue(ANNA)
    pair.tick(minutes=11)
    pair.send_all()
    assert pair.message(order).text == "Your order is ready."


def test_a_text_that_has_begun_is_finished_by_its_own_sim(pair: Station) -> None:
    home = at_home(pair)
    message_id = pair.queue(ANNA, LONG)
    pair.steps()
    pair.finish(position=home)
    leave(pair, home)
    pair.finish(Outcome.UNKNOWN, home)
    pair.tick(hours=1)
    assert pair.on_air() == [None, None]
    pair.ready(home, pair.sims[home])
    pair.tick()
    pair.send_all()
    assert [part.state for part in pair.message(message_id).parts] == [State.SENT, State.UNKNOWN, State.SENT]
    assert {part.sim for part in pair.message(message_id).parts} == {ICCIDS[home]}


def test_a_text_meant_for_one_sim_waits_for_it(pair: Station) -> None:
    leave(pair, 0)
    pair.queue(MAYA, sim=ICCIDS[0])
    pair.tick(hours=1)
    assert pair.on_air() == [None, None]


def test_a_text_that_is_not_due_is_not_moved(pair: Station) -> None:
    home = at_home(pair)
    leave(pair, home)
    pair.queue(ANNA, send_at=pair.clock() + timedelta(hours=1))
    pair.tick(minutes=30)
    assert pair.events("message.rerouted") == []


def test_never_is_a_setting(pair: Station) -> None:
    pair.set(modem__failover_minutes="0")
    leave(pair, at_home(pair))
    pair.queue(ANNA)
    pair.tick(hours=11)
    assert pair.on_air() == [None, None]


def test_a_sim_without_budget_stands_in_for_nobody(pair: Station) -> None:
    home = at_home(pair)
    with pair.db.write() as tx:
        usage.use(tx, pair.sims[1 - home], pair.clock().date(), LEO)
        usage.set_budget(tx, pair.sims[1 - home], {"daily_parts": 1})
    leave(pair, home)
    pair.queue(ANNA)
    pair.tick(minutes=20)
    assert pair.events("message.rerouted") == []


def test_a_sim_that_is_set_aside_is_away_too(pair: Station) -> None:
    home = at_home(pair)
    for _ in range(10):
        pair.queue(ANNA)
        pair.steps()
        pair.finish(Outcome.REFUSED, home, code=21)
    pair.queue(ANNA)
    pair.tick(minutes=9)
    assert pair.on_air() == [None, None]
    pair.tick(minutes=2)
    assert pair.on_air()[1 - home] == ANNA
