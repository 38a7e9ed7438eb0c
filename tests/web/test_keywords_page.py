"""The words that people text: listed with what each does, made, changed, deleted, taken back (3.4-3.6)."""

import html
import re

import pytest

from smsbox.rules.roles import Role
from smsbox.services import contacts, keywords, lists, messages, settings, wordings
from smsbox.services.activity import Actor, By
from smsbox.services.keywords import Keyword
from smsbox.store.ledger import ListState
from tests.fakes.shop import LEO, MAYA, OWNER, Shop
from tests.web.conftest import Auth, body
from tests.web.outsiders import cannot_post, cannot_see, foreign_hosts_are_refused, needs_the_form_key

WORDING = "Yes, Corner Shop may text me offers, up to 4 texts a month. Reply STOP to opt out, HELP for help."
WELCOME = "Corner Shop: you are on our list Offers. Up to 4 texts a month. Reply HELP for help, STOP to opt out."
SHOES = {"word": "SHOES", "list": "Offers", "answer": "Show this at the till.", "action": "keep"}
HOURS = {"word": "HOURS", "list": "", "answer": "We are open 9 to 6.", "action": "keep"}


@pytest.fixture(autouse=True)
def worded(shop: Shop) -> None:
    """People know what they agree to who join Offers; of News they do not."""
    by = By(Actor.PERSON, OWNER, shop.clock())
    wordings.put(shop.db, "Offers", WORDING, kinds="offers", per_month=4, by=by)
    lists.create(shop.db, "News", now=shop.clock())


def make(auth: Auth, **form: str) -> str:
    """What the page says after a word was made."""
    return html.unescape(body(auth.post("/keywords/new", SHOES | form, follow=True)))


def words(shop: Shop) -> list[str]:
    return [each.written for each in keywords.all_keywords(shop.db)]


def the_word(shop: Shop) -> Keyword:
    (found,) = keywords.all_keywords(shop.db)
    return found


def bubbles(page: str) -> list[str]:
    return re.findall(r'<p class="bubble in" dir="auto">([^<]+)</p>', page)


def undo(auth: Auth, page: str) -> str:
    action = re.search(r'action="(/activity/\d+/undo)"', page)
    assert action, "there is an Undo on the page itself"
    return body(auth.post(action[1], {"next": "/keywords"}, follow=True))


def test_a_word_is_made_and_shown_with_what_it_does_and_what_people_get_back(auth: Auth, shop: Shop) -> None:
    page = make(auth)
    assert "Made the keyword" in page
    assert "Joins Offers" in page
    assert f"{WELCOME} Show this at the till." in bubbles(page)
    assert "1 text each time" in page
    found = the_word(shop)
    assert (found.word, found.written, found.list, found.answer) == ("shoes", "SHOES", "Offers", SHOES["answer"])


def test_a_word_that_only_answers_joins_no_list(auth: Auth, shop: Shop) -> None:
    page = make(auth, **HOURS)
    assert ">Answers</span>" in page
    assert "We are open 9 to 6." in bubbles(page)
    assert the_word(shop).list is None


def test_a_long_answer_is_told_as_the_texts_that_it_takes(auth: Auth) -> None:
    page = make(auth, answer="We are glad. " * 14)
    assert bubbles(page)[0] == WELCOME
    assert "3 texts each time" in page


def test_what_is_shown_is_what_the_box_sends(auth: Auth, shop: Shop) -> None:
    shown = bubbles(make(auth))[0]
    shop.receive(LEO, "shoes")
    assert [message.text for message in messages.find(shop.db, to=LEO).items] == [shown]


def test_rule_3_4_a_word_by_text_joins_the_list_and_is_answered_once(auth: Auth, shop: Shop) -> None:
    make(auth)
    shop.receive(MAYA, " shoes! ")
    shop.receive(MAYA, "SHOES")
    assert contacts.get(shop.db, MAYA).lists == {"Offers": ListState.SUBSCRIBED}
    sent = [message.text for message in messages.find(shop.db, to=MAYA).items if message.author == "smsbox"]
    assert sent == [f"{WELCOME} Show this at the till."]


def test_rule_3_6_the_words_of_every_phone_are_shown_locked(auth: Auth) -> None:
    page = body(auth.client.get("/keywords"))
    locked = page.partition('id="locked"')[2]
    assert re.findall(r"<b>([A-Z]+)</b>", locked) == ["STOP", "START", "HELP"]
    assert "These always work, and nobody can change them." in locked
    assert bubbles(locked) == [
        "Corner Shop: you are opted out and will get no more texts from us. Text START to get them again.",
        "Corner Shop: you will get our texts again. Reply HELP for help, STOP to opt out.",
        "Corner Shop: texts from the shop. Reply STOP to opt out.",
    ]
    assert "<a " not in locked.partition("</section>")[0]


