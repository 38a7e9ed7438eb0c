"""What the shop tells the box of a SIM card, and the card itself does not: its message centre, its own number."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from smsbox.errors import BadInput, Conflict
from smsbox.rules.lanes import Lane
from smsbox.sentences import sentence
from smsbox.services import activity, messages, numbers, settings
from smsbox.services.activity import By, Undo, Verb
from smsbox.services.messages import NewMessage
from smsbox.services.modems import READY, sim_id
from smsbox.store import alive, modems
from smsbox.store.db import Database

PATIENCE = timedelta(hours=1)
"""How long a text from one SIM to another may take: networks are late, but not that late."""

AUTHOR = "smsbox"

Keep = Callable[[sqlite3.Connection, int, str | None], None]


def smsc(db: Database, iccid: str) -> str | None:
    """The message centre that the box puts on the SIM; None if it leaves what is there. Raises NotFound."""
    connection = db.connection()
    sim_id(connection, iccid)
    return modems.smsc(connection, iccid)


def set_smsc(db: Database, iccid: str, number: str | None, *, by: By | None = None) -> str | None:
    """Has the box put this message centre on the SIM, or (None) leave what is there; returns it in E.164.

    The modem's session does it at its next look. Raises NotFound, or BadInput for what is no number.
    """
    with db.write() as tx:
        sim, before = sim_id(tx, iccid), modems.smsc(tx, iccid)
        after = None if number is None else numbers.parse(number, settings.policy(tx).region)
        modems.set_smsc(tx, sim, after)
        _record(tx, by, Verb.SMSC_CHANGED, iccid, before, after)
        return after


def own_number(db: Database, iccid: str) -> str | None:
    """The SIM's own number, None if it is not known; raises NotFound."""
    connection = db.connection()
    return modems.numbers(connection).get(sim_id(connection, iccid))


def set_own_number(db: Database, iccid: str, number: str, *, by: By | None = None) -> str:
    """Keeps the SIM's own number, until the card itself tells another; returns it in E.164.

    Raises NotFound, or BadInput for what is no number.
    """
    with db.write() as tx:
        sim = sim_id(tx, iccid)
        before = modems.numbers(tx).get(sim)
        after = numbers.parse(number, settings.policy(tx).region)
        modems.set_number(tx, sim, after)
        _record(tx, by, Verb.OWN_NUMBER_CHANGED, iccid, before, after)
        return after


def find_own_number(db: Database, iccid: str, *, now: datetime) -> None:
    """Has the SIM text another, whose modem sees from which number: the daemon keeps that when the text arrives.

    Raises NotFound, or Conflict if no other SIM can be texted, or one such text is under way.
    """
    with db.write() as tx:
        sim = sim_id(tx, iccid)
        if any(check.sim_id == sim for check in alive.waiting(tx)):
            raise Conflict(sentence("A text from this SIM to another is under way. Look again in a minute."))
        sister = next(((other, to) for other, to in textable(tx).items() if other != sim), None)
        if sister is None:
            raise Conflict(
                sentence("The box knows no other SIM's number. Text your own phone from this one, and give its number.")
            )
        text_sister(tx, sim, *sister, now=now)


def textable(connection: sqlite3.Connection) -> dict[int, str]:
    """SIM id → its own number in E.164, where it is known and can be texted."""
    region, found = settings.policy(connection).region, {}
    for sim, number in modems.numbers(connection).items():
        with suppress(BadInput):
            found[sim] = numbers.parse(number, region)
    return found


def text_sister(tx: sqlite3.Connection, sim: int, sister: int, to: str, *, now: datetime) -> None:
    """Queues a text from one SIM to another, whose number is `to`, and waits for it to arrive there."""
    new = NewMessage(
        to,
        check_text(alive.begin(tx, sim, sister, now=now)),
        Lane.TRANSACTIONAL.word,
        urgent=True,
        expires_at=now + PATIENCE,
        sim=modems.iccid(tx, sim),
    )
    messages.queue_in(tx, new, author=AUTHOR, now=now)


def check_text(check_id: int) -> str:
    """What the text of a check says."""
    return f"smsbox proof of life {check_id}"


def _record(
    tx: sqlite3.Connection, by: By | None, verb: Verb, iccid: str, before: str | None, after: str | None
) -> None:
    if before != after:
        activity.record(tx, by, verb, iccid, undo={"before": before, "after": after})


def take_back_smsc(tx: sqlite3.Connection, iccid: str, undo: Undo, _by: By) -> None:
    """The box puts there what it did before."""
    _take_back(tx, sim_id(tx, iccid), modems.smsc(tx, iccid), undo, modems.set_smsc)


def take_back_own_number(tx: sqlite3.Connection, iccid: str, undo: Undo, _by: By) -> None:
    """The SIM's own number is what it was."""
    sim = sim_id(tx, iccid)
    _take_back(tx, sim, modems.numbers(tx).get(sim), undo, modems.set_number)


def _take_back(tx: sqlite3.Connection, sim: int, present: str | None, undo: Undo, keep: Keep) -> None:
    before = undo["before"]
    if present != undo["after"] or not isinstance(before, str | None):
        raise Conflict(sentence("This has been changed again since. Take the later change back first."))
    keep(tx, sim, before)


def own_numbers(db: Database) -> tuple[str, ...]:
    """The numbers under which the box is texted, of SIMs that work now first; those that are not known are missing."""
    rows = sorted(modems.all_modems(db.connection()), key=lambda row: row.state != READY)
    return tuple(dict.fromkeys(row.number for row in rows if row.number))
