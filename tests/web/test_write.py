"""Writing one text to one number: write, check, send."""

import re
from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient

from smsbox.rules.lifecycle import State
from smsbox.rules.roles import Role
from smsbox.services import inbox, messages, settings
from tests.fakes.shop import ANNA, OWNER, Shop
from tests.web.conftest import Auth, body
from tests.web.outsiders import cannot_post, cannot_see, foreign_hosts_are_refused, needs_the_form_key
from web.drafts import MOST_DRAFTS, Draft, Drafts

KEY = "a-form-key-0"
STOPPED = "+447700900107"


def filled_in(**changed: str) -> dict[str, str]:
    return {"key": KEY, "number": "07700 900199", "text": "Hello there", "lane": "transactional", **changed}


def write(auth: Auth, **changed: str) -> str:
    """Step 1; the page of step 2, or the errors."""
    return body(auth.post("/write", filled_in(**changed), follow=True))


def newest(shop: Shop) -> messages.Message:
    return messages.find(shop.db, limit=1).items[0]


def count(shop: Shop) -> int:
    return len(messages.find(shop.db, limit=500).items)


def test_the_example_of_a_number_runs_left_to_right_in_arabic(auth: Auth, shop: Shop) -> None:
    settings.set_value(shop.db, "shop.language", "ar")
    with shop.db.write() as tx:
        tx.execute("DELETE FROM settings WHERE key = 'shop.region'")
    assert "\u2068+44 7700 900123\u2069" in body(auth.client.get("/write"))


def test_the_form_is_empty_at_first_and_takes_a_number_from_a_link(auth: Auth) -> None:
    assert 'name="number" autocomplete="off" maxlength="200" value=""' in body(auth.client.get("/write"))
    assert 'value="+447700900101"' in body(auth.client.get("/write?to=%2B447700900101"))


def test_a_text_goes_from_writing_over_checking_to_the_queue(auth: Auth) -> None:
    before = count(auth.shop)
    page = write(auth)
    assert "Check before sending" in page
    assert "+447700900199" in page
    assert "Send to" in page
    assert count(auth.shop) == before
    sent = auth.post(f"/write/send/{KEY}")
    message = newest(auth.shop)
    assert sent.location == f"/write/sent/{message.id}"
    assert (message.number, message.text, message.author) == ("+447700900199", "Hello there", OWNER)
    assert message.lane.word == "transactional"
    assert message.state is State.QUEUED
    result = body(auth.client.get(sent.location))
    assert ">Waiting</span>" in result
    assert "Hello there" in result


def test_the_check_names_a_known_customer(auth: Auth) -> None:
    assert "Send to <bdi>Anna Smith</bdi>" in write(auth, number="07700 900101")


def test_pressing_send_twice_sends_one_text(auth: Auth) -> None:
    before = count(auth.shop)
    write(auth)
    first = auth.post(f"/write/send/{KEY}")
    second = auth.post(f"/write/send/{KEY}")
    assert first.location == second.location
    assert count(auth.shop) == before + 1


def test_going_back_to_a_check_that_was_sent_shows_the_result(auth: Auth) -> None:
    write(auth)
    sent = auth.post(f"/write/send/{KEY}")
    assert auth.client.get(f"/write/check/{KEY}").location == sent.location


def test_a_page_filled_in_again_after_sending_is_another_text(auth: Auth) -> None:
    before = count(auth.shop)
    write(auth)
    auth.post(f"/write/send/{KEY}")
    page = write(auth, text="A second one")
    action = re.search(r'action="(/write/send/[^"]+)"', page)
    assert action
    auth.post(action[1])
    assert count(auth.shop) == before + 2
    assert newest(auth.shop).text == "A second one"


def save(auth: Auth, **changed: str) -> str:
    """What the page sends by itself while somebody types."""
    return body(auth.post("/write", filled_in(action="save", **changed)))


def test_what_is_typed_is_kept_and_its_address_leads_back_to_it(auth: Auth) -> None:
    assert f'data-here="/write/again/{KEY}"' in save(auth, number="077", text="Hel")
    assert "Saved 10:30" in save(auth, number="07700 9", text="Hello", urgent="1")
    page = body(auth.client.get(f"/write/again/{KEY}"))
    assert "Hello</textarea>" in page
    assert 'value="07700 9"' in page
    assert 'name="urgent" value="1" checked' in page


def test_what_was_checked_is_sent_whatever_was_typed_since(auth: Auth) -> None:
    write(auth)
    save(auth, text="Something else", number="1")
    assert "Hello there" in body(auth.client.get(f"/write/check/{KEY}"))
    auth.post(f"/write/send/{KEY}")
    assert newest(auth.shop).text == "Hello there"
    assert "Saved" not in save(auth, text="Too late")


