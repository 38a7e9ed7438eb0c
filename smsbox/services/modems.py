"""The modems and SIMs as staff see them: what each can do now, in words."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from smsbox.errors import BadInput, Conflict, NotFound
from smsbox.rules import hours
from smsbox.rules.balance import Asking, asking
from smsbox.rules.budget import LAST_RESET_DAY, Budget, Used, month_start
from smsbox.rules.policy import Policy
from smsbox.sentences import sentence
from smsbox.services import activity, presence, setting_keys, settings
from smsbox.services.activity import By, Undo, Verb
from smsbox.store import events, holding, modems, usage
from smsbox.store.db import Database
from smsbox.store.modems import ModemRow
from smsbox.store.usage import Account

READY = "ready"
STOPPED = "stopped"
CONNECTING = "connecting"
PAUSED = "paused"
"""The modem is ready, and its SIM is set aside until somebody resumes it (reliability.md S90)."""

WORDS = {
    "waiting": sentence("Not plugged in"),
    "connecting": sentence("Getting ready"),
    "ready": sentence("Working"),
    "no_sim": sentence("No SIM card in it"),
    "pin_needed": sentence("Its SIM card asks for a PIN"),
    "pin_refused": sentence("Its SIM card refused the PIN that is set"),
    "pin_last_try": sentence("Its SIM card has one try left for its PIN"),
    "puk_needed": sentence("Its SIM card is locked and asks for a PUK"),
    "searching": sentence("Looking for the network"),
    "denied": sentence("The network does not let this SIM in"),
    "roaming": sentence("On a foreign network, so it does not send"),
    "no_smsc": sentence("Its SIM card does not know the message centre"),
    "lost": sentence("Not answering"),
    "stopped": sentence("The box is not running"),
    PAUSED: sentence("Set aside, because the network refused too many of its texts"),
}
"""A modem's state, for staff."""

BARS = ((-109, 0), (-95, 1), (-85, 2), (-75, 3))
"""Signal in dBm below which a modem shows so many bars; from -75 dBm on it shows four."""


SWAP_TOLD_FOR = timedelta(days=3)
"""How long staff are told of a swapped SIM: over a weekend, and the day after it."""


