"""Texts to lists: written, checked, sent once, taken back, paused and stopped."""

import re
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from smsbox.daemon.campaigns import Campaigns
from smsbox.rules.campaign import CampaignState
from smsbox.rules.roles import Role
from smsbox.services import activity, campaigns, messages, modems, settings
from smsbox.services.campaigns import Campaign
from smsbox.store import settings as settings_table
from tests.fakes.shop import ANNA, ICCIDS, LEO, MAYA
from tests.web.conftest import Auth, body
from tests.web.outsiders import cannot_post, cannot_see, needs_the_form_key
from web import create_app

TEXT = "Hi {first name|there}, 20% off all shoes."


@pytest.fixture
def manager(stranger: Auth) -> Auth:
    """A manager of a shop where three people said yes."""
    for number in (ANNA, LEO, MAYA):
        stranger.shop.say_yes(number)
    stranger.be(Role.MANAGER)
    return stranger


def drafted(manager: Auth, text: str = TEXT) -> Campaign:
    """What step 1 keeps."""
    answer = manager.post("/campaigns/new", {"lists": "Offers", "text": text, "action": "check"})
    found = campaigns.find(manager.shop.db, limit=1).items[0]
    assert answer.location == f"/campaigns/{found.id}/check"
    return found


def start(manager: Auth, campaign: Campaign, **changed: str) -> str:
    """What pressing Send gives."""
    told = {"people": "3", "when": "now", "agreed": "1", **changed}
    return body(manager.post(f"/campaigns/{campaign.id}/start", told, follow=True))


def begin(manager: Auth) -> Campaign:
    """A campaign whose texts wait in the queue."""
    campaign = drafted(manager)
    start(manager, campaign)
    manager.shop.clock.forward(seconds=31)
    worker = Campaigns(manager.shop.db, manager.shop.clock, lambda: None)
    while worker.step():
        pass
    return now(manager, campaign)


def send(manager: Auth, campaign: Campaign, texts: int, *, how: str = "sent") -> list[tuple[str, int]]:
    """So many of its texts go out, and what waits before them; whom they reached, and the messages' ids."""
    found: list[tuple[str, int]] = []
    while len(found) < texts:
        key = manager.shop.put_on_air()
        assert key is not None, "nothing is queued"
        row = (
            manager.shop.db.connection()
            .execute("SELECT number, campaign_id FROM messages WHERE id = ?", (key.message_id,))
            .fetchone()
        )
        mine = row["campaign_id"] == campaign.id
        manager.shop.finish(key, how=how if mine else "sent")
        found += [(row["number"], key.message_id)] * mine
    return found


def now(manager: Auth, campaign: Campaign) -> Campaign:
    return campaigns.get(manager.shop.db, campaign.id)


def test_the_lists_are_shown_with_how_many_people_are_on_them(manager: Auth) -> None:
    page = body(manager.client.get("/campaigns/new"))
    assert 'value="Offers"' in page
    assert '<span class="amount">3</span>' in page


def test_the_check_names_people_sms_and_samples_and_sends_nothing(manager: Auth) -> None:
    page = body(manager.client.get(f"/campaigns/{drafted(manager).id}/check"))
    assert "3 people will get this text" in page
    assert "Hi Anna, 20% off all shoes." in page
    assert "Send to 3 people" in page
    assert all(each.state is CampaignState.DRAFT for each in campaigns.find(manager.shop.db).items)


def count(page: str) -> str:
    """What the counter says."""
    return page.partition('<p class="count">')[2].partition("</p>")[0]


