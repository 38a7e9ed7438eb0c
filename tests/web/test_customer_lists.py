"""The pages about the lists that customers say yes to."""

import re
from datetime import timedelta

import pytest

from smsbox.daemon.campaigns import Campaigns
from smsbox.rules.roles import Role
from smsbox.services import activity, campaigns, contacts, lists
from smsbox.services.activity import Actor, By
from smsbox.services.campaigns import Campaign
from smsbox.services.lists import ListCounts
from smsbox.store.ledger import ListState
from tests.fakes.shop import ANNA, LEO, OWNER, Shop
from tests.web.conftest import Auth, body
from tests.web.outsiders import cannot_post, cannot_see, foreign_hosts_are_refused, needs_the_form_key


@pytest.fixture
def offers(shop: Shop) -> ListCounts:
    return lists.get(shop.db, "Offers")


def undo_the_last(auth: Auth) -> None:
    undo = re.search(r'action="(/activity/\d+/undo)"', body(auth.client.get("/activity")))
    assert undo
    auth.post(undo[1])


def test_every_list_is_shown_with_its_people_by_state(auth: Auth, shop: Shop, offers: ListCounts) -> None:
    shop.say_yes(LEO)
    shop.receive(LEO, "STOP")
    page = body(auth.client.get("/customers/lists"))
    assert f'href="/customers/lists/{offers.id}"' in page
    assert re.findall(r'<td class="num">(\d+)</td>', page) == ["1", "0", "1"]
    assert 'href="/customers?list=Offers"' in body(auth.client.get(f"/customers/lists/{offers.id}"))


def test_a_list_is_made_and_taken_back(auth: Auth, shop: Shop) -> None:
    page = body(auth.post("/customers/lists", {"name": " Birthdays "}, follow=True))
    assert "The list Birthdays is there now." in page
    assert lists.get(shop.db, "Birthdays").subscribed == 0
    undo_the_last(auth)
    assert [made.name for made in lists.all_lists(shop.db)] == ["Offers"]


def test_a_list_gets_another_name_and_keeps_its_address_and_people(auth: Auth, offers: ListCounts) -> None:
    page = body(auth.post(f"/customers/lists/{offers.id}", {"name": "Bargains"}, follow=True))
    assert "The list is called Bargains now." in page
    assert "Bargains" in body(auth.client.get(f"/customers/lists/{offers.id}"))
    assert contacts.get(auth.shop.db, ANNA).lists == {"Bargains": ListState.SUBSCRIBED}
    undo_the_last(auth)
    assert lists.by_id(auth.shop.db, offers.id).name == "Offers"


def test_a_list_is_deleted_and_comes_back_with_its_people(auth: Auth, offers: ListCounts) -> None:
    page = body(auth.post(f"/customers/lists/{offers.id}/delete", follow=True))
    assert "The list Offers is deleted." in page
    assert auth.client.get(f"/customers/lists/{offers.id}").status_code == 404
    undo_the_last(auth)
    assert contacts.get(auth.shop.db, ANNA).lists == {"Offers": ListState.SUBSCRIBED}


def planned(shop: Shop, *, later: bool = True) -> Campaign:
    """A text to Offers: for tomorrow, or on its way."""
    by = By(Actor.PERSON, OWNER, shop.clock())
    made = campaigns.create(shop.db, text="20% off", lists=["Offers"], name="Shoes", by=by)
    campaigns.start(shop.db, made.id, at=shop.clock() + timedelta(days=1) if later else None, by=by)
    if not later:
        shop.clock.forward(seconds=31)
        worker = Campaigns(shop.db, shop.clock, lambda: None)
        while worker.step():
            pass
    return campaigns.get(shop.db, made.id)


@pytest.mark.parametrize(
    ("later", "says"), [(True, "“Shoes” is planned for this list."), (False, "“Shoes” is on its way to this list.")]
)
def test_a_list_that_a_text_goes_to_stays_and_names_the_text(
    auth: Auth, offers: ListCounts, later: bool, says: str
) -> None:
    campaign = planned(auth.shop, later=later)
    page = body(auth.client.get(f"/customers/lists/{offers.id}"))
    assert says in page
    assert f'href="/campaigns/{campaign.id}"' in page
    assert "Delete this list" not in page
    page = body(auth.post(f"/customers/lists/{offers.id}/delete", follow=True))
    assert page.count(says) == 2
    assert lists.all_lists(auth.shop.db) == (offers,)


