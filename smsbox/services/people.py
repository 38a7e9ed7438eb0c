"""Who may sign in or call the API: people, passwords, one-time links, tokens."""

import hashlib
import secrets
import sqlite3
from datetime import datetime, timedelta

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.rules.roles import ROLES, Role
from smsbox.sentences import sentence
from smsbox.services import activity, passwords, tries
from smsbox.services.activity import Actor, By, Undo, Verb
from smsbox.services.passwords import LONGEST as LONGEST_PASSWORD
from smsbox.store import people as table
from smsbox.store.db import Database
from smsbox.store.people import Person, Token

__all__ = [
    "LONGEST_NAME",
    "LONGEST_PASSWORD",
    "ROLES",
    "Person",
    "Role",
    "Token",
    "accepted_name",
    "add_person",
    "add_token",
    "all_people",
    "all_tokens",
    "authenticate",
    "in_session",
    "make_recovery_code",
    "make_sign_in_link",
    "person",
    "person_named",
    "remove_person",
    "revoke_token",
    "set_password",
    "set_role",
    "stamp",
    "take_back_adding",
    "take_back_removing",
    "take_back_role",
    "take_back_token",
    "token_for",
    "use_recovery_code",
    "use_sign_in_link",
]

SECRET_BYTES = 32
"""Random bytes of a token or link: nobody guesses 256 bits."""

LINK_LIFETIME = timedelta(minutes=15)
"""From a link's making to its last moment of use."""