def test_the_counter_takes_the_longest_name_and_the_check_says_the_same(manager: Auth) -> None:
    text = "{name|Customer}, " + "a" * 152
    assert count(body(manager.post("/campaigns/new", {"text": text}))) == "2 texts · 109 characters left"
    told = body(manager.post("/campaigns/new", {"lists": "Offers", "text": text, "name": "n" * 81}))
    assert count(told) == "Up to 2 texts · 106 characters left · up to 6 texts in all"
    page = body(manager.client.get(f"/campaigns/{drafted(manager, text).id}/check"))
    assert "<dt>SMS each</dt><dd>up to 2</dd>" in page
    assert "<dt>SMS in all</dt><dd>up to 6</dd>" in page
    plain = body(manager.post("/campaigns/new", {"lists": "Offers", "text": "Sale", "name": "n" * 81}))
    assert count(plain) == "1 text · 121 characters left · 3 texts in all"


def test_a_name_that_makes_the_text_longer_is_explained(manager: Auth) -> None:
    manager.shop.know(ANNA, "Paweł")
    page = body(manager.post("/campaigns/new", {"lists": "Offers", "text": TEXT, "name": "n" * 81}))
    assert "Somebody&#39;s name has the character ł" in page
    assert "The character" not in page.partition('class="why"')[2].partition("</p>")[0]


def test_lists_that_are_ticked_tell_the_counter_whom_they_reach(manager: Auth) -> None:
    page = body(manager.client.get("/campaigns/reach?lists=Offers"))
    assert 'data-people="3"' in page
    assert '{"first name": "Anna", "name": "Maya Okafor"}' in page
    assert 'data-people="0" data-names=\'[{"first name": "", "name": ""}]\'' in body(
        manager.client.get("/campaigns/reach?lists=Nobody")
    )


def test_a_text_that_a_name_makes_too_long_is_refused_in_step_one(manager: Auth) -> None:
    text = "{name}" + "a" * 1522
    page = body(manager.post("/campaigns/new", {"lists": "Offers", "text": text}))
    assert "Too long: 11 texts, and 10 is the most. Make it shorter." in page
    assert campaigns.find(manager.shop.db).items == ()


def test_plain_characters_are_put_in_and_the_page_stays(manager: Auth) -> None:
    page = body(manager.post("/campaigns/new", {"lists": "Offers", "text": "It’s “on” 😀", "action": "plain"}))
    assert "It&#39;s &#34;on&#34; 😀</textarea>" in page
    assert "There is no plain form of <bdi>😀</bdi>" in page
    assert 'value="Offers" checked' in page
    assert campaigns.find(manager.shop.db).items == ()


def test_sending_waits_half_a_minute_and_can_be_taken_back(manager: Auth) -> None:
    campaign = drafted(manager)
    page = start(manager, campaign)
    assert "Until then you can take it back." in page
    assert now(manager, campaign).starts_at == manager.shop.clock() + campaigns.UNDO
    assert TEXT in body(manager.post(f"/campaigns/{campaign.id}/undo", follow=True))
    assert now(manager, campaign).state is CampaignState.DRAFT


def test_pressing_send_twice_plans_it_once(manager: Auth) -> None:
    campaign = drafted(manager)
    start(manager, campaign)
    planned = now(manager, campaign)
    manager.shop.clock.forward(seconds=3)
    start(manager, campaign)
    assert now(manager, campaign) == planned


def test_without_the_tick_nothing_is_sent(manager: Auth) -> None:
    campaign = drafted(manager)
    assert "Tick that you have checked it." in start(manager, campaign, agreed="")
    assert now(manager, campaign).state is CampaignState.DRAFT


def test_a_list_that_changed_meanwhile_is_checked_once_more(manager: Auth) -> None:
    campaign = drafted(manager)
    manager.shop.say_yes("+447700900150")
    page = start(manager, campaign)
    assert "It was for 3 people, and is for 4 now." in page
    assert now(manager, campaign).state is CampaignState.DRAFT
    assert "Until then you can take it back." in start(manager, campaign, people="4")


