"""The STOP list: the numbers that get no offers, or nothing, with what said so; by time, and by a piece of a number."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from smsbox.rules.scope import Scope
from smsbox.store import chain
from smsbox.store.paging import Page, check_limit, number_cursor, page_of
from smsbox.store.search import LAST_CHARACTER
from smsbox.store.times import from_db

MOST_FOUND = 500
"""Numbers that a search finds at most of each way to write it: nobody reads on beyond."""


@dataclass(frozen=True)
class Stopped:
    """A number that gets no offers, or nothing (`scope`), and what said so.

    `words` are the text that came, `channel`, `source` and `actor` how it was told otherwise and who wrote it down.
    `contact_id` is None if the shop does not know whose number it is, `has_texts` whether there is a conversation.
    """

    number: str
    name: str
    contact_id: int | None
    since: datetime
    channel: str
    scope: Scope
    words: str | None
    matched: str | None
    source: str | None
    actor: str | None
    has_texts: bool

    @property
    def erased(self) -> bool:
        """Whether the person was erased: then `number` is only a digest."""
        return chain.is_redacted(self.number)


_STOPPED = (
    "SELECT shown.number AS number, coalesce(contacts.name, '') AS name, contacts.id AS contact_id, since,"
    " shown.channel AS channel, scope, coalesce(inbox.text, act) AS words, consent_ledger.matched AS matched,"
    " source, actor, inbox.id IS NOT NULL AS has_texts"
    " FROM (SELECT suppressions.* FROM {source} WHERE (since, suppressions.number) < (?, ?)"
    " ORDER BY since DESC, suppressions.number DESC LIMIT ?) AS shown"
    " LEFT JOIN contacts ON contacts.number = shown.number"
    " LEFT JOIN consent_ledger ON consent_ledger.id = ledger_id"
    " LEFT JOIN inbox ON inbox.id = inbox_id ORDER BY since DESC, shown.number DESC"
)
"""What else is told of a number is looked up only for those that are shown, not for all that are found."""

_BEGINNING = "SELECT number FROM (SELECT number FROM suppressions WHERE number >= ? AND number < ? LIMIT ?)"
_INSIDE = "SELECT number FROM (SELECT number FROM suppression_endings WHERE ending >= ? AND ending < ? LIMIT ?)"


def find(connection: sqlite3.Connection, pieces: Sequence[str] | None, after: str | None, limit: int) -> Page[Stopped]:
    """The numbers that said STOP, the newest first; with `pieces` those that hold one of them.

    A piece with a plus is a number's beginning. A piece has three characters at least.
    """
    since, _, number = (after or "").partition("_")
    source, values = ("suppressions", []) if pieces is None else _source(pieces)
    rows = connection.execute(
        _STOPPED.format(source=source),
        (*values, number_cursor(since if after else None, 2**62), number, check_limit(limit) + 1),
    ).fetchall()
    return page_of(rows, limit, _stopped, lambda row: f"{row['since']}_{row['number']}")


def _source(pieces: Sequence[str]) -> tuple[str, list[object]]:
    """The suppressions that hold one of the pieces, as a join, and its values."""
    found, values = ["SELECT NULL AS number"], list[object]()
    for piece in pieces:
        found.append(_BEGINNING if piece.startswith("+") else _INSIDE)
        values += [piece, piece + LAST_CHARACTER, MOST_FOUND]
    return f"({' UNION '.join(found)}) AS found CROSS JOIN suppressions ON suppressions.number = found.number", values


def _stopped(row: sqlite3.Row) -> Stopped:
    return Stopped(
        number=row["number"],
        name=row["name"],
        contact_id=row["contact_id"],
        since=from_db(row["since"]),
        channel=row["channel"],
        scope=Scope(row["scope"]),
        words=row["words"],
        matched=row["matched"],
        source=row["source"],
        actor=row["actor"],
        has_texts=bool(row["has_texts"]),
    )
