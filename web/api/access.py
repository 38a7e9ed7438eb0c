"""Who calls: the token of each request, and what its role may do."""

from typing import cast

from flask import g, request

from smsbox.rules.lanes import Lane
from smsbox.rules.roles import ROLES, Role
from smsbox.services import people
from smsbox.services.activity import Actor, By
from smsbox.services.people import Token
from web.api.problems import Forbidden, NoToken
from web.box import database, now

LEAST_FOR_LANE = {Lane.TRANSACTIONAL: Role.TILL, Lane.REPLY: Role.STAFF, Lane.PROMOTIONAL: Role.MANAGER}
"""Who may queue a text in a lane, and see one: a till's token that is stolen sends no offers and reads no letters."""

LANES_TO_READ = {Role.TILL: frozenset({Lane.TRANSACTIONAL})}
"""Roles that see only some lanes; the others see all."""


def token() -> Token:
    """The token of this request, which has been checked."""
    return cast(Token, g.token)


def author() -> str:
    """The name that goes into the records for what the token's holder does."""
    return f"{token().name} (API)"


def by() -> By:
    """Who acts, for the record of what was done: the token, now."""
    return By(Actor.TOKEN, token().name, now())


def require(role: Role, what: str) -> None:
    """Raises Forbidden unless the token may do what `role` may; `what` begins the sentence that says so."""
    if not token().role.is_at_least(role):
        can = " or ".join(ROLES[ROLES.index(role) :])
        raise Forbidden(
            f"{what} needs a token of the role {can}; this one is of the role {token().role}."
            f" An owner makes one with: smsbox token add NAME --role {role}"
        )


def require_lane(lane: Lane) -> None:
    """Raises Forbidden unless the token may queue texts of the lane."""
    require(LEAST_FOR_LANE[lane], f"A text in the lane {lane.word}")


def may_read(lane: Lane) -> bool:
    """Whether the token may see texts of the lane."""
    return lane in LANES_TO_READ.get(token().role, frozenset(Lane))


def check(least: Role) -> None:
    """Raises NoToken or Forbidden unless this request shows a token that may do what `least` may."""
    g.token = _token()
    require(least, "This")


def _token() -> Token:
    # Read by hand: werkzeug's own reading fails on octets that are not ASCII.
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise NoToken("Send a token, as the header Authorization: Bearer TOKEN. An owner makes one: smsbox token add")
    found = people.token_for(database(), secret.strip())
    if found is None:
        raise NoToken("This token is unknown or was revoked. An owner makes a new one with: smsbox token add")
    return found