def test_a_later_time_is_the_shops_own(manager: Auth) -> None:
    campaign = drafted(manager)
    start(manager, campaign, when="later", date="2028-07-01", time="10:00")
    begins = now(manager, campaign).starts_at
    assert begins is not None
    assert begins.isoformat() == "2028-07-01T09:00:00+00:00"
    assert "Begins" in body(manager.client.get("/campaigns?show=planned"))


def test_what_is_planned_is_moved_and_keeps_the_hour_of_the_clock_on_the_wall(manager: Auth) -> None:
    campaign = drafted(manager)
    start(manager, campaign, when="later", date="2027-12-01", time="10:00")
    page = body(manager.client.get(f"/campaigns/{campaign.id}"))
    assert f'href="/campaigns/{campaign.id}/move"' in page
    page = body(manager.client.get(f"/campaigns/{campaign.id}/move"))
    assert 'value="2027-12-01"' in page
    assert 'value="10:00:00"' in page
    page = body(manager.post(f"/campaigns/{campaign.id}/move", {"date": "2028-07-01", "time": "10:00"}, follow=True))
    assert "It begins 1 July 2028 10:00." in page
    begins = now(manager, campaign).starts_at
    assert begins is not None
    assert begins.isoformat() == "2028-07-01T09:00:00+00:00"
    assert activity.words(activity.find(manager.shop.db).items[0]) == f"Moved to another time: {campaign.name}"


def test_a_move_without_a_time_or_after_the_beginning_is_refused(manager: Auth) -> None:
    campaign = drafted(manager)
    start(manager, campaign, when="later", date="2027-12-01", time="10:00")
    begins = now(manager, campaign).starts_at
    response = manager.post(f"/campaigns/{campaign.id}/move", {"date": "2027-12-02", "time": ""})
    assert response.status_code == 422
    assert "Enter the day and the time." in body(response)
    assert now(manager, campaign).starts_at == begins
    begun = begin(manager)
    page = body(manager.post(f"/campaigns/{begun.id}/move", {"date": "2027-12-02", "time": "10:00"}, follow=True))
    assert "It has begun already" in page
    assert manager.client.get(f"/campaigns/{begun.id}/move").location == f"/campaigns/{begun.id}"


def test_more_than_the_plan_has_left_is_told_in_red(manager: Auth) -> None:
    campaign = drafted(manager)
    check = f"/campaigns/{campaign.id}/check"
    used = modems.all_modems(manager.shop.db, now=manager.shop.clock())[0].used_this_month
    modems.set_budget(manager.shop.db, ICCIDS[0], {"monthly_parts": used + 2})
    assert "may not send so much" not in body(manager.client.get(check))
    modems.set_budget(manager.shop.db, ICCIDS[1], {"monthly_parts": 1})
    assert "may not send so much" not in body(manager.client.get(check))
    modems.set_budget(manager.shop.db, ICCIDS[0], {"monthly_parts": used + 1})
    assert "They may send 2 more, and this takes 3." in body(manager.client.get(check))


def test_a_later_start_without_a_day_is_asked_for_it(manager: Auth) -> None:
    assert "Enter the day and the time." in start(manager, drafted(manager), when="later")


def test_it_is_watched_paused_and_goes_on(manager: Auth) -> None:
    campaign = begin(manager)
    page = body(manager.client.get(f"/campaigns/{campaign.id}"))
    assert "<b>0</b> of 3 sent" in page
    assert "Paused by Somebody manager" in body(manager.post(f"/campaigns/{campaign.id}/pause", follow=True))
    assert ">Pause<" in body(manager.post(f"/campaigns/{campaign.id}/resume", follow=True))


def test_stopping_asks_first_and_says_what_has_gone(manager: Auth) -> None:
    campaign = begin(manager)
    page = body(manager.client.get(f"/campaigns/{campaign.id}/stop"))
    assert "0 texts have gone." in page
    assert "Do not send the other 3" in page
    assert now(manager, campaign).state is CampaignState.SENDING
    manager.post(f"/campaigns/{campaign.id}/stop")
    assert now(manager, campaign).state is CampaignState.CANCELLED


