"""The inbox: the list, a conversation, answering, deciding."""

import re

import pytest
from flask.testing import FlaskClient

from smsbox.rules.lifecycle import State
from smsbox.rules.scope import Scope
from smsbox.services import consent, contacts, inbox, messages
from smsbox.store import parts
from tests.fakes.shop import ANNA, LEO, MAYA
from tests.web.conftest import Auth, body
from tests.web.outsiders import cannot_post, cannot_see, foreign_hosts_are_refused, needs_the_form_key

UNCLEAR = "+447700900106"
STOPPED = "+447700900107"
LOST = "+447700900104"
KEY = "an-answer-key"


def page(auth: Auth, path: str) -> str:
    return " ".join(body(auth.client.get(path)).split())


def answer(auth: Auth, number: str = LEO, text: str = "Yes, until noon", key: str = KEY) -> str:
    return body(auth.post(f"/inbox/answer/{number}", {"key": key, "text": text}, follow=True))


def test_the_newest_conversation_is_first_and_unread_is_said_in_words(auth: Auth) -> None:
    listed = page(auth, "/inbox")
    assert listed.index("07700 900108") < listed.index("Leo Rossi") < listed.index("Anna Smith")
    assert listed.count('<span class="read">1 unread</span>') == 3
    assert "Inbox" in listed


@pytest.mark.parametrize(
    ("show", "shown", "left_out"),
    [
        ("unread", {"Leo Rossi", "Maya Okafor"}, {"Anna Smith"}),
        ("to_answer", {"Leo Rossi", "Anna Smith"}, {"Maya Okafor"}),
        ("offers", set(), {"Leo Rossi", "Anna Smith", "Maya Okafor"}),
        ("all", {"Leo Rossi", "Anna Smith", "Maya Okafor"}, set()),
        ("nonsense", {"Leo Rossi", "Anna Smith", "Maya Okafor"}, set()),
    ],
)
def test_the_list_shows_what_was_chosen(auth: Auth, show: str, shown: set[str], left_out: set[str]) -> None:
    listed = page(auth, f"/inbox?show={show}")
    assert {name for name in shown | left_out if name in listed} == shown
    assert listed.count('aria-current="page"><span>') == 1


def test_a_name_a_number_and_a_word_find_a_conversation(auth: Auth) -> None:
    for words in ("ross", "07700 900102", "sunday"):
        found = page(auth, f"/inbox?q={words}")
        assert "Leo Rossi" in found
        assert "Anna Smith" not in found
        assert f'value="{words}"' in found


def test_a_search_keeps_to_what_was_chosen(auth: Auth) -> None:
    assert "Anna Smith" in page(auth, "/inbox?q=anna&show=to_answer")
    auth.post(f"/inbox/done/{ANNA}", {"done": "1"})
    found = page(auth, "/inbox?q=anna&show=to_answer")
    assert "Nothing found" in found
    assert '<input type="hidden" name="show" value="to_answer">' in found


def test_an_empty_list_says_what_will_be_here(auth: Auth) -> None:
    for number in (LEO, MAYA, "+447700900108"):
        auth.client.get(f"/inbox/with/{number}")
    assert "All read" in page(auth, "/inbox?show=unread")
    assert "No replies yet" in page(auth, "/inbox?show=offers")
    for row in inbox.conversations(auth.shop.db).items:
        inbox.mark_done(auth.shop.db, row.number, True)
    assert "All answered" in page(auth, "/inbox?show=to_answer")
    nothing = page(auth, "/inbox?q=zzzz")
    assert "Nothing found" in nothing
    assert "Show all messages" in nothing


def test_thirty_are_on_a_page_and_older_ones_on_the_next(auth: Auth) -> None:
    for number in range(300, 331):
        auth.shop.clock.forward(seconds=1)
        auth.shop.receive(f"+447700900{number}", "Hi")
    first = page(auth, "/inbox")
    assert first.count('id="with-') == 30
    older = re.search(r'href="(/inbox\?after=[^"]+)"><span>Show older', first)
    assert older
    second = page(auth, older[1])
    assert "07700 900300" in second
    assert "Anna Smith" in second
    assert "07700 900330" not in second
    assert "Show the newest" in second


@pytest.mark.parametrize("after", ["x", "1_2_3x", "-1", "9" * 40])
def test_a_made_up_place_in_the_list_is_refused(auth: Auth, after: str) -> None:
    assert auth.client.get(f"/inbox?after={after}").status_code in (200, 400)


