"""Who may do what: every address of the page and of the API, for every role and for nobody."""

import logging

import pytest
from flask import Flask
from werkzeug.routing import Rule

from smsbox.rules.roles import ROLES, Role
from smsbox.services import people
from tests.fakes.shop import Shop
from tests.web.conftest import Auth, body
from web.api.routes import BLUEPRINTS

EVERYBODY = None

NOTHING = "999999"
"""An id or number of nothing in the shop: what is refused is refused for the role alone."""

TABLE: dict[str, Role | None] = {
    "GET /": Role.TILL,
    "GET /live": Role.TILL,
    "GET /more": Role.TILL,
    "GET /help": Role.TILL,
    "POST /help/keys": Role.TILL,
    "POST /more/pause": Role.MANAGER,
    "GET /box": Role.TILL,
    "POST /box/pause": Role.MANAGER,
    "POST /box/resume": Role.MANAGER,
    "POST /box/resume-sim": Role.STAFF,
    "POST /box/balance": Role.STAFF,
    "POST /box/clock": Role.STAFF,
    "POST /box/ledger": Role.OWNER,
    "GET /box/sim/<iccid>": Role.MANAGER,
    "POST /box/sim/<iccid>": Role.MANAGER,
    "GET /box/sim/<iccid>/numbers": Role.MANAGER,
    "POST /box/sim/<iccid>/numbers": Role.MANAGER,
    "POST /box/sim/<iccid>/numbers/find": Role.MANAGER,
    "GET /inbox": Role.STAFF,
    "GET /inbox/with/<path:number>": Role.STAFF,
    "POST /inbox/answer/<path:number>": Role.STAFF,
    "POST /inbox/done/<path:number>": Role.STAFF,
    "POST /inbox/again/<path:number>": Role.STAFF,
    "GET /reviews": Role.STAFF,
    "POST /reviews/<path:number>": Role.STAFF,
    "GET /customers": Role.STAFF,
    "GET /customers/new": Role.TILL,
    "POST /customers/new": Role.TILL,
    "GET /customers/<int(max=9223372036854775807):contact_id>": Role.STAFF,
    "GET /customers/<int(max=9223372036854775807):contact_id>/edit": Role.STAFF,
    "POST /customers/<int(max=9223372036854775807):contact_id>/edit": Role.STAFF,
    "GET /customers/<int(max=9223372036854775807):contact_id>/yes": Role.STAFF,
    "POST /customers/<int(max=9223372036854775807):contact_id>/yes": Role.STAFF,
    "POST /customers/<int(max=9223372036854775807):contact_id>/delete": Role.MANAGER,
    "GET /customers/stopped": Role.STAFF,
    "GET /customers/<int(max=9223372036854775807):contact_id>/data": Role.STAFF,
    "GET /customers/<int(max=9223372036854775807):contact_id>/data.json": Role.STAFF,
    "GET /customers/<int(max=9223372036854775807):contact_id>/erase": Role.MANAGER,
    "POST /customers/<int(max=9223372036854775807):contact_id>/erase": Role.MANAGER,
    "GET /customers/stopped/new": Role.TILL,
    "POST /customers/stopped/new": Role.TILL,
    "GET /customers/lists": Role.MANAGER,
    "POST /customers/lists": Role.MANAGER,
    "GET /customers/lists/<int(max=9223372036854775807):list_id>": Role.MANAGER,
    "POST /customers/lists/<int(max=9223372036854775807):list_id>": Role.MANAGER,
    "POST /customers/lists/<int(max=9223372036854775807):list_id>/delete": Role.MANAGER,
    "GET /customers/lists/<int(max=9223372036854775807):list_id>/wording": Role.MANAGER,
    "POST /customers/lists/<int(max=9223372036854775807):list_id>/wording": Role.MANAGER,
    "GET /keywords": Role.MANAGER,
    "GET /keywords/new": Role.MANAGER,
    "POST /keywords/new": Role.MANAGER,
    "GET /keywords/<int(max=9223372036854775807):keyword_id>": Role.MANAGER,
    "POST /keywords/<int(max=9223372036854775807):keyword_id>": Role.MANAGER,
    "POST /keywords/<int(max=9223372036854775807):keyword_id>/delete": Role.MANAGER,
    "GET /posters": Role.STAFF,
    "GET /posters/<word>": Role.STAFF,
    "GET /posters/<word>/website": Role.STAFF,
    "GET /kiosk": EVERYBODY,
    "POST /kiosk": EVERYBODY,
    "GET /kiosk/thanks": EVERYBODY,
    "GET /kiosk/start": Role.STAFF,
    "POST /kiosk/start": Role.STAFF,
    "GET /write": Role.STAFF,
    "POST /write": Role.STAFF,
    "GET /write/again/<key>": Role.STAFF,
    "GET /write/check/<key>": Role.STAFF,
    "POST /write/send/<key>": Role.STAFF,
    "GET /write/sent/<int(max=9223372036854775807):message_id>": Role.STAFF,
    "POST /write/stop/<int(max=9223372036854775807):message_id>": Role.STAFF,
    "GET /campaigns": Role.MANAGER,
    "GET /campaigns/new": Role.MANAGER,
    "POST /campaigns/new": Role.MANAGER,
    "GET /campaigns/reach": Role.MANAGER,
    "GET /campaigns/<int(max=9223372036854775807):campaign_id>": Role.MANAGER,
    "GET /campaigns/<int(max=9223372036854775807):campaign_id>/write": Role.MANAGER,
    "POST /campaigns/<int(max=9223372036854775807):campaign_id>/write": Role.MANAGER,
    "GET /campaigns/<int(max=9223372036854775807):campaign_id>/check": Role.MANAGER,
    "POST /campaigns/<int(max=9223372036854775807):campaign_id>/start": Role.MANAGER,
    "POST /campaigns/<int(max=9223372036854775807):campaign_id>/accept": Role.OWNER,
    "GET /campaigns/<int(max=9223372036854775807):campaign_id>/stop": Role.MANAGER,
    "GET /campaigns/<int(max=9223372036854775807):campaign_id>/move": Role.MANAGER,
    "POST /campaigns/<int(max=9223372036854775807):campaign_id>/move": Role.MANAGER,
    "POST /campaigns/<int(max=9223372036854775807):campaign_id>/<act>": Role.MANAGER,
    "POST /campaigns/<int(max=9223372036854775807):campaign_id>/again": Role.MANAGER,
    "GET /sign-in": EVERYBODY,
    "POST /sign-in": EVERYBODY,
    "GET /sign-in/<secret>": EVERYBODY,
    "GET /sign-in/recover": EVERYBODY,
    "POST /sign-in/recover": EVERYBODY,
    "POST /lock": Role.TILL,
    "POST /sign-out": Role.TILL,
    "GET /activity": Role.STAFF,
    "POST /activity/<int(max=9223372036854775807):entry_id>/undo": Role.STAFF,
    "GET /settings": Role.MANAGER,
    "GET /settings/<group>": Role.MANAGER,
    "POST /settings/<group>": Role.MANAGER,
    "GET /settings/programs": Role.OWNER,
    "POST /settings/programs": Role.OWNER,
    "POST /settings/programs/revoke": Role.OWNER,
    "GET /settings/staff": Role.OWNER,
    "POST /settings/staff": Role.OWNER,
    "GET /settings/staff/<int(max=9223372036854775807):person_id>": Role.OWNER,
    "POST /settings/staff/<int(max=9223372036854775807):person_id>": Role.OWNER,
    "POST /settings/staff/<int(max=9223372036854775807):person_id>/remove": Role.OWNER,
    "POST /settings/staff/<int(max=9223372036854775807):person_id>/code": Role.OWNER,
    "GET /setup": EVERYBODY,
    "GET /setup/open/<secret>": EVERYBODY,
    "GET /setup/country": Role.OWNER,
    "POST /setup/country": Role.OWNER,
    "GET /setup/zone": Role.OWNER,
    "POST /setup/zone": Role.OWNER,
    "GET /setup/shop": Role.OWNER,
    "POST /setup/shop": Role.OWNER,
    "GET /setup/modem": Role.OWNER,
    "POST /setup/modem": Role.OWNER,
    "POST /setup/pin": Role.OWNER,
    "GET /setup/test": Role.OWNER,
    "POST /setup/test": Role.OWNER,
    "POST /setup/send": Role.OWNER,
    "GET /setup/rules": Role.OWNER,
    "POST /setup/rules": Role.OWNER,
    "GET /setup/staff": Role.OWNER,
    "POST /setup/name": Role.OWNER,
    "POST /setup/add": Role.OWNER,
    "POST /setup/code": Role.OWNER,
    "POST /setup/finish": Role.OWNER,
    "POST /theme": Role.TILL,
    "POST /language": EVERYBODY,
    "GET /static/<path:name>": EVERYBODY,
    "GET /api/v1/contacts": Role.TILL,
    "GET /api/v1/contacts/<number>": Role.TILL,
    "PUT /api/v1/contacts/<number>": Role.STAFF,
    "DELETE /api/v1/contacts/<number>": Role.MANAGER,
    "GET /api/v1/contacts/<number>/consent": Role.STAFF,
    "POST /api/v1/contacts/<number>/consent": Role.STAFF,
    "GET /api/v1/clock": Role.STAFF,
    "POST /api/v1/clock/confirm": Role.STAFF,
    "GET /api/v1/events": Role.STAFF,
    "GET /api/v1/healthz": EVERYBODY,
    "GET /api/v1/inbox": Role.STAFF,
    "GET /api/v1/lists": Role.TILL,
    "POST /api/v1/lists": Role.MANAGER,
    "GET /api/v1/lists/<path:name>": Role.TILL,
    "GET /api/v1/lists/<path:name>/wording": Role.MANAGER,
    "PUT /api/v1/lists/<path:name>/wording": Role.MANAGER,
    "GET /api/v1/keywords": Role.MANAGER,
    "POST /api/v1/keywords": Role.MANAGER,
    "GET /api/v1/keywords/<word>": Role.MANAGER,
    "PUT /api/v1/keywords/<word>": Role.MANAGER,
    "DELETE /api/v1/keywords/<word>": Role.MANAGER,
    "GET /api/v1/reviews": Role.STAFF,
    "POST /api/v1/reviews/<number>/opt_out": Role.STAFF,
    "POST /api/v1/reviews/<number>/keep": Role.STAFF,
    "GET /api/v1/suppressions": Role.STAFF,
    "GET /api/v1/messages": Role.TILL,
    "POST /api/v1/messages": Role.TILL,
    "GET /api/v1/messages/<message_id>": Role.TILL,
    "POST /api/v1/messages/<message_id>/cancel": Role.TILL,
    "POST /api/v1/messages/batch": Role.TILL,
    "GET /api/v1/metrics": Role.STAFF,
    "GET /api/v1/campaigns": Role.MANAGER,
    "POST /api/v1/campaigns": Role.MANAGER,
    "GET /api/v1/campaigns/<campaign_id>": Role.MANAGER,
    "POST /api/v1/campaigns/<campaign_id>/start": Role.MANAGER,
    "POST /api/v1/campaigns/<campaign_id>/pause": Role.MANAGER,
    "POST /api/v1/campaigns/<campaign_id>/resume": Role.MANAGER,
    "POST /api/v1/campaigns/<campaign_id>/cancel": Role.MANAGER,
    "GET /api/v1/modems": Role.STAFF,
    "POST /api/v1/modems/<modem_id>/resume": Role.STAFF,
    "GET /api/v1/openapi.json": Role.TILL,
    "GET /healthz": EVERYBODY,
    "GET /metrics": Role.STAFF,
}
"""The least role of every address, as `METHOD path`: what this table says is what is allowed."""