def test_the_live_answer_moves_the_numbers(manager: Auth) -> None:
    campaign = begin(manager)
    answer = body(manager.client.get(f"/live?on=campaign&thing={campaign.id}"))
    assert 'id="course"' in answer
    assert "<b>0</b> of 3 sent" in answer


def test_its_page_tells_over_which_modem_it_went_and_who_answered_or_opted_out(manager: Auth) -> None:
    campaign = begin(manager)
    (first, _), (second, _) = send(manager, campaign, 2)
    manager.shop.clock.forward(seconds=5)
    manager.shop.receive(first, "Until when?")
    manager.shop.receive(second, "STOP")
    for address in (f"/campaigns/{campaign.id}", f"/live?on=campaign&thing={campaign.id}"):
        page = body(manager.client.get(address))
        for label, figure in (("Modem 1", "2 texts"), ("Answered", "1 person"), ("Said STOP", "1 person")):
            assert f"<dt>{label}</dt><dd>{figure}</dd>" in page, label
    assert "/inbox?show=offers" in page


def test_a_text_that_failed_is_tried_again_once(manager: Auth) -> None:
    campaign = begin(manager)
    send(manager, campaign, 1, how="failed")
    (lost,) = campaigns.lost(manager.shop.db, campaign.id)
    told = {"message": str(lost.message_id)}
    button = f'id="again-{lost.message_id}"'
    assert button in body(manager.client.get(f"/campaigns/{campaign.id}"))
    assert "It is sent once more." in body(manager.post(f"/campaigns/{campaign.id}/again", told, follow=True))
    manager.post(f"/campaigns/{campaign.id}/again", told)
    assert [text.state for text in messages.find(manager.shop.db, to=lost.number).items[:2]] == ["queued", "failed"]
    page = body(manager.client.get(f"/campaigns/{campaign.id}"))
    assert "It was sent once more." in page
    assert button not in page


def test_rule_7_2_whom_the_rules_leave_out_did_not_fail(manager: Auth) -> None:
    campaign = begin(manager)
    with manager.shop.db.write() as tx:
        tx.execute("UPDATE campaign_counts SET state = 'blocked' WHERE campaign_id = ?", (campaign.id,))
    page = body(manager.client.get(f"/campaigns/{campaign.id}"))
    assert "3 left out" in page
    assert "failed" not in page.partition('id="course"')[2].partition("</section>")[0]


def test_only_a_text_of_the_campaign_that_did_not_arrive_is_tried_again(manager: Auth) -> None:
    campaign = begin(manager)
    ((_, sent),) = send(manager, campaign, 1)
    ((_, failed),) = send(manager, campaign, 1, how="failed")
    before = messages.find(manager.shop.db).items
    for message, status in ((sent, 302), ("x", 400), (10**9, 404)):
        assert manager.post(f"/campaigns/{campaign.id}/again", {"message": str(message)}).status_code == status
    assert manager.post(f"/campaigns/{campaign.id + 1}/again", {"message": str(failed)}).status_code == 404
    assert messages.find(manager.shop.db).items == before


def test_a_draft_is_kept_changed_and_thrown_away(manager: Auth) -> None:
    manager.post("/campaigns/new", {"lists": "Offers", "text": "Sale", "action": "keep"})
    assert "Sale" in body(manager.client.get("/campaigns?show=drafts"))
    campaign = campaigns.find(manager.shop.db).items[0]
    manager.post(f"/campaigns/{campaign.id}/write", {"lists": "Offers", "text": "Big sale", "action": "keep"})
    assert now(manager, campaign).text == "Big sale"
    manager.post(f"/campaigns/{campaign.id}/remove")
    assert campaigns.find(manager.shop.db).items == ()


KEY = "a-form-key-0"


def save(manager: Auth, path: str = "/campaigns/new", **typed: str) -> TestResponse:
    """What the page sends by itself while somebody types."""
    return manager.post(path, {"key": KEY, "action": "save", **typed})


