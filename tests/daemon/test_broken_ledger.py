"""A ledger that was changed holds offers, and nothing else, until an owner has looked into it (S29, rule 2.1)."""

from smsbox.rules.lifecycle import State
from smsbox.services import proof
from smsbox.services.activity import By
from smsbox.store.activity import Actor
from tests.fakes.rows import ANNA, LEO
from tests.fakes.station import Station
from tests.fakes.tampering import change


def test_rule_2_1_a_broken_ledger_holds_offers_until_an_owner_lets_them_go_on(station: Station) -> None:
    station.say_yes(ANNA, LEO)
    change(station.db, 1)
    proof.look_at_newest(station.db, now=station.clock())
    offer, order = station.queue(LEO, lane="promotional"), station.queue(ANNA)
    station.steps()
    assert station.on_air() == [ANNA]
    station.finish()
    station.tick()
    assert station.message(order).state is State.SENT
    assert (station.message(offer).state, station.message(offer).reason) == (State.HELD, "ledger")
    proof.accept(station.db, by=By(Actor.PERSON, "Rosa", station.clock()))
    station.tick()
    assert station.on_air() == [LEO]