EVERY_ADDRESS = pytest.mark.parametrize("address", TABLE)

API_NAMES = frozenset(blueprint.name for blueprint in BLUEPRINTS)

MEANT_FOR_ALL = frozenset({"HEAD", "OPTIONS"})
"""Methods that werkzeug adds to a rule by itself."""


def addresses(app: Flask) -> dict[str, Rule]:
    """Every address of the app, as the table names it."""
    return {
        f"{method} {rule.rule}": rule for rule in app.url_map.iter_rules() for method in rule.methods - MEANT_FOR_ALL
    }


def ask(auth: Auth, address: str, role: Role | None) -> int:
    """The status that somebody of the role gets (with the form key or a token), or nobody does."""
    method, _, _ = address.partition(" ")
    rule = addresses(auth.client.application)[address]
    path = rule.build(dict.fromkeys(rule.arguments, NOTHING), append_unknown=False)[1]
    if rule.endpoint.partition(".")[0] in API_NAMES:
        headers = {}
        if role is not None:
            token = people.add_token(auth.shop.db, f"{role} program", role, now=auth.shop.clock())
            headers["Authorization"] = f"Bearer {token}"
        return auth.client.open(path, method=method, headers=headers).status_code
    if role is not None:
        auth.be(role)
    data = {"csrf_token": auth.key()} if method == "POST" else None
    return auth.client.open(path, method=method, data=data).status_code