def drafts(manager: Auth) -> tuple[Campaign, ...]:
    return campaigns.find(manager.shop.db).items


def test_what_is_typed_is_kept_in_one_draft_whose_address_the_page_takes(manager: Auth) -> None:
    response = save(manager, text="Sa")
    (draft,) = drafts(manager)
    assert "Saved 10:30" in body(response)
    assert f'<input type="hidden" name="draft" value="{draft.id}">' in body(response)
    assert response.headers["HX-Replace-Url"] == f"/campaigns/{draft.id}/write"
    save(manager, text="Sale", lists="Offers", name="Shoes")
    save(manager, text="Sale!", lists="Offers", name="Shoes", draft=str(draft.id))
    save(manager, f"/campaigns/{draft.id}/write", text="Sale!!", lists="Offers", name="n" * 81)
    (kept,) = drafts(manager)
    assert (kept.id, kept.text, kept.lists, kept.name) == (draft.id, "Sale!!", ("Offers",), "Sale!!")
    assert [entry.by.kind for entry in activity.find(manager.shop.db).items] == []
    page = body(manager.client.get(f"/campaigns/{draft.id}/write"))
    assert "Sale!!</textarea>" in page
    assert 'value="Offers" checked' in page


def test_a_page_that_is_loaded_again_finds_its_draft_by_its_key(manager: Auth) -> None:
    save(manager, text="Sale")
    (draft,) = drafts(manager)
    assert manager.client.get(f"/campaigns/new?key={KEY}").location == f"/campaigns/{draft.id}/write"
    assert manager.client.get("/campaigns/new?key=another-key").status_code == 200


def test_going_on_to_the_check_uses_the_draft_that_was_kept(manager: Auth) -> None:
    save(manager, text="Sale")
    answer = manager.post("/campaigns/new", {"key": KEY, "lists": "Offers", "text": TEXT, "action": "check"})
    (draft,) = drafts(manager)
    assert answer.location == f"/campaigns/{draft.id}/check"
    assert draft.text == TEXT


def test_after_a_restart_the_page_still_knows_its_draft(manager: Auth) -> None:
    save(manager, text="Sale")
    (draft,) = drafts(manager)
    again = create_app(manager.shop.db, clock=manager.shop.clock, secret=b"s" * 32).test_client()
    fresh = Auth(again, manager.shop)
    fresh.sign_in()
    save(fresh, text="Big sale", draft=str(draft.id))
    assert [kept.text for kept in drafts(manager)] == ["Big sale"]


@pytest.mark.parametrize(
    "typed", [{"text": "  "}, {"lists": "Offers"}, {"text": "a" * 4001}, {"text": "a", "key": "x"}]
)
def test_what_is_nothing_yet_or_too_much_is_not_kept(manager: Auth, typed: dict[str, str]) -> None:
    response = save(manager, **typed)
    assert response.status_code == 200
    assert "Saved" not in body(response)
    assert drafts(manager) == ()


def test_a_text_that_is_on_its_way_is_not_written_over(manager: Auth) -> None:
    campaign = drafted(manager)
    start(manager, campaign)
    response = save(manager, f"/campaigns/{campaign.id}/write", text="Other")
    assert "it can no longer be changed" in body(response)
    assert now(manager, campaign).text == TEXT


def test_a_draft_that_is_not_fit_for_sending_is_kept_and_not_sent(manager: Auth) -> None:
    save(manager, text="a" * 1531, lists="Offers")
    (draft,) = drafts(manager)
    assert "too long: it would be 11 SMS" in start(manager, draft)
    save(manager, text="Sale", draft=str(draft.id))
    assert "Nobody on these lists can be texted" in body(manager.client.get(f"/campaigns/{draft.id}/check"))
    assert now(manager, draft).state is CampaignState.DRAFT


