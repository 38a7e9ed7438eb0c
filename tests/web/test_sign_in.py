"""The sign-in page."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from smsbox.services import people
from smsbox.services.people import Person
from smsbox.store.db import Database
from tests.fakes.shop import OWNER, PASSWORD, Shop
from tests.web.conftest import Auth, body
from tests.web.outsiders import foreign_hosts_are_refused
from web import create_app

WRONG = "That name and password do not go together"
WAIT = "Too many wrong tries"


@pytest.fixture
def known(stranger: Auth) -> Auth:
    """Somebody with a password, not signed in."""
    people.set_password(stranger.shop.db, OWNER, PASSWORD)
    return stranger


def enter(auth: Auth, name: str = OWNER, password: str = PASSWORD) -> str:
    response = auth.post("/sign-in", {"name": name, "password": password})
    return response.location if response.status_code == 302 else body(response)


def test_the_right_password_opens_today(known: Auth) -> None:
    assert enter(known) == "/"
    assert "Good morning, Corner Shop" in body(known.client.get("/"))


def test_signing_in_goes_on_to_the_page_that_was_asked_for(known: Auth) -> None:
    asked = known.client.get("/more")
    response = known.post(asked.location, {"name": OWNER, "password": PASSWORD})
    assert response.location == "/more"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\tx",
        "javascript:alert(1)",
        "",
    ],
)
def test_signing_in_never_leads_to_another_site(known: Auth, elsewhere: str) -> None:
    data = {"name": OWNER, "password": PASSWORD, "csrf_token": known.key()}
    response = known.client.post("/sign-in", query_string={"next": elsewhere}, data=data)
    assert response.location == "/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(known: Auth) -> None:
    wrong, unknown = enter(known, password="wrong"), enter(known, name="Nobody")
    assert WRONG in wrong
    assert _without_token(wrong.replace(OWNER, "Nobody")) == _without_token(unknown)


def _without_token(page: str) -> str:
    """A form's token is signed with the second in which it was made."""
    return re.sub(r'name="csrf_token"[^>]*>', "", page)


def test_after_five_wrong_tries_even_the_right_password_waits_a_minute(known: Auth) -> None:
    for _ in range(4):
        assert WRONG in enter(known, password="wrong")
    assert WAIT in enter(known, password="wrong")
    assert WAIT in enter(known)
    known.shop.clock.forward(seconds=59)
    assert WAIT in enter(known)
    known.shop.clock.forward(seconds=1)
    assert enter(known) == "/"


def test_an_unknown_name_is_made_to_wait_as_well(known: Auth) -> None:
    answers = [enter(known, name="Nobody", password="wrong") for _ in range(5)]
    assert WAIT in answers[-1]


def test_the_wait_of_one_name_does_not_lock_out_another(known: Auth) -> None:
    for _ in range(5):
        enter(known, name="Nobody", password="wrong")
    assert enter(known) == "/"


def test_the_wait_grows_and_is_said_in_words(known: Auth) -> None:
    for _ in range(5):
        page = enter(known, password="wrong")
    assert "Wait 1 minute, then" in page
    known.shop.clock.forward(minutes=1)
    assert "Wait 2 minutes, then" in enter(known, password="wrong")


def test_a_restart_of_the_page_does_not_end_the_wait(known: Auth, shop: Shop) -> None:
    for _ in range(5):
        enter(known, password="wrong")
    again = Auth(create_app(shop.db, clock=shop.clock, secret=b"s" * 32).test_client(), shop)
    assert WAIT in enter(again)


def test_the_owner_gets_in_by_a_link_from_the_box_whatever_was_guessed(known: Auth) -> None:
    for _ in range(5):
        enter(known, password="wrong")
    known.sign_in()
    assert known.client.get("/").status_code == 200


def test_an_address_that_guesses_at_many_names_has_to_wait(known: Auth) -> None:
    for number in range(15):
        enter(known, name=f"Somebody {number}", password="wrong")
    assert WAIT in enter(known)


def test_what_is_missing_is_said_beside_its_field(known: Auth) -> None:
    page = enter(known, "", "")
    assert "Enter your name." in page
    assert 'href="#password"' in page
    assert page.count('aria-invalid="true"') == 2


