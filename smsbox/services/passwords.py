"""PINs and passwords: which are accepted for whom, and their hashes (werkzeug's scrypt)."""

import secrets
import threading
from functools import cache

from smsbox.errors import BadInput
from smsbox.rules.roles import Role
from smsbox.sentences import sentence

LONGEST = 128
SHORTEST = 10
"""Characters of a password."""

PIN_LENGTHS = range(4, 7)
"""Digits of a PIN, which people at the till type all day; guesses at it have to wait, see `services/tries.py`."""

WITHOUT_PIN = frozenset({Role.MANAGER, Role.OWNER})
"""Roles for which a PIN is too easily looked up over a shoulder."""

NOBODYS_BYTES = 16

METHOD = "scrypt:32768:8:1"
"""How passwords are hashed: scrypt's cost, block size and parallelism (RFC 7914 §2), as werkzeug has them."""

_hashing = threading.Lock()
"""One hash at a time: each takes 32 MB and a core."""


def accepted(password: str, role: Role) -> str:
    """`password` itself; raises BadInput for one that is too weak for the role, or cannot be."""
    if len(password) > LONGEST:
        raise BadInput(sentence("A password is at most {most} characters.", most=LONGEST), "password")
    if not password.isprintable():
        raise BadInput(
            sentence("A password is made of characters that can be typed and seen, on one line."), "password"
        )
    if len(password) >= SHORTEST:
        return password
    if role in WITHOUT_PIN:
        raise BadInput(sentence("Choose a password of {least} characters or more.", least=SHORTEST), "password")
    if not (password.isascii() and password.isdigit() and len(password) in PIN_LENGTHS):
        raise BadInput(
            sentence("Choose a PIN of 4 to 6 digits, or a password of at least {least} characters.", least=SHORTEST),
            "password",
        )
    return password


def hash_of(password: str) -> str:
    """The hash to keep; takes a tenth of a second or more."""
    from werkzeug.security import generate_password_hash

    with _hashing:
        return generate_password_hash(password, METHOD)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether this is the password; takes the same time where there is none (None), which nothing matches."""
    from werkzeug.security import check_password_hash

    given = password[: LONGEST + 1]
    with _hashing:
        return check_password_hash(password_hash or _hash_of_nobody(), given) and password_hash is not None


@cache
def _hash_of_nobody() -> str:
    from werkzeug.security import generate_password_hash

    return generate_password_hash(secrets.token_urlsafe(NOBODYS_BYTES), METHOD)
