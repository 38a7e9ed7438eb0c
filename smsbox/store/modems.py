"""Modems, SIMs, what each SIM has sent today, and which SIM a number is texted from."""

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime

from smsbox.store.times import to_db


@dataclass(frozen=True)
class ModemRow:
    """A modem as the daemon last saw it. `state` is a word of `modem.status.ModemState`; signal in dBm."""

    id: int
    imei: str
    port: str | None
    model: str | None
    sim_id: int | None
    iccid: str | None
    number: str | None
    state: str
    operator: str | None
    registration: str | None
    signal: int | None
    last_error: str | None


@dataclass(frozen=True)
class Seen:
    """What the daemon tells of a modem whenever something about it changes."""

    imei: str
    port: str
    model: str | None
    sim_id: int | None
    state: str
    operator: str | None
    registration: str | None
    signal: int | None
    last_error: str | None


def sim(tx: sqlite3.Connection, iccid: str, imsi: str | None, number: str | None, *, now: datetime) -> int:
    """The id of the SIM with this ICCID, added if it is new; IMSI and number are kept up to date where known."""
    row = tx.execute(
        "INSERT INTO sims (iccid, imsi, number, first_seen_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (iccid) DO UPDATE SET imsi = coalesce(excluded.imsi, imsi),"
        " number = coalesce(excluded.number, number) RETURNING id",
        (iccid, imsi, number, to_db(now)),
    ).fetchall()
    return int(row[0]["id"])


def sim_id(connection: sqlite3.Connection, iccid: str) -> int | None:
    """The id of the SIM with this ICCID, or None."""
    row = connection.execute("SELECT id FROM sims WHERE iccid = ?", (iccid,)).fetchone()
    return None if row is None else int(row["id"])


def is_own_number(connection: sqlite3.Connection, number: str) -> bool:
    """Whether `number` is that of one of the box's SIMs."""
    return connection.execute("SELECT 1 FROM sims WHERE number = ?", (number,)).fetchone() is not None


def record(tx: sqlite3.Connection, seen: Seen, *, now: datetime) -> None:
    """Keeps what was seen of a modem; a port or SIM that another modem was last seen with is that one's no more."""
    tx.execute(
        "UPDATE modems SET port = NULL, state = 'lost' WHERE port = ? AND imei <> ?",
        (seen.port, seen.imei),
    )
    tx.execute(
        "INSERT INTO modems (imei, port, model, sim_id, state, operator, registration, signal, last_error,"
        " updated_at) VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (imei) DO UPDATE SET port = excluded.port,"
        " model = coalesce(excluded.model, model), sim_id = coalesce(excluded.sim_id, sim_id), state = excluded.state,"
        " operator = excluded.operator, registration = excluded.registration,"
        " signal = excluded.signal, last_error = coalesce(excluded.last_error, last_error),"
        " updated_at = excluded.updated_at",
        (
            seen.imei,
            seen.port,
            seen.model,
            seen.sim_id,
            seen.state,
            seen.operator,
            seen.registration,
            seen.signal,
            seen.last_error,
            to_db(now),
        ),
    )


def forget_unidentified(tx: sqlite3.Connection, prefix: str) -> None:
    """Removes rows of ports whose modem has not told its IMEI (their `imei` begins with `prefix`)."""
    tx.execute("DELETE FROM modems WHERE substr(imei, 1, ?) = ?", (len(prefix), prefix))


def mark_all(tx: sqlite3.Connection, state: str) -> None:
    """Every modem is `state`, at no port: what a starting daemon knows of them."""
    tx.execute("UPDATE modems SET state = ?, port = NULL, signal = NULL", (state,))


def all_modems(connection: sqlite3.Connection) -> tuple[ModemRow, ...]:
    """Every modem ever seen, in the order they were first seen."""
    rows = connection.execute(
        "SELECT modems.*, sims.iccid AS iccid, sims.number AS number FROM modems"
        " LEFT JOIN sims ON sims.id = modems.sim_id ORDER BY modems.id"
    )
    return tuple(
        ModemRow(
            id=row["id"],
            imei=row["imei"],
            port=row["port"],
            model=row["model"],
            sim_id=row["sim_id"],
            iccid=row["iccid"],
            number=row["number"],
            state=row["state"],
            operator=row["operator"],
            registration=row["registration"],
            signal=row["signal"],
            last_error=row["last_error"],
        )
        for row in rows
    )


def used(connection: sqlite3.Connection, sim: int, day: date) -> int:
    """Parts that the SIM has sent on the shop's calendar day."""
    row = connection.execute("SELECT parts FROM sim_usage WHERE sim_id = ? AND day = ?", (sim, day.isoformat()))
    found = row.fetchone()
    return 0 if found is None else int(found["parts"])


def use(tx: sqlite3.Connection, sim: int, day: date) -> None:
    """Counts one part against the SIM's day."""
    tx.execute(
        "INSERT INTO sim_usage (sim_id, day, parts) VALUES (?, ?, 1)"
        " ON CONFLICT (sim_id, day) DO UPDATE SET parts = parts + 1",
        (sim, day.isoformat()),
    )


def give_back(tx: sqlite3.Connection, sim: int, day: date) -> None:
    """Takes one part off the SIM's day: it was counted, but certainly never sent."""
    tx.execute("UPDATE sim_usage SET parts = max(parts - 1, 0) WHERE sim_id = ? AND day = ?", (sim, day.isoformat()))


def queue_lengths(connection: sqlite3.Connection) -> dict[int | None, int]:
    """SIM id → parts that wait for it; None counts those that any SIM may take."""
    rows = connection.execute(
        "SELECT sim_id, count(*) AS parts FROM parts INDEXED BY parts_queued WHERE state = 'queued' GROUP BY sim_id"
    )
    return {row["sim_id"]: row["parts"] for row in rows}


def assign_route(tx: sqlite3.Connection, number: str, sim: int, *, now: datetime) -> bool:
    """Binds `number`, and what waits for it, to the SIM, unless it is bound already; whether it was free."""
    free = (
        tx.execute(
            "INSERT INTO routes (number, sim_id, assigned_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (number, sim, to_db(now)),
        ).rowcount
        == 1
    )
    if free:
        tx.execute(
            "UPDATE parts INDEXED BY parts_open_by_number SET sim_id = ?"
            " WHERE number = ? AND state IN ('queued', 'held') AND sim_id IS NULL",
            (sim, number),
        )
    return free
