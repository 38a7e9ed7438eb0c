"""The shop's settings: reading them, changing them, and the policy that they make."""

import difflib
import hashlib
import sqlite3
from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from smsbox.errors import BadInput, Conflict
from smsbox.rules.budget import Budget
from smsbox.rules.pace import Speed
from smsbox.rules.policy import Policy, Window
from smsbox.rules.roles import Role
from smsbox.sentences import sentence
from smsbox.services import activity, cleaning, offer_hours
from smsbox.services.activity import By, Undo, Verb
from smsbox.services.setting_keys import KEYS, Setting
from smsbox.store import holding
from smsbox.store import settings as table
from smsbox.store.db import Database

OF_MANAGERS = ("quiet.", "sending.")
"""How the keys begin that a manager may change; all others are the owner's."""


def least(key: str) -> Role:
    """Who may change the setting on the page."""
    return Role.MANAGER if key.startswith(OF_MANAGERS) else Role.OWNER


def get(db: Database, key: str) -> str:
    """A setting's value as it is shown, its default where it was never set; BadInput for an unknown key."""
    setting = _known(key)
    return setting.shown(dict(table.rows(db.connection())).get(key, setting.default))


def all_values(db: Database) -> dict[str, str]:
    """Every key of KEYS with its value as it is shown."""
    values = _with_defaults(table.rows(db.connection()))
    return {key: setting.shown(values[key]) for key, setting in KEYS.items()}


def cleaned(key: str, value: str) -> str:
    """The value as it would be kept; BadInput for an unknown key or a value it does not accept."""
    setting = _known(key)
    try:
        return setting.clean(value)
    except (ValueError, KeyError) as fault:
        refusal = sentence("{key} accepts {accepts}; nothing was changed.", key=key, accepts=setting.accepts)
        raise BadInput(refusal, key) from fault


def set_value(
    db: Database, key: str, value: str, *, by: By | None = None, verb: Verb = Verb.SETTING_CHANGED, detail: str = ""
) -> str:
    """Sets a key and returns the value as it is shown; BadInput for an unknown key or a value it does not accept.

    It is recorded as `verb` with `detail`, which is the value if nothing else is said.
    """
    setting, kept = _known(key), cleaned(key, value)
    with db.write() as tx:
        _check_hours(tx, {key: kept})
        _put(tx, key, kept, by, verb, detail)
    return setting.shown(kept)


def set_values(db: Database, values: Mapping[str, str], *, by: By | None = None) -> None:
    """Sets several keys in one transaction, all or none; BadInput as `set_value`."""
    kept = {key: cleaned(key, value) for key, value in values.items()}
    with db.write() as tx:
        _check_hours(tx, kept)
        for key, value in kept.items():
            _put(tx, key, value, by, Verb.SETTING_CHANGED, "")


def _check_hours(tx: sqlite3.Connection, new: Mapping[str, str]) -> None:
    if not offer_hours.KEYS.isdisjoint(new):
        offer_hours.check({**_with_defaults(table.rows(tx)), **new})


def _put(tx: sqlite3.Connection, key: str, kept: str, by: By | None, verb: Verb, detail: str) -> None:
    setting = KEYS[key]
    before = dict(table.rows(tx)).get(key, setting.default)
    table.put(tx, key, kept)
    if kept == before:
        return
    undo = None if setting.secret else {"before": before, "after": kept}
    activity.record(tx, by, verb, key, detail=detail or setting.shown(kept), undo=undo)
    if key.startswith("quiet."):
        holding.look_again(tx, "quiet_hours")


def take_back_change(tx: sqlite3.Connection, key: str, undo: Undo, _by: By) -> None:
    """The setting is what it was."""
    if dict(table.rows(tx)).get(key) != undo["after"]:
        raise Conflict(sentence("This has been changed again since. Take the later change back first."))
    table.put(tx, key, str(undo["before"]))


def stored(connection: sqlite3.Connection) -> dict[str, str]:
    """Every key of KEYS with its value as it is kept, secrets included: for the daemon, never for people."""
    return _with_defaults(table.rows(connection))


def sim_pin(connection: sqlite3.Connection) -> str | None:
    """The PIN that the shop gave for its SIMs; None if it gave none."""
    return dict(table.rows(connection)).get("modem.pin") or None


def pin_digest(pin: str) -> bytes:
    """What is kept of a PIN that was tried on a SIM."""
    return hashlib.sha256(pin.encode()).digest()


def policy(connection: sqlite3.Connection) -> Policy:
    """The policy as of this read; inside a transaction it is that transaction's."""
    return _policy(table.rows(connection))


def _known(key: str) -> Setting:
    if key in KEYS:
        return KEYS[key]
    near = difflib.get_close_matches(key.lower(), KEYS, n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(near)}?" if near else "`smsbox get` lists all."
    raise BadInput(f"There is no setting {key[:60]!r}. {hint}", "key")


def _with_defaults(rows: table.Rows) -> dict[str, str]:
    stored = dict(rows)
    return {key: stored.get(key, setting.default) for key, setting in KEYS.items()}


@lru_cache(2)
def _policy(rows: table.Rows) -> Policy:
    values = _with_defaults(rows)
    return Policy(
        shop_name=values["shop.name"],
        help_contact=values["shop.help"],
        region=values["shop.region"],
        language=values["shop.language"],
        zone=ZoneInfo(values["shop.timezone"]),
        promotional=offer_hours.window(values),
        holidays_quiet=values["quiet.holidays"] == "true",
        transactional=Window(
            cleaning.as_time(values["quiet.transactional_start"]), cleaning.as_time(values["quiet.transactional_end"])
        ),
        cap_per_day=int(values["cap.per_day"]),
        cap_per_month=int(values["cap.per_month"]),
        budget=Budget(
            daily_parts=int(values["budget.daily_parts"]),
            monthly_parts=int(values["budget.monthly_parts"]),
            daily_recipients=int(values["budget.daily_recipients"]),
            monthly_recipients=int(values["budget.monthly_recipients"]),
            reset_day=int(values["budget.reset_day"]),
        ),
        offers=Speed(int(values["pace.per_minute"]), int(values["pace.per_hour"])),
        failover=timedelta(minutes=int(values["modem.failover_minutes"])),
        failover_offers=values["modem.failover_offers"] == "true",
        validity=timedelta(hours=int(values["message.validity_hours"])),
        paused=values["sending.paused"] == "true",
        paused_until=cleaning.as_pause_end(values["sending.paused_until"]),
        roaming=values["modem.roaming"] == "true",
        reserved_goods=bool(values["shop.reserved_goods"]),
    )