def test_a_conversation_shows_both_sides_with_what_became_of_ours(auth: Auth) -> None:
    thread = page(auth, f"/inbox/with/{ANNA}")
    assert "Anna Smith" in thread
    assert "They wrote:" in thread
    assert "Great, thank you!" in thread
    assert "The shop wrote:" in thread
    assert "Delivered <time" in thread
    assert thread.index("blue shoes") < thread.index("kids too? 😊</p>")


def test_opening_a_conversation_makes_it_read(auth: Auth) -> None:
    assert inbox.unread_count(auth.shop.db) == 3
    auth.client.get(f"/inbox/with/{LEO}")
    assert inbox.unread_count(auth.shop.db) == 2
    assert "<title>(2) " in page(auth, "/inbox")


def test_an_answer_is_queued_in_the_reply_lane_and_shown(auth: Auth) -> None:
    thread = answer(auth)
    assert "Yes, until noon" in thread
    (message,) = messages.find(auth.shop.db, to=LEO).items
    assert message.lane.word == "reply"
    assert message.author == "Rosa"


def test_an_answer_sent_twice_goes_once(auth: Auth) -> None:
    answer(auth)
    answer(auth)
    assert len(messages.find(auth.shop.db, to=LEO).items) == 1
    answer(auth, key="another-key")
    assert len(messages.find(auth.shop.db, to=LEO).items) == 2


@pytest.mark.parametrize(("text", "says"), [("", "Write your answer."), ("a" * 5000, "That answer is too long")])
def test_a_wrong_answer_is_named_and_nothing_goes(auth: Auth, text: str, says: str) -> None:
    thread = answer(auth, text=text)
    assert says in thread
    assert "There is a problem" in thread
    assert messages.find(auth.shop.db, to=LEO).items == ()


def test_too_many_texts_for_an_answer_are_refused_and_kept(auth: Auth) -> None:
    thread = answer(auth, text="b" * 1600)
    assert "The text is too long" in thread
    assert "b" * 1600 in thread


def test_plain_characters_can_be_had_in_an_answer(auth: Auth) -> None:
    response = auth.post(f"/inbox/answer/{LEO}", {"key": KEY, "text": "It’s open", "action": "plain"})
    assert "It&#39;s open</textarea>" in body(response)
    assert messages.find(auth.shop.db, to=LEO).items == ()


def test_rule_1_1_an_offer_to_whoever_gets_none_is_refused_and_kept_for_mending(auth: Auth) -> None:
    thread = answer(auth, text="50% off today only!")
    assert "is an offer. Take it out" in thread
    assert "50% off today only!</textarea>" in thread
    assert messages.find(auth.shop.db, to=LEO).items == ()


def test_somebody_who_said_stop_cannot_be_answered(auth: Auth) -> None:
    thread = page(auth, f"/inbox/with/{STOPPED}")
    assert "This person said STOP, so nothing can be sent to them." in thread
    assert "Send the answer" not in thread
    assert "Said STOP, yesterday" in thread
    before = len(messages.find(auth.shop.db, to=STOPPED).items)
    assert "This person said STOP" in answer(auth, STOPPED)
    assert len(messages.find(auth.shop.db, to=STOPPED).items) == before


def test_after_72_hours_an_answer_is_a_new_text(auth: Auth) -> None:
    auth.shop.clock.forward(hours=73)
    auth.sign_in()
    thread = page(auth, f"/inbox/with/{LEO}")
    assert "They have not written in the last 72 hours" in thread
    assert "Send the answer" not in thread
    assert "/write?to=%2B447700900102" in thread
    assert "has not written in the last 72 hours" in answer(auth)


def test_a_sender_without_a_number_cannot_be_answered(auth: Auth) -> None:
    auth.shop.receive("Parcels", "Your parcel is on its way")
    thread = page(auth, "/inbox/with/Parcels")
    assert "Your parcel is on its way" in thread
    assert "cannot be answered" in thread
    assert "Send the answer" not in thread