RECOVERY_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Letters and digits that cannot be taken for each other on paper."""

RECOVERY_GROUPS = 5
RECOVERY_GROUP = 4
"""A recovery code is five groups of four letters: nobody guesses 99 bits."""

LONGEST_NAME = 60


def add_person(
    db: Database, name: str, role: str, password: str | None, *, by: By | None = None, now: datetime
) -> Person:
    """Without a password the person signs in by link only; BadInput, or Conflict if the name is taken."""
    name, as_role = accepted_name(name), _role(role)
    password_hash = None if password is None else passwords.hash_of(passwords.accepted(password, as_role))
    with db.write() as tx:
        added = table.add_person(tx, name, as_role, password_hash, now)
        if added is None:
            raise Conflict(sentence("There is somebody named {name!r} already. Choose another name.", name=name))
        activity.record(tx, by, Verb.PERSON_ADDED, added.name, undo={"id": added.id})
    return added


def set_password(db: Database, name: str, password: str, *, by: By | None = None) -> None:
    """Ends the person's sessions. NotFound for an unknown name, BadInput for what is too weak for the person's role."""
    found = _named(db.connection(), name)
    password_hash = passwords.hash_of(passwords.accepted(password, found.role))
    with db.write() as tx:
        table.set_password_hash(tx, found.id, password_hash)
        tries.forgive(tx, found.name)
        activity.record(tx, by, Verb.PASSWORD_CHANGED, found.name)


def set_role(db: Database, name: str, role: str, password: str | None = None, *, by: By | None = None) -> Person:
    """Gives another role, and with it a password if there is one; ends the person's sessions.

    Raises NotFound; BadInput where the role needs a password and the person may have a PIN; Conflict: the only owner.
    """
    found, as_role = _named(db.connection(), name), _role(role)
    if password is None and as_role in passwords.WITHOUT_PIN and found.role not in passwords.WITHOUT_PIN:
        raise BadInput(sentence("This role needs a password. Give one, too."), "password")
    password_hash = None if password is None else passwords.hash_of(passwords.accepted(password, as_role))
    with db.write() as tx:
        _keep_an_owner(tx, found, as_role)
        table.set_role(tx, found.id, as_role)
        if password_hash is not None:
            table.set_password_hash(tx, found.id, password_hash)
            activity.record(tx, by, Verb.PASSWORD_CHANGED, found.name)
        if as_role is not found.role:
            undo = {"id": found.id, "role": found.role, "stamp": table.stamp(tx, found.id)}
            activity.record(tx, by, Verb.ROLE_CHANGED, found.name, undo=undo)
    return Person(found.id, found.name, as_role)


def remove_person(db: Database, name: str, *, by: By | None = None) -> None:
    """Nobody signs in under this name any more, and their sessions end; NotFound, or Conflict for the last owner."""
    found = _named(db.connection(), name)
    with db.write() as tx:
        _keep_an_owner(tx, found, None)
        known = table.person_named(tx, found.name)
        undo = {"role": found.role, "password_hash": known[1] if known else None}
        table.remove(tx, found.id)
        activity.record(tx, by, Verb.PERSON_REMOVED, found.name, undo=undo)


def take_back_adding(tx: sqlite3.Connection, name: str, undo: Undo, _by: By) -> None:
    """Removes the person who was added."""
    found = table.person(tx, _id(undo))
    if found is None:
        raise Conflict(sentence("{name} has been removed since.", name=name))
    _keep_an_owner(tx, found, None)
    table.remove(tx, found.id)


def take_back_removing(tx: sqlite3.Connection, name: str, undo: Undo, by: By) -> None:
    """The person signs in as before."""
    password_hash = undo["password_hash"]
    kept = password_hash if isinstance(password_hash, str) else None
    if table.add_person(tx, name, Role(str(undo["role"])), kept, by.at) is None:
        raise Conflict(sentence("There is somebody named {name!r} already. Choose another name.", name=name))


def take_back_role(tx: sqlite3.Connection, name: str, undo: Undo, _by: By) -> None:
    """The person has the role of before."""
    found = table.person(tx, _id(undo))
    if found is None or table.stamp(tx, found.id) != undo["stamp"]:
        raise Conflict(sentence("{name} has been changed again since.", name=name))
    _keep_an_owner(tx, found, Role(str(undo["role"])))
    table.set_role(tx, found.id, Role(str(undo["role"])))


def _id(undo: Undo) -> int:
    found = undo["id"]
    assert isinstance(found, int)
    return found


def _named(connection: sqlite3.Connection, name: str) -> Person:
    found = table.person_named(connection, name)
    if found is None:
        raise NotFound(
            sentence("There is nobody called {name!r}. Look at the list of the staff.", name=name[:LONGEST_NAME])
        )
    return found[0]


def _keep_an_owner(tx: sqlite3.Connection, person: Person, role: Role | None) -> None:
    """Raises Conflict if nobody would be owner with `person` of this role, or gone (None)."""
    if person.role is Role.OWNER and role is not Role.OWNER and table.count_owners(tx) == 1:
        raise Conflict(sentence("{name} is the only owner. Make somebody else an owner first.", name=person.name))


def all_people(db: Database) -> tuple[Person, ...]:
    """Everybody, by name."""
    return table.all_people(db.connection())


def person(db: Database, id: int) -> Person | None:  # noqa: A002
    """The person with this id."""
    return table.person(db.connection(), id)


def person_named(db: Database, name: str) -> Person:
    """The person of this name, whatever its case; raises NotFound."""
    return _named(db.connection(), name)


def in_session(db: Database, person_id: int, stamp: str) -> Person | None:
    """Whose session this is; None if it has ended: another password or role, or the person is gone."""
    return table.with_stamp(db.connection(), person_id, stamp)


def stamp(db: Database, person_id: int) -> str:
    """What a session of this person holds; another one means that it has ended. Empty for nobody."""
    return table.stamp(db.connection(), person_id)


def authenticate(db: Database, name: str, password: str) -> Person | None:
    """Whose name and password these are; takes the same time for unknown names."""
    found = table.person_named(db.connection(), name)
    matches = passwords.matches(found[1] if found else None, password)
    return found[0] if found and matches else None


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
        found = table.take_sign_in_link(connection, _digest(secret), now)
        if found is not None:
            tries.forgive(connection, found.name)
        return found


def make_recovery_code(db: Database, person_id: int, *, by: By | None = None, now: datetime) -> str:
    """A code to print, which lets an owner set a new password once; the one before is void. NotFound, Conflict."""
    letters = [secrets.choice(RECOVERY_LETTERS) for _ in range(RECOVERY_GROUPS * RECOVERY_GROUP)]
    groups = ["".join(letters[at : at + RECOVERY_GROUP]) for at in range(0, len(letters), RECOVERY_GROUP)]
    with db.write() as tx:
        found = table.person(tx, person_id)
        if found is None:
            raise NotFound(sentence("That person does not exist any more."))
        if found.role is not Role.OWNER:
            raise Conflict(sentence("Only an owner has a recovery code."))
        table.put_recovery_code(tx, person_id, _digest("".join(letters)), now)
        activity.record(tx, by, Verb.RECOVERY_CODE_MADE, found.name)
    return "-".join(groups)


def use_recovery_code(db: Database, code: str, password: str, *, now: datetime) -> Person | None:
    """Sets the owner's new password, uses the code up, and returns the owner; None for a code that is not one.

    Raises BadInput for a password that is too weak; the code is good for another try then.
    """
    password_hash = passwords.hash_of(passwords.accepted(password, Role.OWNER))
    letters = "".join(char for char in code.upper() if char in RECOVERY_LETTERS)
    with db.write() as tx:
        found = table.take_recovery_code(tx, _digest(letters))
        if found is None or found.role is not Role.OWNER:
            return None
        table.set_password_hash(tx, found.id, password_hash)
        tries.forgive(tx, found.name)
        activity.record(tx, By(Actor.PERSON, found.name, now), Verb.PASSWORD_CHANGED, found.name)
    return found


def add_token(db: Database, name: str, role: str, *, by: By | None = None, now: datetime) -> str:
    """A new token's secret, which is not kept; BadInput, or Conflict if the name is taken."""
    name, as_role = accepted_name(name), _role(role)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with db.write() as tx:
        if not table.add_token(tx, name, as_role, _digest(secret), now):
            raise Conflict(
                sentence(
                    "There is or was a program called {name!r}. Names stay for the record. Choose another name.",
                    name=name,
                )
            )
        activity.record(tx, by, Verb.TOKEN_ADDED, name, undo={})
    return secret