def test_an_unfinished_text_is_offered_to_who_wrote_it_until_it_is_sent(auth: Auth) -> None:
    assert "unfinished" not in body(auth.client.get("/write"))
    write(auth)
    page = body(auth.client.get("/write"))
    assert "You have an unfinished text" in page
    assert f'href="/write/again/{KEY}"' in page
    auth.be(Role.STAFF)
    assert "unfinished" not in body(auth.client.get("/write"))
    auth.sign_in()
    auth.post(f"/write/send/{KEY}")
    assert "unfinished" not in body(auth.client.get("/write"))


@pytest.mark.parametrize("changed", [{"text": "a" * 4001}, {"key": "x"}])
def test_what_cannot_be_kept_is_not_said_to_be_saved(auth: Auth, changed: dict[str, str]) -> None:
    assert "Saved" not in save(auth, **changed)


def test_changing_it_keeps_what_was_typed(auth: Auth) -> None:
    write(auth, text="Hello <you>", lane="promotional", urgent="1")
    page = body(auth.client.get(f"/write/again/{KEY}"))
    assert "Hello &lt;you&gt;</textarea>" in page
    assert 'value="07700 900199"' in page
    assert 'value="promotional" checked' in page
    assert 'name="urgent" value="1" checked' in page


@pytest.mark.parametrize(
    ("changed", "says", "field"),
    [
        ({"number": ""}, "Enter the phone number.", "number"),
        ({"number": "hello"}, "is not a telephone number", "number"),
        ({"number": "0123"}, "is too short", "number"),
        ({"number": "9" * 100}, "That is too long for a number.", "number"),
        ({"text": ""}, "Write your message.", "text"),
        ({"text": "  \n "}, "Write your message.", "text"),
        ({"text": "a" * 1531}, "Too long: 11 texts, and 10 is the most. Make it shorter.", "text"),
        ({"text": "a" * 5000}, "That message is too long. Make it shorter.", "text"),
    ],
)
def test_a_wrong_field_is_named_on_top_and_in_place_and_the_rest_is_kept(
    auth: Auth, changed: Mapping[str, str], says: str, field: str
) -> None:
    response = auth.post("/write", filled_in(**{"text": "Keep me", "number": "07700 900 444", **changed}))
    page = body(response)
    assert response.status_code == 422
    assert "<title>(3) Error: Send a text · Corner Shop</title>" in page
    assert "There is a problem" in page
    assert page.count(says) == 2
    assert f'href="#{field}"' in page
    assert page.count('aria-invalid="true"') == 1
    assert f"{field}-error" in page
    assert ("Keep me" in page) is ("text" not in changed)
    assert ("07700 900 444" in page) is ("number" not in changed)


def test_both_fields_are_named_when_both_are_wrong(auth: Auth) -> None:
    page = write(auth, number="12", text="")
    assert page.count('aria-invalid="true"') == 2


def test_a_lane_that_staff_cannot_choose_is_refused(auth: Auth) -> None:
    assert auth.post("/write", filled_in(lane="reply")).status_code == 422


def test_somebody_who_said_stop_cannot_be_sent_to(auth: Auth) -> None:
    page = write(auth, number=STOPPED)
    assert "This text cannot be sent" in page
    assert "This person said STOP" in page
    assert "Send to" not in page
    auth.post(f"/write/send/{KEY}")
    assert newest(auth.shop).state is State.BLOCKED


def test_an_offer_goes_only_to_people_who_said_yes(auth: Auth) -> None:
    assert "This person has not said yes to offers." in write(auth, lane="promotional")
    page = write(auth, lane="promotional", number=ANNA)
    assert "cannot be sent" not in page
    assert "Send to" in page


def test_at_night_a_text_says_until_when_it_waits(auth: Auth) -> None:
    auth.shop.clock.now = auth.shop.clock.now.replace(hour=22)
    auth.sign_in()
    page = write(auth)
    assert "It will not go out at once" in page
    assert "It goes out tomorrow from 08:00." in page
    assert "Send to" in page


def test_an_urgent_text_goes_out_at_night(auth: Auth) -> None:
    auth.shop.clock.now = auth.shop.clock.now.replace(hour=22)
    auth.sign_in()
    assert "will not go out at once" not in write(auth, urgent="1")
    auth.post(f"/write/send/{KEY}")
    assert newest(auth.shop).urgent


def test_plain_characters_replace_those_that_cost_a_text(auth: Auth) -> None:
    page = body(auth.post("/write", filled_in(text="It’s “ready” – café", action="plain")))
    assert "It&#39;s &#34;ready&#34; - café</textarea>" in page
    assert "1 text · 141 characters left" in page


