"""What each SIM has sent, and to whom, by the shop's calendar days; and each SIM's own limits."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class Account:
    """What a SIM may send and has sent: `used` counts on `day`, and in the billing month that it is in."""

    day: date
    budget: Budget
    used: Used


LONGEST_MONTH = timedelta(days=31)

_ACCOUNTS = (
    "SELECT sims.id AS sim_id, sim_budgets.*, day, parts, recipients FROM sims"
    " LEFT JOIN sim_budgets ON sim_budgets.sim_id = sims.id"
    " LEFT JOIN sim_usage ON sim_usage.sim_id = sims.id AND day >= ?"
)


def accounts(connection: sqlite3.Connection, today: date, shops: Budget) -> dict[int, Account]:
    """SIM id → its account, for every SIM that the box has ever seen."""
    rows: dict[int, list[sqlite3.Row]] = {}
    for row in connection.execute(_ACCOUNTS, ((today - LONGEST_MONTH).isoformat(),)):
        rows.setdefault(row["sim_id"], []).append(row)
    found = {sim: _account(of_sim, today, shops) for sim, of_sim in rows.items()}
    limited = {sim: account for sim, account in found.items() if account.budget.monthly_recipients}
    for sim, recipients in _month_recipients(connection, limited).items():
        account = found[sim]
        found[sim] = replace(account, used=replace(account.used, recipients_month=recipients))
    return found


def _account(rows: list[sqlite3.Row], today: date, shops: Budget) -> Account:
    # Days stay the text that they are kept as, which sorts as days do: every page asks for a month of them.
    days = {row["day"]: row for row in rows if row["day"] is not None}
    day = max(today, date.fromisoformat(max(days))) if days else today
    budget = _own(rows[0], shops)
    since, until = month_start(day, budget.reset_day).isoformat(), day.isoformat()
    newest = days.get(until)
    return Account(
        day,
        budget,
        Used(
            newest["parts"] if newest else 0,
            sum(row["parts"] for counted, row in days.items() if since <= counted <= until),
            newest["recipients"] if newest else 0,
            0,
        ),
    )


def _month_recipients(connection: sqlite3.Connection, accounts: Mapping[int, Account]) -> dict[int, int]:
    if not accounts:
        return {}
    months = [(sim, month_start(each.day, each.budget.reset_day), each.day) for sim, each in accounts.items()]
    rows = connection.execute(
        f"WITH months (sim, since, day) AS (VALUES {', '.join(['(?, ?, ?)'] * len(months))})"
        " SELECT sim, (SELECT count(DISTINCT number) FROM sim_recipients"
        " WHERE sim_id = sim AND sim_recipients.day BETWEEN since AND months.day) AS recipients FROM months",
        [value for sim, since, day in months for value in (sim, since.isoformat(), day.isoformat())],
    )
    return {row["sim"]: row["recipients"] for row in rows}


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
    row = (sim, day.isoformat())
    first = tx.execute(
        "INSERT INTO sim_recipients (sim_id, day, number, parts) VALUES (?, ?, ?, 1) ON CONFLICT DO NOTHING",
        (*row, number),
    ).rowcount
    if not first:
        tx.execute(
            "UPDATE sim_recipients SET parts = parts + 1 WHERE sim_id = ? AND day = ? AND number = ?", (*row, number)
        )
    counted = tx.execute(
        "UPDATE sim_usage SET parts = parts + 1, recipients = recipients + ? WHERE sim_id = ? AND day = ?",
        (first, *row),
    ).rowcount
    if not counted:
        tx.execute("INSERT INTO sim_usage (sim_id, day, parts, recipients) VALUES (?, ?, 1, 1)", row)
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


def _own(row: sqlite3.Row, shops: Budget) -> Budget:
    return replace(shops, **{name: row[name] for name in LIMITS if row[name] is not None})


def own_limits(connection: sqlite3.Connection, sim: int) -> dict[str, int | None]:
    """The SIM's own limits, for `set_budget`."""
    row = connection.execute("SELECT * FROM sim_budgets WHERE sim_id = ?", (sim,)).fetchone()
    return {name: row[name] if row is not None else None for name in LIMITS}


def set_budget(tx: sqlite3.Connection, sim: int, limits: Mapping[str, int | None]) -> None:
    """Gives the SIM its own limits; the keys are of LIMITS, None is as the shop's settings say."""
    tx.execute("INSERT INTO sim_budgets (sim_id) VALUES (?) ON CONFLICT DO NOTHING", (sim,))
    for name in LIMITS:
        if name in limits:
            tx.execute(f"UPDATE sim_budgets SET {name} = ? WHERE sim_id = ?", (limits[name], sim))
