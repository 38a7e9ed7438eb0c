"""The shop's day at a glance: what waits, what went out, and how the box is."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from smsbox.rules import hours
from smsbox.rules.lifecycle import State
from smsbox.services import modems, presence, settings
from smsbox.services.inbox import Inbound
from smsbox.services.messages import Message
from smsbox.services.modems import ModemView
from smsbox.store import events, inbox, outbox
from smsbox.store.db import Database

RATE_WINDOW = timedelta(minutes=5)
"""Over which the rate is measured."""

RECENT = 5
"""Messages shown as the last ones."""


@dataclass(frozen=True)
class Today:
    """Counts are of messages, `planned` those that are for later; `rate_per_minute` is over the last five minutes.

    `modems` are as in `services.modems`.
    """

    waiting: int
    planned: int
    sending: int
    held: int
    sent_today: int
    failed_today: int
    unknown_today: int
    rate_per_minute: float
    recent: tuple[Message, ...]
    last_inbound: Inbound | None
    unread: int
    modems: tuple[ModemView, ...]
    daemon_running: bool
    paused: bool


def today(db: Database, *, now: datetime) -> Today:
    """Everything that the Today page and `smsbox status` show."""
    views = modems.all_modems(db, now=now)
    with db.snapshot() as connection:
        policy = settings.policy(connection)
        midnight = datetime.combine(hours.day_of(now, policy.zone), time(0), tzinfo=policy.zone)
        passing = outbox.counts(connection, (State.QUEUED, State.SENDING, State.HELD))
        planned = outbox.planned(connection, now)
        received = inbox.received(connection, None, 1).items
        return Today(
            waiting=passing[State.QUEUED] - planned,
            planned=planned,
            sending=passing[State.SENDING],
            held=passing[State.HELD],
            sent_today=events.count_since(connection, "message.sent", midnight),
            failed_today=events.count_since(connection, "message.failed", midnight),
            unknown_today=events.count_since(connection, "message.unknown", midnight),
            rate_per_minute=events.count_since(connection, "message.sent", now - RATE_WINDOW)
            / (RATE_WINDOW / timedelta(minutes=1)),
            recent=outbox.newest(connection, RECENT),
            last_inbound=received[0] if received else None,
            unread=inbox.unread_conversations(connection),
            modems=views,
            daemon_running=presence.daemon_running(db.folder),
            paused=policy.paused,
        )