@dataclass(frozen=True)
class ModemView:
    """One modem and its SIM.

    `queue` and what is used and left are parts, but where they are called recipients: different numbers. What is left
    is None without a limit. The billing month began on `month_since`; its recipients are counted only where they are
    limited. `balance` is the amount in what the network told, `balance_text`, at `balance_at`; `asking` is how
    somebody's question for it stands. `technology` is "2G" to "5G". `seconds_per_part` was measured. By its network the
    box's clock is `clock_ahead` seconds behind.
    `pin_tries` are left for its SIM's PIN, None unless that is asked for and the tries are known.

    At `swapped_at` it was found with another SIM than the one with `iccid_before`; both None when that is long ago.
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
    technology: str | None
    seconds_per_part: float | None
    clock_ahead: int | None
    pin_tries: int | None
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
    asking: Asking
    last_error: str | None
    iccid_before: str | None
    swapped_at: datetime | None


UNIDENTIFIED = "port:"
"""How the `imei` of a modem begins that has not told one."""


def all_modems(db: Database, *, now: datetime) -> tuple[ModemView, ...]:
    """Every modem the box has seen, in the order they were first seen."""
    running = presence.daemon_running(db.folder)
    return views(db, settings.policy(db.connection()), running=running, now=now)


def views(db: Database, policy: Policy, *, running: bool, now: datetime) -> tuple[ModemView, ...]:
    """`all_modems` for a caller that has the policy at hand, and knows whether the daemon is `running`."""
    connection = db.connection()
    today = hours.day_of(now, policy.zone)
    rows = modems.all_modems(connection)
    accounts = usage.accounts(connection, today, policy.budget) if rows else {}
    new = Account(today, policy.budget, Used())
    return tuple(_view(row, running=running, account=accounts.get(row.sim_id or 0, new), now=now) for row in rows)


def _view(row: ModemRow, *, running: bool, account: Account, now: datetime) -> ModemView:
    budget, used = account.budget, account.used
    state = PAUSED if row.paused and row.state == READY else row.state
    if not running:
        state = STOPPED
    swapped = row.swapped_at is not None and now < row.swapped_at + SWAP_TOLD_FOR
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
        technology=row.technology,
        seconds_per_part=row.seconds_per_part,
        clock_ahead=row.clock_ahead,
        pin_tries=row.pin_tries,
        state=state,
        words=WORDS[state],
        queue=row.queue,
        used_today=used.parts_today,
        left_today=_left(budget.daily_parts, used.parts_today),
        recipients_today=used.recipients_today,
        recipients_left_today=_left(budget.daily_recipients, used.recipients_today),
        month_since=month_start(account.day, budget.reset_day),
        used_this_month=used.parts_month,
        left_this_month=_left(budget.monthly_parts, used.parts_month),
        recipients_this_month=used.recipients_month if budget.monthly_recipients else None,
        recipients_left_this_month=_left(budget.monthly_recipients, used.recipients_month),
        balance=row.balance,
        balance_text=row.balance_text,
        balance_at=row.balance_at,
        asking=asking(row.wanted_at, row.unanswered_at, row.balance_at, now),
        last_error=row.last_error,
        iccid_before=row.iccid_before if swapped else None,
        swapped_at=row.swapped_at if swapped else None,
    )


def _left(limit: int, used: int) -> int | None:
    return max(limit - used, 0) if limit else None


def balances(db: Database, iccid: str | None = None, *, now: datetime) -> tuple[ModemView, ...]:
    """The modems that hold a SIM, or the one that holds the SIM `iccid`; raises NotFound if none does."""
    views = tuple(view for view in all_modems(db, now=now) if view.iccid is not None and iccid in (None, view.iccid))
    if iccid is not None and not views:
        raise NotFound(f"No modem holds the SIM {iccid[:24]!r}. The SIMs are listed by: smsbox modem balance.")
    return views


def set_budget(db: Database, iccid: str, limits: Mapping[str, int | None], *, by: By | None = None) -> Budget:
    """Gives a SIM its own limits (keys: the names of Budget's fields); None is as the shop's settings say.

    Returns the limits that hold for it now; raises NotFound, or BadInput for a limit that cannot be.
    """
    for name, limit in limits.items():
        lowest, highest = (1, LAST_RESET_DAY) if name == "reset_day" else (0, setting_keys.MOST_IN_A_BUDGET)
        if limit is not None and not lowest <= limit <= highest:
            raise BadInput(f"{name} is a number from {lowest} to {highest}; nothing was changed.", name)
    with db.write() as tx:
        sim = sim_id(tx, iccid)
        before = usage.own_limits(tx, sim)
        usage.set_budget(tx, sim, limits)
        after = usage.own_limits(tx, sim)
        if before != after:
            holding.look_again(tx, "budget")
            activity.record(tx, by, Verb.BUDGET_CHANGED, iccid, undo={"before": before, "after": after})
        return usage.budget(tx, sim, settings.policy(tx).budget)


def own_limits(db: Database, iccid: str) -> dict[str, int | None]:
    """The SIM's own limits by the names of Budget's fields, None where the shop's hold; raises NotFound."""
    connection = db.connection()
    return usage.own_limits(connection, sim_id(connection, iccid))


def take_back_budget(tx: sqlite3.Connection, iccid: str, undo: Undo, _by: By) -> None:
    """The SIM's own limits are what they were."""
    sim = sim_id(tx, iccid)
    before = undo["before"]
    if usage.own_limits(tx, sim) != undo["after"] or not isinstance(before, dict):
        raise Conflict(sentence("This has been changed again since. Take the later change back first."))
    usage.set_budget(tx, sim, before)


def resume(db: Database, modem_id: int, *, by: By | None = None, now: datetime) -> ModemView:
    """Lets the modem's SIM send again; raises NotFound, or Conflict if it was not set aside."""
    row = next((row for row in modems.all_modems(db.connection()) if row.id == modem_id), None)
    if row is None:
        raise NotFound(sentence("There is no modem {number}.", number=modem_id))
    if row.iccid is None:
        raise Conflict(sentence("Modem {number} has no SIM card that could be resumed.", number=modem_id))
    resume_sim(db, row.iccid, by=by, now=now)
    return next(view for view in all_modems(db, now=now) if view.id == modem_id)


def resume_sim(db: Database, iccid: str, *, by: By | None = None, now: datetime) -> None:
    """Lets a SIM that was set aside send again; raises NotFound, or Conflict if it was not."""
    with db.write() as tx:
        if not modems.resume_sim(tx, sim_id(tx, iccid)):
            raise Conflict(sentence("The SIM {iccid} was not set aside, so there is nothing to resume.", iccid=iccid))
        events.append(tx, "sim.resumed", iccid, {"sim": iccid}, now=now)
        activity.record(tx, by, Verb.SIM_RESUMED, iccid, undo={})


def take_back_resuming(tx: sqlite3.Connection, iccid: str, _undo: Undo, by: By) -> None:
    """The SIM is set aside again."""
    modems.pause_sim(tx, sim_id(tx, iccid), now=by.at)


def sim_id(connection: sqlite3.Connection, iccid: str) -> int:
    """The id of the SIM with this ICCID; raises NotFound."""
    sim = modems.sim_id(connection, iccid)
    if sim is None:
        raise NotFound(sentence("The box has no SIM {iccid!r}. Its SIMs are listed with the modems.", iccid=iccid[:24]))
    return sim


def bars(signal: int | None) -> int:
    """0 to 4 bars for a signal in dBm."""
    if signal is None:
        return 0
    return next((count for limit, count in BARS if signal < limit), 4)
