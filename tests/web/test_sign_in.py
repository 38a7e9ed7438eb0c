"""The sign-in page."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from smsbox.services import people
from smsbox.store.db import Database
from tests.fakes.shop import OWNER, PASSWORD, Clock, Shop
from tests.web.conftest import Auth, body
from tests.web.outsiders import foreign_hosts_are_refused
from web import create_app
from web.attempts import MOST_NAMES, Attempts

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


def test_made_up_names_do_not_fill_the_memory() -> None:
    attempts, clock = Attempts(), Clock()
    for number in range(MOST_NAMES + 10):
        attempts.wrong(f"name {number}", clock())
    assert len(attempts._records) == MOST_NAMES


def test_what_is_missing_is_said_beside_its_field(known: Auth) -> None:
    page = enter(known, "", "")
    assert "Enter your name." in page
    assert 'href="#password"' in page
    assert page.count('aria-invalid="true"') == 2


def test_a_typed_password_is_never_sent_back(known: Auth) -> None:
    assert "wrong-password" not in enter(known, password="wrong-password")


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
    auth.client.set_cookie("smsbox", cookie.value[:-2] + "xx")
    assert auth.client.get("/").status_code == 302


def test_signing_in_needs_the_form_key(client: FlaskClient) -> None:
    assert client.post("/sign-in", data={"name": OWNER, "password": PASSWORD}).status_code == 400


def test_the_sign_in_page_refuses_foreign_hosts(client: FlaskClient) -> None:
    foreign_hosts_are_refused(client, "/sign-in")


def test_an_empty_box_says_how_to_add_the_first_person(tmp_path: Path) -> None:
    db = Database(tmp_path / "empty")
    page = create_app(db, secret=b"s" * 32).test_client().get("/sign-in")
    db.close()
    assert "smsbox user add NAME --role owner" in body(page)
