"""The consent ledger's hash chain: what it holds, and what erasing a person may change without breaking it.

Each row's hash follows from the row before it. What is personal goes into it as a digest under the box's own key, so
that the digest can take the place of the words (compliance.md 2.10).
"""

import hashlib
import hmac
import json
import re
import sqlite3
from collections.abc import Callable, Sequence
from functools import lru_cache

COLUMNS = (
    "number",
    "list_id",
    "event",
    "occurred_at",
    "recorded_at",
    "channel",
    "source",
    "wording",
    "wording_digest",
    "act",
    "inbox_id",
    "sim_id",
    "actor",
    "evidence",
    "matched",
    "per_month",
)
"""What of a row is chained, in this order."""

PERSONAL = ("number", "source", "act", "evidence")
"""The columns that say who the person is, or hold their words or words about them."""

KEY = "ledger.key"
"""The secret's name: it is no setting, so nothing shows it; it is in the database, so backups hold it."""

CACHED_DIGESTS = 64
"""Digests at hand: an import's rows have their source and their act in common."""

_PERSONAL_AT = tuple(COLUMNS.index(name) for name in PERSONAL)
_encode = json.JSONEncoder(ensure_ascii=False).encode
_REDACTED = re.compile(r"#[0-9a-f]{64}")


def key(connection: sqlite3.Connection) -> bytes:
    """The box's key for digests."""
    row = connection.execute("SELECT value FROM secrets WHERE name = ?", (KEY,)).fetchone()
    return bytes.fromhex(row["value"])


def redacted(key: bytes, value: str) -> str:
    """`#` and the keyed digest (HMAC-SHA256) of `value`; what is one already stays as it is."""
    if value[:1] == "#" and _REDACTED.fullmatch(value):
        return value
    return _keyed(key, value)


@lru_cache(CACHED_DIGESTS)
def _keyed(key: bytes, value: str) -> str:
    of_value, of_digest = _halves(key)
    inner, outer = of_value.copy(), of_digest.copy()
    inner.update(value.encode())
    outer.update(inner.digest())
    return "#" + outer.hexdigest()


@lru_cache
def _halves(key: bytes) -> "tuple[hashlib._Hash, hashlib._Hash]":
    """HMAC-SHA256's two hashes as the key leaves them (RFC 2104 §4): going on from there takes half the time."""
    block = key.ljust(hashlib.sha256().block_size, b"\0")
    return hashlib.sha256(block.translate(hmac.trans_36)), hashlib.sha256(block.translate(hmac.trans_5C))


def is_redacted(number: str) -> bool:
    """Whether a number is an erased person's."""
    return _REDACTED.fullmatch(number) is not None


def link(key: bytes, previous: str, values: Sequence[object]) -> str:
    """The hash of a row with these values (of COLUMNS) that follows the hash `previous`."""
    chained = list(values)
    for at in _PERSONAL_AT:
        value = chained[at]
        if value is not None:
            chained[at] = redacted(key, str(value))
    return _digest(previous, chained)


def _digest(previous: str, values: Sequence[object]) -> str:
    return hashlib.sha256(_encode([previous, *values]).encode()).hexdigest()


def rechained() -> Callable[..., str]:
    """The SQL function that chains a ledger of before erasures anew, called for its rows in order.

    It takes the key, the old hash and the values. From the first row on that is broken the hashes stay as they were:
    broken.
    """
    old, new, whole = "", "", True

    def run(key_hex: str, row_hash: str, *values: object) -> str:
        nonlocal old, new, whole
        kept = values if values[-1] is not None else values[:-1]  # rows from before frequencies were kept have none
        old = _digest(old, kept)
        whole = whole and row_hash == old
        new = link(bytes.fromhex(key_hex), new, values) if whole else row_hash
        return new

    return run
