"""Every call of the API: its method, its address, what answers it, and the least role that may make it."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response

from smsbox.rules.roles import Role
from web.api import (
    campaigns,
    clock,
    consent,
    contacts,
    events,
    inbox,
    keywords,
    lists,
    messages,
    modems,
    openapi,
    ops,
    problems,
    reviews,
    suppressions,
    wordings,
)
from web.auth import needs


@dataclass(frozen=True)
class Route:
    """One call; `least` is None where no token is needed."""

    method: str
    path: str
    view: Callable[..., Response]
    least: Role | None

    @property
    def name(self) -> str:
        """The endpoint: module and function."""
        return f"{self.view.__module__.rpartition('.')[2]}_{self.view.__name__}"


OPS_ROUTES = (
    Route("GET", "/healthz", ops.healthz, None),
    Route("GET", "/metrics", ops.metrics, Role.STAFF),
)

ROUTES = (
    Route("POST", "/messages", messages.create, Role.TILL),
    Route("POST", "/messages/batch", messages.create_many, Role.TILL),
    Route("GET", "/messages", messages.find, Role.TILL),
    Route("GET", "/messages/<message_id>", messages.get, Role.TILL),
    Route("POST", "/messages/<message_id>/cancel", messages.cancel, Role.TILL),
    Route("GET", "/inbox", inbox.find, Role.STAFF),
    Route("GET", "/contacts", contacts.find, Role.TILL),
    Route("GET", "/contacts/<number>", contacts.get, Role.TILL),
    Route("PUT", "/contacts/<number>", contacts.put, Role.STAFF),
    Route("DELETE", "/contacts/<number>", contacts.delete, Role.MANAGER),
    Route("POST", "/contacts/<number>/consent", consent.record, Role.STAFF),
    Route("GET", "/contacts/<number>/consent", consent.history, Role.STAFF),
    Route("GET", "/lists", lists.find, Role.TILL),
    Route("POST", "/lists", lists.create, Role.MANAGER),
    Route("GET", "/lists/<path:name>", lists.get, Role.TILL),
    Route("GET", "/lists/<path:name>/wording", wordings.get, Role.MANAGER),
    Route("PUT", "/lists/<path:name>/wording", wordings.put, Role.MANAGER),
    Route("GET", "/keywords", keywords.find, Role.MANAGER),
    Route("POST", "/keywords", keywords.create, Role.MANAGER),
    Route("GET", "/keywords/<word>", keywords.get, Role.MANAGER),
    Route("PUT", "/keywords/<word>", keywords.put, Role.MANAGER),
    Route("DELETE", "/keywords/<word>", keywords.delete, Role.MANAGER),
    Route("GET", "/reviews", reviews.find, Role.STAFF),
    Route("POST", "/reviews/<number>/opt_out", reviews.opt_out, Role.STAFF),
    Route("POST", "/reviews/<number>/keep", reviews.keep, Role.STAFF),
    Route("GET", "/suppressions", suppressions.find, Role.STAFF),
    Route("GET", "/campaigns", campaigns.find, Role.MANAGER),
    Route("POST", "/campaigns", campaigns.create, Role.MANAGER),
    Route("GET", "/campaigns/<campaign_id>", campaigns.get, Role.MANAGER),
    Route("POST", "/campaigns/<campaign_id>/start", campaigns.start, Role.MANAGER),
    Route("POST", "/campaigns/<campaign_id>/pause", campaigns.pause, Role.MANAGER),
    Route("POST", "/campaigns/<campaign_id>/resume", campaigns.resume, Role.MANAGER),
    Route("POST", "/campaigns/<campaign_id>/cancel", campaigns.cancel, Role.MANAGER),
    Route("GET", "/modems", modems.find, Role.STAFF),
    Route("POST", "/modems/<modem_id>/resume", modems.resume, Role.STAFF),
    Route("GET", "/clock", clock.get, Role.STAFF),
    Route("POST", "/clock/confirm", clock.confirm, Role.STAFF),
    Route("GET", "/events", events.find, Role.STAFF),
    Route("GET", "/openapi.json", openapi.get, Role.TILL),
    *OPS_ROUTES,
)


def _blueprint(name: str, prefix: str | None, routes: tuple[Route, ...]) -> Blueprint:
    made = Blueprint(name, __name__, url_prefix=prefix)
    for route in routes:
        made.add_url_rule(route.path, route.name, needs(route.least)(route.view), methods=[route.method])
    problems.install(made)
    return made


bp = _blueprint("api", "/api/v1", ROUTES)
ops_bp = _blueprint("ops", None, OPS_ROUTES)
"""The same two calls at the addresses where monitors look for them."""

BLUEPRINTS = (bp, ops_bp)
