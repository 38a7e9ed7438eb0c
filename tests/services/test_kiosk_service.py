"""Signing up on the shop's tablet: a number, a tick, and the phone has the last word (compliance.md 2.1, 2.4, 2.9)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.rules.lanes import Kind
from smsbox.rules.scope import Scope
from smsbox.services import consent, erasure, kiosk, lists, settings, wordings
from smsbox.services.activity import Actor, By
from smsbox.services.wordings import Wording
from smsbox.store import contacts, imports, ledger, outbox, questions
from smsbox.store.imports import NewImport, Staged
from smsbox.store.ledger import ListState
from smsbox.store.outbox import Message
from tests.fakes.shop import ANNA, Shop, opened

TABLET = "Tablet at the till"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop whose list has its words."""
    shop = opened(tmp_path)
    lists.create(shop.db, "Offers", now=shop.clock())
    word(shop)
    yield shop
    shop.close()


def word(shop: Shop, per_month: int = 4) -> Wording:
    """Puts a wording into use."""
    by = By(Actor.PERSON, "Rosa", shop.clock())
    text = wordings.proposal(settings.policy(shop.db.connection()), kinds="offers", per_month=per_month)
    return wordings.put(shop.db, "Offers", text, kinds="offers", per_month=per_month, by=by)


def sign_up(shop: Shop, number: str = ANNA) -> None:
    """Somebody ticks the box and presses the button."""
    shown = wordings.in_use(shop.db, "Offers")
    kiosk.sign_up(shop.db, number, list_id=shown.list_id, wording_id=shown.id, tablet=TABLET, now=shop.clock())


def agree(shop: Shop) -> None:
    """Anna ticks the box, and replies YES to the text."""
    sign_up(shop)
    shop.send_next()
    shop.receive(ANNA, "YES")


def standing(shop: Shop, number: str = ANNA) -> ListState | None:
    """Where the number stands on the list."""
    return ledger.states(shop.db.connection(), number).get("Offers")


def texts(shop: Shop, number: str = ANNA) -> list[Message]:
    """What is queued for the number, oldest first."""
    return list(reversed(outbox.to_number(shop.db.connection(), number, 20)))


def kinds(shop: Shop, number: str = ANNA) -> list[str]:
    """The kinds of what is queued for the number."""
    return [text.kind for text in texts(shop, number)]


def test_rule_2_1_the_ledger_keeps_the_tick_the_tablet_and_the_very_words(shop: Shop) -> None:
    sign_up(shop, "07700 900 101")
    (row,) = ledger.history(shop.db.connection(), ANNA)
    assert (row.event, row.list, row.act, row.channel, row.source) == (
        "doi_sent",
        "Offers",
        "box ticked",
        "tablet",
        TABLET,
    )
    assert row.wording == wordings.in_use(shop.db, "Offers").text
    assert (row.per_month, row.actor, row.evidence) == (4, None, None)


def test_rule_2_4_the_phone_is_asked_and_only_its_yes_joins(shop: Shop) -> None:
    sign_up(shop)
    assert standing(shop) is ListState.PENDING
    assert kinds(shop) == [Kind.DOUBLE_OPT_IN]
    shop.send_next()
    shop.receive(ANNA, "YES")
    assert standing(shop) is ListState.SUBSCRIBED
    row = ledger.history(shop.db.connection(), ANNA)[-1]
    assert (row.event, row.source, row.act) == ("doi_confirmed", TABLET, "YES")


def test_rule_2_4_pressing_again_asks_nobody_twice(shop: Shop) -> None:
    sign_up(shop)
    sign_up(shop)
    assert kinds(shop) == [Kind.DOUBLE_OPT_IN]
    assert len(ledger.history(shop.db.connection(), ANNA)) == 1


@pytest.mark.parametrize("said", ["Yes please", "YES"])
def test_rule_2_9_a_number_under_stop_is_not_texted_and_no_yes_lifts_the_stop(shop: Shop, said: str) -> None:
    shop.receive(ANNA, "STOP")
    before = kinds(shop)
    shop.clock.forward(days=1)
    sign_up(shop)
    assert kinds(shop) == before
    assert standing(shop) is None
    row = ledger.history(shop.db.connection(), ANNA)[-1]
    assert (row.event, row.act, row.evidence) == ("doi_sent", "box ticked", questions.NOT_TEXTED)
    shop.receive(ANNA, said)
    assert ledger.suppression(shop.db.connection(), ANNA) is not None
    assert standing(shop) is None
    assert kinds(shop) == before


def test_rule_2_9_whoever_comes_back_by_start_is_asked_anew_at_the_tablet(shop: Shop) -> None:
    shop.receive(ANNA, "STOP")
    sign_up(shop)
    shop.receive(ANNA, "START")
    sign_up(shop)
    assert standing(shop) is ListState.PENDING
    assert kinds(shop)[-1] == Kind.DOUBLE_OPT_IN


def tell_staff(shop: Shop) -> None:
    """Anna says at the till that she wants no texts."""
    consent.record(shop.db, ANNA, list_name=None, action="opt_out", source="the till", actor="Rosa", now=shop.clock())


