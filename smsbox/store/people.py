"""People, their one-time sign-in links, and API tokens; secrets are kept as digests only."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from smsbox.rules.roles import Role
from smsbox.store.times import from_db, to_db


@dataclass(frozen=True)
class Person:
    """Someone who may sign in; `name` is unique, letter case aside."""

    id: int
    name: str
    role: Role


@dataclass(frozen=True)
class Token:
    """A program's access to the API; a revoked one stays for the record."""

    id: int
    name: str
    role: Role
    created_at: datetime
    revoked_at: datetime | None


def add_person(
    connection: sqlite3.Connection, name: str, role: Role, password_hash: str | None, now: datetime
) -> Person | None:
    """The new person, or None if the name is taken."""
    row = connection.execute(
        "INSERT INTO people (name, role, password_hash, stamp, created_at) VALUES (?, ?, ?, hex(randomblob(16)), ?)"
        " ON CONFLICT (name) DO NOTHING RETURNING id, name, role",
        (name, role, password_hash, to_db(now)),
    ).fetchone()
    return _person(row)


def rename(tx: sqlite3.Connection, person_id: int, name: str) -> bool:
    """Gives the person another name; False if somebody else has it."""
    return tx.execute("UPDATE OR IGNORE people SET name = ? WHERE id = ?", (name, person_id)).rowcount == 1


def set_password_hash(connection: sqlite3.Connection, person_id: int, password_hash: str) -> None:
    """Replaces the password's hash, which ends the person's sessions."""
    connection.execute(
        "UPDATE people SET password_hash = ?, stamp = hex(randomblob(16)) WHERE id = ?", (password_hash, person_id)
    )


def set_role(tx: sqlite3.Connection, person_id: int, role: Role) -> None:
    """Gives another role, which ends the person's sessions."""
    tx.execute("UPDATE people SET role = ?, stamp = hex(randomblob(16)) WHERE id = ?", (role, person_id))


def with_stamp(connection: sqlite3.Connection, person_id: int, stamp: str) -> Person | None:
    """The person with this id, if this is their stamp."""
    row = connection.execute("SELECT id, name, role FROM people WHERE id = ? AND stamp = ?", (person_id, stamp))
    return _person(row.fetchone())


def stamp(connection: sqlite3.Connection, person_id: int) -> str:
    """What the person's sessions hold; empty for nobody."""
    row = connection.execute("SELECT stamp FROM people WHERE id = ?", (person_id,)).fetchone()
    return "" if row is None else str(row["stamp"])


def remove(tx: sqlite3.Connection, person_id: int) -> None:
    """The person is gone, with their links and their recovery code."""
    tx.execute("DELETE FROM people WHERE id = ?", (person_id,))


def count_owners(connection: sqlite3.Connection) -> int:
    """How many people are owners."""
    return int(connection.execute("SELECT count(*) AS n FROM people WHERE role = 'owner'").fetchone()["n"])


def put_recovery_code(tx: sqlite3.Connection, person_id: int, digest: bytes, now: datetime) -> None:
    """Keeps a code's digest in place of the one before."""
    tx.execute(
        "INSERT INTO recovery_codes (person_id, digest, made_at) VALUES (?, ?, ?)"
        " ON CONFLICT (person_id) DO UPDATE SET digest = excluded.digest, made_at = excluded.made_at",
        (person_id, digest, to_db(now)),
    )


def take_recovery_code(tx: sqlite3.Connection, digest: bytes) -> Person | None:
    """Whose code it is; the code is gone afterwards."""
    row = tx.execute("DELETE FROM recovery_codes WHERE digest = ? RETURNING person_id", (digest,)).fetchone()
    return None if row is None else person(tx, row["person_id"])


def all_people(connection: sqlite3.Connection) -> tuple[Person, ...]:
    """Everybody, by name."""
    rows = connection.execute("SELECT id, name, role FROM people ORDER BY name")
    return tuple(Person(row["id"], row["name"], Role(row["role"])) for row in rows)


def person(connection: sqlite3.Connection, person_id: int) -> Person | None:
    """The person with this id."""
    return _person(connection.execute("SELECT id, name, role FROM people WHERE id = ?", (person_id,)).fetchone())


def person_named(connection: sqlite3.Connection, name: str) -> tuple[Person, str | None] | None:
    """The person with this name, and the password's hash if there is one."""
    row = connection.execute("SELECT id, name, role, password_hash FROM people WHERE name = ?", (name,)).fetchone()
    return None if row is None else (Person(row["id"], row["name"], Role(row["role"])), row["password_hash"])


def add_sign_in_link(connection: sqlite3.Connection, digest: bytes, person_id: int, expires_at: datetime) -> None:
    """Keeps a link's digest until it is used or replaced."""
    connection.execute(
        "INSERT INTO sign_in_links (digest, person_id, expires_at) VALUES (?, ?, ?)",
        (digest, person_id, to_db(expires_at)),
    )


def drop_expired_links(connection: sqlite3.Connection, now: datetime) -> None:
    """Forgets links that can no longer be used."""
    connection.execute("DELETE FROM sign_in_links WHERE expires_at <= ?", (to_db(now),))


def take_sign_in_link(connection: sqlite3.Connection, digest: bytes, now: datetime) -> Person | None:
    """Whose link it is, if it has not expired; the link is gone afterwards."""
    row = connection.execute(
        "DELETE FROM sign_in_links WHERE digest = ? RETURNING person_id, expires_at", (digest,)
    ).fetchone()
    if row is None or from_db(row["expires_at"]) <= now:
        return None
    return person(connection, row["person_id"])


def add_token(connection: sqlite3.Connection, name: str, role: Role, digest: bytes, now: datetime) -> bool:
    """False if a token of that name exists or existed."""
    cursor = connection.execute(
        "INSERT INTO tokens (name, role, digest, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO NOTHING",
        (name, role, digest, to_db(now)),
    )
    return cursor.rowcount == 1


def all_tokens(connection: sqlite3.Connection) -> tuple[Token, ...]:
    """Every token, revoked ones too, oldest first."""
    return tuple(_token(row) for row in connection.execute("SELECT * FROM tokens ORDER BY id"))


def token_named(connection: sqlite3.Connection, name: str) -> Token | None:
    """The token of that name, revoked or not."""
    row = connection.execute("SELECT * FROM tokens WHERE name = ?", (name,)).fetchone()
    return None if row is None else _token(row)


def token_with(connection: sqlite3.Connection, digest: bytes) -> Token | None:
    """The token whose secret has this digest, unless it was revoked."""
    row = connection.execute("SELECT * FROM tokens WHERE digest = ? AND revoked_at IS NULL", (digest,)).fetchone()
    return None if row is None else _token(row)


def revoke_token(connection: sqlite3.Connection, token_id: int, now: datetime) -> None:
    """Marks a token as revoked."""
    connection.execute("UPDATE tokens SET revoked_at = ? WHERE id = ?", (to_db(now), token_id))


def _person(row: sqlite3.Row | None) -> Person | None:
    return None if row is None else Person(row["id"], row["name"], Role(row["role"]))


def _token(row: sqlite3.Row) -> Token:
    return Token(row["id"], row["name"], Role(row["role"]), from_db(row["created_at"]), from_db(row["revoked_at"]))