@pytest.mark.parametrize("word", ["STOP", "s.t.o.p", "Start", "HELP", "quit", "YES", "arrêt"])
def test_rule_3_6_a_word_of_every_phone_is_refused_beside_the_field(auth: Auth, shop: Shop, word: str) -> None:
    page = make(auth, word=word)
    assert "means something to every phone. Choose another word." in page
    assert 'id="word-error"' in page
    assert words(shop) == []


@pytest.mark.parametrize(
    ("form", "field", "sentence"),
    [
        ({"word": ""}, "word", "Enter the word that people shall text."),
        ({"word": "two words"}, "word", "A keyword is one word of up to 20 letters."),
        ({"word": "x" * 21}, "word", "A keyword is one word of up to 20 letters."),
        ({"word": "x" * 50}, "word", "That word is too long: 20 letters at most."),
        ({"list": "", "answer": ""}, "answer", "Say what the keyword does: join a list, or an answer."),
        ({"list": "", "answer": "Today 20% off"}, "answer", "is an offer. Take it out"),
        ({"answer": "x" * 2000}, "answer", "The text is too long"),
        ({"answer": "x" * 5000}, "answer", "That answer is too long. Make it shorter."),
        ({"list": "News"}, "list", "This list has no sign-up wording yet. Write one first."),
        ({"list": "Nobody"}, "list", "There is no list"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    auth: Auth, shop: Shop, form: dict[str, str], field: str, sentence: str
) -> None:
    response = auth.post("/keywords/new", SHOES | form)
    assert response.status_code == 422
    page = body(response)
    assert sentence in page
    assert f'id="{field}-error"' in page
    assert "Error: " in page
    assert words(shop) == []


def test_a_word_that_is_there_already_is_said_beside_the_field(auth: Auth, shop: Shop) -> None:
    make(auth)
    page = make(auth, word="shoes!", answer="Another")
    assert "There is a keyword" in page
    assert 'id="word-error"' in page
    assert the_word(shop).answer == SHOES["answer"]


def test_a_word_much_like_another_is_warned_about_and_made_at_the_second_press(auth: Auth, shop: Shop) -> None:
    make(auth)
    response = auth.post("/keywords/new", SHOES | {"word": "Shoe"})
    assert response.status_code == 422
    page = body(response)
    assert "It is easily mistaken" in page
    assert "<b><bdi>SHOES</bdi></b>" in page
    assert "Make it all the same" in page
    assert 'name="sure" value="shoe"' in page
    assert words(shop) == ["SHOES"]
    assert "It is easily mistaken" in make(auth, word="SHOESS", sure="shoe"), "each such word is warned about"
    assert "Made the keyword" in make(auth, word="Shoe", sure="shoe")
    assert words(shop) == ["Shoe", "SHOES"]


def test_making_changing_and_deleting_a_word_can_be_undone_on_the_page_itself(auth: Auth, shop: Shop) -> None:
    page = make(auth)
    assert "It has been taken back." in undo(auth, page)
    assert words(shop) == []
    make(auth)
    path = f"/keywords/{the_word(shop).id}"
    page = body(auth.post(path, {"list": "", "answer": "New answer", "action": "keep"}, follow=True))
    assert (the_word(shop).list, the_word(shop).answer) == (None, "New answer")
    undo(auth, page)
    assert (the_word(shop).list, the_word(shop).answer) == ("Offers", SHOES["answer"])
    page = body(auth.post(f"{path}/delete", follow=True))
    assert words(shop) == []
    undo(auth, page)
    assert words(shop) == ["SHOES"]


def test_saving_without_a_change_offers_no_undo_of_what_was_before(auth: Auth, shop: Shop) -> None:
    make(auth)
    shop.clock.forward(minutes=5)
    same = {"list": "Offers", "answer": SHOES["answer"], "action": "keep"}
    page = body(auth.post(f"/keywords/{the_word(shop).id}", same, follow=True))
    assert "/undo" not in page


def test_an_address_names_no_act_of_another_kind_to_undo(auth: Auth, shop: Shop) -> None:
    contacts.put(shop.db, LEO, name="Leo", by=By(Actor.PERSON, OWNER, shop.clock()), now=shop.clock())
    page = make(auth)
    entry = re.search(r"/activity/(\d+)/undo", page)
    assert entry
    assert "/undo" in body(auth.client.get(f"/keywords?done={entry[1]}"))
    for done in (int(entry[1]) - 1, 0, "x", 2**70):
        assert "/undo" not in body(auth.client.get(f"/keywords?done={done}"))


def test_a_word_is_changed_and_keeps_its_name(auth: Auth, shop: Shop) -> None:
    make(auth)
    path = f"/keywords/{the_word(shop).id}"
    page = body(auth.client.get(path))
    assert "<h1><bdi>SHOES</bdi></h1>" in page
    assert 'name="word"' not in page
    assert re.search(r'value="Offers" checked', page)
    assert html.escape(WELCOME) in page
    assert auth.post(path, {"list": "Nobody", "answer": "", "action": "keep"}).status_code == 422
    assert the_word(shop).list == "Offers"


@pytest.mark.parametrize("is_new", [True, False])
def test_plain_characters_are_put_in_on_request_and_nothing_is_kept(auth: Auth, shop: Shop, is_new: bool) -> None:
    if not is_new:
        make(auth)
    before = keywords.all_keywords(shop.db)
    path = "/keywords/new" if is_new else f"/keywords/{the_word(shop).id}"
    response = auth.post(path, SHOES | {"answer": "It’s “ready” ☂", "action": "plain"})
    assert response.status_code == 200
    page = html.unescape(body(response))
    assert 'It\'s "ready" ☂</textarea>' in page
    assert "There is no plain form of" in page
    assert keywords.all_keywords(shop.db) == before


def test_a_list_that_nobody_can_join_yet_says_what_is_missing(auth: Auth, shop: Shop) -> None:
    page = body(auth.client.get("/keywords/new"))
    assert "Nobody can join <bdi>News</bdi> by a word yet" in page
    assert f'href="/customers/lists/{lists.get(shop.db, "News").id}/wording"' in page
    assert 'value="News"' not in page


def test_a_word_whose_list_is_deleted_says_so(auth: Auth, shop: Shop) -> None:
    make(auth)
    lists.delete(shop.db, "Offers", now=shop.clock())
    page = body(auth.client.get("/keywords"))
    assert "Its list is deleted" in page
    assert bubbles(page)[0] == "Show this at the till."


def test_a_list_names_its_words_or_leads_to_the_first(auth: Auth, shop: Shop) -> None:
    path = f"/customers/lists/{lists.get(shop.db, 'Offers').id}"
    assert 'href="/keywords/new?list=Offers"' in body(auth.client.get(path))
    assert re.search(r'value="Offers" checked', body(auth.client.get("/keywords/new?list=Offers")))
    make(auth)
    page = body(auth.client.get(path))
    assert f'href="/keywords/{the_word(shop).id}"' in page
    assert "/keywords/new" not in page


def test_rule_9_2_where_no_automatic_texts_may_go_only_what_is_demanded_is_shown(auth: Auth, shop: Shop) -> None:
    make(auth)
    settings.set_value(shop.db, "shop.region", "FR")
    page = body(auth.client.get("/keywords"))
    assert "In France" in page
    assert bubbles(page)[0] == WELCOME


def test_a_shop_without_words_is_told_what_they_are_for(auth: Auth) -> None:
    page = body(auth.client.get("/keywords"))
    assert "No word yet" in page
    assert 'href="/keywords/new"' in page
    assert 'href="/keywords"' in body(auth.client.get("/more"))


def test_words_from_outside_are_shown_and_never_run(auth: Auth, shop: Shop) -> None:
    make(auth, word="A<b>", answer="<script>alert(1)</script>")
    for path in ("/keywords", f"/keywords/{the_word(shop).id}"):
        page = body(auth.client.get(path))
        assert "<script>alert" not in page
        assert "A<b>" not in page


def test_outsiders_and_staff_see_and_change_nothing(stranger: Auth, shop: Shop) -> None:
    by = By(Actor.PERSON, OWNER, shop.clock())
    found = keywords.create(shop.db, "SHOES", list_name="Offers", by=by)
    one = f"/keywords/{found.id}"
    key = {"csrf_token": stranger.key()}
    for path in ("/keywords", "/keywords/new", one):
        cannot_see(stranger.client, path)
        foreign_hosts_are_refused(stranger.client, path)
    for path in ("/keywords/new", one, f"{one}/delete"):
        cannot_post(stranger.client, path, key | HOURS)
    stranger.be(Role.STAFF)
    for path in ("/keywords", "/keywords/new", one):
        assert stranger.client.get(path).status_code == 403
    for path in ("/keywords/new", one, f"{one}/delete"):
        assert stranger.post(path, HOURS).status_code == 403
    assert 'href="/keywords"' not in body(stranger.client.get("/more"))
    assert keywords.all_keywords(shop.db) == (found,)


def test_a_form_from_elsewhere_changes_nothing(auth: Auth, shop: Shop) -> None:
    make(auth)
    one = f"/keywords/{the_word(shop).id}"
    for path in ("/keywords/new", one, f"{one}/delete"):
        needs_the_form_key(auth.client, path, HOURS)
    assert words(shop) == ["SHOES"]
    assert the_word(shop).answer == SHOES["answer"]


def test_nobodys_word_is_not_there(auth: Auth) -> None:
    for path in ("/keywords/99", f"/keywords/{2**70}"):
        assert auth.client.get(path).status_code == 404
    assert auth.post("/keywords/99", HOURS).status_code == 404
    assert auth.post("/keywords/99/delete").status_code == 404
