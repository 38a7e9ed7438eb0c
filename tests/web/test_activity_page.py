"""The Activity page."""

import re

import pytest

from smsbox.rules.roles import Role
from smsbox.services import activity, contacts, inbox, lists, settings
from smsbox.services.activity import Actor, By
from tests.fakes.shop import ANNA, OWNER, Shop
from tests.web.conftest import Auth, body
from tests.web.outsiders import cannot_post, cannot_see, foreign_hosts_are_refused, needs_the_form_key


def rosa(shop: Shop) -> By:
    return By(Actor.PERSON, OWNER, shop.clock())


def newest(shop: Shop) -> int:
    """The id of the newest entry."""
    return activity.find(shop.db).items[0].id


def shown(page: str) -> str:
    """The page without the signs that keep names apart."""
    return re.sub("[\u2068\u2069]", "", page)


def test_a_line_says_who_did_what_and_when(auth: Auth) -> None:
    contacts.delete(auth.shop.db, ANNA, by=rosa(auth.shop))
    page = shown(body(auth.client.get("/activity")))
    assert "Deleted the customer 07700 900101" in page
    assert f"<bdi>{OWNER}</bdi>" in page
    assert "10:30" in page


def test_programs_and_the_keyboard_are_told_apart_from_people(auth: Auth) -> None:
    lists.create(auth.shop.db, "News", by=By(Actor.TOKEN, "Till", auth.shop.clock()), now=auth.shop.clock())
    lists.create(auth.shop.db, "Kids", by=By(Actor.COMMAND, "", auth.shop.clock()), now=auth.shop.clock())
    page = shown(body(auth.client.get("/activity")))
    assert "Programs: Till" in page
    assert "<bdi>The box&#39;s keyboard</bdi>" in page
    assert "Made the list Kids" not in shown(body(auth.client.get("/activity?kind=token")))


def test_one_persons_acts_alone(auth: Auth) -> None:
    lists.create(auth.shop.db, "News", by=rosa(auth.shop), now=auth.shop.clock())
    lists.create(auth.shop.db, "Kids", by=By(Actor.PERSON, "Tom", auth.shop.clock()), now=auth.shop.clock())
    page = shown(body(auth.client.get(f"/activity?who={OWNER}")))
    assert "Made the list News" in page
    assert "Made the list Kids" not in page


def test_a_deleted_list_comes_back_with_one_press(auth: Auth) -> None:
    lists.delete(auth.shop.db, "Offers", by=rosa(auth.shop), now=auth.shop.clock())
    entry = newest(auth.shop)
    assert f'action="/activity/{entry}/undo"' in body(auth.client.get("/activity"))
    page = shown(body(auth.post(f"/activity/{entry}/undo", follow=True)))
    assert "It has been taken back." in page
    assert lists.get(auth.shop.db, "Offers").subscribed == 1
    assert "Took back: Deleted the list Offers" in page
    assert "Taken back" in page
    assert f'action="/activity/{entry}/undo"' not in page


def test_pressing_twice_takes_back_once(auth: Auth) -> None:
    contacts.delete(auth.shop.db, ANNA, by=rosa(auth.shop))
    entry = newest(auth.shop)
    for _ in range(2):
        assert "It has been taken back." in body(auth.post(f"/activity/{entry}/undo", follow=True))
    assert len(activity.find(auth.shop.db).items) == 2


def test_what_is_too_old_says_why(auth: Auth) -> None:
    contacts.delete(auth.shop.db, ANNA, by=rosa(auth.shop))
    entry = newest(auth.shop)
    auth.shop.clock.forward(days=31)
    auth.sign_in()
    page = body(auth.client.get("/activity"))
    assert "This is older than 30 days." in page
    assert f'action="/activity/{entry}/undo"' not in page
    assert "This is older than 30 days." in body(auth.post(f"/activity/{entry}/undo", follow=True))


def test_what_has_changed_since_says_so(auth: Auth) -> None:
    settings.set_value(auth.shop.db, "cap.per_day", "3", by=rosa(auth.shop))
    entry = newest(auth.shop)
    settings.set_value(auth.shop.db, "cap.per_day", "2", by=rosa(auth.shop))
    assert "Take the later change back first." in body(auth.post(f"/activity/{entry}/undo", follow=True))
    assert settings.get(auth.shop.db, "cap.per_day") == "2"


def test_what_one_does_on_the_page_is_on_record(auth: Auth) -> None:
    auth.post("/inbox/done/+447700900102", {"done": "1"})
    auth.post("/more/pause", {"paused": "1"})
    acts = activity.find(auth.shop.db).items
    assert {(act.by.kind, act.by.name) for act in acts} == {(Actor.PERSON, OWNER)}
    assert [act.verb for act in acts] == [activity.Verb.SETTING_CHANGED, activity.Verb.CONVERSATION_DONE]


def test_staff_take_back_what_they_may_do_and_no_more(stranger: Auth) -> None:
    shop = stranger.shop
    inbox.mark_done(shop.db, ANNA, True, by=rosa(shop))
    mine = newest(shop)
    settings.set_value(shop.db, "cap.per_day", "3", by=rosa(shop))
    owners = newest(shop)
    stranger.be(Role.STAFF)
    page = body(stranger.client.get("/activity"))
    assert f'action="/activity/{mine}/undo"' in page
    assert f'action="/activity/{owners}/undo"' not in page
    assert stranger.post(f"/activity/{owners}/undo").status_code == 403
    assert settings.get(shop.db, "cap.per_day") == "3"
    assert stranger.post(f"/activity/{mine}/undo").status_code == 302


def test_older_acts_are_a_page_away(auth: Auth) -> None:
    for number in range(45):
        lists.create(auth.shop.db, f"List {number:02}", by=rosa(auth.shop), now=auth.shop.clock())
    first = shown(body(auth.client.get("/activity")))
    assert "List 44" in first
    assert "List 04" not in first
    older = re.search(r'href="(/activity\?after=\d+)"', first)
    assert older
    assert "List 04" in shown(body(auth.client.get(older[1])))


def test_hostile_names_cannot_break_the_line(auth: Auth) -> None:
    lists.create(auth.shop.db, "<b>{subject} \\ %s</b>", by=rosa(auth.shop), now=auth.shop.clock())
    page = shown(body(auth.client.get("/activity")))
    assert "Made the list &lt;b&gt;{subject} \\ %s&lt;/b&gt;" in page


@pytest.mark.parametrize("query", ["?after=x", "?kind=nobody", "?who=Nobody", "?after=99999999999999999999"])
def test_a_strange_address_breaks_nothing(auth: Auth, query: str) -> None:
    assert auth.client.get(f"/activity{query}").status_code in (200, 400)


def test_an_empty_record_says_what_will_stand_here(auth: Auth) -> None:
    assert "Nothing yet" in body(auth.client.get("/activity"))


def test_outsiders_see_and_take_back_nothing(stranger: Auth) -> None:
    lists.delete(stranger.shop.db, "Offers", by=rosa(stranger.shop), now=stranger.shop.clock())
    entry = newest(stranger.shop)
    cannot_see(stranger.client, "/activity")
    cannot_post(stranger.client, f"/activity/{entry}/undo", {"csrf_token": stranger.key()})
    foreign_hosts_are_refused(stranger.client, "/activity")
    stranger.sign_in()
    needs_the_form_key(stranger.client, f"/activity/{entry}/undo")
    assert [found.name for found in lists.all_lists(stranger.shop.db)] == []
