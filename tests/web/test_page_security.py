"""What holds for every page: who may see it, what the browser may do with it, how faults look."""

import logging
import stat
import threading
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from smsbox.errors import StoreFault
from tests.fakes.shop import Shop
from tests.web.conftest import Auth, body
from web import LARGEST_REQUEST, create_app, hosts, secret_key

OPEN = {
    "sign_in.form",
    "sign_in.enter",
    "sign_in.link",
    "sign_in.recover",
    "static",
    "language.choose",
    "kiosk.page",
    "kiosk.sign_up",
    "kiosk.thanks",
    "setup.page",
    "setup.open_link",
}


def test_every_page_but_signing_in_is_closed_to_outsiders(app: Flask, client: FlaskClient) -> None:
    own = app.config["OWN_CHECKS"]
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] not in own]
    assert len(rules) > 10
    for rule in rules:
        if rule.endpoint in OPEN:
            continue
        path = rule.build(dict.fromkeys(rule.arguments, "1"), append_unknown=False)[1]
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        response = client.open(path, method=method)
        assert response.status_code == 302, rule
        assert response.location.startswith("/sign-in"), rule


def test_a_poll_of_an_ended_session_leads_to_the_sign_in_page(client: FlaskClient) -> None:
    response = client.get("/live", headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == "/sign-in"


@pytest.mark.parametrize("path", ["/", "/sign-in", "/static/app.css", "/nowhere", "/live"])
def test_every_response_tells_the_browser_what_it_may_do(auth: Auth, path: str) -> None:
    headers = auth.client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_pages_are_not_kept_and_files_are_kept_for_good(auth: Auth) -> None:
    assert auth.client.get("/").headers["Cache-Control"] == "no-store"
    assert "immutable" in auth.client.get("/static/app.css").headers["Cache-Control"]


def test_files_have_addresses_that_change_with_their_content(auth: Auth) -> None:
    assert "/static/app.css?v=" in body(auth.client.get("/"))


def test_files_go_out_compressed_to_who_can_read_them(client: FlaskClient) -> None:
    plain = client.get("/static/app.css")
    packed = client.get("/static/app.css", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert len(packed.data) < len(plain.data) / 2


@pytest.mark.parametrize("name", ["../__init__.py", "..%2f__init__.py", "css/1-tokens.css", "vendor/", "", "%00"])
def test_only_known_files_are_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_the_page_stays_in_its_weight(client: FlaskClient) -> None:
    packed = {
        name: len(client.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"}).data)
        for name in ("app.css", "app.js", "vendor/htmx-2.0.11.min.js", "vendor/figtree-latin.woff2", "vendor/icons.svg")
    }
    assert packed["app.css"] < 10_000
    assert packed["app.js"] < 4_096
    assert sum(packed.values()) < 70_000


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:8080", "127.0.0.1:8080", "[::1]:8080", "smsbox.local", "SMSBOX.LOCAL.", "192.168.1.20"],
)
def test_the_box_answers_to_its_own_names_and_to_private_addresses(client: FlaskClient, host: str) -> None:
    assert client.get("/sign-in", headers={"Host": host}).status_code == 200


def test_further_names_can_be_given(shop: Shop) -> None:
    client = create_app(shop.db, secret=b"s" * 32, hosts=["till.example", "203.0.114.9"]).test_client()
    assert client.get("/sign-in", headers={"Host": "till.example:8080"}).status_code == 200
    assert client.get("/sign-in", headers={"Host": "203.0.114.9"}).status_code == 200
    assert client.get("/sign-in", headers={"Host": "other.example"}).status_code == 400


@pytest.mark.parametrize("host", ["0.0.0.0", "8.8.8.8", "localhost.evil.example", "[fe80::1%eth0]", "localhost/x"])
def test_a_host_that_is_not_ours_is_not_taken_for_ours(host: str) -> None:
    assert not hosts.is_ours(host, hosts.own_names(()))


def test_an_unknown_address_gets_a_plain_page(auth: Auth) -> None:
    response = auth.client.get("/nowhere")
    assert response.status_code == 404
    assert "There is no such page" in body(response)


def test_an_outsider_learns_nothing_of_the_shop_from_an_unknown_address(client: FlaskClient) -> None:
    page = body(client.get("/nowhere"))
    assert "waiting" not in page
    assert "Inbox" not in page


def test_a_wrong_method_gets_a_plain_page(auth: Auth) -> None:
    response = auth.client.get("/more/pause")
    assert response.status_code == 405
    assert "use the button on the page" in body(response)


def test_too_large_a_form_is_refused(auth: Auth) -> None:
    response = auth.client.post("/write", data={"text": "a" * (LARGEST_REQUEST + 1)})
    assert response.status_code == 413
    assert "too much at once" in body(response)


def test_a_fault_shows_a_code_that_the_log_has_too_and_no_trace(
    auth: Auth, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("web.pages.campaigns.campaigns.find", broken)
    with caplog.at_level(logging.ERROR):
        response = auth.client.get("/campaigns")
    assert response.status_code == 500
    page = body(response)
    assert "secret detail" not in page
    assert "ZeroDivisionError" not in page
    (record,) = [record for record in caplog.records if record.name == "web.faults"]
    code = str(record.args[0]) if isinstance(record.args, tuple) else ""
    assert len(code) == 6
    assert code in page
    assert record.exc_info


def test_a_fault_in_everything_still_shows_its_code(auth: Auth, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    for name in ("today_of", "glance"):
        monkeypatch.setattr(f"web.shell.overview.{name}", broken)
    response = auth.client.get("/")
    assert response.status_code == 500
    assert "Code for support:" in body(response)


def test_the_log_of_a_fault_holds_no_address(
    auth: Auth, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("web.pages.inbox.opened", broken)
    assert auth.client.get("/inbox/with/+447700900101").status_code == 500
    assert caplog.records
    assert "7700900101" not in "".join(record.getMessage() for record in caplog.records)


def test_the_key_file_is_made_once_for_the_box_alone(tmp_path: Path) -> None:
    key = secret_key.load(tmp_path)
    assert len(key) >= 32
    assert secret_key.load(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_pages_that_start_together_share_one_key(tmp_path: Path) -> None:
    keys: list[bytes] = []
    gate = threading.Barrier(8)

    def load() -> None:
        gate.wait()
        keys.append(secret_key.load(tmp_path))

    threads = [threading.Thread(target=load) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_a_damaged_key_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_bytes(b"short")
    with pytest.raises(StoreFault, match=r"secret\.key is damaged"):
        secret_key.load(tmp_path)


def test_a_session_survives_a_restart_of_the_page(shop: Shop) -> None:
    first = create_app(shop.db, clock=shop.clock).test_client()
    first.get(shop.link())
    cookie = first.get_cookie("smsbox")
    assert cookie
    second = create_app(shop.db, clock=shop.clock).test_client()
    second.set_cookie("smsbox", cookie.value)
    assert second.get("/").status_code == 200


PAGES = ["/", "/inbox", "/inbox/with/+447700900101", "/write", "/write/sent/1", "/more", "/live?on=today", "/live"]

MOST_STATEMENTS = 12
"""Reads of one page (ui.md 3.6); they do not grow in number with the shop."""


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_the_database_a_fixed_number_of_questions(auth: Auth, path: str) -> None:
    auth.client.get(path)
    asked: list[str] = []
    connection = auth.shop.db.connection()
    connection.set_trace_callback(asked.append)
    auth.client.get(path)
    few = len(asked)
    for number in range(500, 540):
        auth.shop.receive(f"+447700900{number}", "Hello")
    auth.client.get(path)
    asked.clear()
    auth.client.get(path)
    connection.set_trace_callback(None)
    assert len(asked) == few <= MOST_STATEMENTS, asked


@pytest.mark.parametrize("path", PAGES)
def test_looking_at_a_page_again_never_changes_the_cookie(auth: Auth, path: str) -> None:
    auth.client.get(path)
    assert "Set-Cookie" not in auth.client.get(path).headers
