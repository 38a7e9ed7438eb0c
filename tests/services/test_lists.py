"""Lists and their counts."""

import pytest

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.services import consent, lists
from smsbox.store.db import Database
from tests.fakes.clock import TUESDAY_NOON
from tests.fakes.rows import ANNA, LEO, MAYA

NOW = TUESDAY_NOON


def test_a_new_list_is_empty(db: Database) -> None:
    made = lists.create(db, "  Offers ", now=NOW)
    assert (made.name, made.created_at) == ("Offers", NOW)
    assert (made.none, made.pending, made.subscribed, made.opted_out) == (0, 0, 0, 0)


def test_a_list_counts_its_people_by_state(db: Database) -> None:
    for name in ("Offers", "News"):
        lists.create(db, name, now=NOW)
    for number in (ANNA, LEO, MAYA):
        consent.record(
            db,
            number,
            list_name="Offers",
            action="opt_in",
            source="form",
            wording="Offers. STOP.",
            actor="Rosa",
            now=NOW,
        )
    consent.record(db, LEO, list_name="Offers", action="opt_out", source="form", actor="Rosa", now=NOW)
    found = lists.get(db, "offers")
    assert (found.subscribed, found.opted_out) == (2, 1)
    assert [each.name for each in lists.all_lists(db)] == ["News", "Offers"]
    assert lists.get(db, "News").subscribed == 0


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\nb", "a\x00"])
def test_a_name_that_cannot_be_is_refused(db: Database, name: str) -> None:
    with pytest.raises(BadInput) as caught:
        lists.create(db, name, now=NOW)
    assert caught.value.field == "name"
    assert lists.all_lists(db) == ()


@pytest.mark.parametrize("name", ["Offers", "OFFERS", " offers "])
def test_there_is_one_list_of_a_name(db: Database, name: str) -> None:
    lists.create(db, "Offers", now=NOW)
    with pytest.raises(Conflict, match="already"):
        lists.create(db, name, now=NOW)
    assert len(lists.all_lists(db)) == 1


def test_a_list_that_is_not_there_is_not_found(db: Database) -> None:
    with pytest.raises(NotFound):
        lists.get(db, "Offers")


def test_a_list_is_found_by_its_id_whatever_its_name(db: Database) -> None:
    made = lists.create(db, "Offers", now=NOW)
    renamed = lists.rename(db, "Offers", "News")
    assert lists.by_id(db, made.id) == renamed
    lists.delete(db, "News", now=NOW)
    with pytest.raises(NotFound):
        lists.by_id(db, made.id)


@pytest.mark.parametrize("name", ["News!", "NEWS", "Néws", "n.e.w.s"])
def test_rule_3_4_no_two_lists_are_left_by_the_same_stop(db: Database, name: str) -> None:
    lists.create(db, "News", now=NOW)
    lists.create(db, "Shoes", now=NOW)
    with pytest.raises(Conflict, match="There is a list 'News' already"):
        lists.create(db, name, now=NOW)
    with pytest.raises(Conflict, match="There is a list 'News' already"):
        lists.rename(db, "Shoes", name)
    assert [each.name for each in lists.all_lists(db)] == ["News", "Shoes"]
    assert lists.rename(db, "News", name).name == name


@pytest.mark.parametrize(
    "name", ["Texts", "Everything", "ALL", "Sending", "Messages", "Promotions", "SMS!", "Thanks", "Now"]
)
def test_rule_3_4_no_list_is_called_what_a_stop_says_anyway(db: Database, name: str) -> None:
    lists.create(db, "Offers", now=NOW)
    with pytest.raises(BadInput, match="means something to every phone") as caught:
        lists.create(db, name, now=NOW)
    assert caught.value.field == "name"
    with pytest.raises(BadInput, match="means something to every phone"):
        lists.rename(db, "Offers", name)
    assert [each.name for each in lists.all_lists(db)] == ["Offers"]


@pytest.mark.parametrize(
    "name", ["Offers", "Deals", "Shop news", "Offres", "Angebote", "Ofertas", "Promocje", "新品", "🔥"]
)
def test_rule_3_4_other_names_are_free(db: Database, name: str) -> None:
    assert lists.create(db, name, now=NOW).name == name