def take_back_token(tx: sqlite3.Connection, name: str, _undo: Undo, by: By) -> None:
    """Revokes the token that was added."""
    token = table.token_named(tx, name)
    if token is None or token.revoked_at is not None:
        raise Conflict(sentence("{name} has been shut out since.", name=name))
    table.revoke_token(tx, token.id, by.at)


def all_tokens(db: Database) -> tuple[Token, ...]:
    """Every token, revoked ones too, oldest first."""
    return table.all_tokens(db.connection())


def revoke_token(db: Database, name: str, *, by: By | None = None, now: datetime) -> None:
    """From now on the token opens nothing; NotFound for an unknown name, Conflict if it was revoked before."""
    with db.write() as connection:
        token = table.token_named(connection, name)
        if token is None:
            raise NotFound(
                sentence("There is no program called {name!r}. Look at the list of programs.", name=name[:LONGEST_NAME])
            )
        if token.revoked_at is not None:
            raise Conflict(sentence("The program {name!r} was shut out before.", name=token.name))
        table.revoke_token(connection, token.id, now)
        activity.record(connection, by, Verb.TOKEN_REVOKED, token.name)


def token_for(db: Database, secret: str) -> Token | None:
    """The token with this secret; None if there is none or it was revoked."""
    return table.token_with(db.connection(), _digest(secret))


def accepted_name(name: str) -> str:
    """A person's or program's name as it is kept; raises BadInput for what cannot be one."""
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise BadInput(sentence("A name is 1 to {most} characters on one line.", most=LONGEST_NAME), "name")
    return name


def _role(role: str) -> Role:
    if role not in ROLES:
        raise BadInput(
            sentence(
                "There is no role {role!r}. Choose one of {roles}.", role=role[:LONGEST_NAME], roles=", ".join(ROLES)
            ),
            "role",
        )
    return Role(role)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
