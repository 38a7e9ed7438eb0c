"""Who may sign in or call the API: people, passwords, one-time links, tokens."""

import hashlib
import secrets
import threading
from datetime import datetime, timedelta
from functools import cache

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.rules.roles import ROLES, Role
from smsbox.sentences import sentence
from smsbox.store import people as table
from smsbox.store.db import Database
from smsbox.store.people import Person, Token

__all__ = [
    "ROLES",
    "Person",
    "Role",
    "Token",
    "add_person",
    "add_token",
    "all_people",
    "all_tokens",
    "authenticate",
    "make_sign_in_link",
    "person",
    "revoke_token",
    "set_password",
    "token_for",
    "use_sign_in_link",
]

SECRET_BYTES = 32
"""Random bytes of a token or link: nobody guesses 256 bits."""

LINK_LIFETIME = timedelta(minutes=15)
"""From a link's making to its last moment of use."""

LONGEST_NAME = 60
LONGEST_PASSWORD = 128
SHORTEST_MANAGER_PASSWORD = 12
SHORTEST_STAFF_PASSWORD = 8
PIN_LENGTHS = range(4, 7)
"""Digits of a PIN, which people at the till type all day; sign-in is throttled by the page."""

_MANAGERS = frozenset({Role.MANAGER, Role.OWNER})

_hashing = threading.Lock()
"""One hash at a time: each takes 32 MB and a core."""


def add_person(db: Database, name: str, role: str, password: str | None, *, now: datetime) -> Person:
    """Without a password the person signs in by link only; BadInput, or Conflict if the name is taken."""
    name, as_role = _name(name), _role(role)
    password_hash = None if password is None else _hash(_accepted(password, as_role))
    with db.write() as connection:
        added = table.add_person(connection, name, as_role, password_hash, now)
    if added is None:
        raise Conflict(sentence("There is somebody named {name!r} already. Choose another name.", name=name))
    return added


def set_password(db: Database, name: str, password: str) -> None:
    """NotFound for an unknown name, BadInput for a password that is too weak for the person's role."""
    found = table.person_named(db.connection(), name)
    if found is None:
        raise NotFound(f"There is nobody named {name[:LONGEST_NAME]!r}. `smsbox user list` shows all.")
    password_hash = _hash(_accepted(password, found[0].role))
    with db.write() as connection:
        table.set_password_hash(connection, found[0].id, password_hash)


def all_people(db: Database) -> tuple[Person, ...]:
    """Everybody, by name."""
    return table.all_people(db.connection())


def person(db: Database, id: int) -> Person | None:  # noqa: A002
    """The person with this id."""
    return table.person(db.connection(), id)


def authenticate(db: Database, name: str, password: str) -> Person | None:
    """Whose name and password these are; takes the same time for unknown names."""
    found = table.person_named(db.connection(), name)
    known_hash = found[1] if found else None
    matches = _matches(known_hash or _hash_of_nobody(), password[: LONGEST_PASSWORD + 1])
    return found[0] if found and known_hash and matches else None


def make_sign_in_link(db: Database, person_id: int, *, now: datetime) -> str:
    """A secret that signs this person in once within LINK_LIFETIME; NotFound for an unknown id."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with db.write() as connection:
        if table.person(connection, person_id) is None:
            raise NotFound(sentence("That person does not exist any more."))
        table.drop_expired_links(connection, now)
        table.add_sign_in_link(connection, _digest(secret), person_id, now + LINK_LIFETIME)
    return secret


def use_sign_in_link(db: Database, secret: str, *, now: datetime) -> Person | None:
    """Whom the secret signs in; None if it is unknown, used or too old."""
    with db.write() as connection:
        return table.take_sign_in_link(connection, _digest(secret), now)


def add_token(db: Database, name: str, role: str, *, now: datetime) -> str:
    """A new token's secret, which is not kept; BadInput, or Conflict if the name is taken."""
    name, as_role = _name(name), _role(role)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with db.write() as connection:
        added = table.add_token(connection, name, as_role, _digest(secret), now)
    if not added:
        raise Conflict(f"There is or was a token named {name!r}; names stay for the record. Choose another name.")
    return secret


def all_tokens(db: Database) -> tuple[Token, ...]:
    """Every token, revoked ones too, oldest first."""
    return table.all_tokens(db.connection())


def revoke_token(db: Database, name: str, *, now: datetime) -> None:
    """From now on the token opens nothing; NotFound for an unknown name, Conflict if it was revoked before."""
    with db.write() as connection:
        token = table.token_named(connection, name)
        if token is None:
            raise NotFound(f"There is no token named {name[:LONGEST_NAME]!r}. `smsbox token list` shows all.")
        if token.revoked_at is not None:
            raise Conflict(f"The token {token.name!r} was revoked before.")
        table.revoke_token(connection, token.id, now)


def token_for(db: Database, secret: str) -> Token | None:
    """The token with this secret; None if there is none or it was revoked."""
    return table.token_with(db.connection(), _digest(secret))


def _name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise BadInput(sentence("A name is 1 to {most} characters on one line.", most=LONGEST_NAME), "name")
    return name


def _role(role: str) -> Role:
    if role not in ROLES:
        raise BadInput(f"There is no role {role[:LONGEST_NAME]!r}. Choose one of {', '.join(ROLES)}.", "role")
    return Role(role)


def _accepted(password: str, role: Role) -> str:
    if len(password) > LONGEST_PASSWORD:
        raise BadInput(sentence("A password is at most {most} characters.", most=LONGEST_PASSWORD), "password")
    if not password.isprintable():
        raise BadInput(
            sentence("A password is made of characters that can be typed and seen, on one line."), "password"
        )
    if role in _MANAGERS and len(password) < SHORTEST_MANAGER_PASSWORD:
        raise BadInput(
            sentence(
                "The role {role} needs a password of {least} characters or more.",
                role=role,
                least=SHORTEST_MANAGER_PASSWORD,
            ),
            "password",
        )
    is_pin = password.isascii() and password.isdigit() and len(password) in PIN_LENGTHS
    if not is_pin and len(password) < SHORTEST_STAFF_PASSWORD:
        raise BadInput(
            sentence(
                "Choose a PIN of 4 to 6 digits, or a password of at least {least} characters.",
                least=SHORTEST_STAFF_PASSWORD,
            ),
            "password",
        )
    return password


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


def _hash(password: str) -> str:
    from werkzeug.security import generate_password_hash

    with _hashing:
        return generate_password_hash(password)


def _matches(password_hash: str, password: str) -> bool:
    from werkzeug.security import check_password_hash

    with _hashing:
        return check_password_hash(password_hash, password)


@cache
def _hash_of_nobody() -> str:
    return _hash(secrets.token_urlsafe(SECRET_BYTES))
