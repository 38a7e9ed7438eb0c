"""The fragment that open pages ask for again and again."""

import itertools
import re
import time

import pytest
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner

from smsbox.services import inbox
from tests.fakes.shop import ANNA, LEO
from tests.web.conftest import Auth, body
from tests.web.outsiders import cannot_see, foreign_hosts_are_refused


def version(page: str) -> str:
    found = re.search(r"v=([0-9a-f]{16})", page)
    assert found
    return found[1]


PLACES = [
    "",
    "?on=today",
    "?on=inbox",
    "?on=inbox&thing=unread",
    f"?on=thread&thing={LEO.replace('+', '%2B')}",
    "?on=sent&thing=1",
]


@pytest.mark.parametrize("place", PLACES)
def test_unchanged_news_is_no_answer(auth: Auth, place: str) -> None:
    first = body(auth.client.get("/live" + place))
    again = auth.client.get("/live" + place + ("&" if place else "?") + "v=" + version(first))
    assert again.status_code == 204
    assert again.data == b""


def test_a_forms_key_is_no_news_though_it_is_another_each_second(auth: Auth, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = itertools.count(int(time.time()))
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _signer: next(seconds))
    first, second = (body(auth.client.get("/live?on=setup")) for _ in range(2))
    assert 'name="csrf_token"' in first
    assert first != second
    assert auth.client.get(f"/live?on=setup&v={version(first)}").status_code == 204


def test_a_text_that_went_out_is_news_for_today(auth: Auth) -> None:
    first = body(auth.client.get("/live?on=today"))
    auth.shop.send_next()
    again = body(auth.client.get(f"/live?on=today&v={version(first)}"))
    assert "<dt>waiting</dt><dd>10</dd>" in again
    assert 'id="going-out" hx-swap-oob=true' in again


def test_a_text_that_came_in_is_news_for_every_page(auth: Auth) -> None:
    first = body(auth.client.get("/live"))
    auth.shop.receive(ANNA, "Hello?")
    again = body(auth.client.get(f"/live?v={version(first)}"))
    assert 'data-unread="4"' in again
    assert "4 unread" in again


def test_an_open_conversation_shows_what_came_in_and_counts_it_as_read(auth: Auth) -> None:
    place = f"/live?on=thread&thing={ANNA.replace('+', '%2B')}"
    auth.shop.receive(ANNA, "Are you still there?")
    assert "Are you still there?" in body(auth.client.get(place))
    assert inbox.conversation(auth.shop.db, ANNA).unread == 0


def test_a_sent_text_shows_how_it_moves_on(auth: Auth) -> None:
    message_id = auth.shop.queue(ANNA, "Hello")
    assert ">Waiting</span>" in body(auth.client.get(f"/live?on=sent&thing={message_id}"))
    while (key := auth.shop.put_on_air()) and key.message_id != message_id:
        auth.shop.finish(key)
    assert key
    assert ">Going out</span>" in body(auth.client.get(f"/live?on=sent&thing={message_id}"))
    auth.shop.finish(key, how="delivered")
    moved = body(auth.client.get(f"/live?on=sent&thing={message_id}"))
    assert ">Delivered</span>" in moved
    assert "Stop this text" not in moved


def test_the_page_is_told_whether_something_moves(auth: Auth) -> None:
    assert 'data-busy="1"' in body(auth.client.get("/live"))
    auth.shop.stop_daemon()
    assert 'data-busy="0"' in body(auth.client.get("/live"))


@pytest.mark.parametrize("thing", ["", "x", "-1", "²", "9" * 30])
def test_a_message_that_cannot_be_is_refused(auth: Auth, thing: str) -> None:
    assert auth.client.get(f"/live?on=sent&thing={thing}").status_code in (400, 404)


def test_an_unknown_conversation_is_not_found(auth: Auth) -> None:
    assert auth.client.get("/live?on=thread&thing=nobody").status_code == 404


def test_an_outsider_gets_no_news(client: FlaskClient) -> None:
    cannot_see(client, "/live")
    foreign_hosts_are_refused(client, "/live")
