"""Today: the campaign that goes out, what is to be done, two weeks in a chart, and the first day."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from smsbox.daemon.campaigns import Campaigns
from smsbox.rules.campaign import CampaignState
from smsbox.rules.roles import Role
from smsbox.services import campaigns, inbox, modems
from smsbox.services.activity import Actor, By
from smsbox.services.campaigns import Campaign
from tests.fakes.page import page_of
from tests.fakes.shop import ANNA, ICCIDS, LEO, OWNER, Shop
from tests.web.conftest import Auth, body


def today(auth: Auth) -> str:
    return " ".join(body(auth.client.get("/")).split())


def begin(shop: Shop, *, wait: bool = True) -> Campaign:
    """A campaign to two people; its texts wait in the queue."""
    by = By(Actor.PERSON, OWNER, shop.clock())
    shop.say_yes(LEO)
    made = campaigns.create(shop.db, text="20% off all shoes", lists=["Offers"], name="Shoes", by=by)
    campaigns.start(shop.db, made.id, by=by)
    if wait:
        shop.clock.forward(seconds=31)
        worker = Campaigns(shop.db, shop.clock, lambda: None)
        while worker.step():
            pass
    return campaigns.get(shop.db, made.id)


def test_the_campaign_that_goes_out_is_shown_and_paused_from_here(auth: Auth) -> None:
    campaign = begin(auth.shop)
    page = today(auth)
    assert '<p class="who" dir="auto">Shoes</p>' in page
    assert "<b>0</b> of 2 sent" in page
    assert f'href="/campaigns/{campaign.id}" id="details"' in page
    assert f'formaction="/campaigns/{campaign.id}/pause"' in page
    auth.post(f"/campaigns/{campaign.id}/pause")
    assert campaigns.get(auth.shop.db, campaign.id).state is CampaignState.PAUSED
    page = today(auth)
    assert ">Paused</span>" in page
    assert "formaction" not in page


def test_a_running_campaign_comes_before_a_planned_one(auth: Auth) -> None:
    begin(auth.shop)
    by = By(Actor.PERSON, OWNER, auth.shop.clock())
    later = campaigns.create(auth.shop.db, text="Next week", lists=["Offers"], name="Later", by=by)
    campaigns.start(auth.shop.db, later.id, by=by)
    page = today(auth)
    assert ">Shoes</p>" in page
    assert ">Later</p>" not in page


def test_what_is_planned_says_when_it_begins(auth: Auth) -> None:
    begin(auth.shop, wait=False)
    assert "It begins " in today(auth)


def test_who_may_not_change_a_campaign_sees_it_without_buttons(stranger: Auth) -> None:
    campaign = begin(stranger.shop)
    stranger.be(Role.STAFF)
    page = today(stranger)
    assert ">Shoes</p>" in page
    assert f"/campaigns/{campaign.id}" not in page


@pytest.mark.parametrize(
    ("role", "there", "not_there"),
    [
        (Role.TILL, {"/customers/new", "/box"}, {"/inbox", "/write", "/campaigns/new"}),
        (Role.STAFF, {"/customers/new", "/box", "/inbox", "/write"}, {"/campaigns/new"}),
        (Role.MANAGER, {"/customers/new", "/box", "/inbox", "/campaigns/new"}, set()),
    ],
)
def test_the_tiles_are_those_that_one_may_use(stranger: Auth, role: Role, there: set[str], not_there: set[str]) -> None:
    stranger.be(role)
    tiles = today(stranger).partition('<div class="tiles">')[2].partition("</div>")[0]
    assert {path for path in there | not_there if f'href="{path}"' in tiles} == there


def test_what_waits_for_somebody_is_listed_with_the_way_there(auth: Auth) -> None:
    page = today(auth)
    assert "1 text failed today." in page
    assert 'href="/help#one-text"' in page


def test_rule_3_3_unclear_texts_are_on_the_first_page_with_their_number_and_deadline(auth: Auth) -> None:
    page = today(auth)
    assert "<h2>1 person may have meant STOP</h2>" in page
    assert "Decide by 20:00. After that it counts as STOP." in page
    assert 'href="/reviews" id="decide"' in page
    auth.shop.receive(LEO, "when does the bus stop here?")
    assert "<h2>2 people may have meant STOP</h2>" in today(auth)
    for number in ("+447700900106", LEO):
        inbox.decide_review(auth.shop.db, number, opt_out=False, actor=OWNER, now=auth.shop.clock())
    assert "may have meant STOP" not in today(auth)


def test_a_sim_that_may_hardly_send_any_more_is_told(auth: Auth) -> None:
    assert "more texts today" not in today(auth)
    modems.set_budget(auth.shop.db, ICCIDS[0], {"daily_parts": 10})
    assert "Modem 1 may send 5 more texts today." in today(auth)


def test_a_swapped_sim_is_told_with_the_way_to_the_box(auth: Auth) -> None:
    auth.shop.swap_sim(1)
    page = today(auth)
    assert "Modem 2 has another SIM card than before." in page
    assert 'href="/box" id="to-do-2"' in page
    auth.shop.swap_sim(1, ICCIDS[1])
    assert "another SIM card" not in today(auth)


def test_two_weeks_are_told_in_one_sentence_and_as_a_table(auth: Auth) -> None:
    page = today(auth)
    assert "5 texts sent, 80% delivered, 6 replies</figcaption>" in page
    assert page.partition('<table id="fortnight-table">')[2].partition("</table>")[0].count('<td class="num">') == 14


@pytest.fixture
def new_shop(tmp_path: Path) -> Iterator[Auth]:
    shop = Shop(tmp_path / "new")
    shop.start_daemon()
    auth = Auth(page_of(shop.db, shop.clock).test_client(), shop)
    auth.sign_in()
    yield auth
    shop.close()


def test_the_first_day_is_three_steps_that_are_ticked_off(new_shop: Auth) -> None:
    page = today(new_shop)
    assert "Three steps to your first text" in page
    assert page.count('<span class="read">To do:</span>') == 3
    assert "Last 14 days" not in page
    new_shop.shop.plug_in(0)
    new_shop.shop.know(ANNA, "Anna")
    assert today(new_shop).count('<span class="read">Done:</span>') == 2
    new_shop.shop.queue(ANNA, "Hello")
    page = today(new_shop)
    assert "Three steps" not in page
    assert "Last 14 days" in page


def going_out(page: str) -> str:
    """The card about what goes out."""
    return page.partition('id="going-out"')[2].partition("</section>")[0]


def test_on_the_first_day_nothing_goes_out_and_nothing_says_so(new_shop: Auth) -> None:
    new_shop.shop.plug_in(0)
    card = going_out(today(new_shop))
    assert card.startswith(' aria-labelledby="going-out-title" hidden>')
    assert "progressbar" not in card
    new_shop.shop.queue(ANNA, "Hello")
    card = going_out(today(new_shop))
    assert " hidden" not in card
    assert "<b>0</b> of 1 sent" in card


def test_when_all_is_sent_the_bar_stays_away_and_the_days_numbers_are_there(new_shop: Auth) -> None:
    new_shop.shop.plug_in(0)
    new_shop.shop.queue(ANNA, "Hello")
    new_shop.shop.send_next()
    card = going_out(today(new_shop))
    assert "Texts today" in card
    assert "All sent" in card
    assert "progressbar" not in card
    assert "<dt>sent today</dt><dd>1</dd>" in card


def test_what_moves_on_today_is_in_the_live_answer(auth: Auth) -> None:
    begin(auth.shop)
    live = body(auth.client.get("/live?on=today"))
    assert ">Shoes</p>" in live
    assert "may have meant STOP" in live
