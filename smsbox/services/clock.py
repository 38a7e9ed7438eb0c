"""Whether the box's clock is in doubt: by what the box has written down, what the networks tell, what staff say."""

import json
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from smsbox.errors import Conflict
from smsbox.rules import clock
from smsbox.rules.clock import Vouch
from smsbox.sentences import Sentence, sentence
from smsbox.services import activity, modems, presence, settings
from smsbox.services.activity import By, Verb
from smsbox.services.modems import ModemView
from smsbox.services.remedies import Remedy, Way
from smsbox.store import events, facts
from smsbox.store.db import Database

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
"""What the kernel calls the machine's start (random(4))."""

SLACK = timedelta(seconds=10)
"""What was written down may be newer than the moment at which a page began to be made."""


@dataclass(frozen=True)
class Doubt:
    """Why the clock is not believed, so that offers wait: a few words, and what helps."""

    title: Sentence
    remedy: Remedy


BEHIND = Doubt(
    sentence("The box is not sure what time it is"),
    Remedy(
        sentence("Offers wait. Connect the box to the internet for a minute, then look again."),
        typed=(
            "The clock is behind what the box has already written down, so offers wait. Connect the box to the network,"
            " or set the time with: sudo timedatectl set-time."
        ),
    ),
)

UNCONFIRMED = Doubt(
    sentence("Nobody has told the box what time it is"),
    Remedy(
        sentence("Offers wait. Look at the box's time, and confirm it if it is right."),
        Way.CLOCK,
        "No network has told the time, so offers wait. See the box's time with: smsbox clock. If it is right:"
        " smsbox clock --right.",
    ),
)


def doubt(written_at: datetime | None, views: Iterable[ModemView], *, unconfirmed: bool, now: datetime) -> Doubt | None:
    """The one doubt that counts, as the daemon judges; None if the clock is believed.

    `written_at` is the newest time in the event log: the past comes first, whatever the networks say. `unconfirmed` is
    what the daemon says that runs.
    """
    return behind(written_at, now=now) or contradicted(views) or (UNCONFIRMED if unconfirmed else None)


def current(db: Database, *, now: datetime) -> Doubt | None:
    """`doubt` about the box as it is."""
    running, connection = presence.daemon_running(db.folder), db.connection()
    views = modems.views(db, settings.policy(connection), running=running, now=now)
    unconfirmed = running and is_unconfirmed(connection)
    return doubt(events.newest_time(connection), views, unconfirmed=unconfirmed, now=now)


def is_unconfirmed(connection: sqlite3.Connection) -> bool:
    """Whether the daemon has found nobody and nothing to confirm the clock."""
    return facts.get(connection, facts.CLOCK_UNCONFIRMED) is not None


def boot() -> str:
    """The name of the machine's start; empty on a system that has none."""
    return BOOT_ID.read_text(encoding="ascii").strip() if BOOT_ID.exists() else ""


def vouch(connection: sqlite3.Connection) -> Vouch | None:
    """What a person last confirmed; None if nobody ever did."""
    kept = facts.get(connection, facts.CLOCK_VOUCH)
    return None if kept is None else Vouch(**json.loads(kept))


def confirm(db: Database, shown: datetime, *, by: By) -> None:
    """A person says that `shown` is the time, and the box's clock shows the same: offers need not wait (6.3).

    It holds until the machine starts anew or its clock is set. Raises Conflict where the clock shows another time, is
    behind what was written down, or a network contradicts it: then one person's word is not enough.
    """
    told = current(db, now=by.at)
    if told is not None and told is not UNCONFIRMED:
        raise Conflict(told.remedy.words)
    if not clock.agrees(by.at - shown):
        raise Conflict(sentence("The box's clock shows another time. Look at it once more, or set the clock."))
    word = Vouch(boot(), by.at.timestamp() - time.monotonic())
    with db.write() as tx:
        facts.put(tx, facts.CLOCK_VOUCH, json.dumps(asdict(word)))
        facts.drop(tx, facts.CLOCK_UNCONFIRMED)
        zone = settings.policy(tx).zone
        activity.record(tx, by, Verb.CLOCK_CONFIRMED, f"{by.at.astimezone(zone):%Y-%m-%d %H:%M}")


def behind(written_at: datetime | None, *, now: datetime) -> Doubt | None:
    """The doubt about a clock that shows an earlier time than one that was written down (reliability.md S42)."""
    earliest = clock.BUILT if written_at is None else max(clock.BUILT, written_at - SLACK)
    return BEHIND if now < earliest else None


def contradicted(views: Iterable[ModemView]) -> Doubt | None:
    """The doubt about a clock that a network contradicts, and none confirms."""
    told = [timedelta(seconds=view.clock_ahead) for view in views if view.port and view.clock_ahead is not None]
    if not told or any(map(clock.agrees, told)):
        return None
    difference = _length(min(told, key=abs))
    words = sentence(
        "The box's clock and the mobile network differ by {difference}, so offers wait."
        " Connect the box to the internet: then its clock sets itself.",
        difference=difference,
    )
    typed = f"{words} If the box is right: smsbox set modem.network_time false."
    return Doubt(sentence("The clock may be wrong"), Remedy(words, Way.NETWORK_TIME, typed))


def _length(difference: timedelta) -> Sentence:
    minutes = round(abs(difference) / timedelta(minutes=1))
    if minutes < 120:
        return sentence("{minutes} minutes", minutes=minutes)
    if minutes < 2 * 24 * 60:
        return sentence("{hours} hours", hours=round(minutes / 60))
    return sentence("{days} days", days=round(minutes / 60 / 24))