def test_done_puts_a_conversation_away_and_can_be_undone(auth: Auth) -> None:
    thread = body(auth.post(f"/inbox/done/{ANNA}", {"done": "1"}, follow=True))
    assert "Done. It comes back by itself" in thread
    assert inbox.conversation(auth.shop.db, ANNA).done
    undo = re.search(r'action="(/activity/[0-9]+/undo)"', thread)
    assert undo
    response = auth.post(undo[1], {"next": f"/inbox/with/{ANNA}"})
    assert response.headers["Location"] == f"/inbox/with/{ANNA}"
    assert not inbox.conversation(auth.shop.db, ANNA).done
    assert "It has been taken back." in page(auth, f"/inbox/with/{ANNA}")


def test_what_was_put_away_earlier_can_be_taken_up_again(auth: Auth) -> None:
    auth.post(f"/inbox/done/{ANNA}", {"done": "1"})
    assert "Take it up again" in page(auth, f"/inbox/with/{ANNA}")
    auth.post(f"/inbox/done/{ANNA}", {"done": "0"})
    assert not inbox.conversation(auth.shop.db, ANNA).done


def test_undo_is_offered_only_for_this_conversation_and_only_once(auth: Auth) -> None:
    place = auth.post(f"/inbox/done/{ANNA}", {"done": "1"}).headers["Location"]
    entry = place.rpartition("put_away=")[2]
    assert ">Undo</span>" in page(auth, place)
    assert ">Undo</span>" not in page(auth, f"/inbox/with/{LEO}?put_away={entry}")
    assert ">Undo</span>" not in page(auth, f"/inbox/with/{ANNA}?put_away={'9' * 30}")
    auth.post(f"/activity/{entry}/undo")
    assert ">Undo</span>" not in page(auth, place)


def test_the_answers_used_last_are_offered_and_begin_one(auth: Auth) -> None:
    thread = page(auth, f"/inbox/with/{LEO}")
    found = re.search(r'href="(/inbox/with/[^"]+text=[^"]+)" data-fill="text" data-text="See you later then!"', thread)
    assert found
    assert "See you later then!</textarea>" in page(auth, found[1].replace("&amp;", "&"))
    assert messages.find(auth.shop.db, to=LEO).items == ()


def test_a_locked_conversation_offers_no_quick_answers(auth: Auth) -> None:
    assert "Quick answers" not in page(auth, f"/inbox/with/{STOPPED}")


def test_a_text_that_did_not_arrive_says_why_and_goes_once_more(auth: Auth) -> None:
    thread = page(auth, f"/inbox/with/{LOST}")
    assert "The network did not take it." in thread
    message_id = re.search(r'name="message" value="([0-9]+)"', thread)
    assert message_id
    for _ in range(2):
        auth.post(f"/inbox/again/{LOST}", {"message": message_id[1]})
    again, first = messages.find(auth.shop.db, to=LOST).items
    assert (again.text, again.author) == (first.text, "Rosa")
    assert "Try again" not in page(auth, f"/inbox/with/{LOST}")


def test_rule_1_1_an_offer_that_did_not_arrive_is_not_sent_again_as_an_answer_after_a_stop(auth: Auth) -> None:
    db, now = auth.shop.db, auth.shop.clock()
    auth.shop.receive(ANNA, "Is there a discount?")
    lost = inbox.answer(db, ANNA, "Yes, that is 20% off!", author="Rosa", now=now)
    with db.write() as tx:
        parts.close(tx, lost.id, State.FAILED, "network", now=now)
        consent.opt_out(tx, ANNA, consent.Act(consent.BY_TEXT, now), scope=Scope.OFFERS, now=now)
    said = body(auth.post(f"/inbox/again/{ANNA}", {"message": str(lost.id)}, follow=True))
    assert "is an offer. Take it out" in said
    assert messages.find(db, to=ANNA).items[0].id == lost.id


def test_what_cannot_go_once_more_says_so(auth: Auth) -> None:
    (delivered,) = messages.find(auth.shop.db, to=ANNA).items
    response = auth.post(f"/inbox/again/{ANNA}", {"message": str(delivered.id)}, follow=True)
    assert "Only a text that surely did not arrive can be sent again." in body(response)
    assert auth.post(f"/inbox/again/{ANNA}", {"message": "x"}).status_code == 400
    assert auth.post(f"/inbox/again/{LEO}", {"message": str(delivered.id)}).status_code == 404


def test_nobody_is_tried_again_who_said_stop(auth: Auth) -> None:
    auth.shop.receive(LOST, "STOP")
    thread = page(auth, f"/inbox/with/{LOST}")
    assert "Try again" not in thread
    assert "They said STOP" in thread


