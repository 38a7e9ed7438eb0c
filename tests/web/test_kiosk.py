"""The tablet at the counter: set up by staff, locked to its page, and the same to every number (2.1, 2.4, 2.9)."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from smsbox.rules.lanes import Kind
from smsbox.rules.roles import Role
from smsbox.services import consent, kiosk, lists, people, settings, wordings
from smsbox.store import outbox
from tests.fakes.shop import ANNA, LEO, Shop
from tests.page_speed import MOST_STATEMENTS, statements
from tests.web.conftest import Auth, body
from tests.web.outsiders import cannot_post, cannot_see, foreign_hosts_are_refused, needs_the_form_key
from web.pace import Limit, Pace

TABLET = "Tablet at the door"
NEW, NEW_E164 = "07700 900 155", "+447700900155"
STOPPED = "+447700900107"


def list_id(shop: Shop) -> str:
    """The list that has its words."""
    return str(wordings.in_use(shop.db, "Offers").list_id)


def start(auth: Auth, name: str = TABLET) -> TestResponse:
    """Makes the client a tablet at the counter."""
    response = auth.post("/kiosk/start", {"list": list_id(auth.shop), "name": name})
    assert (response.status_code, response.location) == (302, "/kiosk")
    return response


class Tablet:
    """What a customer does on it."""

    def __init__(self, auth: Auth) -> None:
        self.auth = auth
        self.client = auth.client

    def page(self) -> str:
        return body(self.client.get("/kiosk"))

    def sign_up(self, number: str = NEW, **changed: str) -> TestResponse:
        """Types a number, ticks the box, presses the button."""
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', self.page()))
        return self.client.post("/kiosk", data={**fields, "number": number, "agree": "1", **changed})


@pytest.fixture(autouse=True)
def words(shop: Shop) -> None:
    """The list has the words that people agree to."""
    shop.word()


@pytest.fixture
def tablet(auth: Auth) -> Tablet:
    start(auth)
    return Tablet(auth)


def ledger_of(shop: Shop, number: str) -> list[tuple[str, str, str | None, str | None]]:
    """What the ledger says of the number: event, channel, source, act."""
    return [(row.event, row.channel, row.source, row.act) for row in consent.history(shop.db, number)]


def test_staff_start_it_and_are_signed_out_by_that(auth: Auth) -> None:
    page = body(auth.client.get("/kiosk/start"))
    assert wordings.in_use(auth.shop.db, "Offers").text in page
    assert 'value="Tablet at the counter"' in page
    start(auth)
    assert auth.client.get("/").location == "/kiosk"
    shown = body(auth.client.get("/kiosk"))
    assert "Stay in touch by text" in shown
    assert 'inputmode="tel"' in shown
    assert not re.search(r'type="checkbox"[^>]* checked', shown)


def test_more_leads_to_it(auth: Auth) -> None:
    assert 'href="/kiosk/start"' in body(auth.client.get("/more"))


def test_it_needs_a_list_with_words_and_a_name(auth: Auth, shop: Shop) -> None:
    lists.create(shop.db, "Bare", now=shop.clock())
    bare = str(lists.get(shop.db, "Bare").id)
    assert "Bare" not in body(auth.client.get("/kiosk/start"))
    for data, said in (
        ({"list": bare, "name": TABLET}, "Choose a list."),
        ({"list": "x", "name": TABLET}, "Choose a list."),
        ({"name": TABLET}, "Choose a list."),
        ({"list": list_id(shop), "name": " "}, "Give this tablet a name."),
        ({"list": list_id(shop), "name": "x" * 41}, "That name is too long"),
    ):
        refused = auth.post("/kiosk/start", data)
        assert refused.status_code == 422
        assert said in body(refused)
    assert auth.client.get("/more").status_code == 200
    shop.db.connection().execute("DELETE FROM wordings")
    assert "No list has its words yet" in body(auth.client.get("/kiosk/start"))


def test_it_shows_its_page_and_nothing_else(tablet: Tablet, app: Flask) -> None:
    page = tablet.page()
    assert "<nav" not in page
    assert 'class="pill' not in page
    for rule in app.url_map.iter_rules():
        if rule.endpoint.split(".")[0] in {"kiosk", "sign_in", "static", *app.config["OWN_CHECKS"]}:
            continue
        path = rule.build(dict.fromkeys(rule.arguments, "1"), append_unknown=False)[1]
        for method in (rule.methods or set()) & {"GET", "POST"}:
            response = tablet.client.open(path, method=method)
            assert (response.status_code, response.location) == (302, "/kiosk"), rule


def test_its_cookie_opens_nothing_by_itself(tablet: Tablet, app: Flask) -> None:
    cookie = tablet.client.get_cookie("smsbox-tablet")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Strict")
    thief = app.test_client()
    thief.set_cookie("smsbox", cookie.value)
    assert thief.get("/customers").location.startswith("/sign-in")
    assert thief.get("/kiosk").status_code == 404


def test_leaving_it_takes_signing_in(tablet: Tablet, shop: Shop) -> None:
    assert 'href="/sign-in"' in tablet.page()
    assert tablet.client.get("/sign-in").status_code == 200
    assert tablet.client.get("/customers").location == "/kiosk"
    tablet.auth.sign_in()
    assert tablet.client.get("/customers").status_code == 200
    assert tablet.client.get_cookie("smsbox-tablet") is None
    assert tablet.client.get("/kiosk").location == "/kiosk/start"


def test_a_sign_in_that_nobody_finishes_gives_way_to_the_page(tablet: Tablet) -> None:
    assert tablet.client.get("/sign-in").headers["Refresh"] == "60; url=/kiosk"
    assert tablet.client.get("/nowhere").headers["Refresh"] == "60; url=/kiosk"


def test_it_ends_with_the_password_of_who_started_it(tablet: Tablet, shop: Shop) -> None:
    people.set_password(shop.db, shop.owner.name, "another long password")
    assert tablet.client.get("/kiosk").status_code == 404
    assert tablet.client.get("/customers").location.startswith("/sign-in")


def test_rule_2_1_a_tick_is_written_down_with_the_tablets_name_and_the_exact_words(tablet: Tablet, shop: Shop) -> None:
    wording = wordings.in_use(shop.db, "Offers").text
    assert wording in tablet.page()
    response = tablet.sign_up()
    assert (response.status_code, response.location) == (303, "/kiosk/thanks")
    assert ledger_of(shop, NEW_E164) == [("doi_sent", "tablet", TABLET, "box ticked")]
    assert consent.history(shop.db, NEW_E164)[0].wording == wording


def test_rule_2_4_the_phone_is_asked_to_reply_yes(tablet: Tablet, shop: Shop) -> None:
    tablet.sign_up()
    (question,) = outbox.to_number(shop.db.connection(), NEW_E164, 5)
    assert question.kind == Kind.DOUBLE_OPT_IN
    assert "reply YES" in question.text


def test_rule_2_4_without_the_tick_nothing_happens(tablet: Tablet, shop: Shop) -> None:
    refused = tablet.sign_up(agree="")
    assert refused.status_code == 422
    assert "Tick the box if you agree." in body(refused)
    assert f'value="{NEW}"' in body(refused)
    assert ledger_of(shop, NEW_E164) == []


def test_rule_2_9_a_number_under_stop_is_not_texted_and_nothing_is_told(tablet: Tablet, shop: Shop) -> None:
    before = outbox.to_number(shop.db.connection(), STOPPED, 5)
    tablet.sign_up(STOPPED)
    assert outbox.to_number(shop.db.connection(), STOPPED, 5) == before
    shop.clock.forward(minutes=1)
    shop.receive(STOPPED, "YES")
    assert [event for event, *_ in ledger_of(shop, STOPPED)] == ["opt_out", "doi_sent"]


def test_it_answers_every_number_alike(tablet: Tablet) -> None:
    told = set()
    for number in (NEW, ANNA, LEO, STOPPED, NEW):
        response = tablet.sign_up(number)
        told.add((response.status_code, response.location, body(tablet.client.get(response.location or ""))))
    assert len(told) == 1


def test_the_thanks_say_what_to_do_name_nobody_and_clear_themselves(tablet: Tablet, shop: Shop) -> None:
    tablet.sign_up()
    response = tablet.client.get("/kiosk/thanks")
    page = body(response)
    assert "Reply YES to the text on your phone." in page
    word = kiosk.keyword(shop.db, int(list_id(shop)))
    assert word
    assert f'Text {word} to <bdi dir="ltr">07700 900000</bdi> yourself.' in page
    assert NEW not in page
    assert response.headers["Refresh"] == "20; url=/kiosk"
    assert NEW not in tablet.page()
    shop.db.connection().execute("UPDATE sims SET number = NULL")
    assert "Tell us at the counter." in body(tablet.client.get("/kiosk/thanks"))


def test_a_list_without_a_keyword_is_joined_by_no_text_of_ones_own(tablet: Tablet, shop: Shop) -> None:
    shop.db.connection().execute("DELETE FROM keywords")
    tablet.sign_up()
    assert "Tell us at the counter." in body(tablet.client.get("/kiosk/thanks"))


@pytest.mark.parametrize("number", ["", "hello", "0161 496 0000", "9" * 70])
def test_a_number_that_cannot_be_texted_is_said_at_its_field(tablet: Tablet, number: str) -> None:
    refused = tablet.sign_up(number)
    assert refused.status_code == 422
    assert 'id="number-error"' in body(refused)
    assert turns(refused) == ("60", "60")


def test_words_that_changed_meanwhile_are_ticked_anew(tablet: Tablet, shop: Shop) -> None:
    old = re.search(r'name="wording" value="(\d+)"', tablet.page())
    assert old
    shop.db.connection().execute("UPDATE wordings SET retired_at = 1")
    new = shop.word(8)
    refused = tablet.sign_up(wording=old[1])
    assert refused.status_code == 409
    assert "Please read them again." in body(refused)
    assert new.text in body(refused)
    assert not re.search(r'type="checkbox"[^>]* checked', body(refused))
    assert ledger_of(shop, NEW_E164) == []
    assert tablet.sign_up().status_code == 303


def test_a_list_that_is_gone_sends_people_to_the_counter(tablet: Tablet, shop: Shop) -> None:
    page = tablet.page()
    key = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert key
    lists.delete(shop.db, "Offers", now=shop.clock())
    assert "Nobody can sign up on this screen right now." in tablet.page()
    said = tablet.client.post("/kiosk", data={"csrf_token": key[1], "number": NEW, "agree": "1", "wording": "1"})
    assert "Nobody can sign up on this screen right now." in body(said)


def test_six_sign_ups_a_minute_are_enough_for_a_counter(tablet: Tablet, shop: Shop) -> None:
    for number in range(6):
        assert tablet.sign_up(f"07700 900 16{number}").status_code == 303
    refused = tablet.sign_up()
    assert refused.status_code == 429
    assert "Wait a minute, then press again." in body(refused)
    assert ledger_of(shop, NEW_E164) == []
    shop.clock.forward(seconds=60)
    assert tablet.sign_up().status_code == 303


def test_a_pace_holds_its_longer_limit_and_survives_a_clock_that_is_put_back(shop: Shop) -> None:
    pace = Pace((Limit(2, timedelta(minutes=1)), Limit(3, timedelta(hours=1))))
    now = shop.clock()
    assert [pace.lets(now + timedelta(minutes=minute)) for minute in (0, 0, 0, 2, 4, 59)] == [
        True, True, False, True, False, False,
    ]  # fmt: skip
    assert pace.lets(now + timedelta(hours=1, minutes=1))
    assert pace.lets(now - timedelta(days=1))


def turns(response: TestResponse) -> tuple[str, str]:
    """After how many seconds the form begins anew: untouched, and after the last touch. Without scripts the first."""
    page = body(response)
    assert "Refresh" not in response.headers
    found = re.search(r'data-after="(\d+)" data-touched="(\d+)"', page)
    assert found
    assert f'<noscript><meta http-equiv="refresh" content="{found[1]}; url=/kiosk"></noscript>' in page
    return found[1], found[2]


def test_the_page_of_a_quiet_night_still_signs_people_up(tablet: Tablet, shop: Shop, app: Flask) -> None:
    response = tablet.client.get("/kiosk")
    assert turns(response) == ("1800", "60")
    assert "smsbox=" in " ".join(response.headers.getlist("Set-Cookie"))


def test_its_pages_ask_little_of_the_database(tablet: Tablet, shop: Shop) -> None:
    for path in ("/kiosk", "/kiosk/thanks"):
        assert len(statements(shop.db, tablet.client, path)) <= MOST_STATEMENTS


def test_outsiders_see_no_sign_up_page_and_start_none(stranger: Auth, shop: Shop) -> None:
    cannot_see(stranger.client, "/kiosk/start")
    cannot_post(stranger.client, "/kiosk/start", {"csrf_token": stranger.key(), "name": "x", "list": list_id(shop)})
    assert stranger.client.get("/kiosk").status_code == 404
    assert stranger.client.get("/kiosk/thanks").status_code == 404
    data = {"csrf_token": stranger.key(), "number": NEW, "agree": "1", "wording": "1"}
    assert stranger.client.post("/kiosk", data=data).status_code == 404
    assert ledger_of(shop, NEW_E164) == []
    for path in ("/kiosk", "/kiosk/start", "/kiosk/thanks"):
        foreign_hosts_are_refused(stranger.client, path)


def test_the_till_starts_none(stranger: Auth, shop: Shop) -> None:
    stranger.be(Role.TILL)
    assert stranger.post("/kiosk/start", {"name": "x", "list": list_id(shop)}).status_code == 403
    assert 'href="/kiosk/start"' not in body(stranger.client.get("/more"))


def test_a_form_from_elsewhere_signs_nobody_up(tablet: Tablet, shop: Shop) -> None:
    needs_the_form_key(tablet.client, "/kiosk", {"number": NEW, "agree": "1", "wording": "1"})
    assert ledger_of(shop, NEW_E164) == []


def test_a_tablet_in_a_shop_of_another_language_shows_the_words_as_they_are_written(tablet: Tablet, shop: Shop) -> None:
    settings.set_value(shop.db, "shop.language", "de")
    assert wordings.in_use(shop.db, "Offers").text in tablet.page()