def test_a_typed_password_is_never_sent_back(known: Auth) -> None:
    assert "wrong-password" not in enter(known, password="wrong-password")


@pytest.fixture
def tom(shop: Shop) -> Person:
    """Somebody at the till, with a PIN."""
    return people.add_person(shop.db, "Tom", "till", "4821", now=shop.clock())


def test_with_several_people_one_taps_a_name_and_then_types_a_pin(known: Auth, tom: Person) -> None:
    names = body(known.client.get("/sign-in?next=/more"))
    assert "Who is it?" in names
    assert f'href="/sign-in?who={tom.id}&amp;next=/more"' in names
    page = body(known.client.get(f"/sign-in?who={tom.id}&next=/more"))
    assert 'autocomplete="username"' in page
    assert 'value="Tom"' in page
    assert 'autocomplete="current-password" inputmode="numeric"' in page.replace('maxlength="200"', "").replace(
        "  ", " "
    )
    assert 'data-pad="password"' in page
    response = known.post("/sign-in?next=/more", {"name": "Tom", "password": "4821"})
    assert response.location == "/more"


def test_who_has_a_password_gets_no_pin_pad(known: Auth, tom: Person) -> None:
    page = body(known.client.get(f"/sign-in?who={known.shop.owner.id}"))
    assert f'value="{OWNER}"' in page
    assert "data-pad" not in page


def test_the_pad_is_hidden_until_a_script_shows_it(known: Auth, tom: Person) -> None:
    page = body(known.client.get(f"/sign-in?who={tom.id}"))
    assert re.search(r'<div class="pad"[^>]* hidden>', page)


def test_signing_in_renews_the_session_and_its_form_key(known: Auth) -> None:
    before = known.key()
    cookie = known.client.get_cookie("smsbox")
    assert enter(known) == "/"
    after = known.client.get_cookie("smsbox")
    assert cookie
    assert after
    assert cookie.value != after.value
    assert known.client.post("/sign-out", data={"csrf_token": before}).status_code == 400


def test_a_cookie_from_before_signing_in_stays_outside(known: Auth) -> None:
    known.key()
    planted = known.client.get_cookie("smsbox")
    assert planted
    enter(known)
    thief = known.client.application.test_client()
    thief.set_cookie("smsbox", planted.value)
    assert thief.get("/").status_code == 302


@pytest.mark.parametrize("change", ["password", "role", "removed"])
def test_another_password_another_role_and_removal_end_every_session_at_once(
    stranger: Auth, tom: Person, change: str
) -> None:
    assert enter(stranger, "Tom", "4821") == "/"
    if change == "password":
        people.set_password(stranger.shop.db, "Tom", "1848")
    elif change == "role":
        people.set_role(stranger.shop.db, "Tom", "staff")
    else:
        people.remove_person(stranger.shop.db, "Tom")
    assert stranger.client.get("/").status_code == 302


def test_a_locked_screen_goes_on_where_it_was(stranger: Auth, tom: Person) -> None:
    enter(stranger, "Tom", "4821")
    locked = stranger.post("/lock", {"next": "/more"})
    assert stranger.client.get("/more").status_code == 302
    assert 'value="Tom"' in body(stranger.client.get(locked.location))
    address = locked.location.replace(f"who={tom.id}&", "")
    data = {"csrf_token": stranger.key(), "name": "Tom", "password": "4821"}
    assert stranger.client.post(address, data=data).location == "/more"


def test_every_page_can_be_locked_and_says_where_to_go_on(auth: Auth) -> None:
    page = body(auth.client.get("/inbox?show=unread"))
    assert 'action="/lock"' in page
    assert 'name="next" value="/inbox?show=unread"' in page
    assert 'action="/lock"' not in body(auth.client.application.test_client().get("/sign-in"))


def test_locking_never_leads_to_another_site(stranger: Auth, tom: Person) -> None:
    enter(stranger, "Tom", "4821")
    assert stranger.post("/lock", {"next": "//evil.example"}).location.endswith("next=/")


