"""The box's first set-up: how far it has come, who may do it, and its end.

Only who can read the box's own words (its log, its command line) may begin: a link, good once, that they show. Opening
it makes a first owner without a password and signs in as that; the last step gives a name and a password. A shop that
has a name and people, however they came there, is set up.
"""

import hashlib
import secrets
import sqlite3
from contextlib import suppress
from datetime import datetime
from enum import Enum

from smsbox.errors import Conflict
from smsbox.rules.roles import Role
from smsbox.sentences import sentence
from smsbox.services import activity, passwords, people, settings
from smsbox.services.activity import By, Verb
from smsbox.store import people as people_table
from smsbox.store import pins
from smsbox.store import settings as table
from smsbox.store.db import Database
from smsbox.store.people import Person


class Step(Enum):
    """Where the set-up stands, in the order in which it is done."""

    COUNTRY = "country"
    SHOP = "shop"
    MODEM = "modem"
    TEST = "test"
    RULES = "rules"
    STAFF = "staff"
    DONE = "done"

    @property
    def number(self) -> int:
        """1 for the first step."""
        return list(Step).index(self) + 1

    @property
    def following(self) -> "Step":
        """The step after this one; DONE has none, and gives itself."""
        return list(Step)[min(self.number, len(Step) - 1)]


STEP, LINK, OWNER, TEST_MESSAGE = "setup.step", "setup.link", "setup.owner", "setup.test"
"""Rows of the settings table that nobody sets by hand: the step, the link's digest, who began, the test text's id."""

FIRST_OWNER = "Owner"
"""What the person who sets the box up is called until they give their name."""

SECRET_BYTES = 32
"""Random bytes of the link: nobody guesses 256 bits."""


def step(db: Database) -> Step:
    """The first step that has not been done; DONE for a shop that is set up."""
    return _step(db.connection())


def is_done(db: Database) -> bool:
    """Whether the shop is set up; once it is, it stays so."""
    return step(db) is Step.DONE


def _step(connection: sqlite3.Connection) -> Step:
    rows = dict(table.rows(connection))
    if STEP in rows:
        return Step(rows[STEP])
    known = "shop.name" in rows and people_table.all_people(connection)
    return Step.DONE if known else Step.COUNTRY


def is_claimed(db: Database) -> bool:
    """Whether somebody who can sign in owns the box: then only they go on, and no link is made any more."""
    connection = db.connection()
    return _begun_by(connection) is None and people_table.count_owners(connection) > 0


def _begun_by(connection: sqlite3.Connection) -> Person | None:
    """The first owner, as long as they have not given their name."""
    row = dict(table.rows(connection)).get(OWNER)
    return people_table.person(connection, int(row)) if row else None


def is_unnamed(db: Database, person: Person) -> bool:
    """Whether this is the first owner, who has yet to give a name and a password."""
    return _begun_by(db.connection()) == person


def make_link(db: Database) -> str | None:
    """A secret that opens the set-up once; the one before is void. None if the box is set up, or has an owner."""
    if is_done(db) or is_claimed(db):
        return None
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with db.write() as tx:
        table.put(tx, LINK, _digest(secret))
    return secret


def use_link(db: Database, secret: str, *, now: datetime) -> Person | None:
    """The first owner, made if there is none yet, who is to be signed in; None for a link that opens nothing."""
    with db.write() as tx:
        if dict(table.rows(tx)).get(LINK) != _digest(secret) or _step(tx) is Step.DONE:
            return None
        table.drop(tx, LINK)
        owner = _begun_by(tx)
        if owner is None and people_table.count_owners(tx) == 0:
            owner = people_table.add_person(tx, FIRST_OWNER, Role.OWNER, None, now)
            if owner is not None:
                table.put(tx, OWNER, str(owner.id))
                table.put(tx, STEP, _step(tx).value)
        return owner


def passed(db: Database, done: Step) -> None:
    """`done` is done: the set-up stands at the one after it, if it was not further already."""
    with db.write() as tx:
        if _step(tx) is done and done is not Step.STAFF:
            table.put(tx, STEP, done.following.value)


def name_owner(db: Database, owner: Person, name: str, password: str, *, by: By) -> Person:
    """Gives the first owner a name and a password, and ends their sessions.

    Raises BadInput for what cannot be one, Conflict if the name is taken, or the owner has one already.
    """
    name = people.accepted_name(name)
    password_hash = passwords.hash_of(passwords.accepted(password, Role.OWNER))
    with db.write() as tx:
        if _begun_by(tx) != owner:
            raise Conflict(sentence("The owner has a name already."))
        if not people_table.rename(tx, owner.id, name):
            raise Conflict(sentence("There is somebody named {name!r} already. Choose another name.", name=name))
        people_table.set_password_hash(tx, owner.id, password_hash)
        table.drop(tx, OWNER)
        activity.record(tx, by, Verb.PASSWORD_CHANGED, name)
    return Person(owner.id, name, owner.role)


def finish(db: Database) -> None:
    """Ends the set-up for good; raises Conflict before its last step, or without an owner who can sign in."""
    with db.write() as tx:
        if _step(tx) is not Step.STAFF or _begun_by(tx) is not None:
            raise Conflict(sentence("The set-up is not finished yet. Do its last step first."))
        for row in (LINK, OWNER, TEST_MESSAGE):
            table.drop(tx, row)
        table.put(tx, STEP, Step.DONE.value)


def keep_test(db: Database, message_id: int) -> None:
    """Which text was sent to try the box out."""
    with db.write() as tx:
        table.put(tx, TEST_MESSAGE, str(message_id))


def test_message(db: Database) -> int | None:
    """The id of the text that was sent last to try the box out."""
    with suppress(KeyError):
        return int(dict(table.rows(db.connection()))[TEST_MESSAGE])
    return None


def has_pin(db: Database) -> bool:
    """Whether the shop gave a PIN for its SIM cards."""
    return settings.sim_pin(db.connection()) is not None


def is_pin_spent(db: Database) -> bool:
    """Whether a SIM was given the PIN of the settings and has not taken it: it is not given a second time."""
    connection = db.connection()
    pin = settings.sim_pin(connection)
    return pin is not None and pins.is_tried(connection, settings.pin_digest(pin))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