def test_a_list_may_go_when_its_text_was_taken_back_and_the_draft_has_it_no_more(
    auth: Auth, offers: ListCounts
) -> None:
    campaign = planned(auth.shop)
    auth.post(f"/campaigns/{campaign.id}/undo")
    auth.post(f"/customers/lists/{offers.id}/delete")
    assert lists.all_lists(auth.shop.db) == ()
    assert campaigns.get(auth.shop.db, campaign.id).lists == ()
    page = body(auth.client.get(f"/campaigns/{campaign.id}/check"))
    assert "Nobody on these lists can be texted" in page
    undo_the_last(auth)
    assert campaigns.get(auth.shop.db, campaign.id).lists == ("Offers",)
    assert "1 person will get this text" in body(auth.client.get(f"/campaigns/{campaign.id}/check"))


def test_a_text_that_was_sent_keeps_the_name_of_its_list(auth: Auth, offers: ListCounts) -> None:
    campaign = planned(auth.shop, later=False)
    auth.post(f"/campaigns/{campaign.id}/stop")
    auth.post(f"/customers/lists/{offers.id}/delete")
    assert lists.all_lists(auth.shop.db) == ()
    assert "<h1>Your text to Offers</h1>" in body(auth.client.get(f"/campaigns/{campaign.id}"))


def test_making_a_list_is_not_taken_back_while_a_text_is_planned_for_it(auth: Auth, shop: Shop) -> None:
    auth.post("/customers/lists", {"name": "News"})
    by = By(Actor.PERSON, OWNER, shop.clock())
    made = campaigns.create(shop.db, text="Sale", lists=["News", "Offers"], by=by)
    campaigns.start(shop.db, made.id, at=shop.clock() + timedelta(days=1), by=by)
    entry = activity.find(shop.db, name=OWNER).items[1]
    assert "is planned for this list" in body(auth.post(f"/activity/{entry.id}/undo", follow=True))
    assert len(lists.all_lists(shop.db)) == 2


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Enter a name for the list."),
        ("x" * 61, "That name is too long."),
        ("News (deleted 3)", "cannot end like"),
        ("offers", "There is a list &#39;Offers&#39; already."),
    ],
)
def test_a_name_that_cannot_be_is_said_beside_the_field(auth: Auth, name: str, sentence: str) -> None:
    other = lists.create(auth.shop.db, "News", now=auth.shop.clock())
    for path in ("/customers/lists", f"/customers/lists/{other.id}"):
        response = auth.post(path, {"name": name})
        assert response.status_code == 422
        assert sentence in body(response)
        assert 'id="name-error"' in body(response)
        assert "Error: " in body(response)
    assert [made.name for made in lists.all_lists(auth.shop.db)] == ["News", "Offers"]


def test_a_shop_without_lists_is_told_what_they_are_for(auth: Auth, shop: Shop) -> None:
    lists.delete(shop.db, "Offers", now=shop.clock())
    assert "There is no list yet" in body(auth.client.get("/customers/lists"))


def test_outsiders_and_staff_see_and_change_nothing(stranger: Auth, offers: ListCounts) -> None:
    one = f"/customers/lists/{offers.id}"
    key = {"csrf_token": stranger.key()}
    for path in ("/customers/lists", one):
        cannot_see(stranger.client, path)
        foreign_hosts_are_refused(stranger.client, path)
    for path in ("/customers/lists", one, f"{one}/delete"):
        cannot_post(stranger.client, path, key)
    stranger.be(Role.STAFF)
    for path in ("/customers/lists", one):
        assert stranger.client.get(path).status_code == 403
        assert stranger.post(path, {"name": "Mine"}).status_code == 403
    assert stranger.post(f"{one}/delete").status_code == 403
    assert lists.all_lists(stranger.shop.db) == (offers,)


def test_a_form_from_elsewhere_deletes_no_list(auth: Auth, offers: ListCounts) -> None:
    needs_the_form_key(auth.client, f"/customers/lists/{offers.id}/delete")
    needs_the_form_key(auth.client, "/customers/lists", {"name": "Theirs"})
    assert lists.all_lists(auth.shop.db) == (offers,)


def test_nobodys_list_is_not_there(auth: Auth) -> None:
    for path in ("/customers/lists/99", f"/customers/lists/{2**70}"):
        assert auth.client.get(path).status_code == 404
    assert auth.post("/customers/lists/99/delete").status_code == 404
