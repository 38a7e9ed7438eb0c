"""Doing what a program asks for once, however often it asks: a repeat gets the first answer."""

import hashlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from smsbox.errors import BadInput
from smsbox.store import idempotency
from smsbox.store.db import Database
from smsbox.store.idempotency import FirstAnswer

KEPT = timedelta(hours=24)
"""How long a key stands for its first answer; a program that gave up for longer means something new."""

LONGEST_KEY = 255
"""Characters."""

HEADER = "Idempotency-Key"


@dataclass(frozen=True)
class Answer:
    """An HTTP status and body; `replayed` if they are those of an earlier request."""

    status: int
    body: str
    replayed: bool = False


def once(
    db: Database,
    *,
    token_id: int,
    key: str,
    request: bytes,
    act: Callable[[sqlite3.Connection], Answer],
    now: datetime,
) -> Answer:
    """`act` in a write transaction that also keeps its answer; for a key used before, that answer instead.

    `request` is all that makes two requests the same. An exception of `act` changes nothing and is not kept. Raises
    BadInput for a key that cannot be, or that was used for another request.
    """
    if not 1 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise BadInput(f"{HEADER} is 1 to {LONGEST_KEY} printable ASCII characters.", HEADER)
    digest = hashlib.sha256(request).digest()
    with db.write() as tx:
        first = idempotency.get(tx, token_id, key, now - KEPT)
        if first is None:
            answer = act(tx)
            idempotency.forget(tx, now - KEPT)
            idempotency.add(tx, token_id, key, FirstAnswer(digest, answer.status, answer.body), now=now)
            return answer
    if first.request_digest != digest:
        raise BadInput(f"This {HEADER} was used for another request. Use a new key for a new request.", HEADER)
    return Answer(first.status, first.body, replayed=True)
