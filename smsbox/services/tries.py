"""How often somebody may guess at a sign-in: after a few wrong tries the next one waits, longer each time.

Counted in the database, so that a restart forgets nothing: by the name guessed at, and by the address that guesses.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from smsbox.store import tries as table
from smsbox.store.db import Database
from smsbox.store.tries import Tries

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)
"""The wait doubles with each wrong try from the first to the longest: a PIN of four digits lasts for over a year."""

MOST_DOUBLINGS = 10
"""Times: far beyond LONGEST_WAIT."""

REMEMBERED = timedelta(hours=24)
"""For so long a wrong try counts after the latest."""

MOST_KEPT = 1000
"""Names and addresses remembered; the oldest go first, so that made-up names cannot fill the disk."""

LONGEST_KEY = 80
"""Characters of a name or address that count."""


@dataclass(frozen=True)
class Limit:
    """Wrong tries before the first wait."""

    free: int


BY_NAME = Limit(5)
BY_ADDRESS = Limit(15)
"""More than for a name: a shop's people share the PC at the till, and are not to wait for each other's slips."""


def begin(db: Database, name: str, address: str, *, now: datetime) -> datetime | None:
    """Counts a try, before it is known whether it is right: tries made at the same moment are all counted.

    Returns until when this one has to wait instead; it is not to be looked at then. `name` may be empty.
    """
    with db.write() as tx:
        table.drop(tx, now - REMEMBERED, now, MOST_KEPT)
        known = [(key, limit, table.get(tx, key)) for key, limit in _keys(name, address)]
        free_at = max((_free_at(tries, limit) for _, limit, tries in known if tries), default=now)
        if free_at > now:
            return free_at
        for key, _, tries in known:
            table.put(tx, key, Tries(tries.wrong + 1 if tries else 1, now))
    return None


def wait(db: Database, name: str, address: str) -> datetime | None:
    """Until when the next try of `name` from `address` has to wait, as far as is known; None if it was never wrong."""
    connection = db.connection()
    known = [(limit, table.get(connection, key)) for key, limit in _keys(name, address)]
    return max((_free_at(tries, limit) for limit, tries in known if tries), default=None)


def right(db: Database, name: str, address: str) -> None:
    """The try that was begun was right: the name's wrong ones are forgotten, the address is given this one back."""
    with db.write() as tx:
        for key, limit in _keys(name, address):
            tries = table.get(tx, key)
            if tries is None:
                continue
            if limit is BY_NAME or tries.wrong <= 1:
                table.forget(tx, key)
            else:
                table.put(tx, key, Tries(tries.wrong - 1, tries.latest))


def forgive(tx: sqlite3.Connection, name: str) -> None:
    """The name's wrong tries are forgotten: its person came in another way, or got a new password."""
    table.forget(tx, _name_key(name))


def _name_key(name: str) -> str:
    return f"name {name.casefold()}"[:LONGEST_KEY]


def _keys(name: str, address: str) -> list[tuple[str, Limit]]:
    keys = [(f"address {address}"[:LONGEST_KEY], BY_ADDRESS)]
    return [*keys, (_name_key(name), BY_NAME)] if name else keys


def _free_at(tries: Tries, limit: Limit) -> datetime:
    over = tries.wrong - limit.free
    if over < 0:
        return tries.latest
    doubled = FIRST_WAIT * (1 << min(over, MOST_DOUBLINGS))
    return tries.latest + min(doubled, LONGEST_WAIT)