def test_the_table_names_every_address_and_no_other(app: Flask) -> None:
    assert set(addresses(app)) == set(TABLE)


@EVERY_ADDRESS
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_the_table_says(stranger: Auth, address: str, role: Role) -> None:
    least = TABLE[address]
    allowed = least is EVERYBODY or role.is_at_least(least)
    status = ask(stranger, address, role)
    assert status != 401
    assert (status != 403) is allowed


@EVERY_ADDRESS
def test_nobody_may_do_only_what_is_for_everybody(stranger: Auth, address: str) -> None:
    status = ask(stranger, address, None)
    is_api = " /api/" in address or address in ("GET /metrics", "GET /healthz")
    if TABLE[address] is EVERYBODY:
        assert status not in (302, 401, 403)
    else:
        assert status == (401 if is_api else 302)


def test_a_view_that_names_no_role_is_closed_to_the_owner_too(
    app: Flask, auth: Auth, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.view_functions, "today.page", lambda: "secret")
    with caplog.at_level(logging.ERROR):
        response = auth.client.get("/")
    assert response.status_code == 403
    assert "secret" not in body(response)
    assert "today.page" in caplog.text


def test_a_view_of_the_api_that_names_no_role_is_closed_to_the_owner_too(
    app: Flask, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.view_functions, "api.lists_find", lambda: "secret")
    token = people.add_token(shop.db, "owner", "owner", now=shop.clock())
    response = app.test_client().get("/api/v1/lists", headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 403
    assert response.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("role", "path", "sentence"),
    [
        (Role.TILL, "/inbox", "Ask a colleague who writes texts, a manager or the owner."),
        (Role.STAFF, "/more/pause", "Ask a manager or the owner."),
    ],
)
def test_the_page_that_refuses_says_who_can(stranger: Auth, role: Role, path: str, sentence: str) -> None:
    stranger.be(role)
    response = stranger.client.get(path) if path == "/inbox" else stranger.post(path)
    assert response.status_code == 403
    page = body(response)
    assert sentence in page
    assert "That is not for you" in page