def test_a_text_says_how_the_box_understood_it(auth: Auth) -> None:
    assert "They may have meant STOP</span>" in page(auth, f"/inbox/with/{UNCLEAR}")
    auth.shop.receive(MAYA, "please stop texting me")
    assert "They said STOP (in a sentence)</span>" in page(auth, f"/inbox/with/{MAYA}")


def test_somebody_unknown_can_be_added_as_a_customer(auth: Auth) -> None:
    assert "/customers/new?number=%2B447700900108" in page(auth, "/inbox/with/+447700900108")
    assert "/customers/new?number" not in page(auth, f"/inbox/with/{LEO}")
    auth.shop.receive("Parcels", "Your parcel is on its way")
    assert "/customers/new?number" not in page(auth, "/inbox/with/Parcels")


def test_an_unclear_text_asks_what_was_meant(auth: Auth) -> None:
    assert "Please look" in page(auth, "/inbox")
    thread = page(auth, f"/inbox/with/{UNCLEAR}")
    assert "Did they mean STOP?" in thread
    assert f'action="/reviews/{UNCLEAR}"' in thread
    thread = body(auth.post(f"/reviews/{UNCLEAR}", {"decision": "keep", "next": f"/inbox/with/{UNCLEAR}"}, follow=True))
    assert "They can be texted as before." in thread
    assert "Did they mean STOP?" not in thread


def end_offers(auth: Auth, number: str) -> None:
    with auth.shop.db.write() as tx:
        act = consent.Act(consent.BY_TEXT, auth.shop.clock(), act="STOP")
        consent.opt_out(tx, number, act, scope=Scope.OFFERS, now=auth.shop.clock())


def test_rule_3_4_whoever_ended_offers_only_can_be_answered(auth: Auth) -> None:
    end_offers(auth, LEO)
    thread = page(auth, f"/inbox/with/{LEO}")
    assert "Said STOP to offers, today" in thread
    assert "nothing can be sent to them" not in thread
    assert "Yes, until noon" in answer(auth)
    assert auth.shop.db.connection().execute("SELECT state FROM messages ORDER BY id DESC").fetchone()[0] == "queued"


def test_texts_and_names_from_outside_are_shown_and_never_run(auth: Auth) -> None:
    contacts.put(auth.shop.db, LEO, name="<img src=x onerror=alert(1)>", now=auth.shop.clock())
    auth.shop.receive(LEO, "<script>alert(1)</script>\u202edetrever\x1b[2J\u2066")
    for path in ("/inbox", f"/inbox/with/{LEO}", "/live?on=inbox"):
        shown = page(auth, path)
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert "\u202e" not in shown
        assert "\x1b" not in shown
    assert ">U+202E</span>detrever" in page(auth, f"/inbox/with/{LEO}")


def test_every_text_decides_its_own_direction(auth: Auth) -> None:
    auth.shop.receive(LEO, "שלום")
    assert 'dir="auto">שלום</p>' in page(auth, f"/inbox/with/{LEO}")
    assert '<bdi dir="ltr">07700 900102</bdi>' in page(auth, f"/inbox/with/{LEO}")


@pytest.mark.parametrize("number", ["+440000000000", "nobody", "..", "a/b", "%00", "x" * 500])
def test_a_conversation_that_does_not_exist_is_not_found(auth: Auth, number: str) -> None:
    assert auth.client.get(f"/inbox/with/{number}").status_code in (308, 404)


@pytest.mark.parametrize("path", ["/inbox", f"/inbox/with/{LEO}"])
def test_an_outsider_sees_nothing(client: FlaskClient, path: str) -> None:
    cannot_see(client, path)
    foreign_hosts_are_refused(client, path)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        (f"/inbox/answer/{LEO}", {"key": KEY, "text": "Hi"}),
        (f"/inbox/done/{LEO}", {"done": "1"}),
        (f"/reviews/{UNCLEAR}", {"decision": "opt_out"}),
        (f"/inbox/again/{LOST}", {"message": "6"}),
    ],
)
def test_a_form_from_elsewhere_does_nothing(client: FlaskClient, auth: Auth, path: str, data: dict[str, str]) -> None:
    needs_the_form_key(client, path, data)
    cannot_post(client.application.test_client(), path, data)
    assert messages.find(auth.shop.db, to=LEO).items == ()
    assert not inbox.conversation(auth.shop.db, LEO).done
    assert inbox.conversation(auth.shop.db, UNCLEAR).review
