"""Modems, SIMs, and which SIM a number is texted from. What a SIM may and did send is in `usage`."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from smsbox.store.times import from_db, to_db


@dataclass(frozen=True)
class ModemRow:
    """A modem as the daemon last saw it. `state` is a word of `modem.status.ModemState`; signal in dBm.

    `queue` counts the parts that wait for its SIM. The network's time is `clock_ahead` seconds ahead of the box's.
    `pin_tries` are left for the SIM's PIN. The SIM with `iccid_before` was in it until `swapped_at`.

    `balance` is the amount in `balance_text`, which is what the network told at `balance_at`. Somebody last wanted it
    asked at `wanted_at`, and got no answer at `unanswered_at`.
    """

    id: int
    imei: str
    port: str | None
    model: str | None
    sim_id: int | None
    iccid: str | None
    number: str | None
    paused: bool
    balance: str | None
    balance_text: str | None
    balance_at: datetime | None
    wanted_at: datetime | None
    unanswered_at: datetime | None
    state: str
    operator: str | None
    registration: str | None
    signal: int | None
    technology: str | None
    seconds_per_part: float | None
    clock_ahead: int | None
    pin_tries: int | None
    last_error: str | None
    queue: int
    iccid_before: str | None
    swapped_at: datetime | None


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
    technology: str | None = None
    seconds_per_part: float | None = None
    pin_tries: int | None = None


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


def iccid(connection: sqlite3.Connection, sim: int) -> str:
    """The ICCID of the SIM with this id."""
    return str(connection.execute("SELECT iccid FROM sims WHERE id = ?", (sim,)).fetchone()["iccid"])


def sim_ids(connection: sqlite3.Connection) -> tuple[int, ...]:
    """Every SIM that the box has ever seen."""
    return tuple(row["id"] for row in connection.execute("SELECT id FROM sims ORDER BY id"))


def pause_sim(tx: sqlite3.Connection, sim: int, *, now: datetime) -> None:
    """Sets the SIM aside: it is given nothing to send until `resume_sim`."""
    tx.execute("UPDATE sims SET paused_at = coalesce(paused_at, ?) WHERE id = ?", (to_db(now), sim))


def resume_sim(tx: sqlite3.Connection, sim: int) -> bool:
    """The SIM may send again; False if it was not set aside."""
    return tx.execute("UPDATE sims SET paused_at = NULL WHERE id = ? AND paused_at IS NOT NULL", (sim,)).rowcount == 1


def paused_sims(connection: sqlite3.Connection) -> dict[int, datetime]:
    """SIM id → since when it is set aside."""
    rows = connection.execute("SELECT id, paused_at FROM sims WHERE paused_at IS NOT NULL")
    return {row["id"]: from_db(row["paused_at"]) for row in rows}


def numbers(connection: sqlite3.Connection) -> dict[int, str]:
    """SIM id → its own number, where it is known."""
    rows = connection.execute("SELECT id, number FROM sims WHERE number IS NOT NULL")
    return {row["id"]: row["number"] for row in rows}


def iccids(connection: sqlite3.Connection) -> dict[int, str]:
    """SIM id → ICCID, of every SIM that the box has ever seen."""
    return {row["id"]: row["iccid"] for row in connection.execute("SELECT id, iccid FROM sims")}


def set_number(tx: sqlite3.Connection, sim: int, number: str | None) -> None:
    """Keeps the SIM's own number; None forgets it."""
    tx.execute("UPDATE sims SET number = ? WHERE id = ?", (number, sim))


def smsc(connection: sqlite3.Connection, iccid: str) -> str | None:
    """The message centre that the shop wants on the SIM, None if it leaves what is there."""
    row = connection.execute("SELECT smsc FROM sims WHERE iccid = ?", (iccid,)).fetchone()
    return None if row is None else row["smsc"]


def set_smsc(tx: sqlite3.Connection, sim: int, number: str | None) -> None:
    """Keeps the message centre that the shop wants on the SIM."""
    tx.execute("UPDATE sims SET smsc = ? WHERE id = ?", (number, sim))


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
        " technology, seconds_per_part, pin_tries, updated_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"
        " ON CONFLICT (imei) DO UPDATE SET port = excluded.port,"
        " model = coalesce(excluded.model, model), sim_id = coalesce(excluded.sim_id, sim_id), state = excluded.state,"
        " operator = excluded.operator, registration = excluded.registration,"
        " signal = excluded.signal, last_error = coalesce(excluded.last_error, last_error),"
        " technology = excluded.technology, pin_tries = excluded.pin_tries,"
        " seconds_per_part = coalesce(excluded.seconds_per_part, seconds_per_part),"
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
            seen.technology,
            seen.seconds_per_part,
            seen.pin_tries,
            to_db(now),
        ),
    )


def forget_unidentified(tx: sqlite3.Connection, prefix: str) -> None:
    """Removes rows of ports whose modem has not told its IMEI (their `imei` begins with `prefix`)."""
    tx.execute("DELETE FROM modems WHERE substr(imei, 1, ?) = ?", (len(prefix), prefix))


def mark_all(tx: sqlite3.Connection, state: str) -> None:
    """Every modem is `state`, at no port: what a starting daemon knows of them."""
    tx.execute("UPDATE modems SET state = ?, port = NULL, signal = NULL, clock_ahead = NULL", (state,))


def keep_clock(tx: sqlite3.Connection, imei: str, ahead: int | None) -> None:
    """Keeps by how many seconds the network's time is ahead of the box's, as the modem `imei` has it."""
    tx.execute("UPDATE modems SET clock_ahead = ? WHERE imei = ?", (ahead, imei))


