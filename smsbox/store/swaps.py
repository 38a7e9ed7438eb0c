"""Another SIM card in a modem than it was last seen with."""

import sqlite3
from datetime import datetime

from smsbox.store.times import to_db

NAMELESS = "imei:"
"""How the `iccid` of a SIM begins of which its modem tells nothing: it may be any."""

IMEI_DIGITS = 15
"""Modems that all have one IMEI are kept as that and what tells them apart; any of them may be any of them."""


def note(tx: sqlite3.Connection, imei: str, sim: int, *, now: datetime) -> str | None:
    """Keeps that the modem holds the SIM now; the ICCID of the one that it held before, None if that is the same.

    To be called before the modem's row is brought up to date. A card that came back ends the tale of the one between.
    """
    before = tx.execute(
        "SELECT modems.sim_id, sim_before, iccid, imsi FROM modems JOIN sims ON sims.id = sim_id WHERE imei = ?",
        (imei,),
    ).fetchone()
    if before is None or before["sim_id"] == sim:
        return None
    after = tx.execute("SELECT iccid, imsi FROM sims WHERE id = ?", (sim,)).fetchone()
    if _may_be_the_same(before, after) or _is_of_a_twin(tx, imei, sim):
        return None
    came_back = before["sim_before"] == sim
    tx.execute(
        "UPDATE modems SET sim_before = ?, swapped_at = ? WHERE imei = ?",
        (None, None, imei) if came_back else (before["sim_id"], to_db(now), imei),
    )
    return str(before["iccid"])


def _may_be_the_same(one: sqlite3.Row, other: sqlite3.Row) -> bool:
    """A card whose ICCID could not be read this time is known by its subscriber, or not at all."""
    if one["iccid"].startswith(NAMELESS) or other["iccid"].startswith(NAMELESS):
        return True
    return one["imsi"] is not None and one["imsi"] == other["imsi"]


def _is_of_a_twin(tx: sqlite3.Connection, imei: str, sim: int) -> bool:
    """Whether another modem of the same IMEI held the SIM: such modems are told apart only by where they are found."""
    row = tx.execute(
        "SELECT 1 FROM modems WHERE sim_id = ? AND imei <> ? AND substr(imei, 1, ?) = ?",
        (sim, imei, IMEI_DIGITS, imei[:IMEI_DIGITS]),
    ).fetchone()
    return row is not None