def test_a_refused_part_of_a_page_leaves_the_page_as_it_is(stranger: Auth) -> None:
    stranger.be(Role.TILL)
    response = stranger.client.get("/live?on=inbox", headers={"HX-Request": "true"})
    assert response.status_code == 403
    assert not [name for name, _ in response.headers if name.startswith("HX-")]
    assert "<html" not in body(response)


@pytest.mark.parametrize("on", ["inbox", "thread", "sent"])
def test_the_live_fragment_shows_no_more_than_the_page(stranger: Auth, on: str) -> None:
    stranger.be(Role.TILL)
    assert stranger.client.get(f"/live?on={on}&thing=1").status_code == 403
    assert stranger.client.get("/live?on=today").status_code == 200


def test_what_would_be_refused_is_not_shown(stranger: Auth) -> None:
    stranger.be(Role.TILL)
    page = body(stranger.client.get("/more"))
    for path in ("/inbox", "/write", "/activity", "/settings/staff"):
        assert f'href="{path}"' not in page
    assert 'action="/more/pause"' not in page
    assert 'href="/more"' in page
    assert 'action="/sign-out"' in page


def test_the_owner_is_shown_the_ways_to_all(auth: Auth) -> None:
    page = body(auth.client.get("/more"))
    for path in ("/inbox", "/write", "/activity", "/settings/staff"):
        assert f'href="{path}"' in page
    assert 'action="/more/pause"' in page
