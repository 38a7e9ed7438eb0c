"""Counts of what happened, per quarter of an hour and SIM: rolled up behind the events, exact when they are read."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from smsbox.store.times import to_db

QUARTER = 900_000
"""Milliseconds of a quarter of an hour: every zone's offset is a multiple of it."""

FRESH = timedelta(minutes=5)
"""Events of so lately stay out of `traffic`: they are counted one by one, so that spans may begin at any moment."""

BATCH = 2000
"""Rows that one transaction rolls up at most, so that it holds the write lock for under 0.2 s."""


@dataclass(frozen=True)
class Traffic:
    """What happened in a span of time, in messages: texts that came in are `received`, STOPs `opted_out`."""

    sent: int = 0
    delivered: int = 0
    failed: int = 0
    unknown: int = 0
    received: int = 0
    opted_out: int = 0


Span = tuple[datetime, datetime]
"""From a moment to before another; aware. Older than FRESH both must be at a quarter of an hour."""

_KINDS = {
    "sent": "message.sent",
    "delivered": "message.delivered",
    "failed": "message.failed",
    "unknown": "message.unknown",
    "received": "inbound.received",
    "opted_out": None,
}
"""Column of `traffic` → the type of its events; opt-outs are the ledger's."""

_FLAGS = ", ".join(f"type = '{kind}'" if kind else "type = 'opt_out'" for kind in _KINDS.values())
_FLAG_SUMS = ", ".join(f"sum({flag})" for flag in _FLAGS.split(", "))
_SUMS = ", ".join(f"sum({name})" for name in _KINDS)
_TYPES = ", ".join(f"'{kind}'" for kind in _KINDS.values() if kind)
_FROM_MARK = (
    "SELECT at, type, {event_sim} FROM events{event_joins}"
    " WHERE events.id > (SELECT event_id FROM traffic_mark WHERE id = 1){events_until}"
    f" AND type IN ({_TYPES})"
    " UNION ALL SELECT recorded_at, event, sim_id FROM consent_ledger"
    " WHERE id > (SELECT ledger_id FROM traffic_mark WHERE id = 1){ledger_until} AND event = 'opt_out'"
)
_SIM_OF_EVENT = "coalesce(parts.sim_id, inbox.sim_id) AS sim_id"
_JOINS_FOR_SIM = (
    " LEFT JOIN parts ON substr(type, 1, 8) = 'message.' AND message_id = CAST(subject AS INTEGER) AND part = 1"
    " LEFT JOIN inbox ON type = 'inbound.received' AND inbox.id = CAST(subject AS INTEGER)"
)


def _tail(*, with_sim: bool) -> str:
    """The rows that are not rolled up yet."""
    return _FROM_MARK.format(
        event_sim=_SIM_OF_EVENT if with_sim else "NULL AS sim_id",
        event_joins=_JOINS_FOR_SIM if with_sim else "",
        events_until="",
        ledger_until="",
    )


_SPANS = "WITH spans (n, since, until) AS (VALUES {rows})"
_ROLLED = f"quarter >= (since + {QUARTER - 1}) / {QUARTER} AND quarter < (until + {QUARTER - 1}) / {QUARTER}"
_COUNT = (
    "{spans} SELECT n, (SELECT json_array({sums}) FROM traffic WHERE {rolled}{of_sim}) AS sums FROM spans"
    " UNION ALL SELECT n, json_array({flag_sums}) FROM ({tail})"
    " CROSS JOIN spans ON at >= since AND at < until{of_sim} GROUP BY n"
)
"""Each span's rows of `traffic` stand together: summed up by themselves, they need no sorting."""

_COUNT_BY_SIM = (
    "{spans} SELECT n, sim_id, json_array({sums}) AS sums FROM ("
    "SELECT n, sim_id, {names} FROM spans CROSS JOIN traffic ON {rolled}"
    " UNION ALL SELECT n, sim_id, {flags} FROM ({tail}) CROSS JOIN spans ON at >= since AND at < until"
    ") WHERE sim_id > 0 GROUP BY sim_id, n"
)


