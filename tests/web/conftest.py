"""A filled shop, its page, a browser-like client, and somebody who can sign in."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from smsbox.rules.roles import Role
from smsbox.services import people
from smsbox.services.people import Person
from tests.fakes.page import page_of
from tests.fakes.shop import Shop, filled


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = filled(tmp_path)
    yield shop
    shop.close()


@pytest.fixture
def app(shop: Shop) -> Flask:
    return page_of(shop.db, shop.clock)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


class Auth:
    """Signs the client in and sends its forms with their key."""

    def __init__(self, client: FlaskClient, shop: Shop) -> None:
        self.client = client
        self.shop = shop

    def sign_in(self) -> None:
        assert self.client.get(self.shop.link()).status_code == 200

    def be(self, role: Role) -> Person:
        """Signs in as somebody new of this role."""
        who = people.add_person(self.shop.db, f"Somebody {role}", role, None, now=self.shop.clock())
        secret = people.make_sign_in_link(self.shop.db, who.id, now=self.shop.clock())
        assert self.client.get(f"/sign-in/{secret}").status_code == 200
        return who

    def key(self) -> str:
        """The CSRF token of the session, from whatever form the session may see."""
        signed_in = self.client.get("/more").status_code == 200
        page = self.client.get("/more" if signed_in else "/sign-in?who=").get_data(as_text=True)
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found
        return found[1]

    def post(self, path: str, data: Mapping[str, str] | None = None, *, follow: bool = False) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.key(), **(data or {})}, follow_redirects=follow)


@pytest.fixture
def stranger(client: FlaskClient, shop: Shop) -> Auth:
    """Somebody at the page who is not signed in."""
    return Auth(client, shop)


@pytest.fixture
def auth(client: FlaskClient, shop: Shop) -> Auth:
    """The owner, signed in."""
    auth = Auth(client, shop)
    auth.sign_in()
    return auth


def body(response: TestResponse) -> str:
    """The page as text."""
    return response.get_data(as_text=True)
