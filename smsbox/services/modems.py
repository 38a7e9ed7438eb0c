"""The modems and SIMs as staff see them: what each can do now, in words."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.rules import hours
from smsbox.rules.budget import LAST_RESET_DAY, Budget, Used, month_start
from smsbox.services import presence, settings
from smsbox.store import events, modems, usage
from smsbox.store.db import Database
from smsbox.store.modems import ModemRow

READY = "ready"
STOPPED = "stopped"
PAUSED = "paused"
"""The modem is ready, and its SIM is set aside until somebody resumes it (reliability.md S90)."""

WORDS = {
    "waiting": "Not plugged in",
    "connecting": "Getting ready",
    "ready": "Working",
    "no_sim": "No SIM card in it",
    "pin_needed": "Its SIM card asks for a PIN",
    "puk_needed": "Its SIM card is locked and asks for a PUK",
    "searching": "Looking for the network",
    "denied": "The network does not let this SIM in",
    "roaming": "On a foreign network, so it does not send",
    "no_smsc": "Its SIM card does not know the message centre",
    "lost": "Not answering",
    "stopped": "The box is not running",
    PAUSED: "Set aside, because the network refused too many of its texts",
}
"""A modem's state, for staff."""

BARS = ((-109, 0), (-95, 1), (-85, 2), (-75, 3))
"""Signal in dBm below which a modem shows so many bars; from -75 dBm on it shows four."""


@dataclass(frozen=True)
class ModemView:
    """One modem and its SIM.

    `queue` and what is used and left are parts, but where they are called recipients: different numbers. What is left
    is None without a limit. The billing month began on `month_since`; its recipients are counted only where they are
    limited. `balance` is the amount in what the network told, `balance_text`, at `balance_at`.
    """

    id: int
    imei: str | None
    port: str | None
    model: str | None
    iccid: str | None
    number: str | None
    operator: str | None
    registration: str | None
    signal_dbm: int | None
    bars: int
    state: str
    words: str
    queue: int
    used_today: int
    left_today: int | None
    recipients_today: int
    recipients_left_today: int | None
    month_since: date
    used_this_month: int
    left_this_month: int | None
    recipients_this_month: int | None
    recipients_left_this_month: int | None
    balance: str | None
    balance_text: str | None
    balance_at: datetime | None
    last_error: str | None


UNIDENTIFIED = "port:"
"""How the `imei` of a modem begins that has not told one."""


def all_modems(db: Database, *, now: datetime) -> tuple[ModemView, ...]:
    """Every modem the box has seen, in the order they were first seen."""
    running = presence.daemon_running(db.folder)
    with db.snapshot() as connection:
        policy = settings.policy(connection)
        today = hours.day_of(now, policy.zone)
        queues = modems.queue_lengths(connection)
        days = usage.counting_days(connection, today)
        budgets = usage.budgets(connection, policy.budget)
        views = []
        for row in modems.all_modems(connection):
            sim = row.sim_id or 0
            day, budget = days.get(sim, today), budgets.get(sim, policy.budget)
            used = usage.used(connection, sim, day, budget)
            views.append(_view(row, running=running, queue=queues.get(sim, 0), budget=budget, used=used, day=day))
        return tuple(views)


def _view(row: ModemRow, *, running: bool, queue: int, budget: Budget, used: Used, day: date) -> ModemView:
    state = PAUSED if row.paused and row.state == READY else row.state
    if not running:
        state = STOPPED
    return ModemView(
        id=row.id,
        imei=None if row.imei.startswith(UNIDENTIFIED) else row.imei,
        port=row.port,
        model=row.model,
        iccid=row.iccid,
        number=row.number,
        operator=row.operator,
        registration=row.registration,
        signal_dbm=row.signal,
        bars=bars(row.signal) if state == READY else 0,
        state=state,
        words=WORDS[state],
        queue=queue,
        used_today=used.parts_today,
        left_today=_left(budget.daily_parts, used.parts_today),
        recipients_today=used.recipients_today,
        recipients_left_today=_left(budget.daily_recipients, used.recipients_today),
        month_since=month_start(day, budget.reset_day),
        used_this_month=used.parts_month,
        left_this_month=_left(budget.monthly_parts, used.parts_month),
        recipients_this_month=used.recipients_month if budget.monthly_recipients else None,
        recipients_left_this_month=_left(budget.monthly_recipients, used.recipients_month),
        balance=row.balance,
        balance_text=row.balance_text,
        balance_at=row.balance_at,
        last_error=row.last_error,
    )


def _left(limit: int, used: int) -> int | None:
    return max(limit - used, 0) if limit else None


def balances(db: Database, iccid: str | None = None, *, now: datetime) -> tuple[ModemView, ...]:
    """The modems that hold a SIM, or the one that holds the SIM `iccid`; raises NotFound if none does."""
    views = tuple(view for view in all_modems(db, now=now) if view.iccid is not None and iccid in (None, view.iccid))
    if iccid is not None and not views:
        raise NotFound(f"No modem holds the SIM {iccid[:24]!r}. The SIMs are listed by: smsbox modem balance.")
    return views


def set_budget(db: Database, iccid: str, limits: Mapping[str, int | None]) -> Budget:
    """Gives a SIM its own limits (keys: the names of Budget's fields); None is as the shop's settings say.

    Returns the limits that hold for it now; raises NotFound, or BadInput for a limit that cannot be.
    """
    for name, limit in limits.items():
        lowest, highest = (1, LAST_RESET_DAY) if name == "reset_day" else (0, settings.MOST_IN_A_BUDGET)
        if limit is not None and not lowest <= limit <= highest:
            raise BadInput(f"{name} is a number from {lowest} to {highest}; nothing was changed.", name)
    with db.write() as tx:
        sim = _sim(tx, iccid)
        usage.set_budget(tx, sim, limits)
        return usage.budget(tx, sim, settings.policy(tx).budget)


def resume(db: Database, modem_id: int, *, now: datetime) -> ModemView:
    """Lets the modem's SIM send again; raises NotFound, or Conflict if it was not set aside."""
    row = next((row for row in modems.all_modems(db.connection()) if row.id == modem_id), None)
    if row is None:
        raise NotFound(f"There is no modem {modem_id}.")
    if row.iccid is None:
        raise Conflict(f"Modem {modem_id} has no SIM card that could be resumed.")
    resume_sim(db, row.iccid, now=now)
    return next(view for view in all_modems(db, now=now) if view.id == modem_id)


def resume_sim(db: Database, iccid: str, *, now: datetime) -> None:
    """Lets a SIM that was set aside send again; raises NotFound, or Conflict if it was not."""
    with db.write() as tx:
        if not modems.resume_sim(tx, _sim(tx, iccid)):
            raise Conflict(f"The SIM {iccid} was not set aside, so there is nothing to resume.")
        events.append(tx, "sim.resumed", iccid, {"sim": iccid}, now=now)


def _sim(connection: sqlite3.Connection, iccid: str) -> int:
    sim = modems.sim_id(connection, iccid)
    if sim is None:
        raise NotFound(f"The box has no SIM {iccid[:24]!r}. Its SIMs are listed with the modems.")
    return sim


def bars(signal: int | None) -> int:
    """0 to 4 bars for a signal in dBm."""
    if signal is None:
        return 0
    return next((count for limit, count in BARS if signal < limit), 4)