def count(connection: sqlite3.Connection, spans: Sequence[Span], *, sim: int | None = None) -> tuple[Traffic, ...]:
    """What happened in each of `spans`, over one SIM or all."""
    of_sim = "" if sim is None else f" AND sim_id = {int(sim)}"
    query = _query(_COUNT, spans, with_sim=sim is not None, of_sim=of_sim)
    return _in_order(connection.execute(query, _values(spans)), len(spans))


def count_by_sim(connection: sqlite3.Connection, spans: Sequence[Span]) -> dict[int, tuple[Traffic, ...]]:
    """SIM id → what happened over it in each of `spans`; a SIM over which nothing happened is left out."""
    rows: dict[int, list[sqlite3.Row]] = {}
    for row in connection.execute(_query(_COUNT_BY_SIM, spans, with_sim=True), _values(spans)):
        rows.setdefault(row["sim_id"], []).append(row)
    return {sim: _in_order(of_sim, len(spans)) for sim, of_sim in rows.items()}


def _query(pattern: str, spans: Sequence[Span], *, with_sim: bool, of_sim: str = "") -> str:
    return pattern.format(
        spans=_SPANS.format(rows=", ".join(["(?, ?, ?)"] * len(spans))),
        sums=_SUMS,
        names=", ".join(_KINDS),
        flags=_FLAGS,
        flag_sums=_FLAG_SUMS,
        rolled=_ROLLED,
        tail=_tail(with_sim=with_sim),
        of_sim=of_sim,
    )


def _values(spans: Sequence[Span]) -> list[int]:
    return [value for n, (since, until) in enumerate(spans) for value in (n, to_db(since), to_db(until))]


def _in_order(rows: Iterable[sqlite3.Row], spans: int) -> tuple[Traffic, ...]:
    """What the rows' JSON arrays of the kinds' sums make for each span together; a sum of no rows is null."""
    found = [[0] * len(_KINDS) for _ in range(spans)]
    for row in rows:
        sums = json.loads(row["sums"])
        found[row["n"]] = [had + (more or 0) for had, more in zip(found[row["n"]], sums, strict=True)]
    return tuple(Traffic(*counts) for counts in found)


_NEXT_FRESH = (
    "SELECT id FROM events WHERE id > (SELECT event_id FROM traffic_mark WHERE id = 1) AND id <= ?"
    " AND at > ? AND at <= ? ORDER BY id LIMIT 1"
)
_ROLL = (
    f"INSERT INTO traffic (quarter, sim_id, {', '.join(_KINDS)})"
    f" SELECT at / {QUARTER}, coalesce(sim_id, 0) AS sim, {{sums}} FROM ({{tail}}) WHERE true GROUP BY 1, 2"
    " ON CONFLICT (quarter, sim_id) DO UPDATE SET " + ", ".join(f"{name} = {name} + excluded.{name}" for name in _KINDS)
)


def roll(tx: sqlite3.Connection, *, batch: int = BATCH, now: datetime) -> bool:
    """Adds up to `batch` events, and opt-outs, that are older than FRESH; whether there may be more.

    An event that is later than `now` comes of a clock that was put back; it is as good as old.
    """
    mark = tx.execute("SELECT event_id, ledger_id FROM traffic_mark WHERE id = 1").fetchone()
    events = tx.execute("SELECT coalesce(max(id), 0) AS id FROM events").fetchone()["id"]
    ledger = tx.execute("SELECT coalesce(max(id), 0) AS id FROM consent_ledger").fetchone()["id"]
    upto = min(events, mark["event_id"] + batch)
    ledger_upto = min(ledger, mark["ledger_id"] + batch)
    fresh = tx.execute(_NEXT_FRESH, (upto, to_db(now - FRESH), to_db(now))).fetchone()
    if fresh is not None:
        upto = fresh["id"] - 1
    tail = _FROM_MARK.format(
        event_sim=_SIM_OF_EVENT,
        event_joins=_JOINS_FOR_SIM,
        events_until=" AND events.id <= ?",
        ledger_until=" AND id <= ?",
    )
    tx.execute(_ROLL.format(sums=_FLAG_SUMS, tail=tail), (upto, ledger_upto))
    tx.execute("UPDATE traffic_mark SET event_id = ?, ledger_id = ? WHERE id = 1", (upto, ledger_upto))
    return (upto < events and fresh is None) or ledger_upto < ledger