def test_a_text_that_was_changed_after_it_was_checked_is_checked_once_more(manager: Auth) -> None:
    campaign = drafted(manager)
    checked = re.search(r'name="seen" value="([^"]+)"', body(manager.client.get(f"/campaigns/{campaign.id}/check")))
    assert checked
    manager.shop.clock.forward(seconds=20)
    save(manager, f"/campaigns/{campaign.id}/write", text="Other", lists="Offers")
    page = start(manager, campaign, seen=checked[1])
    assert "Somebody has changed it since you looked at it." in page
    assert 'name="agreed" value="1">' in page
    assert now(manager, campaign).state is CampaignState.DRAFT
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    assert "Until then you can take it back." in start(manager, campaign, seen=seen[1])


def test_saving_what_has_not_changed_changes_nothing(manager: Auth) -> None:
    campaign = drafted(manager)
    manager.shop.clock.forward(seconds=20)
    told = {"text": TEXT, "lists": "Offers", "name": campaign.name}
    assert "Saved 10:30" in body(save(manager, f"/campaigns/{campaign.id}/write", **told))
    assert now(manager, campaign) == campaign


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"text": "Sale"}, "Tick a list."),
        ({"lists": "Offers"}, "Write your message."),
        ({"lists": "Offers", "text": "a" * 1531}, "Too long: 11 texts"),
        ({"lists": "Nobody", "text": "Sale"}, "There is no list"),
        ({"lists": "Offers", "text": "Sale", "name": "n" * 81}, "That name is too long."),
    ],
)
def test_a_mistake_is_named_and_nothing_is_kept(manager: Auth, told: dict[str, str], says: str) -> None:
    answer = manager.post("/campaigns/new", told)
    assert answer.status_code == 422
    assert says in body(answer)
    assert campaigns.find(manager.shop.db).items == ()


def test_people_who_all_said_stop_cannot_be_sent_to(manager: Auth) -> None:
    for number in (ANNA, LEO, MAYA):
        manager.shop.receive(number, "STOP")
    page = body(manager.client.get(f"/campaigns/{drafted(manager).id}/check"))
    assert "Nobody on these lists can be texted" in page
    assert "Send to" not in page


def test_one_sent_long_ago_can_be_the_beginning_of_another(manager: Auth) -> None:
    campaign = begin(manager)
    manager.shop.clock.now += timedelta(days=400)
    manager.be(Role.OWNER)
    assert TEXT in body(manager.client.get(f"/campaigns/new?again={campaign.id}"))


def test_outsiders_see_and_change_nothing(manager: Auth) -> None:
    campaign = drafted(manager)
    manager.post("/sign-out")
    cannot_see(manager.client, f"/campaigns/{campaign.id}/check")
    cannot_post(manager.client, f"/campaigns/{campaign.id}/start")
    assert now(manager, campaign).state is CampaignState.DRAFT


def test_a_form_without_its_key_starts_nothing(manager: Auth) -> None:
    needs_the_form_key(manager.client, f"/campaigns/{drafted(manager).id}/start")


def test_rule_8_3_the_check_shows_the_lines_that_the_box_adds(manager: Auth) -> None:
    page = body(manager.client.get(f"/campaigns/{drafted(manager).id}/check"))
    assert "Corner Shop: Hi Anna, 20% off all shoes. Reply STOP to opt out" in page
    assert "Corner Shop: Hi Anna, 20% off all shoes." in body(manager.client.get(f"/campaigns/{begin(manager).id}"))


def test_rule_8_3_the_composers_meter_counts_and_names_them(manager: Auth) -> None:
    page = body(manager.client.get("/campaigns/new"))
    assert "125 characters left" in page
    assert 'data-head="Corner Shop: " data-tail=" Reply STOP to opt out"' in page