def test_what_has_no_plain_form_is_named(auth: Auth) -> None:
    page = body(auth.post("/write", filled_in(text="It’s 😀", action="plain")))
    assert "There is no plain form of <bdi>😀</bdi>" in page


def test_the_counter_is_right_without_scripts(auth: Auth) -> None:
    page = body(auth.post("/write", filled_in(number="", text="a" * 161)))
    assert "2 texts · 145 characters left" in page
    assert '<progress max="153" value="153"></progress><progress max="153" value="8"></progress>' in page
    page = body(auth.post("/write", filled_in(number="", text="it’s")))
    assert "The character ’ cuts a text from 160 to 70 characters." in page


def test_windows_line_ends_count_once(auth: Auth) -> None:
    write(auth, text="a\r\nb")
    auth.post(f"/write/send/{KEY}")
    assert newest(auth.shop).text == "a\nb"


def test_a_text_that_waits_can_be_stopped(auth: Auth) -> None:
    write(auth)
    sent = auth.post(f"/write/send/{KEY}").location
    page = body(auth.post(sent.replace("sent", "stop"), follow=True))
    assert ">Stopped</span>" in page
    assert newest(auth.shop).state is State.CANCELLED


def test_a_text_that_has_gone_cannot_be_stopped(auth: Auth) -> None:
    assert "It is too late to stop this text." in body(auth.post("/write/stop/1", follow=True))


def test_what_a_text_holds_is_shown_and_never_run(auth: Auth) -> None:
    page = write(auth, text="<b>hi</b> \u202egnp.exe\x07")
    assert "&lt;b&gt;hi&lt;/b&gt;" in page
    assert "<b>hi" not in page
    assert '<span class="mark" title="right-to-left override">U+202E</span>gnp.exe' in page
    assert "U+0007" in page


@pytest.mark.parametrize("path", ["/write/check/none", "/write/again/none"])
def test_a_draft_that_is_gone_starts_again(auth: Auth, path: str) -> None:
    assert auth.client.get(path).location == "/write"


def test_sending_a_draft_that_is_gone_sends_nothing_and_says_so(auth: Auth) -> None:
    before = count(auth.shop)
    assert "not here any more" in body(auth.post("/write/send/none", follow=True))
    assert count(auth.shop) == before


def test_a_draft_is_its_writers_alone() -> None:
    drafts = Drafts()
    drafts.keep(Draft(KEY, 1, "1", "x", "transactional", False))
    assert drafts.get(KEY, 1)
    assert drafts.get(KEY, 2) is None


def test_drafts_do_not_fill_the_memory() -> None:
    drafts = Drafts()
    for number in range(MOST_DRAFTS + 1):
        drafts.keep(Draft(str(number), 1, "1", "x", "transactional", False))
    assert drafts.get("0", 1) is None
    assert drafts.get(str(MOST_DRAFTS), 1)


@pytest.mark.parametrize("message_id", ["999999", "9" * 19, "9" * 40, "-1", "x"])
def test_a_text_that_does_not_exist_is_not_found(auth: Auth, message_id: str) -> None:
    assert auth.client.get(f"/write/sent/{message_id}").status_code == 404


@pytest.mark.parametrize("path", ["/write", f"/write/check/{KEY}", f"/write/again/{KEY}", "/write/sent/1"])
def test_an_outsider_sees_nothing(client: FlaskClient, path: str) -> None:
    cannot_see(client, path)
    foreign_hosts_are_refused(client, path)


@pytest.mark.parametrize("path", ["/write", f"/write/send/{KEY}", "/write/stop/1"])
def test_a_form_from_elsewhere_does_nothing(client: FlaskClient, auth: Auth, path: str) -> None:
    before = count(auth.shop)
    needs_the_form_key(client, path, filled_in())
    cannot_post(client.application.test_client(), path, filled_in())
    assert count(auth.shop) == before


def test_a_sent_text_to_a_customer_is_in_their_conversation(auth: Auth) -> None:
    write(auth, number=ANNA, text="See you")
    auth.post(f"/write/send/{KEY}")
    assert inbox.conversation(auth.shop.db, ANNA).entries[-1].text == "See you"


def test_rule_1_1_an_offer_about_their_own_business_is_refused_at_the_field(auth: Auth) -> None:
    answer = auth.post("/write", filled_in(text="Your order is ready. 20% off next time!"))
    assert answer.status_code == 422
    page = body(answer)
    assert "“20% off” is an offer. Take it out, or send it as an offer to a list." in page
    assert 'id="text-error"' in page


def test_rule_8_3_the_check_of_an_offer_shows_and_counts_the_lines_of_the_box(auth: Auth) -> None:
    page = write(auth, lane="promotional", number=ANNA, text="x" * 130)
    assert f"Corner Shop: {'x' * 130} Reply STOP to opt out" in page
    assert "2 texts" in page
