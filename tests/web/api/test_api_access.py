"""Who may call what."""

import pytest
from flask import Flask

from smsbox.rules.roles import ROLES, Role
from smsbox.services import people
from tests.web.api.client import CUSTOMER, Api, problem
from tests.web.conftest import Auth
from tests.web.outsiders import FOREIGN_HOSTS
from web.api.routes import BLUEPRINTS, OPS_ROUTES, ROUTES, Route

EVERY_ROUTE = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
CLOSED = pytest.mark.parametrize(
    "route", [route for route in ROUTES if route.least is not None], ids=lambda route: route.name
)


def path_of(route: Route) -> str:
    """An address that leads to the route."""
    filled = route.path.replace("<message_id>", "1").replace("<number>", CUSTOMER)
    return filled.replace("<path:name>", "Offers")


def test_every_address_of_the_api_says_who_may_call_it(app: Flask) -> None:
    """A view that is added without a role is found here, and `check` refuses it to everybody."""
    names = {blueprint.name for blueprint in BLUEPRINTS}
    in_app = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] in names}
    declared = {f"api.{route.name}" for route in ROUTES} | {f"ops.{route.name}" for route in OPS_ROUTES}
    assert in_app == declared
    assert [route.path for route in ROUTES if route.least is None] == ["/healthz"]


@CLOSED
def test_without_a_token_nothing_is_told(outsider: Api, route: Route) -> None:
    response = outsider.call(route.method, path_of(route))
    assert "smsbox token add" in problem(response, 401)
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="smsbox"'


@CLOSED
def test_a_revoked_token_opens_nothing(api: Api, route: Route) -> None:
    people.revoke_token(api.shop.db, "owner 0", now=api.shop.clock())
    assert "revoked" in problem(api.call(route.method, path_of(route)), 401)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Basic {token}",
        "{token}",
        "Bearer {token}x",
        "Bearer a=b",
        "Basic \xff",
    ],
)
def test_what_is_no_token_opens_nothing(api: Api, header: str) -> None:
    given = {"Authorization": header.replace("{token}", api.token or "")}
    problem(Api(api.app, api.shop).get("/contacts", headers=given), 401)


def test_the_scheme_may_be_written_in_any_letters(api: Api) -> None:
    response = Api(api.app, api.shop).get("/contacts", headers={"Authorization": f"bearer {api.token}"})
    assert response.status_code == 200


@EVERY_ROUTE
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_is_its_own_and_nothing_above(outsider: Api, route: Route, role: Role) -> None:
    status = outsider.of_role(role).call(route.method, path_of(route)).status_code
    is_allowed = route.least is None or ROLES.index(role) >= ROLES.index(route.least)
    assert (status == 403) is not is_allowed
    assert status != 401


def test_a_refusal_says_who_can(till: Api) -> None:
    detail = problem(till.get("/inbox"), 403)
    assert "staff or manager or owner" in detail
    assert "role till" in detail


@EVERY_ROUTE
def test_a_foreign_host_is_refused_everywhere(api: Api, route: Route) -> None:
    for host in FOREIGN_HOSTS:
        response = api.call(route.method, path_of(route), headers={"Host": host})
        assert "does not answer to that address" in problem(response, 400), host


def test_being_signed_in_at_the_page_opens_nothing_of_the_api(auth: Auth) -> None:
    assert auth.client.get("/api/v1/contacts").status_code == 401
    assert auth.client.post("/api/v1/lists", json={"name": "Offers"}).status_code == 401


def test_a_token_opens_nothing_of_the_page(api: Api) -> None:
    response = api.app.test_client().get("/inbox", headers={"Authorization": f"Bearer {api.token}"})
    assert response.status_code == 302


def test_the_figures_need_a_token_at_their_short_address_too(till: Api, staff: Api, app: Flask) -> None:
    client = app.test_client()
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": f"Bearer {till.token}"}).status_code == 403
    assert client.get("/metrics", headers={"Authorization": f"Bearer {staff.token}"}).status_code == 200