def test_rule_8_1_a_shop_without_a_name_is_led_to_where_it_is_set(manager: Auth) -> None:
    campaign = drafted(manager)
    with manager.shop.db.write() as tx:
        settings_table.drop(tx, "shop.name")
    page = body(manager.client.get(f"/campaigns/{campaign.id}/check"))
    assert "Your shop has no name yet" in page
    assert "Ask the owner to set it." in page
    start(manager, campaign)
    assert now(manager, campaign).state is CampaignState.DRAFT
    manager.be(Role.OWNER)
    assert "Set the shop’s name" in body(manager.client.get(f"/campaigns/{campaign.id}/check"))


def test_rule_10_1_a_campaign_that_stopped_itself_says_so_on_its_page_and_on_today(manager: Auth) -> None:
    campaign = begin(manager)
    with manager.shop.db.write() as tx:
        tx.execute("INSERT INTO campaign_counts VALUES (?, 'sent', 50)", (campaign.id,))
        tx.execute("UPDATE campaigns SET opt_outs = 2")
    Campaigns(manager.shop.db, manager.shop.clock, lambda: None).step()
    says = "It stopped itself: 2 of 50 people opted out. Read it again before it goes on."
    page = body(manager.client.get(f"/campaigns/{campaign.id}"))
    assert says in page
    assert "Go on" in page
    assert says in body(manager.client.get("/"))
    body(manager.post(f"/campaigns/{campaign.id}/resume", follow=True))
    assert now(manager, campaign).brake is None
    assert says not in body(manager.client.get("/"))


def test_rule_10_2_the_first_step_is_offered_and_kept(manager: Auth) -> None:
    campaign = drafted(manager)
    assert "1 person gets it first. Then it waits for you." in body(
        manager.client.get(f"/campaigns/{campaign.id}/check")
    )
    start(manager, campaign, look_first="1")
    assert now(manager, campaign).first_step == 1


def test_rule_10_4_reserved_goods_wait_for_the_owner_who_accepts_once(manager: Auth) -> None:
    campaign = drafted(manager, "Red wine, half price")
    page = body(manager.client.get(f"/campaigns/{campaign.id}/check"))
    assert "“<bdi>wine</bdi>” is alcohol." in page
    assert "The owner has to accept them once" in page
    assert "Send to" not in page
    manager.post(f"/campaigns/{campaign.id}/accept")
    assert not settings.policy(manager.shop.db.connection()).reserved_goods
    manager.be(Role.OWNER)
    page = body(manager.post(f"/campaigns/{campaign.id}/accept", follow=True))
    assert "Send to 3 people" in page
    assert settings.get(manager.shop.db, "shop.reserved_goods") == manager.shop.clock().date().isoformat()


def test_rule_9_2_the_page_says_why_campaigns_are_off_in_france_and_starts_none(manager: Auth) -> None:
    campaign = drafted(manager)
    settings.set_value(manager.shop.db, "shop.region", "FR")
    for address in ("/campaigns", f"/campaigns/{campaign.id}/check"):
        page = body(manager.client.get(address))
        assert "Campaigns are off" in page
        assert "ARCEP decision 2022-1583" in page
        assert "Send to 3 people" not in page
    assert "ARCEP" in start(manager, campaign)
    assert now(manager, campaign).state is CampaignState.DRAFT


def test_rule_9_3_the_page_says_that_us_networks_filter_bulk_texts(manager: Auth) -> None:
    campaign = drafted(manager)
    assert "filter bulk texts" not in body(manager.client.get("/campaigns"))
    settings.set_value(manager.shop.db, "shop.region", "US")
    for address in ("/campaigns", f"/campaigns/{campaign.id}/check"):
        assert "filter bulk texts" in body(manager.client.get(address))


def test_rule_6_2_the_check_says_when_people_far_away_get_it(manager: Auth) -> None:
    manager.shop.say_yes("+12125550100")
    page = body(manager.client.get(f"/campaigns/{drafted(manager).id}/check"))
    assert "Some get it later" in page
