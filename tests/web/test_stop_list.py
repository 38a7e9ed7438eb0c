"""The STOP list: who said it, since when, how and how far; found by a piece of the number, lifted by nobody here."""

import re

import pytest

from smsbox.rules.lifecycle import State
from smsbox.rules.roles import Role
from smsbox.services import consent, contacts, erasure, inbox, messages, reviews, suppressions
from smsbox.services.activity import Actor, By
from tests.fakes.shop import LEO, MAYA, OWNER, Shop
from tests.web.conftest import Auth, body
from tests.web.outsiders import cannot_post, cannot_see, foreign_hosts_are_refused, needs_the_form_key

PATH = "/customers/stopped"
UNCLEAR, STOPPED = "+447700900106", "+447700900107"


def who(page: str) -> list[str]:
    """Whose STOPs are listed."""
    return re.findall(r"<h2>(?:<a [^>]*>)?(?:<bdi[^>]*>)?([^<]+)", page)


def look(auth: Auth, typed: str = "") -> str:
    return body(auth.client.get(PATH, query_string={"q": typed} if typed else {}))


def test_who_said_stop_is_listed_with_when_how_how_far_and_the_text(auth: Auth, shop: Shop) -> None:
    shop.receive(LEO, "Leave me alone")
    page = look(auth)
    assert who(page) == ["Leo Rossi", "07700 900107"]
    assert "2 numbers, the newest first" in page
    assert ">Since 10:30</time> · By a text<" in page
    assert ">Since yesterday 10:40</time> · By a text<" in page
    assert page.count("Gets nothing") == 2
    assert re.findall(r'<p class="bubble in" dir="auto">([^<]+)</p>', page) == ["Leave me alone", "STOP"]
    assert f'href="/customers/{contacts.get(shop.db, LEO).id}"' in page
    assert f'href="/inbox/with/{STOPPED}#latest"' in page


def test_rule_3_4_a_stop_to_offers_is_told_apart(auth: Auth, shop: Shop) -> None:
    with shop.db.write() as tx:
        tx.execute("UPDATE suppressions SET scope = 'offers'")
    page = look(auth)
    assert "Gets no offers" in page
    assert "Gets nothing<" not in page


def test_rule_4_4_a_stop_that_was_told_shows_how_and_who_wrote_it_down(auth: Auth, shop: Shop) -> None:
    consent.record(shop.db, MAYA, list_name=None, action="opt_out", source="a letter", actor=OWNER, now=shop.clock())
    assert "Told the shop · a letter · Rosa" in look(auth)


def test_rule_3_3_a_stop_out_of_an_unclear_text_shows_the_text_and_who_decided(auth: Auth, shop: Shop) -> None:
    inbox.decide_review(shop.db, UNCLEAR, opt_out=True, actor=OWNER, now=shop.clock())
    page = look(auth)
    assert "By an unclear text, and Rosa took it for a STOP" in page
    assert "What time do you stop serving breakfast?" in page


def test_rule_3_3_a_stop_that_nobody_decided_about_says_so(auth: Auth, shop: Shop) -> None:
    inbox.decide_review(shop.db, UNCLEAR, opt_out=True, actor="smsbox", now=shop.clock())
    assert "By an unclear text that nobody decided about in time" in look(auth)


def test_rule_2_10_an_erased_person_is_listed_without_a_name_or_number(auth: Auth, shop: Shop) -> None:
    erasure.erase(shop.db, LEO, by=By(Actor.PERSON, OWNER, shop.clock()))
    page = look(auth)
    assert who(page) == ["Somebody who was erased", "07700 900107"]
    assert "Erased because they asked for it" in page
    assert "#" + suppressions.find(shop.db).items[0].number[1:9] not in page


def test_rule_2_9_staff_cannot_lift_a_stop_and_are_told_why(auth: Auth, shop: Shop) -> None:
    page = look(auth)
    assert "Whoever texted STOP comes back by texting START." in page
    assert "the law leaves that to the person alone" in page
    assert not re.search(rf'action="{PATH}[^"]*"[^>]*method="post"|method="post"[^>]*action="{PATH}', page)
    for path in (PATH, f"{PATH}/{STOPPED}"):
        assert auth.post(path).status_code in (404, 405)
    assert [one.number for one in suppressions.find(shop.db).items] == [STOPPED]


FORM = {"key": "k" * 20, "number": "07700 900 102", "how": "phone"}


def test_rule_4_4_a_stop_that_is_told_ends_all_texts_at_once_with_how_and_who(auth: Auth, shop: Shop) -> None:
    waiting = shop.queue(LEO, "Your order is ready.")
    page = body(auth.post(f"{PATH}/new", FORM, follow=True))
    assert "Written down. The shop sends them nothing more." in page
    assert who(page) == ["Leo Rossi", "07700 900107"]
    assert "Told the shop · On the phone · Rosa" in page
    assert messages.get(shop.db, waiting).state is State.CANCELLED
    row = consent.history(shop.db, LEO)[-1]
    assert (row.event, row.channel, row.source, row.actor) == ("opt_out", "staff", "On the phone", OWNER)