def all_modems(connection: sqlite3.Connection) -> tuple[ModemRow, ...]:
    """Every modem ever seen, in the order they were first seen."""
    rows = connection.execute(
        "SELECT modems.*, sims.iccid AS iccid, sims.number AS number, sims.paused_at AS paused_at,"
        " balance, balance_text, balance_at, ussd_wanted_at, ussd_unanswered_at,"
        " (SELECT iccid FROM sims AS before WHERE before.id = sim_before) AS iccid_before,"
        " (SELECT count(*) FROM parts INDEXED BY parts_queued"
        " WHERE parts.state = 'queued' AND lane IN (0, 1, 2) AND parts.sim_id = modems.sim_id) AS queue FROM modems"
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
            paused=row["paused_at"] is not None,
            balance=row["balance"],
            balance_text=row["balance_text"],
            balance_at=from_db(row["balance_at"]),
            wanted_at=from_db(row["ussd_wanted_at"]),
            unanswered_at=from_db(row["ussd_unanswered_at"]),
            state=row["state"],
            operator=row["operator"],
            registration=row["registration"],
            signal=row["signal"],
            technology=row["technology"],
            seconds_per_part=row["seconds_per_part"],
            clock_ahead=row["clock_ahead"],
            pin_tries=row["pin_tries"],
            last_error=row["last_error"],
            queue=row["queue"],
            iccid_before=row["iccid_before"],
            swapped_at=from_db(row["swapped_at"]),
        )
        for row in rows
    )


def claim_pin_attempt(tx: sqlite3.Connection, iccid: str, digest: bytes, *, now: datetime) -> bool:
    """Writes down that the PIN with this digest is tried on the SIM now; False if it was tried before."""
    row = tx.execute(
        "INSERT INTO pin_attempts (iccid, pin_digest, tried_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (iccid, digest, to_db(now)),
    )
    return row.rowcount == 1


def pin_was_right(tx: sqlite3.Connection, iccid: str, digest: bytes) -> None:
    """The SIM took the PIN with this digest: it may be given again, after every loss of power."""
    tx.execute("DELETE FROM pin_attempts WHERE iccid = ? AND pin_digest = ?", (iccid, digest))


_WAITING_FOR_ROUTE = (
    "SELECT message_id, part FROM messages INDEXED BY messages_by_number CROSS JOIN parts ON message_id = messages.id"
    " WHERE messages.number = ? AND messages.state IN ('queued', 'held', 'sending')"
    " AND parts.state IN ('queued', 'held') AND parts.sim_id IS NULL"
)
"""Mostly nothing waits any more, and looking costs less than an UPDATE that finds nothing."""


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
        waiting = tx.execute(_WAITING_FOR_ROUTE, (number,)).fetchall()
        tx.executemany(
            "UPDATE parts SET sim_id = ? WHERE message_id = ? AND part = ?", [(sim, *row) for row in waiting]
        )
    return free


def keep_balance(tx: sqlite3.Connection, iccid: str, amount: str | None, text: str, *, now: datetime) -> int:
    """Keeps what the network said about the SIM's balance; returns the SIM's id."""
    rows = tx.execute(
        "UPDATE sims SET balance = ?, balance_text = ?, balance_at = ? WHERE iccid = ? RETURNING id",
        (amount, text, to_db(now), iccid),
    ).fetchall()
    return int(rows[0]["id"])


def balance_told(connection: sqlite3.Connection, sim: int) -> tuple[str | None, datetime | None]:
    """What the network last told of the SIM's balance, and when."""
    row = connection.execute("SELECT balance_text, balance_at FROM sims WHERE id = ?", (sim,)).fetchone()
    return row["balance_text"], from_db(row["balance_at"])


def want_ussd(tx: sqlite3.Connection, sim: int, code: str, *, now: datetime) -> None:
    """Somebody wants the SIM's network asked by this USSD code."""
    tx.execute(
        "UPDATE sims SET ussd_wanted = ?, ussd_wanted_at = ?, ussd_unanswered_at = NULL WHERE id = ?",
        (code, to_db(now), sim),
    )


def wanted_ussd(connection: sqlite3.Connection) -> dict[int, str]:
    """SIM id → the USSD code that somebody wants asked."""
    rows = connection.execute("SELECT id, ussd_wanted FROM sims WHERE ussd_wanted IS NOT NULL")
    return {row["id"]: row["ussd_wanted"] for row in rows}


def asked_ussd(tx: sqlite3.Connection, sim: int) -> None:
    """The code that somebody wanted asked is asked."""
    tx.execute("UPDATE sims SET ussd_wanted = NULL WHERE id = ?", (sim,))


def unanswered_ussd(tx: sqlite3.Connection, iccid: str, *, now: datetime) -> None:
    """The network gave no answer to what it was asked."""
    tx.execute("UPDATE sims SET ussd_unanswered_at = ? WHERE iccid = ?", (to_db(now), iccid))


def imsi(connection: sqlite3.Connection, sim: int) -> str | None:
    """The IMSI of the SIM with this id, None where its modem hides it."""
    row = connection.execute("SELECT imsi FROM sims WHERE id = ?", (sim,)).fetchone()
    return None if row is None else row["imsi"]


def balance_at(connection: sqlite3.Connection, sim: int) -> datetime | None:
    """When the network last told the SIM's balance."""
    row = connection.execute("SELECT balance_at FROM sims WHERE id = ?", (sim,)).fetchone()
    return None if row is None else from_db(row["balance_at"])
