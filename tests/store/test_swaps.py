"""Another SIM card in a modem: told once, and not where nobody can tell."""

from dataclasses import replace
from datetime import timedelta

import pytest

from smsbox.store import modems, swaps
from smsbox.store.db import Database
from tests.fakes.rows import NOW
from tests.store.test_modems_store import SEEN

FIRST, SECOND, THIRD = "8944100000000000001", "8944100000000000002", "8944100000000000003"


def put_in(db: Database, iccid: str, *, imei: str = SEEN.imei, imsi: str | None = None, later: int = 0) -> str | None:
    """The modem is seen with that card; the ICCID of the one it takes the place of."""
    now = NOW + timedelta(minutes=later)
    with db.write() as tx:
        sim = modems.sim(tx, iccid, imsi, None, now=now)
        before = swaps.note(tx, imei, sim, now=now)
        modems.record(tx, replace(SEEN, imei=imei, port=f"/dev/{imei}", sim_id=sim), now=now)
    return before


def kept(db: Database) -> list[tuple[str | None, str | None]]:
    """Each modem's card and the one before it."""
    return [(row.iccid, row.iccid_before) for row in modems.all_modems(db.connection())]


def test_the_first_card_of_a_modem_is_no_swap_and_neither_is_the_same_again(db: Database) -> None:
    assert [put_in(db, FIRST), put_in(db, FIRST)] == [None, None]
    assert kept(db) == [(FIRST, None)]


def test_another_card_is_told_with_the_one_before_and_the_time(db: Database) -> None:
    put_in(db, FIRST)
    assert put_in(db, SECOND, later=5) == FIRST
    assert put_in(db, SECOND, later=6) is None
    (row,) = modems.all_modems(db.connection())
    assert (row.iccid, row.iccid_before, row.swapped_at) == (SECOND, FIRST, NOW + timedelta(minutes=5))


def test_a_card_that_comes_back_is_told_and_ends_the_tale(db: Database) -> None:
    put_in(db, FIRST)
    put_in(db, SECOND)
    assert put_in(db, FIRST) == SECOND
    assert kept(db) == [(FIRST, None)]
    assert modems.all_modems(db.connection())[0].swapped_at is None


def test_a_third_card_takes_the_place_of_the_second(db: Database) -> None:
    put_in(db, FIRST)
    put_in(db, SECOND)
    assert put_in(db, THIRD) == SECOND
    assert kept(db) == [(THIRD, SECOND)]


def test_two_modems_that_exchange_their_cards_are_two_swaps(db: Database) -> None:
    other = "860000000000002"
    put_in(db, FIRST)
    put_in(db, SECOND, imei=other)
    assert put_in(db, SECOND) == FIRST
    assert put_in(db, FIRST, imei=other) == SECOND


def test_modems_of_one_imei_that_were_found_in_another_order_are_no_swap(db: Database) -> None:
    put_in(db, FIRST)
    put_in(db, SECOND, imei=f"{SEEN.imei}@/dev/ttyUSB3")
    assert put_in(db, SECOND) is None
    assert put_in(db, THIRD) == SECOND


@pytest.mark.parametrize("stand_in", ["imsi:234100000000001", f"imei:{SEEN.imei}"])
def test_a_card_whose_number_cannot_be_read_for_once_is_no_swap(db: Database, stand_in: str) -> None:
    imsi = stand_in.removeprefix("imsi:") if stand_in.startswith("imsi:") else None
    put_in(db, FIRST, imsi="234100000000001")
    assert put_in(db, stand_in, imsi=imsi) is None
    assert put_in(db, FIRST, imsi="234100000000001") is None
    assert modems.all_modems(db.connection())[0].swapped_at is None
