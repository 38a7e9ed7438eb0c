"""The STOP list: who is on it, since when and by what, and finding a number by a piece of it (2.3, 2.9)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from smsbox.errors import BadInput
from smsbox.rules.scope import Scope
from smsbox.services import consent, contacts, erasure, inbox, settings, suppressions
from smsbox.services.activity import Actor, By
from smsbox.services.suppressions import Stopped
from smsbox.store import migrations
from smsbox.store.db import Database
from tests.fakes.plans import plans
from tests.fakes.shop import ANNA, LEO, MAYA, OWNER, TUESDAY_MORNING, Shop, filled

UNCLEAR, STOPPED = "+447700900106", "+447700900107"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = filled(tmp_path)
    yield shop
    shop.close()


def listed(shop: Shop, number: str = "") -> list[str]:
    return [one.number for one in suppressions.find(shop.db, number=number).items]


def stop(shop: Shop, number: str, words: str = "STOP") -> None:
    shop.clock.forward(minutes=1)
    shop.receive(number, words)


def tell(shop: Shop, number: str) -> None:
    """Somebody says it at the counter."""
    shop.clock.forward(minutes=1)
    consent.record(
        shop.db, number, list_name=None, action="opt_out", source="at the counter", actor=OWNER, now=shop.clock()
    )


def test_a_stop_by_text_is_listed_with_the_very_text_and_whose_it_is(shop: Shop) -> None:
    stop(shop, LEO, "Please stop texting me!")
    one, other = suppressions.find(shop.db).items
    leo = contacts.get(shop.db, LEO)
    assert one == Stopped(
        number=LEO,
        name="Leo Rossi",
        contact_id=leo.id,
        since=shop.clock(),
        channel="keyword",
        scope=Scope.EVERYTHING,
        words="Please stop texting me!",
        matched="phrase",
        source=None,
        actor=None,
        has_texts=True,
    )
    assert (other.number, other.name, other.contact_id, other.words) == (STOPPED, "", None, "STOP")


def test_rule_4_4_a_stop_that_was_told_names_how_and_who_wrote_it_down(shop: Shop) -> None:
    tell(shop, MAYA)
    one = suppressions.find(shop.db).items[0]
    assert (one.channel, one.source, one.actor, one.words) == ("staff", "at the counter", OWNER, None)
    assert not one.has_texts


def test_rule_3_3_a_stop_that_staff_read_in_an_unclear_text_shows_that_text(shop: Shop) -> None:
    inbox.decide_review(shop.db, UNCLEAR, opt_out=True, actor=OWNER, now=shop.clock())
    one = suppressions.find(shop.db).items[0]
    assert (one.words, one.matched, one.actor) == ("What time do you stop serving breakfast?", "review", OWNER)


def test_rule_3_4_a_stop_to_offers_says_that_it_is_of_offers(shop: Shop) -> None:
    shop.say_yes(LEO)
    shop.queue(LEO, "20% off", lane="promotional")
    while (key := shop.put_on_air()) is not None:
        shop.finish(key)
    stop(shop, LEO)
    assert suppressions.find(shop.db).items[0].scope is Scope.OFFERS


def test_rule_2_9_who_comes_back_is_on_the_list_no_more(shop: Shop) -> None:
    shop.receive(STOPPED, "START")
    assert listed(shop) == listed(shop, "900107") == []
    assert shop.db.connection().execute("SELECT count(*) FROM suppression_endings").fetchone()[0] == 0


@pytest.mark.parametrize(
    "typed", ["+447700900107", "07700 900107", "900107", "0107", "107", "+4477", "0044 7700", "٩٠٠١٠٧"]
)
def test_a_number_is_found_by_any_piece_and_however_it_is_written(shop: Shop, typed: str) -> None:
    assert listed(shop, typed) == [STOPPED]


@pytest.mark.parametrize("typed", ["900108", "70", "1", "Anna", "?", "107 anna", "%", "+44 7700 900107 1", "#"])
def test_what_no_number_holds_or_is_too_short_finds_nobody(shop: Shop, typed: str) -> None:
    assert listed(shop, typed) == []


def test_the_newest_comes_first_and_pages_follow_each_other_without_a_gap(shop: Shop) -> None:
    numbers = [f"+4477009020{index:02}" for index in range(7)]
    for number in numbers:
        stop(shop, number)
    for piece, expected in (("", [*reversed(numbers), STOPPED]), ("9020", [*reversed(numbers)])):
        seen: list[str] = []
        after = None
        while True:
            page = suppressions.find(shop.db, number=piece, after=after, limit=3)
            seen += [one.number for one in page.items]
            after = page.next
            if after is None:
                break
        assert seen == expected
    with pytest.raises(BadInput):
        suppressions.find(shop.db, after="yesterday")


def test_those_who_stopped_in_the_same_millisecond_are_each_listed_once(shop: Shop) -> None:
    for number in (ANNA, LEO, MAYA):
        shop.receive(number, "STOP")
    first = suppressions.find(shop.db, limit=2)
    assert [one.number for one in (*first.items, *suppressions.find(shop.db, after=first.next).items)] == [
        MAYA,
        LEO,
        ANNA,
        STOPPED,
    ]


def test_rule_2_10_an_erased_person_stays_listed_without_a_number_or_a_word(shop: Shop) -> None:
    stop(shop, LEO, "Stop it, Rosa")
    erasure.erase(shop.db, LEO, by=By(Actor.PERSON, OWNER, shop.clock()))
    one = suppressions.find(shop.db).items[0]
    assert one.erased
    assert (one.name, one.words, one.contact_id, one.has_texts) == ("", None, None, False)
    assert one.since == shop.clock()
    assert listed(shop, LEO) == listed(shop, "900102") == listed(shop, one.number[1:12]) == []
    dump = "\n".join(shop.db.connection().iterdump())
    assert "00900102" not in dump


@pytest.mark.parametrize("typed", ["", "900107", "+4477", "07700 9"])
def test_no_look_at_the_list_walks_through_a_table(shop: Shop, typed: str) -> None:
    for line in plans(shop.db, lambda _: suppressions.find(shop.db, number=typed)):
        if line.startswith("SCAN"):
            assert line.split()[1] in {"settings", "found", "shown"} or "(subquery" in line or "CONSTANT" in line, line


def test_a_stop_of_before_there_were_endings_is_found_by_a_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = migrations.scripts()
    monkeypatch.setattr(migrations, "scripts", lambda: [script for script in scripts if script[0] < "0021"])
    older = Database(tmp_path)
    settings.set_value(older, "shop.region", "GB")
    consent.record(older, LEO, list_name=None, action="opt_out", source="a letter", actor=OWNER, now=TUESDAY_MORNING)
    older.close()
    monkeypatch.undo()
    newer = Database(tmp_path)
    assert [one.number for one in suppressions.find(newer, number="0102").items] == [LEO]
    newer.close()