def test_the_printed_code_lets_the_owner_set_a_new_password(known: Auth) -> None:
    code = people.make_recovery_code(known.shop.db, known.shop.owner.id, now=known.shop.clock())
    weak = known.post("/sign-in/recover", {"code": code, "password": "short"})
    assert weak.status_code == 422
    assert "Choose a password of 10 characters or more." in body(weak)
    done = known.post("/sign-in/recover", {"code": code, "password": "a new long password"})
    assert done.location == "/"
    assert known.client.get("/").status_code == 200
    known.post("/sign-out")
    assert enter(known, password="a new long password") == "/"


def test_guesses_at_the_printed_code_have_to_wait(known: Auth) -> None:
    data = {"code": "AAAA-BBBB-CCCC-DDDD-EEEE", "password": "a new long password"}
    pages = [body(known.post("/sign-in/recover", data)) for _ in range(16)]
    assert "That is not the code" in pages[0]
    assert WAIT in pages[-1]


def test_an_empty_code_is_said_beside_its_field(known: Auth) -> None:
    page = body(known.post("/sign-in/recover", {}))
    assert "Enter the code from the printed sheet." in page
    assert "Enter a new password." in page


def test_who_is_signed_in_is_not_asked_again(auth: Auth) -> None:
    assert auth.client.get("/sign-in").location == "/"


def test_a_link_signs_in_with_one_click(client: FlaskClient, shop: Shop) -> None:
    page = client.get(shop.link())
    assert page.status_code == 200
    assert 'content="0;url=/"' in body(page)
    assert client.get("/").status_code == 200


def test_a_used_link_is_refused_with_the_form(client: FlaskClient, shop: Shop) -> None:
    link = shop.link()
    client.get(link)
    other = client.application.test_client()
    page = other.get(link)
    assert page.status_code == 410
    assert "This link has been used, or is too old" in body(page)
    assert 'name="password"' in body(page)


def test_an_old_link_is_refused(client: FlaskClient, shop: Shop) -> None:
    link = shop.link()
    shop.clock.forward(minutes=16)
    assert client.get(link).status_code == 410
    assert client.get("/").status_code == 302


def test_looking_at_a_link_does_not_use_it_up(client: FlaskClient, shop: Shop) -> None:
    link = shop.link()
    client.head(link)
    assert client.get("/").status_code == 302
    assert client.get(link).status_code == 200


def test_the_session_ends_after_twelve_hours_however_busy_it_was(auth: Auth) -> None:
    auth.shop.clock.forward(hours=11, minutes=59)
    assert auth.client.get("/").status_code == 200
    auth.shop.clock.forward(minutes=1)
    assert auth.client.get("/").status_code == 302


def test_signing_out_ends_the_session(auth: Auth) -> None:
    assert "You are signed out." in body(auth.post("/sign-out", follow=True))
    assert auth.client.get("/").status_code == 302


def test_the_session_cookie_is_out_of_reach_for_scripts_and_other_sites(client: FlaskClient, shop: Shop) -> None:
    cookie = client.get(shop.link()).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/" in cookie


def test_a_forged_cookie_opens_nothing(auth: Auth) -> None:
    cookie = auth.client.get_cookie("smsbox")
    assert cookie
    said, _, signature = cookie.value.rpartition(".")
    forged = ("B" if signature.startswith("A") else "A") + signature[1:]  # not at its end, where letters share bits
    auth.client.set_cookie("smsbox", f"{said}.{forged}")
    assert auth.client.get("/").status_code == 302


def test_signing_in_needs_the_form_key(client: FlaskClient) -> None:
    assert client.post("/sign-in", data={"name": OWNER, "password": PASSWORD}).status_code == 400


def test_the_sign_in_page_refuses_foreign_hosts(client: FlaskClient) -> None:
    foreign_hosts_are_refused(client, "/sign-in")


def test_a_box_without_people_is_to_be_set_up_first(tmp_path: Path) -> None:
    db = Database(tmp_path / "empty")
    page = create_app(db, secret=b"s" * 32).test_client().get("/sign-in")
    db.close()
    assert page.location == "/setup"