def test_rule_4_4_from_the_card_it_takes_two_taps(auth: Auth, shop: Shop) -> None:
    leo = contacts.get(shop.db, LEO)
    link = f"{PATH}/new?number=%2B447700900102"
    assert f'href="{link}"' in body(auth.client.get(f"/customers/{leo.id}"))
    page = body(auth.client.get(link))
    assert 'value="+447700900102"' in page
    assert re.search(r'name="how" value="counter" checked', page)
    auth.post(f"{PATH}/new", FORM | {"number": LEO, "how": "counter"})
    assert suppressions.find(shop.db).items[0].number == LEO
    assert f"{PATH}/new" not in body(auth.client.get(f"/customers/{leo.id}"))


def test_rule_4_4_pressing_twice_writes_one_stop(auth: Auth, shop: Shop) -> None:
    for _ in range(2):
        auth.post(f"{PATH}/new", FORM)
    assert len(consent.history(shop.db, LEO)) == 1


def test_rule_4_4_the_till_may_write_it_down_and_sees_no_more_than_before(stranger: Auth, shop: Shop) -> None:
    stranger.be(Role.TILL)
    assert f'href="{PATH}/new"' in body(stranger.client.get("/customers/new"))
    page = body(stranger.post(f"{PATH}/new", FORM, follow=True))
    assert "Written down." in page
    assert "Leo Rossi" not in page
    assert suppressions.find(shop.db).items[0].number == LEO


def test_rule_3_3_a_stop_that_is_told_answers_the_question_about_an_unclear_text(auth: Auth, shop: Shop) -> None:
    auth.post(f"{PATH}/new", FORM | {"number": UNCLEAR})
    assert reviews.waiting(shop.db).items == ()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("number", "", "Enter the phone number."),
        ("number", "nobody", ""),
        ("number", "1" * 61, "That is too long for a number."),
        ("how", "dreamt", "Choose how they said it."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(auth: Auth, shop: Shop, field: str, value: str, sentence: str) -> None:
    response = auth.post(f"{PATH}/new", FORM | {field: value})
    assert response.status_code == 422
    assert sentence in body(response)
    assert f'id="{field}-error"' in body(response)
    assert [one.number for one in suppressions.find(shop.db).items] == [STOPPED]


def test_a_stranger_and_a_form_from_elsewhere_stop_nobody(auth: Auth, shop: Shop) -> None:
    needs_the_form_key(auth.client, f"{PATH}/new", FORM)
    cannot_post(auth.client.application.test_client(), f"{PATH}/new", FORM)
    cannot_see(auth.client.application.test_client(), f"{PATH}/new")
    assert [one.number for one in suppressions.find(shop.db).items] == [STOPPED]


@pytest.mark.parametrize("typed", ["0107", "07700 900 107", "+44 7700 900107", "900107"])
def test_a_number_is_found_by_a_piece_however_it_is_typed(auth: Auth, shop: Shop, typed: str) -> None:
    shop.receive(LEO, "STOP")
    page = look(auth, typed)
    assert who(page) == ["07700 900107"]
    assert "1 found" in page


def test_a_number_that_is_not_there_and_a_piece_that_is_too_short_say_so(auth: Auth) -> None:
    page = look(auth, "4321")
    assert "Nobody with this number said STOP" in page
    assert 'value="4321"' in page
    assert "Type a piece of the number" in look(auth, "7")
    assert "Type a piece of the number" in look(auth, "Anna")


def test_a_shop_whose_customers_all_came_back_says_so(auth: Auth, shop: Shop) -> None:
    shop.receive(STOPPED, "START")
    page = look(auth)
    assert "Nobody has said STOP" in page
    assert 'name="q"' not in page


@pytest.mark.parametrize("typed", ["", "7009021"])
def test_pages_follow_each_other_without_a_gap(auth: Auth, shop: Shop, typed: str) -> None:
    numbers = [f"+4477009021{index:02}" for index in range(60)]
    for number in numbers:
        consent.record(
            shop.db, number, list_name=None, action="opt_out", source="a letter", actor=OWNER, now=shop.clock()
        )
        shop.clock.forward(seconds=1)
    first = look(auth, typed)
    further = re.search(r'href="([^"]+)"[^>]*><span>Show older<', first)
    assert further
    second = body(auth.client.get(further[1].replace("&amp;", "&")))
    expected = [f"07700 9021{index:02}" for index in range(59, -1, -1)] + ([] if typed else ["07700 900107"])
    assert who(first) + who(second) == expected
    assert f'href="{PATH}{"?q=7009021" if typed else ""}"' in second


def test_a_way_to_the_list_stands_among_the_customers(auth: Auth) -> None:
    assert f'href="{PATH}"' in body(auth.client.get("/customers"))


def test_outsiders_and_the_till_see_nothing(stranger: Auth) -> None:
    cannot_see(stranger.client, PATH)
    foreign_hosts_are_refused(stranger.client, PATH)
    stranger.be(Role.TILL)
    assert stranger.client.get(PATH).status_code == 403
