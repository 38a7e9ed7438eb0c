"""The STOP list: who gets no offers, or nothing, since when and by what. Nothing here lifts one (compliance.md 2.9)."""

from smsbox.services import search, settings
from smsbox.store import suppressions as table
from smsbox.store.db import Database
from smsbox.store.paging import Page
from smsbox.store.search import TRIGRAM
from smsbox.store.suppressions import MOST_FOUND, Stopped

__all__ = ["MOST_FOUND", "SHORTEST_PIECE", "Stopped", "find", "pieces"]

SHORTEST_PIECE = TRIGRAM
"""Digits of a number from which on it is looked for."""


def find(db: Database, *, number: str = "", after: str | None = None, limit: int = 50) -> Page[Stopped]:
    """Who said STOP, the newest first; with `number` those whose number holds that piece, as `pieces` reads it.

    At most MOST_FOUND are found; none by a piece that is no number or too short.
    """
    connection = db.connection()
    wanted = pieces(number, settings.policy(connection).region) if number.strip() else None
    return table.find(connection, wanted, after, limit)


def pieces(typed: str, region: str) -> tuple[str, ...]:
    """What a number in the database may hold that was typed like this: at home, abroad, or in part."""
    terms = search.terms(typed, region)
    numbers = terms[0].numbers if len(terms) == 1 else ()
    return tuple(piece for piece in numbers if len(piece) >= SHORTEST_PIECE)
