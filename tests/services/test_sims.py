"""What the shop tells the box of a SIM card: its message centre, its own number."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.services import activity, messages, settings, sims, undo
from smsbox.services.activity import Actor, By, Verb
from smsbox.store import alive, modems
from smsbox.store.db import Database
from tests.fakes.clock import TUESDAY_NOON
from tests.fakes.rows import ANNA, LEO, add_sim
from tests.fakes.shop import Shop, opened

NOW = TUESDAY_NOON
ROSA = By(Actor.PERSON, "Rosa", NOW)
ICCID, OTHER = "8944100000000000001", "8944100000000000002"
CENTRE = "+447785016005"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """Two modems whose SIMs know their numbers."""
    shop = opened(tmp_path)
    yield shop
    shop.close()


def test_a_message_centre_is_kept_as_it_is_dialled_from_anywhere(db: Database) -> None:
    add_sim(db, ICCID)
    assert sims.smsc(db, ICCID) is None
    settings.set_value(db, "shop.region", "GB")
    assert sims.set_smsc(db, ICCID, "07785 016005") == CENTRE
    assert sims.smsc(db, ICCID) == CENTRE
    assert sims.set_smsc(db, ICCID, None) is None
    assert sims.smsc(db, ICCID) is None


def test_what_is_no_number_or_no_sim_is_refused(db: Database) -> None:
    add_sim(db, ICCID)
    for wrong in ("", "centre", "+44123", '+447785016005",145;+CFUN=0'):
        with pytest.raises(BadInput):
            sims.set_smsc(db, ICCID, wrong)
        with pytest.raises(BadInput):
            sims.set_own_number(db, ICCID, wrong)
    assert (sims.smsc(db, ICCID), sims.own_number(db, ICCID)) == (None, None)
    for ask in (sims.smsc, sims.own_number):
        with pytest.raises(NotFound):
            ask(db, OTHER)


def test_changes_are_on_record_once_and_can_be_taken_back(db: Database) -> None:
    add_sim(db, ICCID)
    sims.set_smsc(db, ICCID, CENTRE, by=ROSA)
    sims.set_smsc(db, ICCID, CENTRE, by=ROSA)
    sims.set_own_number(db, ICCID, ANNA, by=ROSA)
    entries = activity.find(db).items
    assert [entry.verb for entry in entries] == [Verb.OWN_NUMBER_CHANGED, Verb.SMSC_CHANGED]
    for entry in entries:
        assert undo.take_back(db, entry.id, by=ROSA)
    assert (sims.smsc(db, ICCID), sims.own_number(db, ICCID)) == (None, None)


def test_what_has_changed_since_is_not_taken_back(db: Database) -> None:
    add_sim(db, ICCID)
    sims.set_own_number(db, ICCID, ANNA, by=ROSA)
    sims.set_own_number(db, ICCID, LEO)
    (entry,) = activity.find(db).items
    with pytest.raises(Conflict):
        undo.take_back(db, entry.id, by=ROSA)
    assert sims.own_number(db, ICCID) == LEO


def test_a_sim_s_number_is_found_out_by_a_text_to_another_whose_number_is_known(db: Database) -> None:
    add_sim(db, ICCID)
    add_sim(db, OTHER)
    with pytest.raises(Conflict, match="no other SIM's number"):
        sims.find_own_number(db, ICCID, now=NOW)
    sims.set_own_number(db, OTHER, LEO)
    sims.find_own_number(db, ICCID, now=NOW)
    (message,) = messages.find(db).items
    (check,) = alive.waiting(db.connection())
    assert (message.number, message.sim, message.urgent) == (LEO, ICCID, True)
    assert (check.iccid, check.sister, sims.check_text(check.id)) == (ICCID, OTHER, message.text)
    with pytest.raises(Conflict, match="under way"):
        sims.find_own_number(db, ICCID, now=NOW)
    assert len(messages.find(db).items) == 1


def test_the_shop_s_number_for_the_centre_is_of_one_sim_alone(db: Database) -> None:
    add_sim(db, ICCID)
    add_sim(db, OTHER)
    sims.set_smsc(db, ICCID, CENTRE)
    assert [modems.smsc(db.connection(), each) for each in (ICCID, OTHER, "unheard")] == [CENTRE, None, None]


def test_the_number_on_posters_is_that_of_a_sim_that_works(shop: Shop) -> None:
    shop.plug_in(0, state="lost")
    assert sims.own_numbers(shop.db) == ("+447700900001", "+447700900000")
    shop.db.connection().execute("UPDATE sims SET number = NULL")
    assert sims.own_numbers(shop.db) == ()
