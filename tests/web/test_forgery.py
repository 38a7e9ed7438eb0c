"""Another site, or another program on the network, that wants to act in somebody's name: asked of every address."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from smsbox.rules.roles import Role
from tests.web.conftest import Auth, body
from web import hosts
from web.api.routes import BLUEPRINTS

API_NAMES = frozenset(blueprint.name for blueprint in BLUEPRINTS)


def of_the_page(app: Flask) -> list[Rule]:
    """Every address of the page."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.partition(".")[0] not in API_NAMES]


def path_of(rule: Rule) -> str:
    """An address that fits the rule."""
    return rule.build(dict.fromkeys(rule.arguments, "1"), append_unknown=False)[1]


def posts(app: Flask) -> list[str]:
    """Every address of the page that takes a form."""
    return sorted({path_of(rule) for rule in of_the_page(app) if "POST" in rule.methods})


def everything(auth: Auth) -> str:
    """The whole database but for who is read: what must not change."""
    return "\n".join(line for line in auth.shop.db.connection().iterdump() if "sqlite_sequence" not in line)


def test_no_form_works_without_the_sessions_key(app: Flask, auth: Auth) -> None:
    before = everything(auth)
    paths = posts(app)
    assert len(paths) > 10
    for path in paths:
        if path.startswith("/sign-in"):
            continue
        response = auth.client.post(path, data={"paused": "1", "done": "1", "decision": "stop", "role": "owner"})
        assert response.status_code == 400, path
        assert "open for too long" in body(response), path
    assert everything(auth) == before


def test_no_form_of_an_outsider_works_without_a_key(app: Flask, stranger: Auth) -> None:
    for path in posts(app):
        response = stranger.client.post(path, data={"name": "Rosa", "password": "x", "code": "x"})
        assert response.status_code in (302, 400), path
        assert response.status_code == 400 or response.location == "/sign-in", path


def test_the_key_of_another_session_opens_nothing(app: Flask, auth: Auth) -> None:
    other = Auth(app.test_client(), auth.shop)
    other.be(Role.MANAGER)
    stolen = other.key()
    for path in posts(app):
        if not path.startswith("/sign-in"):
            assert auth.client.post(path, data={"csrf_token": stolen}).status_code == 400, path


def test_nothing_is_changed_by_looking(app: Flask, auth: Auth) -> None:
    """No address that only shows may act: links, pictures and other sites can all make a browser look."""
    shows = [path_of(rule) for rule in of_the_page(app) if rule.methods and "GET" in rule.methods]
    for path in ["/inbox/with/%2B447700900102", "/inbox/with/%2B447700900108", *shows]:
        auth.client.get(path)  # a conversation that is shown is read
    before = everything(auth)
    for path in shows:
        auth.client.get(path)
    assert everything(auth) == before


def test_every_answer_forbids_to_be_framed_sniffed_and_kept(app: Flask, auth: Auth) -> None:
    for rule in of_the_page(app):
        headers = auth.client.get(path_of(rule)).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], rule
        assert headers["X-Frame-Options"] == "DENY", rule
        assert headers["X-Content-Type-Options"] == "nosniff", rule
        assert rule.endpoint == "static" or headers["Cache-Control"] == "no-store", rule


def test_no_address_answers_under_a_strangers_name(app: Flask, auth: Auth) -> None:
    for rule in of_the_page(app):
        for method in ("GET", "POST"):
            response = auth.client.open(path_of(rule), method=method, headers={"Host": "shop.example"})
            assert response.status_code == 400, rule
            assert "Set-Cookie" not in response.headers, rule


def test_no_cookie_is_open_to_scripts_or_other_sites(app: Flask, stranger: Auth) -> None:
    told = []
    for rule in of_the_page(app):
        told += stranger.client.get(path_of(rule)).headers.getlist("Set-Cookie")
    told += stranger.client.get(stranger.shop.link()).headers.getlist("Set-Cookie")
    assert told
    for cookie in told:
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie


@pytest.mark.parametrize(
    "host",
    [
        "192.168.1.20:8080",
        "10.0.0.7",
        "172.16.4.2:80",
        "169.254.9.9",
        "[fe80::1]:8080",
        "[fd12:3456::1]",
        "smsbox.local:65535",
        "SmsBox.Local.",
    ],
)
def test_addresses_of_the_shops_own_network_are_ours(host: str) -> None:
    assert hosts.is_ours(host, hosts.own_names(()))


@pytest.mark.parametrize(
    "host",
    [
        "localhost@evil.example",
        "evil.example#localhost",
        "192.168.1.20.evil.example",
        "192.168.1.20.nip.io",
        "3232235796",
        "0xc0.0xa8.0x01.0x14",
        "192.168.1.020",
        "127.1",
        "smsbox.local:",
        "smsbox.local:8080:80",
        "smsbox.local, evil.example",
        "smsbox.local\t",
        "[::]",
        "１９２.168.1.20",
    ],
)
def test_names_that_only_look_like_ours_are_refused(host: str) -> None:
    assert not hosts.is_ours(host, hosts.own_names(()))


def test_a_name_given_at_the_start_is_ours_and_its_neighbours_are_not() -> None:
    names = hosts.own_names(["till.example"])
    assert hosts.is_ours("till.example:8080", names)
    assert not hosts.is_ours("attill.example", names)
    assert not hosts.is_ours("a.till.example", names)


WRITTEN = "Yes, <b>until</b> six. See you!"


def test_what_was_written_on_a_page_that_is_too_old_is_shown_to_be_copied(auth: Auth) -> None:
    response = auth.client.post("/write", data={"text": WRITTEN})
    assert response.status_code == 400
    assert "Yes, &lt;b&gt;until&lt;/b&gt; six. See you!</textarea>" in body(response)


def test_what_was_written_while_the_session_ended_is_shown_to_be_copied(stranger: Auth) -> None:
    response = stranger.client.post("/write", data={"text": WRITTEN, "csrf_token": stranger.key()})
    assert response.status_code == 401
    page = body(response)
    assert "You are signed out" in page
    assert "Yes, &lt;b&gt;until&lt;/b&gt; six. See you!</textarea>" in page