def test_rule_2_9_what_was_said_at_the_till_is_opened_by_tick_and_start_together(shop: Shop) -> None:
    agree(shop)
    tell_staff(shop)
    shop.receive(ANNA, "START")
    assert ledger.suppression(shop.db.connection(), ANNA) is not None
    sign_up(shop)
    shop.clock.forward(minutes=1)
    shop.receive(ANNA, "YES")
    assert ledger.suppression(shop.db.connection(), ANNA) is not None
    shop.receive(ANNA, "START")
    assert ledger.suppression(shop.db.connection(), ANNA) is None
    assert standing(shop) is ListState.OPTED_OUT


def test_rule_2_9_start_opens_no_list_that_was_closed_before_everything_was_ended_at_the_till(shop: Shop) -> None:
    agree(shop)
    shop.receive(ANNA, "STOP")
    tell_staff(shop)
    sign_up(shop)
    shop.receive(ANNA, "START")
    shop.clock.forward(minutes=1)
    shop.receive(ANNA, "START")
    assert ledger.suppression(shop.db.connection(), ANNA) is None
    assert standing(shop) is ListState.OPTED_OUT


def test_rule_2_9_a_tick_before_the_stop_at_the_till_or_two_days_ago_opens_nothing(shop: Shop) -> None:
    shop.receive(ANNA, "STOP")
    sign_up(shop)
    tell_staff(shop)
    shop.receive(ANNA, "START")
    assert ledger.suppression(shop.db.connection(), ANNA) is not None
    sign_up(shop)
    shop.clock.forward(hours=48)
    shop.receive(ANNA, "START")
    assert ledger.suppression(shop.db.connection(), ANNA) is not None


def test_rule_2_9_a_tick_that_nobody_confirmed_takes_nothing_from_a_later_start(shop: Shop) -> None:
    agree(shop)
    shop.receive(ANNA, "STOP")
    sign_up(shop)
    assert standing(shop) is ListState.OPTED_OUT
    shop.receive(ANNA, "START")
    assert standing(shop) is ListState.SUBSCRIBED


def test_rule_2_10_the_tablet_learns_nothing_of_somebody_who_was_erased(shop: Shop) -> None:
    agree(shop)
    erasure.erase(shop.db, ANNA, by=By(Actor.PERSON, "Rosa", shop.clock()))
    sign_up(shop)
    assert ledger.history(shop.db.connection(), ANNA) == ()
    assert texts(shop) == []
    assert ledger.suppression(shop.db.connection(), ANNA) is not None


def test_rule_2_7_an_import_without_proof_asks_nobody_and_the_persons_own_tick_does(shop: Shop) -> None:
    list_id = contacts.list_id(shop.db.connection(), "Offers")
    assert list_id is not None
    with shop.db.write() as tx:
        new = imports.begin(tx, NewImport("Offers", "old till", "w", 4, "a.csv", "00", "Rosa"), now=shop.clock())
        imports.stage(tx, new, [Staged(2, ANNA, "Anna", "{}", None, "")])
        imports.accept(tx, new, list_id)
        imports.carry_out(tx, new, 10, now=shop.clock())
    assert (standing(shop), texts(shop)) == (ListState.NONE, [])
    sign_up(shop)
    assert kinds(shop) == [Kind.DOUBLE_OPT_IN]


def test_rule_5_the_boxs_own_number_is_not_asked(shop: Shop) -> None:
    sign_up(shop, "+447700900000")
    assert texts(shop, "+447700900000") == []
    assert ledger.history(shop.db.connection(), "+447700900000") == ()


def test_words_that_have_changed_are_to_be_read_again(shop: Shop) -> None:
    shown = wordings.in_use(shop.db, "Offers")
    word(shop, 8)
    with pytest.raises(Conflict, match="read them again"):
        kiosk.sign_up(shop.db, ANNA, list_id=shown.list_id, wording_id=shown.id, tablet=TABLET, now=shop.clock())
    assert ledger.history(shop.db.connection(), ANNA) == ()


def test_a_list_that_is_gone_signs_nobody_up(shop: Shop) -> None:
    shown = wordings.in_use(shop.db, "Offers")
    lists.delete(shop.db, "Offers", now=shop.clock())
    with pytest.raises(NotFound):
        kiosk.sign_up(shop.db, ANNA, list_id=shown.list_id, wording_id=shown.id, tablet=TABLET, now=shop.clock())
    with pytest.raises(NotFound):
        kiosk.wording(shop.db, 99)


@pytest.mark.parametrize("number", ["", "hello", "0161 496 0000", "+44 9098 790 000"])
def test_a_number_that_cannot_be_texted_is_refused_and_leaves_nothing(shop: Shop, number: str) -> None:
    with pytest.raises(BadInput) as refusal:
        sign_up(shop, number)
    assert refusal.value.field in ("number", "to")
    count = shop.db.connection().execute("SELECT count(*) FROM consent_ledger").fetchone()[0]
    assert count == 0


def test_rule_2_9_a_stop_to_offers_alone_is_lifted_by_no_yes_either(shop: Shop) -> None:
    agree(shop)
    shop.send_next()
    shop.receive(ANNA, "STOP")
    shop.clock.forward(minutes=1)
    stop = ledger.suppression(shop.db.connection(), ANNA)
    assert stop is not None
    assert stop.scope is Scope.OFFERS
    sign_up(shop)
    shop.receive(ANNA, "YES")
    assert ledger.suppression(shop.db.connection(), ANNA) == stop
    assert standing(shop) is ListState.OPTED_OUT
