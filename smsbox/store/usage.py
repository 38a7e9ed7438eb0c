"""What each SIM has sent, and to whom, by the shop's calendar days; and each SIM's own limits."""

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from smsbox.rules.budget import Budget, Known, Used, month_start

KEPT = timedelta(days=62)
"""How long it is kept whom a SIM has texted: two billing months."""

LIMITS = ("daily_parts", "monthly_parts", "daily_recipients", "monthly_recipients", "reset_day")


def counting_day(connection: sqlite3.Connection, sim: int, today: date) -> date:
    """The day that what is sent now counts against: never before the newest that was counted (S101).

    A clock that is put back gives nothing back.
    """
    row = connection.execute("SELECT max(day) AS day FROM sim_usage WHERE sim_id = ?", (sim,)).fetchone()
    return today if row["day"] is None else max(today, date.fromisoformat(row["day"]))


def counting_days(connection: sqlite3.Connection, today: date) -> dict[int, date]:
    """SIM id → its `counting_day`, for every SIM that has sent anything."""
    rows = connection.execute("SELECT sim_id, max(day) AS day FROM sim_usage GROUP BY sim_id")
    return {row["sim_id"]: max(today, date.fromisoformat(row["day"])) for row in rows}


def used(connection: sqlite3.Connection, sim: int, day: date, budget: Budget) -> Used:
    """What the SIM has used on `day` and in the billing month that it is in.

    The month's recipients are counted only where `budget` limits them: there are many.
    """
    month = (sim, month_start(day, budget.reset_day).isoformat(), day.isoformat())
    row = connection.execute(
        "SELECT coalesce(sum(parts), 0) AS parts_month, coalesce(sum(parts) FILTER (WHERE day = ?3), 0) AS parts_today,"
        " coalesce(sum(recipients) FILTER (WHERE day = ?3), 0) AS recipients_today"
        " FROM sim_usage WHERE sim_id = ?1 AND day BETWEEN ?2 AND ?3",
        month,
    ).fetchone()
    recipients = 0
    if budget.monthly_recipients:
        recipients = connection.execute(
            "SELECT count(DISTINCT number) AS n FROM sim_recipients WHERE sim_id = ? AND day BETWEEN ? AND ?", month
        ).fetchone()["n"]
    return Used(row["parts_today"], row["parts_month"], row["recipients_today"], recipients)


def known(connection: sqlite3.Connection, sim: int, number: str, day: date, budget: Budget) -> Known:
    """Whether the SIM has texted the number on `day`, and in the billing month that it is in."""
    rows = connection.execute(
        "SELECT max(day) AS day FROM sim_recipients WHERE sim_id = ? AND day BETWEEN ? AND ? AND number = ?",
        (sim, month_start(day, budget.reset_day).isoformat(), day.isoformat(), number),
    )
    newest = rows.fetchone()["day"]
    return Known(today=newest == day.isoformat(), this_month=newest is not None)


def use(tx: sqlite3.Connection, sim: int, day: date, number: str) -> None:
    """Counts one part to `number` against the SIM's day."""
    recipient = tx.execute(
        "INSERT INTO sim_recipients (sim_id, day, number, parts) VALUES (?, ?, ?, 1)"
        " ON CONFLICT (sim_id, day, number) DO UPDATE SET parts = parts + 1 RETURNING parts",
        (sim, day.isoformat(), number),
    ).fetchall()[0]
    first = recipient["parts"] == 1
    count = tx.execute(
        "INSERT INTO sim_usage (sim_id, day, parts, recipients) VALUES (?, ?, 1, 1)"
        " ON CONFLICT (sim_id, day) DO UPDATE SET parts = parts + 1, recipients = recipients + ? RETURNING parts",
        (sim, day.isoformat(), first),
    ).fetchall()[0]
    if count["parts"] == 1:
        tx.execute("DELETE FROM sim_recipients WHERE sim_id = ? AND day < ?", (sim, (day - KEPT).isoformat()))


def give_back(tx: sqlite3.Connection, sim: int, number: str) -> None:
    """Takes one part to `number` off the SIM's newest day: it was counted there, but certainly never sent."""
    rows = tx.execute(
        "UPDATE sim_recipients SET parts = parts - 1 WHERE sim_id = ? AND number = ?"
        " AND day = (SELECT max(day) FROM sim_usage WHERE sim_id = ?) RETURNING day, parts",
        (sim, number, sim),
    ).fetchall()
    for row in rows:
        last = row["parts"] == 0
        if last:
            tx.execute(
                "DELETE FROM sim_recipients WHERE sim_id = ? AND day = ? AND number = ?", (sim, row["day"], number)
            )
        tx.execute(
            "UPDATE sim_usage SET parts = parts - 1, recipients = recipients - ? WHERE sim_id = ? AND day = ?",
            (last, sim, row["day"]),
        )


def budget(connection: sqlite3.Connection, sim: int, shops: Budget) -> Budget:
    """The SIM's limits: its own, and the shop's where it has none."""
    row = connection.execute("SELECT * FROM sim_budgets WHERE sim_id = ?", (sim,)).fetchone()
    return shops if row is None else _own(row, shops)


def budgets(connection: sqlite3.Connection, shops: Budget) -> dict[int, Budget]:
    """SIM id → its limits, for every SIM that has its own."""
    return {row["sim_id"]: _own(row, shops) for row in connection.execute("SELECT * FROM sim_budgets")}


def _own(row: sqlite3.Row, shops: Budget) -> Budget:
    return replace(shops, **{name: row[name] for name in LIMITS if row[name] is not None})


def set_budget(tx: sqlite3.Connection, sim: int, limits: Mapping[str, int | None]) -> None:
    """Gives the SIM its own limits; the keys are of LIMITS, None is as the shop's settings say."""
    tx.execute("INSERT INTO sim_budgets (sim_id) VALUES (?) ON CONFLICT DO NOTHING", (sim,))
    for name in LIMITS:
        if name in limits:
            tx.execute(f"UPDATE sim_budgets SET {name} = ? WHERE sim_id = ?", (limits[name], sim))
